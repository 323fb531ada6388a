"""How two programmes differ, and the new one made of the old one and the difference."""

from forum.programme.comparison.applying import apply
from forum.programme.comparison.comparing import compare

__all__ = ["apply", "compare"]
