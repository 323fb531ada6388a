"""Decisions about people, on values alone."""

import re
from collections.abc import Collection
from unicodedata import normalize

from forum.core.hangul import folded
from forum.core.localized import LANGUAGES, Language, LocalizedText
from forum.people.types import PersonDetails

_LONGEST_KEY = 50
_RESERVED = frozenset({"new"})
_NOT_IN_KEYS = re.compile(r"[^a-z0-9]+")


def is_namesake(one: LocalizedText, other: LocalizedText) -> bool:
    """Tell whether two people are written the same in a language."""
    return any(
        written and folded(written) == folded(other.written_in(language))
        for language in LANGUAGES
        for written in [one.written_in(language)]
    )


def key_for(details: PersonDetails, taken: Collection[str]) -> str:
    """Return the part of an address that stands for a new person: `hong-gildong`, `person-2`."""
    for text in (details.name.en, details.sort_key):
        plain = normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
        stem = _NOT_IN_KEYS.sub("-", plain).strip("-")[:_LONGEST_KEY].strip("-")
        if stem and stem not in _RESERVED:
            break
    else:
        stem = "person"
    if stem not in taken and stem != "person":
        return stem
    number = 1 if stem == "person" else 2
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def order_of(name: LocalizedText, sort_key: str, language: Language) -> tuple[bool, str, str]:
    """Return where a person stands in a list: 가나다 in Korean, by the sort key in English."""
    shown = name.in_(language)
    written = (sort_key or shown) if language == "en" else shown
    return not written, written.casefold(), shown
