"""Values of the badge: who holds it, and where everything stands on it."""

from dataclasses import dataclass
from enum import StrEnum

from forum.core.localized import EMPTY, Language, LocalizedText


class Mark(StrEnum):
    """What those at the door should see without asking."""

    INTERPRETATION = "interpretation"
    NO_PHOTO = "no-photo"
    PROTOCOL = "protocol"


class Order(StrEnum):
    """In which order badges are printed."""

    NAME = "name"
    CITY = "city"
    CATEGORY = "category"


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeRequest:
    """Which badges somebody wants to print, and how."""

    category: str = ""
    only_new: bool = False
    order: Order = Order.NAME
    size: str = "A6"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedBadges:
    """A PDF of badges, and how many it has."""

    pdf: bytes
    count: int
    unprintable: tuple[str, ...]  # numbers of badges with a character that no font has


@dataclass(frozen=True, slots=True, kw_only=True)
class Attended:
    """A session that the holder comes to, as drawn on the badge's edge."""

    day: int
    starts: int
    ends: int
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


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeEdition:
    """What every badge of an edition says."""

    name: LocalizedText
    is_trial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeSize:
    """The trimmed size in millimetres."""

    width: float
    height: float


class Tone(StrEnum):
    """How dark a text is."""

    INK = "1"
    SECOND = "2"
    NOTE = "3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of text: its baseline's left end in millimetres, its size in points."""

    x: float
    y: float
    size: float
    weight: int
    tone: Tone
    language: Language
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """Where everything stands on the front: names, office, place, marks, number, code."""

    names: tuple[Line, ...]
    office: tuple[Line, ...]
    place: tuple[Line, ...]
    number: Line
    marks: tuple[tuple[Mark, float, float], ...]  # with x and y of their middle line
    mark_size: float
