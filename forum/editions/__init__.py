"""Series and their editions: what a forum is called, when it is held, who stands behind it."""
