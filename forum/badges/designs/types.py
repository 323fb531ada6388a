"""Values of a design: the sheet, its sides, and what stands on them."""

from dataclasses import dataclass
from enum import StrEnum

from forum.core.localized import EMPTY, LocalizedText

MOST_ELEMENTS = 40
MOST_DESIGNS = 24
LONGEST_NAME = 80
LONGEST_TEXT = 300


class Sides(StrEnum):
    """How many sides of the sheet are printed."""

    ONE = "one"
    TWO = "two"
    FOLDED = "folded"  # one sheet twice as high: the back stands on its head above the front


class Side(StrEnum):
    """Which side of a badge."""

    FRONT = "front"
    BACK = "back"


class ElementKind(StrEnum):
    """What an element shows."""

    NAME = "name"
    POSITION = "position"
    AFFILIATION = "affiliation"
    OFFICE = "office"  # position and affiliation, one below the other
    PLACE = "place"  # city and country, one below the other
    CITY = "city"
    COUNTRY = "country"
    BAND = "band"  # the category's colour with its word
    WORD = "word"  # the category's word alone
    CODE = "code"
    NUMBER = "number"
    MARKS = "marks"
    EDITION = "edition"
    STAVES = "staves"  # one's own days, as the agenda draws them
    AGENDA = "agenda"  # the sessions that one has chosen
    ADDRESSES = "addresses"  # where the forum is, and whom to call
    TEXT = "text"
    IMAGE = "image"


class Tongue(StrEnum):
    """In which language a text stands."""

    FIRST = "first"  # that of the person
    SECOND = "second"  # the other one
    BOTH = "both"
    KO = "ko"
    EN = "en"


class Across(StrEnum):
    """Where a text stands between left and right."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Down(StrEnum):
    """Where a text stands between top and bottom."""

    TOP = "top"
    MIDDLE = "middle"
    BOTTOM = "bottom"


class Overlong(StrEnum):
    """What happens to a text that is too long for one line at its largest size."""

    WRAP = "wrap"  # shrinks to the smallest size, then takes more lines
    LINE = "line"  # shrinks, and stays on one line
    BALANCE = "balance"  # takes more lines as soon as it is larger so


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One thing on a badge. Measures are millimetres from the upper left, sizes are points."""

    key: str
    kind: ElementKind
    side: Side = Side.FRONT
    x: float
    y: float
    width: float
    height: float
    tongue: Tongue = Tongue.FIRST
    across: Across = Across.LEFT
    down: Down = Down.TOP
    largest: float = 12.0
    smallest: float = 7.0
    weight: int = 500
    overlong: Overlong = Overlong.WRAP
    text: LocalizedText = EMPTY
    image: str = ""  # the key of a picture of the edition


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """A sheet of a size in millimetres, and what stands on its sides."""

    name: LocalizedText
    width: float
    height: float
    sides: Sides = Sides.ONE
    elements: tuple[Element, ...] = ()

    def on(self, side: Side) -> tuple[Element, ...]:
        """Return what stands on one side, in order."""
        return tuple(element for element in self.elements if element.side is side)

    @property
    def printed_sides(self) -> tuple[Side, ...]:
        """Return the sides that are printed."""
        return (Side.FRONT,) if self.sides is Sides.ONE else (Side.FRONT, Side.BACK)

    def find(self, key: str) -> Element | None:
        """Return an element by its key."""
        return next((one for one in self.elements if one.key == key), None)


WITH_TEXT = frozenset(ElementKind) - {
    ElementKind.CODE,
    ElementKind.IMAGE,
    ElementKind.STAVES,
}
"""The kinds that are written, and so have sizes, an alignment and a weight."""

WITH_TONGUE = WITH_TEXT - {ElementKind.NUMBER, ElementKind.MARKS, ElementKind.BAND}
"""The kinds whose language can be chosen; marks and bands always say both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What keeps a design from being used: at which element (empty: the sheet) and field."""

    element: str
    field: str
    sentence: str
