"""What can differ between two programmes, as values: the changelog and the notices read them."""

from dataclasses import dataclass

from forum.programme.changes.kinds import CHANGES, Change
from forum.programme.changes.reading import Entry, News, count_news, entries_of, told
from forum.programme.changes.registers import (
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
from forum.programme.changes.sessions import (
    Added,
    Cancelled,
    ContributionsChanged,
    Detail,
    DetailsChanged,
    ItemsChanged,
    Moved,
    Part,
    PeopleChanged,
    Relocated,
    Removed,
    Reordered,
    Restored,
    Retitled,
    SessionChange,
    When,
)
from forum.programme.types import Agenda


@dataclass(frozen=True, slots=True)
class Programme:
    """A release's agenda, and what it changed in the one before."""

    agenda: Agenda
    changes: tuple[Change, ...]


__all__ = [
    "CHANGES",
    "Added",
    "Cancelled",
    "Change",
    "CitiesListed",
    "CityChanged",
    "ContributionsChanged",
    "Detail",
    "DetailsChanged",
    "EditionChanged",
    "Entry",
    "ItemsChanged",
    "Moved",
    "News",
    "OrderChanged",
    "Part",
    "PeopleChanged",
    "PlaceChanged",
    "PlacesListed",
    "Programme",
    "Register",
    "Relocated",
    "Removed",
    "Reordered",
    "Restored",
    "Retitled",
    "SessionChange",
    "SpeakerChanged",
    "SpeakersListed",
    "When",
    "count_news",
    "entries_of",
    "told",
]
