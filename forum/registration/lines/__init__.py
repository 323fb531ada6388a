"""Waiting lists as organisers see and change them: each change by hand with its reason."""
