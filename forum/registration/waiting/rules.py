"""Decisions about waiting lists, on values alone."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(slots=True, kw_only=True)
class Room:
    """How many seats of a limit are free: for all, or for one category."""

    subject: str
    category_id: int | None
    left: int


def next_in_line(line: Iterable[tuple[int, str, int]], rooms: Sequence[Room]) -> list[int]:
    """Return which entries of a line get the free seats, in order.

    An entry is its id, its subject and its person's category. Of two who wait, the first is
    passed over only if another limit holds for them alone (their category's share is full).
    """
    left = [room.left for room in rooms]
    blocked: set[tuple[str, int]] = set()
    found: list[int] = []
    for entry, subject, category in line:
        if (subject, category) in blocked:
            continue
        own = [
            number
            for number, room in enumerate(rooms)
            if room.subject == subject and room.category_id in {None, category}
        ]
        if any(left[number] <= 0 for number in own):
            blocked.add((subject, category))
            continue
        for number in own:
            left[number] -= 1
        found.append(entry)
    return found
