"""Signed badge tokens, badge numbers that people can type, key files and QR codes."""
