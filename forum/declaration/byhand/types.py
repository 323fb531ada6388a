"""Values of signatures by hand."""

from dataclasses import dataclass

from forum.declaration.types import Identification, SigningStatement


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedDetails:
    """What an officer reads on a page that was signed by hand, or in a letter."""

    way: Identification  # `WET_INK` or `LETTER`
    statement: SigningStatement
