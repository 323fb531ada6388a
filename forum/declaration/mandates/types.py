"""Values of mandates: who is asked, what shows them, what is looked for."""

from dataclasses import dataclass

from forum.core.localized import Language
from forum.declaration.types import MandateState

CONFIRM = "declaration.confirm"
"""The purpose of a link by which a city confirms, from its own address, whom it has named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CityInvitation:
    """A city that is asked something, and the city's own address."""

    city_id: int
    email: str
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateFilter:
    """What an officer looks for in the table of mandates."""

    state: MandateState | None = None
    words: str = ""
