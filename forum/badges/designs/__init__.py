"""Designs of badges: which sheet, and what stands where on it."""
