"""Purposes of these answers."""

OBSERVE = "declaration.observe"
"""The purpose of a code that confirms that a city observes."""
