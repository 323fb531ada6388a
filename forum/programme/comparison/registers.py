"""How the edition, the places, the people and the cities of two programmes differ."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from forum.programme.changes import (
    Change,
    CitiesListed,
    CityChanged,
    EditionChanged,
    OrderChanged,
    PlaceChanged,
    PlacesListed,
    Register,
    SpeakerChanged,
    SpeakersListed,
)
from forum.programme.comparison.orders import settled
from forum.programme.types import Agenda, AgendaCity, Place, Session, Speaker

Entry = TypeVar("Entry", Place, Speaker, AgendaCity)


def register_changes(old: Agenda, new: Agenda) -> Iterator[Change]:
    """Yield what differs besides the sessions."""
    yield from _edition(old, new)
    yield from _places(old, new)
    yield from _speakers(old, new)
    yield from _cities(old, new)


def _edition(old: Agenda, new: Agenda) -> Iterator[Change]:
    if old.edition != new.edition:
        told = EditionChanged(fields=(), was=old.edition, now=new.edition)
        names = tuple(detail.field for detail in told.details)
        yield EditionChanged(fields=names, was=old.edition, now=new.edition)


def _places(old: Agenda, new: Agenda) -> Iterator[Change]:
    if old.places == new.places:
        return
    held = _sessions_by(new, lambda session: (session.place,))
    for place in new.places:
        was = old.place(place.key)
        if was is not None and was != place:
            there = tuple(held.get(place.key, ()))
            yield PlaceChanged(place=place.key, was=was, now=place, sessions=there)
    joined, left = _comings(old.places, new.places)
    if joined or left:
        yield PlacesListed(joined=joined, left=left)
    yield from _order(Register.PLACES, old.places, new.places)


def _speakers(old: Agenda, new: Agenda) -> Iterator[Change]:
    if old.speakers == new.speakers:
        return
    taking_part = _sessions_by(new, _people_in)
    for speaker in new.speakers:
        was = old.speaker(speaker.key)
        if was is not None and was != speaker:
            yield SpeakerChanged(
                speaker=speaker.key,
                before=was.name,
                after=speaker.name,
                title_before=was.title,
                title_after=speaker.title,
                was=was,
                now=speaker,
                sessions=tuple(taking_part.get(speaker.key, ())),
            )
    joined, left = _comings(old.speakers, new.speakers)
    if joined or left:
        yield SpeakersListed(joined=joined, left=left)
    yield from _order(Register.SPEAKERS, old.speakers, new.speakers)


def _cities(old: Agenda, new: Agenda) -> Iterator[Change]:
    if old.cities == new.cities:
        return
    naming = _sessions_by(new, _cities_in)
    for city in new.cities:
        was = old.city(city.key)
        if was is not None and was != city:
            named = tuple(naming.get(city.key, ()))
            yield CityChanged(city=city.key, was=was, now=city, sessions=named)
    joined, left = _comings(old.cities, new.cities)
    if joined or left:
        yield CitiesListed(joined=joined, left=left)
    yield from _order(Register.CITIES, old.cities, new.cities)


def _comings(
    old: Sequence[Entry], new: Sequence[Entry]
) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """Return what is new, and what has gone."""
    return _without(new, old), _without(old, new)


def _without(entries: Sequence[Entry], others: Iterable[Entry]) -> tuple[Entry, ...]:
    keys = {entry.key for entry in others}
    return tuple(entry for entry in entries if entry.key not in keys)


def _order(of: Register, old: Sequence[Entry], new: Sequence[Entry]) -> Iterator[Change]:
    keys = [entry.key for entry in new]
    if settled([entry.key for entry in old], dict.fromkeys(keys)) != keys:
        yield OrderChanged(of=of, keys=tuple(keys))


def _sessions_by(
    agenda: Agenda, keys_of: Callable[[Session], Iterable[str | None]]
) -> Mapping[str | None, Sequence[str]]:
    """Return the keys of the sessions by what they name, in the order of the agenda."""
    found: dict[str | None, list[str]] = {}
    for session in agenda.sessions:
        for key in dict.fromkeys(keys_of(session)):
            found.setdefault(key, []).append(session.key)
    return found


def _people_in(session: Session) -> Iterator[str | None]:
    yield from (held.speaker for held in session.roles)
    yield from (entry.speaker for entry in session.contributions)


def _cities_in(session: Session) -> Iterator[str | None]:
    yield from (entry.city for entry in session.contributions)
    yield from session.expected_cities
