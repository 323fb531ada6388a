"""One's own details: looking at them again, and changing them by the link in the mail."""
