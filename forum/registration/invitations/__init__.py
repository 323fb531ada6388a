"""Invitations: an address is asked to register in one category, once."""
