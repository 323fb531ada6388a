"""Decisions about editions, on values alone."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol, TypeVar
from zoneinfo import available_timezones

from forum.core.slugs import RESERVED, is_slug, slug_of
from forum.editions.errors import (
    AddressMalformedError,
    AddressReservedError,
)
from forum.editions.models import Edition, Series
from forum.editions.types import EditionState


class Held(Protocol):
    """What deciding which edition is current needs to know of it."""

    state: EditionState
    is_trial: bool
    starts_on: date
    ends_on: date


HeldT = TypeVar("HeldT", bound=Held)

ZONES = tuple(
    sorted(
        {"UTC"}
        | {
            name
            for name in available_timezones()
            if name.startswith(
                ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Pacific/")
            )
        }
    )
)
"""The time zones that an edition may be held in, by the names of the tz database."""


def choose_current(editions: Iterable[HeldT], today: date) -> HeldT | None:
    """Return the edition that `/` leads to.

    A published edition goes before a trial, and a trial before the archive. Of several, the one
    that is held now or next is meant; if all are over, the last.
    """
    public = [edition for edition in editions if edition.state is not EditionState.DRAFT]
    published = [edition for edition in public if edition.state is EditionState.PUBLISHED]
    real = [edition for edition in published if not edition.is_trial]
    candidates = real or published or public
    ahead = [edition for edition in candidates if edition.ends_on >= today]
    if ahead:
        return min(ahead, key=_start)
    return max(candidates, key=_start, default=None)


def _start(edition: Held) -> date:
    return edition.starts_on


def by_series(editions: Sequence[Edition]) -> list[tuple[Series, list[Edition]]]:
    """Return editions under their series, the series in their own order."""
    series: dict[int, tuple[Series, list[Edition]]] = {}
    for edition in editions:
        series.setdefault(edition.series_id, (edition.series, []))[1].append(edition)
    return sorted(series.values(), key=lambda entry: (entry[0].position, entry[0].id))


def check_address(slug: str, example: str) -> None:
    """Hold a word for an address to the rules.

    Raises:
        AddressMalformedError: it has other characters than an address has.
        AddressReservedError: the site itself uses it.
    """
    if not is_slug(slug):
        raise AddressMalformedError(example=example)
    if slug in RESERVED:
        raise AddressReservedError(slug=slug)


def free_address(title: str, taken: Iterable[str]) -> str:
    """Return the address of a new page that was given none: `how-to-get-there`, `page-2`."""
    used, stem = {*taken, *RESERVED}, slug_of(title)[:50].strip("-")
    if stem and stem not in used:
        return stem
    number = 2 if stem else 1
    while f"{stem or 'page'}-{number}" in used:
        number += 1
    return f"{stem or 'page'}-{number}"
