"""Values of naming."""

NAME = "declaration.name"
"""The purpose of a link by which a city says, from its own address, whom it sends to sign."""
