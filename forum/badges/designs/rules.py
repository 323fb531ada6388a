"""Decisions about designs, on values alone: what is sound, what clashes, and the one that is given.

The default is that of the forum's papers: the name first, as large as it can be read from three
metres, the category as a band with its word, and the code in the corner that a hand leaves free.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from forum.badges.designs.types import (
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_ELEMENTS,
    WITH_TEXT,
    Across,
    Design,
    Down,
    Element,
    ElementKind,
    Overlong,
    Problem,
    Side,
    Sides,
    Tongue,
)
from forum.core.i18n import gettext as _
from forum.core.localized import EMPTY, LocalizedText

SMALLEST_SHEET = (50.0, 70.0)
LARGEST_SHEET = (210.0, 297.0)
SMALLEST_CODE = 25.0
MODULES, QUIET_MODULES = 37, 4  # of a code of version 5, and around it
SMALLEST_TYPE, LARGEST_TYPE = 4.0, 150.0
SMALLEST_SIDE = 1.0
WEIGHTS = (400, 500, 600, 700, 800)
PRESETS: Mapping[str, tuple[float, float]] = {
    "A6": (105.0, 148.0),
    "A7": (74.0, 105.0),
    "90x130": (90.0, 130.0),
}
_NEAR = 0.05  # millimetres that are nothing
_KEY = re.compile(r"[a-z][a-z0-9-]{0,30}")
_SHEET = ("name", "width", "height", "sides")


def quiet_of(element: Element) -> float:
    """Return how wide the white around a code has to be."""
    return element.width / MODULES * QUIET_MODULES


# ---------------------------------------------------------------- what is sound


def problems_of(design: Design) -> tuple[Problem, ...]:
    """Return what keeps a design from being used, each at its place."""
    return (*_of_sheet(design), *_of_elements(design))


def _of_sheet(design: Design) -> Iterator[Problem]:
    if not (design.name.ko.strip() or design.name.en.strip()):
        yield Problem(element="", field="name", sentence=_("Give the design a name."))
    for name, value, least, most in (
        ("width", design.width, SMALLEST_SHEET[0], LARGEST_SHEET[0]),
        ("height", design.height, SMALLEST_SHEET[1], LARGEST_SHEET[1]),
    ):
        if not least <= value <= most:
            sentence = _("Between %(least)s and %(most)s mm.", least=f"{least:g}", most=f"{most:g}")
            yield Problem(element="", field=name, sentence=sentence)
    if len(design.elements) > MOST_ELEMENTS:
        sentence = _("At most %(most)s elements.", most=MOST_ELEMENTS)
        yield Problem(element="", field="name", sentence=sentence)
    front = {element.kind for element in design.on(Side.FRONT)}
    if ElementKind.CODE not in front:
        sentence = _("The front needs a QR code: nobody gets in without one.")
        yield Problem(element="", field="sides", sentence=sentence)
    if ElementKind.NAME not in front:
        sentence = _("The front needs a name.")
        yield Problem(element="", field="sides", sentence=sentence)


def _of_elements(design: Design) -> Iterator[Problem]:
    for element in design.elements:
        yield from _of_box(element, design)
        yield from _of_text(element)
        if element.side not in design.printed_sides:
            sentence = _("This design has no back.")
            yield Problem(element=element.key, field="side", sentence=sentence)
    for side in design.printed_sides:
        yield from _of_codes(design, side)


def _of_box(element: Element, design: Design) -> Iterator[Problem]:
    for name, start, length, sheet in (
        ("x", element.x, element.width, design.width),
        ("y", element.y, element.height, design.height),
    ):
        size = "width" if name == "x" else "height"
        if length < SMALLEST_SIDE:
            sentence = _("At least %(least)s mm.", least=f"{SMALLEST_SIDE:g}")
            yield Problem(element=element.key, field=size, sentence=sentence)
        elif start < -_NEAR or start > sheet:
            sentence = _("This lies outside the badge.")
            yield Problem(element=element.key, field=name, sentence=sentence)
        elif start + length > sheet + _NEAR:
            sentence = _(
                "This reaches %(over)s mm beyond the edge of the badge.",
                over=f"{start + length - sheet:.1f}".rstrip("0").rstrip("."),
            )
            yield Problem(element=element.key, field=size, sentence=sentence)


def _of_text(element: Element) -> Iterator[Problem]:
    if element.kind in WITH_TEXT:
        for name, size in (("largest", element.largest), ("smallest", element.smallest)):
            if not SMALLEST_TYPE <= size <= LARGEST_TYPE:
                sentence = _(
                    "Between %(least)s and %(most)s points.",
                    least=f"{SMALLEST_TYPE:g}",
                    most=f"{LARGEST_TYPE:g}",
                )
                yield Problem(element=element.key, field=name, sentence=sentence)
        if element.smallest > element.largest:
            sentence = _("The smallest size is larger than the largest.")
            yield Problem(element=element.key, field="smallest", sentence=sentence)
    if element.kind is ElementKind.TEXT and not element.text:
        yield Problem(element=element.key, field="text", sentence=_("Write what stands there."))
    if element.kind is ElementKind.IMAGE and not element.image:
        yield Problem(element=element.key, field="image", sentence=_("Choose a picture."))


def _of_codes(design: Design, side: Side) -> Iterator[Problem]:
    elements = design.on(side)
    for code in elements:
        if code.kind is ElementKind.CODE:
            yield from _of_code(code, design)
            yield from _of_quiet(code, elements)


def _of_code(code: Element, design: Design) -> Iterator[Problem]:
    if min(code.width, code.height) < SMALLEST_CODE - _NEAR:
        sentence = _(
            "A code is at least %(least)s mm wide, so that it is read at once.",
            least=f"{SMALLEST_CODE:g}",
        )
        yield Problem(element=code.key, field="width", sentence=sentence)
    if abs(code.width - code.height) > _NEAR:
        sentence = _("A code is as high as it is wide.")
        yield Problem(element=code.key, field="height", sentence=sentence)
    quiet = quiet_of(code)
    for name, start, length, sheet in (
        ("x", code.x, code.width, design.width),
        ("y", code.y, code.height, design.height),
    ):
        if start < quiet - _NEAR or start + length > sheet - quiet + _NEAR:
            sentence = _(
                "Leave %(quiet)s mm of white between the code and the edge.", quiet=f"{quiet:.1f}"
            )
            yield Problem(element=code.key, field=name, sentence=sentence)


def _of_quiet(code: Element, elements: Sequence[Element]) -> Iterator[Problem]:
    quiet = quiet_of(code)
    for other in elements:
        if other is not code and _touches(other, code, quiet):
            sentence = _(
                "This stands in the white around the code: leave %(quiet)s mm.",
                quiet=f"{quiet:.1f}",
            )
            yield Problem(element=other.key, field="x", sentence=sentence)


def _touches(one: Element, code: Element, quiet: float) -> bool:
    return (
        one.x < code.x + code.width + quiet - _NEAR
        and code.x - quiet + _NEAR < one.x + one.width
        and one.y < code.y + code.height + quiet - _NEAR
        and code.y - quiet + _NEAR < one.y + one.height
    )


# ---------------------------------------------------------------- as it is kept


def to_mapping(design: Design) -> dict[str, Any]:
    """Return a design as JSON keeps it."""
    return {
        "name": design.name.to_mapping(),
        "width": design.width,
        "height": design.height,
        "sides": design.sides.value,
        "elements": [_element_mapping(element) for element in design.elements],
    }


def _element_mapping(element: Element) -> dict[str, Any]:
    return {
        one.name: value.to_mapping() if isinstance(value, LocalizedText) else value
        for one in fields(element)
        if (value := getattr(element, one.name)) is not None
    }


def from_mapping(kept: Mapping[str, Any]) -> Design:
    """Return a design from what JSON keeps."""
    return Design(
        name=LocalizedText.from_mapping(kept["name"]),
        width=float(kept["width"]),
        height=float(kept["height"]),
        sides=Sides(kept["sides"]),
        elements=tuple(_element(one) for one in kept["elements"]),
    )


def _element(kept: Mapping[str, Any]) -> Element:
    return Element(
        key=str(kept["key"]),
        kind=ElementKind(kept["kind"]),
        side=Side(kept["side"]),
        x=float(kept["x"]),
        y=float(kept["y"]),
        width=float(kept["width"]),
        height=float(kept["height"]),
        tongue=Tongue(kept["tongue"]),
        across=Across(kept["across"]),
        down=Down(kept["down"]),
        largest=float(kept["largest"]),
        smallest=float(kept["smallest"]),
        weight=int(kept["weight"]),
        overlong=Overlong(kept["overlong"]),
        text=LocalizedText.from_mapping(kept["text"]),
        image=str(kept["image"]),
    )


def tidied(design: Design) -> Design:
    """Return a design as it is kept: tenths of millimetres, half points, sides that are there."""
    return replace(
        design,
        name=_short(design.name, LONGEST_NAME),
        width=round(design.width, 1),
        height=round(design.height, 1),
        elements=tuple(_tidied(element) for element in design.elements),
    )


def _tidied(element: Element) -> Element:
    return replace(
        element,
        x=round(element.x, 1),
        y=round(element.y, 1),
        width=round(element.width, 1),
        height=round(element.height, 1),
        largest=round(element.largest, 1),
        smallest=round(element.smallest, 1),
        weight=element.weight if element.weight in WEIGHTS else WEIGHTS[1],
        text=_short(element.text, LONGEST_TEXT),
    )


def _short(text: LocalizedText, most: int) -> LocalizedText:
    return LocalizedText(ko=text.ko.strip()[:most], en=text.en.strip()[:most])


def is_key(key: str) -> bool:
    """Tell whether this may be the key of an element."""
    return _KEY.fullmatch(key) is not None


def free_key(design: Design, kind: ElementKind) -> str:
    """Return a key for another element of a kind."""
    taken = {element.key for element in design.elements}
    names = (f"{kind.value}-{number}" for number in range(1, MOST_ELEMENTS + 2))
    return next(name for name in names if name not in taken)


# ---------------------------------------------------------------- two people at once


def merge(base: Design, theirs: Design, mine: Design) -> tuple[Design, tuple[str, ...]]:
    """Return what is saved with what I changed since `base`, and the parts that both changed.

    A part is an element, by its key, or a property of the sheet. Where both changed one
    differently, the design has mine.
    """
    clashes = []
    sheet: dict[str, Any] = {}
    for name in _SHEET:
        was, now, wanted = (getattr(one, name) for one in (base, theirs, mine))
        sheet[name] = wanted if wanted != was else now
        if wanted not in (was, now) and now != was:
            clashes.append(name)
    keys = [one.key for one in mine.elements]
    keys += [one.key for one in theirs.elements if one.key not in keys]
    elements = []
    for key in keys:
        before, now_there, wished = base.find(key), theirs.find(key), mine.find(key)
        chosen = wished if wished != before else now_there
        if wished not in (before, now_there) and now_there != before:
            clashes.append(key)
        if chosen is not None:
            elements.append(chosen)
    return Design(**sheet, elements=tuple(elements)), tuple(clashes)


# ---------------------------------------------------------------- the default


def default_design(
    width: float = 105.0,
    height: float = 148.0,
    *,
    sides: Sides = Sides.ONE,
    name: LocalizedText = EMPTY,
) -> Design:
    """Return the design of the forum's papers on a sheet of this size."""
    drawing = _Drawing(width, height)
    elements = drawing.front()
    if sides is not Sides.ONE:
        elements += drawing.back()
    design = Design(
        name=name or LocalizedText("기본 명찰", "Standard badge"),
        width=width,
        height=height,
        sides=sides,
        elements=tuple(elements),
    )
    return tidied(design)


class _Drawing:
    """The measures of the default: those of A6 times a scale, the code never under 25 mm."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.u = min(width / PRESETS["A6"][0], height / PRESETS["A6"][1])
        self.margin = max(5.0, 8 * self.u)
        self.code = max(SMALLEST_CODE, 28 * self.u)
        self.quiet = self.code / MODULES * QUIET_MODULES

    def small(self, points: float) -> float:
        """Return a size for small text, which shrinks less than the sheet."""
        return points * (self.u * 0.82 + 0.18)

    def front(self) -> list[Element]:
        u, m = self.u, self.margin
        band = 21 * u
        code_y = self.height - band - self.code - self.quiet - 1.2 * u
        inner = self.width - 2 * m - 1.5 * u
        beside = m + self.code + self.quiet + 1 * u
        column = self.width - m - beside
        names_end = 29 * u + (code_y - self.quiet - 29 * u) * 0.62
        second = (names_end - 29 * u) * 0.34
        office = names_end + 1.8 * u
        return [
            Element(
                key="edition", kind=ElementKind.EDITION, x=m, y=14 * u, width=inner,
                height=12 * u, tongue=Tongue.BOTH, largest=self.small(8.4), smallest=5.5,
                weight=700,
            ),
            Element(
                key="name", kind=ElementKind.NAME, x=m, y=28 * u, width=inner,
                height=names_end - second - 29 * u, largest=66 * u, smallest=20 * u, weight=800,
                overlong=Overlong.BALANCE,
            ),
            Element(
                key="name-second", kind=ElementKind.NAME, x=m, y=names_end - second, width=inner,
                height=second, tongue=Tongue.SECOND, largest=31 * u, smallest=11 * u, weight=500,
                overlong=Overlong.BALANCE,
            ),
            Element(
                key="office", kind=ElementKind.OFFICE, x=m, y=office, width=inner,
                height=code_y - self.quiet - 0.4 * u - office, tongue=Tongue.BOTH,
                largest=self.small(12.5), smallest=self.small(6), weight=600,
                overlong=Overlong.BALANCE,
            ),
            Element(
                key="staves", kind=ElementKind.STAVES, x=self.width - 8 * u, y=15 * u,
                width=5.8 * u, height=self.height - band - 18 * u,
            ),
            Element(
                key="code", kind=ElementKind.CODE, x=m, y=code_y, width=self.code,
                height=self.code,
            ),
            Element(
                key="place", kind=ElementKind.PLACE, x=beside, y=code_y, width=column,
                height=self.code * 0.48, tongue=Tongue.BOTH, largest=self.small(17), smallest=7,
                weight=700,
            ),
            Element(
                key="marks", kind=ElementKind.MARKS, x=beside, y=code_y + self.code * 0.52,
                width=column, height=self.code * 0.33, down=Down.BOTTOM,
                largest=self.small(9.2), smallest=5.5,
            ),
            Element(
                key="number", kind=ElementKind.NUMBER, x=beside, y=code_y + self.code * 0.86,
                width=column, height=self.code * 0.14 + 0.8, down=Down.BOTTOM,
                largest=self.small(9.2), smallest=5.5, weight=600, overlong=Overlong.LINE,
            ),
            Element(
                key="band", kind=ElementKind.BAND, x=0, y=self.height - band, width=self.width,
                height=band, largest=21 * u, smallest=8, weight=800, overlong=Overlong.LINE,
            ),
        ]  # fmt: skip

    def back(self) -> list[Element]:
        u, m = self.u, self.margin
        band = 13 * u
        inner = self.width - 2 * m
        code_y = self.height - band - self.code - self.quiet - 0.6 * u
        column = inner - self.code - self.quiet - 1.5 * u
        agenda = 31 * u
        return [
            Element(
                key="back-name", kind=ElementKind.NAME, side=Side.BACK, x=m, y=12.5 * u,
                width=inner, height=10.2 * u, largest=25 * u, smallest=10 * u, weight=800,
                overlong=Overlong.BALANCE,
            ),
            Element(
                key="back-second", kind=ElementKind.NAME, side=Side.BACK, x=m, y=23 * u,
                width=inner, height=6 * u, tongue=Tongue.SECOND, largest=12.5 * u, smallest=6,
                weight=500, overlong=Overlong.LINE,
            ),
            Element(
                key="back-agenda", kind=ElementKind.AGENDA, side=Side.BACK, x=m, y=agenda,
                width=inner, height=code_y - self.quiet - 0.8 * u - agenda,
                largest=self.small(8.8), smallest=max(4.2, self.small(5.4)),
            ),
            Element(
                key="back-code", kind=ElementKind.CODE, side=Side.BACK,
                x=self.width - m - self.code, y=code_y, width=self.code, height=self.code,
            ),
            Element(
                key="back-addresses", kind=ElementKind.ADDRESSES, side=Side.BACK, x=m, y=code_y,
                width=column, height=self.code * 0.8, tongue=Tongue.FIRST,
                largest=self.small(7.6), smallest=4.8, weight=500,
            ),
            Element(
                key="back-number", kind=ElementKind.NUMBER, side=Side.BACK, x=m,
                y=code_y + self.code * 0.84, width=column, height=self.code * 0.16 + 0.6,
                down=Down.BOTTOM, largest=self.small(8.4), smallest=5, weight=600,
                overlong=Overlong.LINE,
            ),
            Element(
                key="back-band", kind=ElementKind.BAND, side=Side.BACK, x=0,
                y=self.height - band, width=self.width, height=band, largest=12 * u, smallest=6,
                weight=800, overlong=Overlong.LINE,
            ),
        ]  # fmt: skip
