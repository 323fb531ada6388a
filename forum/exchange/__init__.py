"""Editions as files: read with every error by line and field, written back in the same form."""
