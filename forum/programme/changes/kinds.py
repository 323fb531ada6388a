"""Every kind of change, and its class by name."""

from typing import Any

from forum.programme.changes.registers import (
    CitiesListed,
    CityChanged,
    EditionChanged,
    OrderChanged,
    PlaceChanged,
    PlacesListed,
    SpeakerChanged,
    SpeakersListed,
)
from forum.programme.changes.sessions import (
    Added,
    Cancelled,
    ContributionsChanged,
    DetailsChanged,
    ItemsChanged,
    Moved,
    PeopleChanged,
    Relocated,
    Removed,
    Reordered,
    Restored,
    Retitled,
)

Change = (
    Added
    | Removed
    | Cancelled
    | Restored
    | Moved
    | Relocated
    | Retitled
    | PeopleChanged
    | ContributionsChanged
    | ItemsChanged
    | Reordered
    | DetailsChanged
    | PlaceChanged
    | SpeakerChanged
    | CityChanged
    | EditionChanged
    | PlacesListed
    | SpeakersListed
    | CitiesListed
    | OrderChanged
)

CHANGES: dict[str, Any] = {  # kind -> class
    change.kind: change
    for change in (
        Added,
        Removed,
        Cancelled,
        Restored,
        Moved,
        Relocated,
        Retitled,
        PeopleChanged,
        ContributionsChanged,
        ItemsChanged,
        Reordered,
        DetailsChanged,
        PlaceChanged,
        SpeakerChanged,
        CityChanged,
        EditionChanged,
        PlacesListed,
        SpeakersListed,
        CitiesListed,
        OrderChanged,
    )
}
