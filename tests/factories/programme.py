"""Makes venues and sessions; every argument has a default that is valid."""

from datetime import date
from itertools import count

from forum.cities.models import City
from forum.core.db import db
from forum.core.localized import EMPTY, LocalizedText
from forum.editions.models import Edition
from forum.people.models import Person
from forum.programme.models import (
    ProgrammeSession,
    SessionContribution,
    SessionItem,
    SessionRole,
    Venue,
)
from forum.programme.types import Agenda, EditionFacts, Role, Session, SessionKind

_numbers = count(1)
DAY = date(2026, 12, 11)


def make_venue(edition: Edition, *, key: str | None = None) -> Venue:
    """Return a new venue."""
    number = next(_numbers)
    venue = Venue(
        edition_id=edition.id,
        key=key or f"room-{number}",
        name=LocalizedText(f"회의실 {number}", f"Room {number}"),
        floor="8F",
        position=number,
    )
    db.session.add(venue)
    db.session.flush()
    return venue


def make_session(
    edition: Edition,
    *,
    key: str | None = None,
    kind: SessionKind = SessionKind.SESSION,
    title: LocalizedText | None = None,
    day: date | None = DAY,
    starts: int | None = 570,
    minutes: int | None = 90,
    venue: Venue | None = None,
    people: tuple[Person, ...] = (),
    cities: tuple[City, ...] = (),
    items: tuple[LocalizedText, ...] = (),
) -> ProgrammeSession:
    """Return a new session of the draft: at 09:30 for an hour and a half."""
    number = next(_numbers)
    row = ProgrammeSession(
        edition=edition,
        key=key or f"session-{number}",
        kind=kind,
        title=title or LocalizedText(f"세션 {number}", f"Session {number}"),
        day=day,
        starts=starts,
        minutes=minutes,
        venue=venue,
        position=number,
        presentations_minutes=60 if cities else None,
        roles=[
            SessionRole(person=person, role=Role.CHAIR, title=EMPTY, position=position)
            for position, person in enumerate(people, start=1)
        ],
        contributions=[
            SessionContribution(
                city=city,
                title=LocalizedText(f"발표 {position}", f"Presentation {position}"),
                position=position,
            )
            for position, city in enumerate(cities, start=1)
        ],
        items=[
            SessionItem(text=text, position=position)
            for position, text in enumerate(items, start=1)
        ],
    )
    db.session.add(row)
    db.session.flush()
    return row


def agenda_of(*sessions: Session, **more: object) -> Agenda:
    """Return an agenda with these sessions, without a database."""
    facts = EditionFacts(
        slug="forum",
        name=LocalizedText("포럼", "Forum"),
        starts_on=DAY,
        ends_on=DAY,
        timezone="Asia/Seoul",
    )
    return Agenda(edition=facts, release=None, sessions=sessions, **more)  # type: ignore[arg-type]


def session_of(key: str = "a", *, title: str = "세션", **fields: object) -> Session:
    """Return a session value, without a database."""
    known: dict[str, object] = {"day": DAY, "starts": 570, "minutes": 90, **fields}
    return Session(
        key=key,
        kind=SessionKind.SESSION,
        title=LocalizedText(title, f"{title} in English"),
        **known,  # type: ignore[arg-type]
    )
