"""Reads for the papers of the hall."""

from collections.abc import Mapping, Sequence

from forum.badges.plates.types import Lanyard, Plate
from forum.core.localized import EMPTY, LocalizedText
from forum.editions.models import Edition
from forum.registration.filters.rules import filter_of
from forum.registration.models import Registration
from forum.registration.queries import list_confirmed, list_matching_ids


def list_chosen(
    edition: Edition, category: str, chosen: Mapping[str, str]
) -> Sequence[Registration]:
    """Return those who are expected, of a category or a filter of the list, by name."""
    people = list_confirmed(edition, category)
    if not chosen:
        return people
    matching = set(list_matching_ids(edition, filter_of(chosen)))
    return [one for one in people if one.id in matching]


def plate_of(person: Registration) -> Plate:
    """Return what stands on the plate before somebody."""
    first = "ko" if (person.language == "ko" and person.name.ko) or not person.name.en else "en"
    return Plate(
        name=person.name,
        language="ko" if first == "ko" else "en",
        office=_both(person.position, person.affiliation),
        city=person.city.name if person.city else EMPTY,
        colour=person.category.colour,
        number=person.number,
    )


def _both(position: LocalizedText, affiliation: LocalizedText) -> LocalizedText:
    ko, en = (
        ", ".join(filter(None, (getattr(position, one), getattr(affiliation, one))))
        for one in ("ko", "en")
    )
    return LocalizedText(ko, en)


def list_lanyards(people: Sequence[Registration]) -> list[Lanyard]:
    """Return the lanyards of some people, by category and, in it, by name."""
    return [
        Lanyard(
            number=one.number,
            name=one.name,
            category=one.category.name,
            colour=one.category.colour,
            city=one.city.name if one.city else EMPTY,
            affiliation=one.affiliation,
        )
        for one in sorted(people, key=lambda one: one.category.position)
    ]
