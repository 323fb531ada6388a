"""Passing a place on to somebody else, who tells and agrees to everything anew."""
