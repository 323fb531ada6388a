"""One person's way through the programme: what they chose and starred, by day, with clashes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from forum.programme.filters import Mark
from forum.programme.types import Agenda, Session, SessionState, overlap


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnEntry:
    """A session in somebody's own agenda.

    Attributes:
        is_chosen: it was chosen when registering; that is changed there, not here.
        is_starred: it has a star, which can be taken off.
        clashes: the other sessions of the same agenda that run at some of the same time.
        mark: what the latest release changed in it, if anything.
    """

    session: Session
    is_chosen: bool
    is_starred: bool
    clashes: tuple[Session, ...]
    mark: Mark | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDay:
    """The entries of one day; `on` is None for sessions whose day is not known."""

    on: date | None
    entries: tuple[OwnEntry, ...]


def own_agenda(
    agenda: Agenda,
    *,
    chosen: Collection[str],
    starred: Collection[str],
    marks: Mapping[str, Mark],
) -> tuple[OwnDay, ...]:
    """Return the sessions that somebody keeps, day by day; those without a day come last."""
    sessions = [s for s in agenda.sessions if s.key in chosen or s.key in starred]
    entries = [
        OwnEntry(
            session=session,
            is_chosen=session.key in chosen,
            is_starred=session.key in starred,
            clashes=clashing_with(session, sessions),
            mark=marks.get(session.key),
        )
        for session in sessions
    ]
    days = {
        on: tuple(of_day) for on, of_day in groupby(entries, key=lambda entry: entry.session.day)
    }
    known = sorted(on for on in days if on is not None)
    unknown: Sequence[date | None] = [None] if None in days else []
    return tuple(OwnDay(on=on, entries=days[on]) for on in [*known, *unknown])


def clashing_with(session: Session, others: Iterable[Session]) -> tuple[Session, ...]:
    """Return the sessions that run at some of the same time; what is cancelled runs never."""
    if session.state is SessionState.CANCELLED:
        return ()
    return tuple(
        other
        for other in others
        if other.key != session.key
        and other.state is SessionState.SCHEDULED
        and overlap(session, other)
    )
