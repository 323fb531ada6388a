"""Pages of declarations: for everybody, and for those who sign."""
