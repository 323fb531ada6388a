"""What stands on a badge, so that it is known whether anything has changed since it was printed."""

from collections.abc import Callable
from hashlib import sha256

from forum.badges.designs.types import Design, ElementKind
from forum.badges.types import BadgeHolder

_LENGTH = 8
_Fact = Callable[[BadgeHolder], object]
_office: _Fact = lambda holder: (holder.position, holder.affiliation)  # noqa: E731
_place: _Fact = lambda holder: (holder.city, holder.country)  # noqa: E731
_word: _Fact = lambda holder: (holder.category.word, holder.category.colour)  # noqa: E731
FACTS: dict[ElementKind, _Fact] = {
    ElementKind.NAME: lambda holder: holder.name,
    ElementKind.POSITION: lambda holder: holder.position,
    ElementKind.AFFILIATION: lambda holder: holder.affiliation,
    ElementKind.OFFICE: _office,
    ElementKind.PLACE: _place,
    ElementKind.CITY: lambda holder: holder.city,
    ElementKind.COUNTRY: lambda holder: holder.country,
    ElementKind.BAND: _word,
    ElementKind.WORD: _word,
    ElementKind.CODE: lambda holder: (holder.number, holder.category.key),
    ElementKind.NUMBER: lambda holder: holder.number,
    ElementKind.MARKS: lambda holder: holder.marks,
    ElementKind.STAVES: lambda holder: holder.attends,
    ElementKind.AGENDA: lambda holder: holder.agenda,
}


def facts_of(holder: BadgeHolder, design: Design) -> str:
    """Return the first letters of a hash over what a design prints of somebody."""
    kinds = sorted({element.kind for element in design.elements} & FACTS.keys())
    said = repr([(kind.value, FACTS[kind](holder)) for kind in kinds] + [holder.language])
    return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]
