"""Ink: what a signatory draws with finger, pen or mouse, kept as points and drawn by the server."""
