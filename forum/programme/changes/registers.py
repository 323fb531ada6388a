"""What can differ about a programme besides its sessions: its edition, places, people, cities."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import ClassVar

from forum.core.localized import LocalizedText
from forum.programme.changes.sessions import Detail
from forum.programme.types import AgendaCity, EditionFacts, Place, Speaker


class Register(StrEnum):
    """The lists that make up an agenda."""

    SESSIONS = "sessions"
    PLACES = "places"
    SPEAKERS = "speakers"
    CITIES = "cities"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionChanged:
    """The edition's own facts differ: the names of the fields, as in `types.EditionFacts`."""

    kind: ClassVar[str] = "edition"
    fields: tuple[str, ...]
    was: EditionFacts | None = None
    now: EditionFacts | None = None

    @property
    def details(self) -> tuple[Detail, ...]:
        """Return the fields that differ, with their values."""
        return _details(self.was, self.now)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceChanged:
    """A place is called otherwise, or holds more, or is found elsewhere.

    `sessions` are the keys of those that are held there.
    """

    kind: ClassVar[str] = "place"
    place: str
    was: Place
    now: Place
    sessions: tuple[str, ...] = ()

    @property
    def details(self) -> tuple[Detail, ...]:
        """Return the fields that differ, with their values."""
        return _details(self.was, self.now)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerChanged:
    """What is written of a person differs: name, position, biography, works.

    `sessions` are the keys of those in which the person has a part.
    """

    kind: ClassVar[str] = "speaker"
    speaker: str
    before: LocalizedText
    after: LocalizedText
    title_before: LocalizedText
    title_after: LocalizedText
    was: Speaker | None = None
    now: Speaker | None = None
    sessions: tuple[str, ...] = ()

    @property
    def details(self) -> tuple[Detail, ...]:
        """Return the fields that differ, with their values."""
        return _details(self.was, self.now)


@dataclass(frozen=True, slots=True, kw_only=True)
class CityChanged:
    """A city is written otherwise; `sessions` are the keys of those that name it."""

    kind: ClassVar[str] = "city"
    city: str
    was: AgendaCity
    now: AgendaCity
    sessions: tuple[str, ...] = ()

    @property
    def details(self) -> tuple[Detail, ...]:
        """Return the fields that differ, with their values."""
        return _details(self.was, self.now)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesListed:
    """Places that the programme knows now, or knows no more."""

    kind: ClassVar[str] = "places"
    joined: tuple[Place, ...] = ()
    left: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakersListed:
    """People that the programme names now, or names no more. Their sessions tell of it."""

    kind: ClassVar[str] = "speakers"
    joined: tuple[Speaker, ...] = ()
    left: tuple[Speaker, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CitiesListed:
    """Cities that the programme names now, or names no more. Their sessions tell of it."""

    kind: ClassVar[str] = "cities"
    joined: tuple[AgendaCity, ...] = ()
    left: tuple[AgendaCity, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderChanged:
    """One of the agenda's lists has another order than follows from the rest: all its keys."""

    kind: ClassVar[str] = "order"
    of: Register
    keys: tuple[str, ...]


def _details(
    was: EditionFacts | Place | Speaker | AgendaCity | None,
    now: EditionFacts | Place | Speaker | AgendaCity | None,
) -> tuple[Detail, ...]:
    if was is None or now is None:
        return ()
    return tuple(_differing(was, now))


def _differing(
    was: EditionFacts | Place | Speaker | AgendaCity,
    now: EditionFacts | Place | Speaker | AgendaCity,
) -> Iterator[Detail]:
    for field in fields(now):
        before, after = getattr(was, field.name), getattr(now, field.name)
        if before != after:
            yield Detail(field=field.name, before=before, after=after)
