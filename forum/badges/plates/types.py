"""Values of the papers of the hall."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from forum.core.localized import EMPTY, Language, LocalizedText


class LanyardOrder(StrEnum):
    """By what lanyards are sorted, and handed out."""

    CATEGORY = "category"
    CITY = "city"
    DELEGATION = "delegation"  # those of one city and one category


class Paper(StrEnum):
    """What is printed of people, beside their badges."""

    PLATES = "plates"
    LANYARDS = "lanyards"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRequest:
    """Of whom somebody wants a paper; `chosen` are the parts of a filter of the list."""

    paper: Paper
    category: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    order: LanyardOrder = LanyardOrder.CATEGORY

    def to_mapping(self) -> dict[str, Any]:
        """Return it as JSON keeps it."""
        return {
            "paper": self.paper.value,
            "category": self.category,
            "chosen": dict(self.chosen),
            "order": self.order.value,
        }

    @classmethod
    def from_mapping(cls, kept: Mapping[str, Any]) -> "PaperRequest":
        """Return it from what JSON keeps."""
        return cls(
            paper=Paper(kept["paper"]),
            category=str(kept["category"]),
            chosen=kept["chosen"],
            order=LanyardOrder(kept["order"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Plate:
    """What stands on the plate before somebody; `language` is the one that is largest."""

    name: LocalizedText
    language: Language
    office: LocalizedText
    city: LocalizedText
    colour: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorRow:
    """A session on the sign at a door."""

    time: str
    kind: str
    title: LocalizedText
    is_quiet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorSign:
    """The sign of a room for one day, or for the days that are not known."""

    place: str
    room: LocalizedText
    floor: str
    day: date | None
    rows: Sequence[DoorRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lanyard:
    """One lanyard."""

    number: str
    name: LocalizedText
    category: LocalizedText
    colour: str
    city: LocalizedText = EMPTY
    affiliation: LocalizedText = EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class LanyardGroup:
    """Lanyards that lie in one box. No word: of those without a city."""

    words: tuple[LocalizedText, ...]
    lanyards: Sequence[Lanyard]
