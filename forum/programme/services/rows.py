"""Writes patches into the rows of the draft."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from forum.cities.models import City
from forum.core.db import Base, db
from forum.core.i18n import current_language
from forum.editions.models import Edition
from forum.people.models import Person
from forum.programme import queries
from forum.programme.errors import PersonMissingError, PlaceInUseError, PlaceMissingError
from forum.programme.models import (
    ProgrammeSession,
    SessionContribution,
    SessionExpectedCity,
    SessionItem,
    SessionRole,
    Venue,
)
from forum.programme.patches import Patch, applied
from forum.programme.serial import (
    material_to_mapping,
    place_from_mapping,
    session_from_mapping,
)
from forum.programme.types import Session, Subject

_PLAIN = (
    *("kind", "state", "title", "subtitle", "abstract", "note", "day", "starts", "minutes"),
    *("track", "access", "audience", "expected", "seats", "optional", "stream"),
    *("do_not_record", "presentations_minutes", "panel_minutes", "discussion_minutes"),
    *("to_be_confirmed", "expected_cities_about"),
)
_Lists = dict[str, Sequence[Base]]  # the name of a list inside a session -> its new rows


def write_patches(edition: Edition, patches: Iterable[Patch], number: int) -> None:
    """Write what an operation changes; its number becomes the version of what it touches.

    Raises:
        PersonMissingError, PlaceMissingError: a session names who or what is not there.
        PlaceInUseError: a place would go that a session is held in.
    """
    patches = tuple(patches)
    places = [patch for patch in patches if patch.subject is Subject.PLACE]
    sessions = [patch for patch in patches if patch.subject is Subject.SESSION]
    venues = {venue.key: venue for venue in queries.list_venues(edition)}
    _write_places(edition, [p for p in places if p.after is not None], venues, number)
    if sessions:
        _write_sessions(edition, sessions, venues, number)
    _remove_places([p for p in places if p.after is None], venues)


def _write_places(
    edition: Edition, patches: Iterable[Patch], venues: dict[str, Venue], number: int
) -> None:
    for patch in patches:
        row = venues.get(patch.key)
        record = applied(patch, queries.place_record(row) if row else None)
        assert record is not None  # noqa: S101  those that go are removed elsewhere
        if row is None:
            row = venues[patch.key] = Venue(edition_id=edition.id, key=patch.key)
            db.session.add(row)
        place = place_from_mapping(record)
        row.name = place.name
        row.floor = place.floor
        row.capacity = place.capacity
        row.off_site = place.off_site
        row.latitude = place.latitude
        row.longitude = place.longitude
        row.access_notes = place.access_notes
        row.inferred = list(place.inferred)
        row.position = record["position"]
        row.version = number
    db.session.flush()


def _remove_places(patches: Iterable[Patch], venues: Mapping[str, Venue]) -> None:
    for patch in patches:
        venue = venues[patch.key]
        held = select(ProgrammeSession.id).where(ProgrammeSession.venue_id == venue.id).limit(1)
        if db.session.scalar(held) is not None:
            raise PlaceInUseError(place=venue.name.in_(current_language()))
        db.session.delete(venue)
    db.session.flush()


def _write_sessions(
    edition: Edition, patches: Iterable[Patch], venues: Mapping[str, Venue], number: int
) -> None:
    patches = tuple(patches)
    rows = {row.key: row for row in queries.list_sessions(edition, {p.key for p in patches})}
    known = _Known(patches)
    later: list[tuple[ProgrammeSession, _Lists]] = []
    for patch in patches:
        row = rows.get(patch.key)
        if patch.after is None:
            if row is not None:
                db.session.delete(row)
            continue
        record = applied(patch, queries.session_record(row) if row else None)
        assert record is not None  # noqa: S101  the patch has an after
        session = session_from_mapping(record)
        lists = _lists(session, patch, known)
        if row is None:
            row = ProgrammeSession(edition_id=edition.id, key=patch.key, **lists)
            db.session.add(row)
        else:
            _clear(row, lists)
            later.append((row, lists))
        _write_session(row, session, venues)
        row.position = record["position"]
        row.version = number
    db.session.flush()  # what the lists held has gone: their positions are free
    for row, lists in later:
        for name, entries in lists.items():
            setattr(row, name, entries)
    db.session.flush()


def _write_session(row: ProgrammeSession, session: Session, venues: Mapping[str, Venue]) -> None:
    for name in _PLAIN:
        setattr(row, name, getattr(session, name))
    row.topics = [topic.to_mapping() for topic in session.topics]
    row.languages = list(session.languages)
    row.interpretation = [
        {"language": entry.language, "channel": entry.channel} for entry in session.interpretation
    ]
    row.materials = [material_to_mapping(material) for material in session.materials]
    row.venue_to_be_confirmed = session.place_to_be_confirmed
    row.inferred = list(session.inferred)
    if session.place is None:
        row.venue_id = None
    elif session.place in venues:
        row.venue_id = venues[session.place].id
    else:
        raise PlaceMissingError(key=session.place)


class _Known:
    """The ids of the people and cities that patches name."""

    def __init__(self, patches: Iterable[Patch]) -> None:
        people: set[str] = set()
        cities: set[str] = set()
        for patch in patches:
            after: Mapping[str, Any] = patch.after or {}
            people |= {held["speaker"] for held in after.get("roles", ())}
            for entry in after.get("contributions", ()):
                people.add(entry["speaker"])
                cities.add(entry["city"])
            cities |= set(after.get("expected_cities", ()))
        self._people = self._ids(Person, people)
        self._cities = self._ids(City, cities)

    @staticmethod
    def _ids(model: type[Person] | type[City], keys: set[str]) -> dict[str, int]:
        wanted = keys - {None}
        if not wanted:
            return {}
        statement = select(model.key, model.id).where(model.key.in_(wanted)).order_by(model.id)
        # whoever removes one of them at this moment goes first, or waits until this is saved
        rows = db.session.execute(statement.with_for_update(read=True, key_share=True))
        return {row.key: row.id for row in rows}

    def person(self, key: str) -> int:
        """Return a person's id."""
        return self._find(self._people, key)

    def city(self, key: str) -> int:
        """Return a city's id."""
        return self._find(self._cities, key)

    @staticmethod
    def _find(known: Mapping[str, int], key: str) -> int:
        if key not in known:
            raise PersonMissingError(key=key)
        return known[key]


def _clear(row: ProgrammeSession, names: Iterable[str]) -> None:
    for name in names:
        getattr(row, name).clear()


def _lists(session: Session, patch: Patch, known: _Known) -> _Lists:
    """Return anew the lists that the patch touches."""
    return {name: make(session, known) for name, make in _INSIDE.items() if name in patch.fields}


def _roles(session: Session, known: _Known) -> list[SessionRole]:
    return [
        SessionRole(
            person_id=known.person(held.speaker),
            role=held.role,
            title=held.title,
            minutes=held.minutes,
            confirmed=held.confirmed,
            position=position,
        )
        for position, held in enumerate(session.roles, start=1)
    ]


def _contributions(session: Session, known: _Known) -> list[SessionContribution]:
    return [
        SessionContribution(
            position=position,
            title=entry.title,
            city_id=known.city(entry.city) if entry.city else None,
            person_id=known.person(entry.speaker) if entry.speaker else None,
            minutes=entry.minutes,
        )
        for position, entry in enumerate(session.contributions, start=1)
    ]


def _items(session: Session, known: _Known) -> list[SessionItem]:
    del known
    return [
        SessionItem(position=position, text=item.text, decides=item.decides)
        for position, item in enumerate(session.items, start=1)
    ]


def _expected_cities(session: Session, known: _Known) -> list[SessionExpectedCity]:
    return [
        SessionExpectedCity(city_id=known.city(key), position=position)
        for position, key in enumerate(session.expected_cities, start=1)
    ]


_INSIDE: dict[str, Callable[[Session, _Known], Sequence[Base]]] = {
    "roles": _roles,
    "contributions": _contributions,
    "items": _items,
    "expected_cities": _expected_cities,
}
