"""Sealed papers: receipts and the instrument, and what a paper that somebody brings is worth."""
