"""What can be wrong with one session by itself: its length, its day, its place, its people."""

from collections.abc import Iterator

from forum.core.localized import EMPTY
from forum.programme.types import Agenda, Role, Session, SessionKind
from forum.programme.warnings.clashes import MINUTES_PER_DAY
from forum.programme.warnings.types import AgendaWarning, WarningKind

CHAIRED = frozenset({SessionKind.SESSION, SessionKind.PANEL, SessionKind.ASSEMBLY})
_CHAIRS = frozenset({Role.CHAIR, Role.MODERATOR})


def too_long(session: Session) -> Iterator[AgendaWarning]:
    """Yield where the parts take longer than what they are parts of."""
    talks = sum(entry.minutes or 0 for entry in session.contributions)
    if session.presentations_minutes is not None and talks > session.presentations_minutes:
        yield AgendaWarning(
            kind=WarningKind.PRESENTATIONS_TOO_LONG,
            serious=True,
            session=session.key,
            field="contributions",
            title=session.title,
            needed=talks,
            available=session.presentations_minutes,
        )
    needed = (
        sum(held.minutes or 0 for held in session.roles)
        + max(talks, session.presentations_minutes or 0)
        + (session.panel_minutes or 0)
        + (session.discussion_minutes or 0)
    )
    if session.minutes is not None and needed > session.minutes:
        yield AgendaWarning(
            kind=WarningKind.SESSION_TOO_SHORT,
            serious=True,
            session=session.key,
            field="minutes",
            title=session.title,
            needed=needed,
            available=session.minutes,
        )


def outside_day(agenda: Agenda, session: Session) -> Iterator[AgendaWarning]:
    """Yield that a session ends after midnight, or is on no day of the edition.

    The latter may be meant: culture days begin before the forum.
    """
    if session.day is None:
        return
    if session.ends is not None and session.ends > MINUTES_PER_DAY:
        yield AgendaWarning(
            kind=WarningKind.PAST_MIDNIGHT,
            serious=True,
            session=session.key,
            field="minutes",
            title=session.title,
            day=session.day,
            starts=session.starts,
            ends=session.ends,
        )
    if not agenda.edition.starts_on <= session.day <= agenda.edition.ends_on:
        yield AgendaWarning(
            kind=WarningKind.OUTSIDE_EDITION,
            session=session.key,
            field="day",
            title=session.title,
            day=session.day,
        )


def too_small(agenda: Agenda, session: Session) -> Iterator[AgendaWarning]:
    """Yield that a place holds fewer than have a seat, or than are expected."""
    place = agenda.place(session.place)
    if place is None or place.capacity is None or session.kind is SessionKind.TRANSFER:
        return
    if session.seats is not None and session.seats > place.capacity:
        kind, needed, field = WarningKind.PLACE_TOO_SMALL, session.seats, "seats"
    elif session.expected is not None and session.expected > place.capacity:
        kind, needed, field = WarningKind.PLACE_TOO_CROWDED, session.expected, "expected"
    else:
        return
    yield AgendaWarning(
        kind=kind,
        serious=kind is WarningKind.PLACE_TOO_SMALL,
        session=session.key,
        place=place.key,
        field=field,
        title=session.title,
        name=place.name,
        needed=needed,
        available=place.capacity,
    )


def unconfirmed(agenda: Agenda, session: Session) -> Iterator[AgendaWarning]:
    """Yield what is not settled yet: the place, people, and what is written down as open."""
    if session.place_to_be_confirmed:
        yield AgendaWarning(
            kind=WarningKind.PLACE_UNCONFIRMED,
            session=session.key,
            field="place",
            title=session.title,
        )
    for position, held in enumerate(session.roles, start=1):
        if not held.confirmed:
            speaker = agenda.speaker(held.speaker)
            yield AgendaWarning(
                kind=WarningKind.PERSON_UNCONFIRMED,
                session=session.key,
                speaker=held.speaker,
                field="roles",
                positions=(position,),
                title=session.title,
                name=speaker.name if speaker else EMPTY,
            )
    if session.to_be_confirmed:
        yield AgendaWarning(
            kind=WarningKind.UNCONFIRMED,
            session=session.key,
            field="to_be_confirmed",
            title=session.title,
            name=session.to_be_confirmed,
        )


def chair_missing(session: Session) -> Iterator[AgendaWarning]:
    """Yield that nobody leads a session that somebody has to lead."""
    if session.kind in CHAIRED and not any(held.role in _CHAIRS for held in session.roles):
        yield AgendaWarning(
            kind=WarningKind.CHAIR_MISSING,
            session=session.key,
            field="roles",
            title=session.title,
        )
