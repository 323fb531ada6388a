"""Decisions about editions, on values alone."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

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
