"""Badges: what is printed on them, for one person, a category or everybody."""
