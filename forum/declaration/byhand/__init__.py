"""Signatures by hand: a scanned page or a letter, recorded by one officer, confirmed by another."""
