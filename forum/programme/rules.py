"""Decisions about programmes, on values alone."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

from forum.programme.comparison import apply, compare
from forum.programme.types import Agenda, AgendaCity, Place, Session, SessionState, Speaker, by_time

__all__ = [
    "apply",
    "cities_in",
    "compare",
    "is_near",
    "keep_cancelled",
    "next_sequences",
    "people_in",
]

Entry = TypeVar("Entry", Place, Speaker, AgendaCity)
NEAR = timedelta(days=366)  # so far from its edition a day can be


def is_near(starts_on: date, ends_on: date, day: date) -> bool:
    """Tell whether a day can belong to an edition: culture days lie outside its own dates."""
    return starts_on - NEAR <= day <= ends_on + NEAR


def keep_cancelled(old: Agenda | None, new: Agenda) -> Agenda:
    """Return the new agenda with the timed sessions that it lost, as cancelled ones.

    People have such a session in their calendars: it must be told to be cancelled there. A
    session that never had a day is in nobody's calendar and may simply go.
    """
    if old is None:
        return new
    lost = [
        replace(session, state=SessionState.CANCELLED)
        for session in old.sessions
        if session.day is not None and new.session(session.key) is None
    ]
    if not lost:
        return new
    sessions = tuple(sorted((*new.sessions, *lost), key=by_time))
    speakers = _with_lost(new.speakers, old.speakers, people_in(lost))
    cities = _with_lost(new.cities, old.cities, cities_in(lost))
    return replace(
        new,
        sessions=sessions,
        places=_with_lost(new.places, old.places, {session.place for session in lost}),
        speakers=_in_order(speakers, people_in(sessions)),
        cities=_in_order(cities, cities_in(sessions)),
    )


def people_in(sessions: Iterable[Session]) -> Collection[str]:
    """Return the keys of those who have a part in sessions, each once, in order of appearance."""
    keys: dict[str, None] = {}
    for session in sessions:
        keys |= dict.fromkeys(held.speaker for held in session.roles)
        keys |= dict.fromkeys(c.speaker for c in session.contributions if c.speaker is not None)
    return keys


def cities_in(sessions: Iterable[Session]) -> Collection[str]:
    """Return the keys of the cities that sessions name, each once, in order of appearance."""
    keys: dict[str, None] = {}
    for session in sessions:
        keys |= dict.fromkeys(c.city for c in session.contributions if c.city is not None)
        keys |= dict.fromkeys(session.expected_cities)
    return keys


def _with_lost(
    new: tuple[Entry, ...], old: Iterable[Entry], needed: Collection[str | None]
) -> tuple[Entry, ...]:
    """Return what the new agenda lists, and what its lost sessions need besides."""
    keys = {entry.key for entry in new}
    return new + tuple(entry for entry in old if entry.key in needed and entry.key not in keys)


def _in_order(entries: tuple[Entry, ...], keys: Iterable[str]) -> tuple[Entry, ...]:
    """Return the entries as the keys come; those without one come last."""
    ranks = {key: rank for rank, key in enumerate(keys)}
    return tuple(sorted(entries, key=lambda entry: ranks.get(entry.key, len(ranks))))


def next_sequences(old: Agenda | None, new: Agenda) -> Mapping[str, int]:
    """Return the iCalendar SEQUENCE of every session that was ever released.

    It begins at 0 and rises by one in a release in which the session, its place, or the way
    its people and cities are written differs.
    """
    if old is None:
        return {session.key: 0 for session in new.sessions}
    sequences = dict(old.sequences)
    for session in new.sessions:
        known = sequences.get(session.key)
        if known is None:
            sequences[session.key] = 0
        elif _as_read(old, old.session(session.key)) != _as_read(new, session):
            sequences[session.key] = known + 1
    return sequences


def _as_read(agenda: Agenda, session: Session | None) -> object:
    """Return all that a reader of one session sees."""
    if session is None:
        return None
    return (
        session,
        agenda.place(session.place),
        [agenda.speaker(role.speaker) for role in session.roles],
        [(agenda.city(c.city), agenda.speaker(c.speaker)) for c in session.contributions],
        [agenda.city(key) for key in session.expected_cities],
    )
