"""Values of the badge: who holds it, and where everything stands on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from forum.badges.designs.types import Design, Sides
from forum.badges.sheets import Sheet
from forum.core.localized import EMPTY, Language, LocalizedText


class Mark(StrEnum):
    """What those at the door should see without asking."""

    INTERPRETATION = "interpretation"
    NO_PHOTO = "no-photo"
    PROTOCOL = "protocol"


class Order(StrEnum):
    """In which order badges are printed."""

    NAME = "name"  # as the list of registrations stands
    NAME_KO = "name-ko"
    NAME_EN = "name-en"
    CITY = "city"
    DELEGATION = "delegation"  # by city, in it by category
    CATEGORY = "category"


class Which(StrEnum):
    """Whose badges, by what was printed of them."""

    NEW = "new"  # not printed yet, or issued anew
    OPEN = "open"  # these, and those of whom something has changed since
    ALL = "all"


class PrintState(StrEnum):
    """What is known of a badge's last print."""

    NEW = "new"
    CHANGED = "changed"
    PRINTED = "printed"


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeRequest:
    """Which badges somebody wants to print, and how.

    Attributes:
        chosen: the parts of a filter of the list of registrations.
        sheet: `none`, `bleed`, `A4`, `A3` or `A4-perforated`.
        size: of the design that is given, in place of the categories' designs.
    """

    category: str = ""
    which: Which = Which.ALL
    order: Order = Order.NAME
    chosen: Mapping[str, str] = field(default_factory=dict)
    sheet: Sheet = Sheet.NONE
    size: str = ""
    sides: Sides | None = None

    def to_mapping(self) -> dict[str, Any]:
        """Return it as JSON keeps it."""
        return {
            "category": self.category,
            "which": self.which.value,
            "order": self.order.value,
            "chosen": dict(self.chosen),
            "sheet": self.sheet.value,
        }

    @classmethod
    def from_mapping(cls, kept: Mapping[str, Any]) -> "BadgeRequest":
        """Return it from what JSON keeps."""
        return cls(
            category=str(kept["category"]),
            which=Which(kept["which"]),
            order=Order(kept["order"]),
            chosen=kept["chosen"],
            sheet=Sheet(kept["sheet"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedBadges:
    """A PDF of badges, and how many it has."""

    pdf: bytes
    count: int
    unprintable: tuple[str, ...]  # numbers of badges with a character that no font has
    too_long: tuple[str, ...] = ()  # numbers of badges with a text that has no room


@dataclass(frozen=True, slots=True, kw_only=True)
class Attended:
    """A session that the holder comes to, as drawn on the badge's edge."""

    day: int
    starts: int
    ends: int
    is_pause: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaRow:
    """A session that the holder has chosen, as the back of the badge tells it."""

    on: date
    starts: int | None
    title: LocalizedText
    room: LocalizedText = EMPTY
    is_pause: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeCategory:
    """The word and the colour of a badge's band."""

    key: str
    word: LocalizedText
    colour: str  # `#063a74`


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeHolder:
    """All that is printed on one badge.

    `language` is the one whose name stands first and largest; `token` is what the code says.
    """

    name: LocalizedText
    language: Language
    category: BadgeCategory
    number: str
    token: str
    position: LocalizedText = EMPTY
    affiliation: LocalizedText = EMPTY
    city: LocalizedText = EMPTY
    country: LocalizedText = EMPTY
    marks: tuple[Mark, ...] = ()
    attends: tuple[Attended, ...] = ()
    agenda: tuple[AgendaRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeEdition:
    """What every badge of an edition says."""

    name: LocalizedText
    is_trial: bool = False
    addresses: tuple[LocalizedText, ...] = ()  # where the forum is, and whom to call


@dataclass(frozen=True, slots=True, kw_only=True)
class ToPrint:
    """A badge with the design that its category has."""

    holder: BadgeHolder
    design: Design


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintPicture:
    """A picture as the printer gets it."""

    data: bytes
    format: str  # `png` or `jpg`


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Characters of one field that no font has."""

    field: str
    characters: str

    @property
    def codes(self) -> tuple[tuple[str, str], ...]:
        """Return each character with its number in Unicode: `U+9AD9`."""
        return tuple((one, f"U+{ord(one):04X}") for one in self.characters)


class Tone(StrEnum):
    """The colour of a text."""

    INK = "1"
    SECOND = "2"
    NOTE = "3"
    WHITE = "0"
    RED = "r"
    CATEGORY = "c"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text: its baseline's left end in millimetres, its size in points."""

    x: float
    y: float
    size: float
    weight: int
    tone: Tone
    language: Language
    text: str


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in millimetres; a stroke alone is drawn in the same colour."""

    x: float
    y: float
    width: float
    height: float
    tone: Tone
    filled: bool = True


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the edition, or the code (without an image), in millimetres."""

    x: float
    y: float
    width: float
    height: float
    image: str = ""


@dataclass(frozen=True, slots=True)
class MarkPlaced:
    """The sign of a mark: its upper left, and its side, in millimetres."""

    x: float
    y: float
    side: float
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """Where everything stands on one side of one badge. `heading` are the lines of the name."""

    heading: tuple[Line, ...] = ()
    lines: tuple[Line, ...] = ()
    boxes: tuple[Box, ...] = ()
    pictures: tuple[Picture, ...] = ()
    marks: tuple[MarkPlaced, ...] = ()
    too_long: tuple[str, ...] = ()  # keys of elements whose text has no room
