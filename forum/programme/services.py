"""What can be done with a programme. Nothing here knows of HTTP, and nothing commits."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, select

from forum.cities.models import City
from forum.core import audit, clock
from forum.core.db import db
from forum.core.localized import EMPTY, LocalizedText
from forum.editions.models import Edition
from forum.editions.queries import lock_edition
from forum.editions.services import touch_public
from forum.people.models import Person
from forum.programme import queries
from forum.programme.errors import (
    NothingChangedError,
    NothingToReleaseError,
    PersonMissingError,
)
from forum.programme.models import (
    ProgrammeSession,
    Release,
    SessionContribution,
    SessionExpectedCity,
    SessionItem,
    SessionRole,
    Venue,
)
from forum.programme.rules import compare, keep_cancelled, next_sequences
from forum.programme.serial import agenda_from_mapping, agenda_to_mapping, changes_to_list
from forum.programme.types import Agenda, Place, ReleaseFacts, Session


def release_programme(
    edition: Edition,
    note: LocalizedText = EMPTY,
    *,
    quiet: bool = False,
    dated: str = "",
    dated_inferred: bool = False,
    released_at: datetime | None = None,
) -> Release:
    """Release the draft: keep it as an immutable, numbered snapshot that visitors see.

    `quiet` is for corrections that nobody is to be told of. `dated` is the day, month or year
    that a source gives a programme which is taken over from it; `released_at` is then the
    moment to keep for it, otherwise now.

    Raises:
        NothingToReleaseError: the draft has no session.
        NothingChangedError: the draft says what the last release says.
    """
    edition = lock_edition(edition)
    draft = queries.build_agenda(edition)
    if not draft.sessions:
        raise NothingToReleaseError
    last = queries.find_latest_release(edition)
    before = agenda_from_mapping(last.agenda) if last else None
    number = last.number + 1 if last else 1
    agenda = keep_cancelled(before, draft)
    changes = compare(before, agenda) if before else ()
    if last is not None and not changes:
        raise NothingChangedError(number=last.number)
    facts = ReleaseFacts(
        number=number,
        note=note,
        released_at=released_at or clock.now(),
        dated=dated,
        dated_inferred=dated_inferred,
    )
    agenda = replace(agenda, release=facts, sequences=next_sequences(before, agenda))
    release = Release(
        edition_id=edition.id,
        number=number,
        note=note,
        dated=dated,
        dated_inferred=dated_inferred,
        quiet=quiet,
        released_at=facts.released_at,
        agenda=agenda_to_mapping(agenda),
        changes=changes_to_list(changes),
    )
    db.session.add(release)
    edition.latest_release = number
    db.session.flush()
    touch_public(edition)
    audit.record(
        "programme.released",
        edition_id=edition.id,
        object_type="release",
        object_id=release.id,
        details={"number": number, "changes": len(changes), "quiet": quiet},
    )
    return release


def write_draft(edition: Edition, agenda: Agenda) -> None:
    """Make the draft say what this agenda says: of a file, or of an earlier release.

    Venues and sessions that the draft has under the same key are changed in place, so that
    what refers to them still does; those that the agenda does not have go.

    Raises:
        PersonMissingError: it names a person or a city that is not there.
    """
    venues = _write_venues(edition, agenda.places)
    people = {row.key: row.id for row in db.session.scalars(select(Person))}
    cities = {row.key: row.id for row in db.session.scalars(select(City))}
    rows = {row.key: row for row in queries.list_sessions(edition)}
    for key in rows.keys() - {session.key for session in agenda.sessions}:
        db.session.delete(rows.pop(key))
    db.session.flush()
    for position, session in enumerate(agenda.sessions, start=1):
        row = rows.get(session.key)
        if row is None:
            row = ProgrammeSession(edition_id=edition.id, key=session.key)
            db.session.add(row)
        _write_session(row, session, position, venues)
        _empty(row)
        _fill(row, session, people, cities)
    db.session.flush()
    _drop_venues(edition, agenda.places)


def restore_release(edition: Edition, number: int) -> None:
    """Make the draft say what an earlier release said. Visitors see it with the next release.

    Raises:
        ReleaseNotFoundError: there is no such release.
    """
    write_draft(edition, agenda_from_mapping(queries.get_release(edition, number).agenda))


def _write_venues(edition: Edition, places: tuple[Place, ...]) -> dict[str, Venue]:
    venues = {venue.key: venue for venue in queries.list_venues(edition)}
    for position, place in enumerate(places, start=1):
        venue = venues.get(place.key)
        if venue is None:
            venue = venues[place.key] = Venue(edition_id=edition.id, key=place.key)
            db.session.add(venue)
        venue.name = place.name
        venue.floor = place.floor
        venue.capacity = place.capacity
        venue.off_site = place.off_site
        venue.latitude = place.latitude
        venue.longitude = place.longitude
        venue.inferred = list(place.inferred)
        venue.position = position
    db.session.flush()
    return venues


def _drop_venues(edition: Edition, places: tuple[Place, ...]) -> None:
    kept = [place.key for place in places]
    db.session.execute(delete(Venue).where(Venue.edition_id == edition.id, Venue.key.not_in(kept)))


def _write_session(
    row: ProgrammeSession, session: Session, position: int, venues: dict[str, Venue]
) -> None:
    for name in (
        *("kind", "state", "title", "subtitle", "abstract", "note", "day", "starts", "minutes"),
        *("track", "access", "audience", "expected", "optional", "presentations_minutes"),
        *("panel_minutes", "discussion_minutes", "to_be_confirmed", "expected_cities_about"),
    ):
        setattr(row, name, getattr(session, name))
    row.position = position
    row.topics = [topic.to_mapping() for topic in session.topics]
    row.venue_id = venues[session.place].id if session.place else None
    row.venue_to_be_confirmed = session.place_to_be_confirmed
    row.inferred = list(session.inferred)


def _empty(row: ProgrammeSession) -> None:
    """Let go of what is in the session, before what takes its places is written."""
    for entries in (row.roles, row.contributions, row.items, row.expected_cities):
        entries.clear()
    db.session.flush()


def _fill(
    row: ProgrammeSession, session: Session, people: dict[str, int], cities: dict[str, int]
) -> None:
    row.roles = [
        SessionRole(
            person_id=_id(people, held.speaker),
            role=held.role,
            title=held.title,
            minutes=held.minutes,
            position=position,
        )
        for position, held in enumerate(session.roles, start=1)
    ]
    row.contributions = [
        SessionContribution(
            position=position,
            title=entry.title,
            city_id=_id(cities, entry.city) if entry.city else None,
            person_id=_id(people, entry.speaker) if entry.speaker else None,
            minutes=entry.minutes,
        )
        for position, entry in enumerate(session.contributions, start=1)
    ]
    row.items = [
        SessionItem(position=position, text=item.text, decides=item.decides)
        for position, item in enumerate(session.items, start=1)
    ]
    row.expected_cities = [
        SessionExpectedCity(city_id=_id(cities, key), position=position)
        for position, key in enumerate(session.expected_cities, start=1)
    ]


def _id(known: dict[str, int], key: str) -> int:
    if key not in known:
        raise PersonMissingError(key=key)
    return known[key]
