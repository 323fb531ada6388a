"""Decisions about waiting lists, on values alone."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from forum.registration.waiting.types import Seating, option_subject, session_subject

LAST_CLASS = 9
"""The class of who cancelled, declined or let an offer pass: after everybody else."""

OFFERS_LAST: tuple[tuple[timedelta, timedelta], ...] = (
    (timedelta(days=14), timedelta(hours=72)),
    (timedelta(days=7), timedelta(hours=48)),
    (timedelta(days=3), timedelta(hours=24)),
    (timedelta(days=1), timedelta(hours=6)),
    (timedelta(hours=6), timedelta(hours=1)),
)
SHORTEST_OFFER = timedelta(minutes=15)


def offer_ends(at: datetime, begins: datetime) -> datetime:
    """Return until when a seat is held: three days long before the forum, minutes on the day.

    `begins` is when what is offered begins. An offer ends before that, but lasts a quarter of an
    hour at the least: nobody reads a mail within a minute.
    """
    left = begins - at
    lasts = next((lasts for more_than, lasts in OFFERS_LAST if left > more_than), SHORTEST_OFFER)
    return at + max(min(lasts, left), SHORTEST_OFFER)


def ranked_wishes(
    sessions: Iterable[str], options: Iterable[str], seconds: Mapping[str, Sequence[str]]
) -> list[list[str]]:
    """Return what somebody wishes: for each seat the subjects in order of preference."""
    firsts = [*(session_subject(key) for key in sessions), *(option_subject(o) for o in options)]
    return [[first, *(s for s in seconds.get(first, ()) if s != first)] for first in firsts]


def seat(
    wishes: Iterable[Sequence[str]], waits: Collection[str], has_seat: Callable[[str], bool]
) -> Seating:
    """Decide what somebody gets now.

    For each wish the first choice that has a seat is given. Whoever wants to wait also stays on
    the list of every choice above it; if no choice has a seat, on the list of all of them. A
    wish of which no choice has a seat and none is waited for is refused.
    """
    seated: list[str] = []
    waiting: list[str] = []
    refused: list[str] = []
    for wish in wishes:
        given = next((choice for choice in wish if choice in seated or has_seat(choice)), None)
        above = wish if given is None else wish[: wish.index(given)]
        listed = [choice for choice in above if choice in waits]
        if given is None and not listed:
            refused.append(wish[0])
            continue
        waiting.extend(choice for choice in listed if choice not in waiting)
        if given is not None and given not in seated:
            seated.append(given)
    return Seating(seated=tuple(seated), waiting=tuple(waiting), refused=tuple(refused))


def gives_way(subject: str, wishes: Iterable[Sequence[str]]) -> frozenset[str]:
    """Return the choices that are given up for a seat in a subject: those ranked below it.

    One that is somebody's first choice of another wish is kept.
    """
    wishes = [list(wish) for wish in wishes]
    below = {
        choice for wish in wishes if subject in wish for choice in wish[wish.index(subject) + 1 :]
    }
    return frozenset(below - {wish[0] for wish in wishes})
