"""People who come without a registration: registered at the desk, and let in at once."""
