"""Who and which place is wanted twice at once. One sweep along the time for each."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from forum.core.dates import MINUTES_PER_HOUR
from forum.core.localized import EMPTY
from forum.programme.types import Agenda, Session, SessionKind, SessionState
from forum.programme.warnings.types import AgendaWarning, WarningKind

MINUTES_PER_DAY = 24 * MINUTES_PER_HOUR
MOST_TOLD = 5  # of those with which one session coincides; the rest is seen when these are gone
_NOT_HELD = frozenset({SessionState.CANCELLED})


class Stretch(NamedTuple):
    """The time that a session takes up, in minutes since the first of all days."""

    begins: int
    rank: int  # in the agenda
    ends: int
    session: Session


@dataclass(frozen=True, slots=True)
class Clash:
    """Two sessions that run at some of the same time; the later one in the agenda comes first."""

    session: Session
    other: Session
    day: date
    starts: int
    ends: int


def stretches_of(agenda: Agenda, order: Mapping[str, int]) -> Sequence[Stretch]:
    """Return the sessions that take place at a known time, in the order of their beginning.

    A session of unknown length takes up the minute in which it begins.
    """
    found = []
    for session in agenda.sessions:
        if session.day is None or session.starts is None or session.state in _NOT_HELD:
            continue
        begins = session.day.toordinal() * MINUTES_PER_DAY + session.starts
        ends = begins + (session.minutes or 1)
        found.append(Stretch(begins, order[session.key], ends, session))
    return sorted(found)


def clashes_in(stretches: Iterable[Stretch]) -> Iterator[Clash]:
    """Yield the pairs that coincide of sessions in the order of their beginning.

    Of those that run already when a session begins, a few are told, so that a programme
    without any order is not answered with a pair for every two of its sessions.
    """
    running: list[Stretch] = []
    for stretch in stretches:
        running = [other for other in running if other.ends > stretch.begins]
        for other in running[:MOST_TOLD]:
            later, earlier = (stretch, other) if stretch.rank > other.rank else (other, stretch)
            day, starts = divmod(stretch.begins, MINUTES_PER_DAY)
            lasts = min(stretch.ends, other.ends) - stretch.begins
            yield Clash(
                later.session, earlier.session, date.fromordinal(day), starts, starts + lasts
            )
        running.append(stretch)


def people_twice(agenda: Agenda, stretches: Iterable[Stretch]) -> Iterator[AgendaWarning]:
    """Yield who is wanted in two sessions at once. An office can send more than one person."""
    wanted: dict[str, list[Stretch]] = {}
    for stretch in stretches:
        for key in _people_in(stretch.session):
            wanted.setdefault(key, []).append(stretch)
    for key, theirs in wanted.items():
        speaker = agenda.speaker(key)
        if len(theirs) == 1 or speaker is None or speaker.role_only:
            continue
        for clash in clashes_in(theirs):
            in_role = any(held.speaker == key for held in clash.session.roles)
            yield AgendaWarning(
                kind=WarningKind.PERSON_TWICE,
                serious=True,
                session=clash.session.key,
                other=clash.other.key,
                speaker=key,
                field="roles" if in_role else "contributions",
                title=clash.session.title,
                other_title=clash.other.title,
                name=speaker.name,
                day=clash.day,
                starts=clash.starts,
                ends=clash.ends,
            )


def places_twice(agenda: Agenda, stretches: Iterable[Stretch]) -> Iterator[AgendaWarning]:
    """Yield which place is taken by two sessions at once.

    A venue outside can hold several things, and a break can be beside a session: those are
    said, but are not serious. A transfer only leaves from a place, and breaks share one.
    """
    taken: dict[str, list[Stretch]] = {}
    for stretch in stretches:
        session = stretch.session
        if session.place is not None and session.kind is not SessionKind.TRANSFER:
            taken.setdefault(session.place, []).append(stretch)
    for key, there in taken.items():
        place = agenda.place(key)
        for clash in clashes_in(there):
            breaks = [clash.session.kind, clash.other.kind].count(SessionKind.BREAK)
            if breaks > 1:
                continue
            yield AgendaWarning(
                kind=WarningKind.PLACE_TWICE,
                serious=not breaks and not (place and place.off_site),
                session=clash.session.key,
                other=clash.other.key,
                place=key,
                field="place",
                title=clash.session.title,
                other_title=clash.other.title,
                name=place.name if place else EMPTY,
                day=clash.day,
                starts=clash.starts,
                ends=clash.ends,
            )


def _people_in(session: Session) -> Collection[str]:
    """Return who has a part in a session, each once."""
    return {held.speaker: None for held in session.roles} | {
        entry.speaker: None for entry in session.contributions if entry.speaker is not None
    }
