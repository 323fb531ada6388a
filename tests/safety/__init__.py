"""Held against attackers: hostile input, forgotten tokens, crashes, many at once."""
