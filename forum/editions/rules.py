"""Decisions about editions, on values alone."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from forum.editions.models import Edition, Series
from forum.editions.types import EditionState


class Held(Protocol):
    """What deciding which edition is current needs to know of it."""

    state: EditionState


HeldT = TypeVar("HeldT", bound=Held)


def choose_current(editions: Sequence[HeldT]) -> HeldT | None:
    """Return the edition that `/` leads to, of editions with the latest first.

    A published edition goes before an archived one; among several the latest is meant. A trial
    edition is current as long as it is published: it is the one that can be tried.
    """
    published = [edition for edition in editions if edition.state is EditionState.PUBLISHED]
    archived = [edition for edition in editions if edition.state is EditionState.ARCHIVED]
    return next(iter([*published, *archived]), None)


def by_series(editions: Sequence[Edition]) -> list[tuple[Series, list[Edition]]]:
    """Return editions under their series, the series in their own order."""
    series: dict[int, tuple[Series, list[Edition]]] = {}
    for edition in editions:
        series.setdefault(edition.series_id, (edition.series, []))[1].append(edition)
    return sorted(series.values(), key=lambda entry: (entry[0].position, entry[0].id))
