"""The new programme, made of the old one and what differs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from forum.programme.changes import (
    Added,
    Cancelled,
    Change,
    CitiesListed,
    CityChanged,
    ContributionsChanged,
    DetailsChanged,
    EditionChanged,
    ItemsChanged,
    Moved,
    OrderChanged,
    PeopleChanged,
    PlaceChanged,
    PlacesListed,
    Register,
    Relocated,
    Removed,
    Restored,
    Retitled,
    SessionChange,
    SpeakerChanged,
    SpeakersListed,
)
from forum.programme.comparison.orders import settled, settled_sessions
from forum.programme.types import (
    Agenda,
    AgendaCity,
    EditionFacts,
    Place,
    Session,
    SessionState,
    Speaker,
)

Entry = TypeVar("Entry", Place, Speaker, AgendaCity)


def apply(old: Agenda, changes: Iterable[Change]) -> Agenda:
    """Return the agenda that `compare` found to differ in these changes from the old one.

    Which release it is, and the sequences, stay those of the old one.
    """
    made = tuple(changes)
    orders = {change.of: change.keys for change in made if isinstance(change, OrderChanged)}
    return replace(
        old,
        edition=_edition(old, made),
        sessions=_sessions(old, made, orders.get(Register.SESSIONS)),
        places=_places(old, made, orders.get(Register.PLACES)),
        speakers=_speakers(old, made, orders.get(Register.SPEAKERS)),
        cities=_cities(old, made, orders.get(Register.CITIES)),
    )


def _sessions(
    old: Agenda, changes: Iterable[Change], order: Sequence[str] | None
) -> tuple[Session, ...]:
    sessions = {session.key: session for session in old.sessions}
    for change in changes:
        if not isinstance(change, SessionChange):
            continue
        if isinstance(change, Added):
            sessions[change.session] = _known(change.now)
        elif isinstance(change, Removed):
            del sessions[change.session]
        else:
            fields = _fields(change)
            sessions[change.session] = replace(sessions[change.session], **fields)
    keys = settled_sessions(old.sessions, sessions) if order is None else order
    return tuple(sessions[key] for key in keys)


def _fields(change: SessionChange) -> Mapping[str, Any]:
    """Return the fields of a session that a change gives another value."""
    match change:
        case Moved(after=when):
            fields: Mapping[str, Any] = {
                "day": when.day,
                "starts": when.starts,
                "minutes": when.minutes,
            }
        case Cancelled():
            fields = {"state": SessionState.CANCELLED}
        case Restored():
            fields = {"state": SessionState.SCHEDULED}
        case Relocated(now=place):
            fields = {"place": place}
        case Retitled(after=title):
            fields = {"title": title}
        case DetailsChanged(details=details):
            fields = {detail.field: detail.after for detail in details}
        case _:
            fields = _lists(change)
    return fields


def _lists(change: SessionChange) -> Mapping[str, Any]:
    match change:
        case PeopleChanged(now=roles):
            return {"roles": roles}
        case ContributionsChanged(now=contributions):
            return {"contributions": contributions}
        case ItemsChanged(now=items):
            return {"items": items}
        case _:  # another place in the order is told apart from the order itself
            return {}


def _edition(old: Agenda, changes: Iterable[Change]) -> EditionFacts:
    told = [change.now for change in changes if isinstance(change, EditionChanged)]
    return _known(told[0]) if told else old.edition


def _places(
    old: Agenda, changes: Sequence[Change], order: Sequence[str] | None
) -> tuple[Place, ...]:
    changed = [change.now for change in changes if isinstance(change, PlaceChanged)]
    listed = [change for change in changes if isinstance(change, PlacesListed)]
    joined = [place for change in listed for place in change.joined]
    left = {place.key for change in listed for place in change.left}
    return _registered(old.places, [*changed, *joined], left, order)


def _speakers(
    old: Agenda, changes: Sequence[Change], order: Sequence[str] | None
) -> tuple[Speaker, ...]:
    changed = [_known(change.now) for change in changes if isinstance(change, SpeakerChanged)]
    listed = [change for change in changes if isinstance(change, SpeakersListed)]
    joined = [speaker for change in listed for speaker in change.joined]
    left = {speaker.key for change in listed for speaker in change.left}
    return _registered(old.speakers, [*changed, *joined], left, order)


def _cities(
    old: Agenda, changes: Sequence[Change], order: Sequence[str] | None
) -> tuple[AgendaCity, ...]:
    changed = [change.now for change in changes if isinstance(change, CityChanged)]
    listed = [change for change in changes if isinstance(change, CitiesListed)]
    joined = [city for change in listed for city in change.joined]
    left = {city.key for change in listed for city in change.left}
    return _registered(old.cities, [*changed, *joined], left, order)


def _registered(
    old: Sequence[Entry], written: Iterable[Entry], left: set[str], order: Sequence[str] | None
) -> tuple[Entry, ...]:
    entries = {entry.key: entry for entry in old if entry.key not in left}
    entries |= {entry.key: entry for entry in written}
    keys = settled([entry.key for entry in old], entries) if order is None else order
    return tuple(entries[key] for key in keys)


Known = TypeVar("Known")


def _known(value: Known | None) -> Known:
    """Return what a change says, unless it was stored before it did.

    Raises:
        ValueError: it was.
    """
    if value is None:
        message = "this change was stored without what is needed to apply it"
        raise ValueError(message)
    return value
