"""The parts of a text that can be commented, and their names in addresses."""

from collections.abc import Iterator, Sequence

from forum.core.localized import LocalizedText
from forum.declaration.comments.types import Place
from forum.declaration.differences.types import PartKind
from forum.declaration.types import TextVersion

LONGEST = 3000
MOST = 200
"""Comments of one city on one declaration."""


def places_of(text: TextVersion) -> Iterator[tuple[Place, LocalizedText]]:
    """Yield what can be commented with its words: the whole first, then part by part."""
    yield Place(), text.title
    if text.preamble:
        yield Place(PartKind.PREAMBLE), text.preamble
    for article in text.articles:
        yield Place(PartKind.ARTICLE, article.number), article.text
    if text.prevailing:
        yield Place(PartKind.PREVAILING), text.prevailing


def find_place(text: TextVersion, key: str) -> tuple[Place, LocalizedText] | None:
    """Return the part with this key, if the text has it."""
    return next((found for found in places_of(text) if found[0].key == key), None)


def place_of(key: str) -> Place:
    """Return the place that a comment's row names, whether or not the text still has it."""
    part, _dash, number = key.partition("-")
    if part == "whole":
        return Place()
    return Place(PartKind(part), int(number or 0))


def in_order(keys: Sequence[str]) -> list[str]:
    """Return places in the order of a text: the whole, the preamble, the articles, the clause."""
    order = [None, *PartKind]
    return sorted(keys, key=lambda key: (order.index(place_of(key).part), place_of(key).number))
