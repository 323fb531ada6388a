"""One's own calendar: an address that calendar programs follow, and that can be taken back."""
