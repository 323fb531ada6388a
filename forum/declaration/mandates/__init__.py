"""Mandates: how far one is, what can be done with it, and what shows that a city gave it."""
