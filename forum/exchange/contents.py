"""What a file says of a programme, whichever form the file has, and what it needs to be known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from forum.exchange.differences import Differences
from forum.programme.types import (
    Agenda,
    AgendaCity,
    EditionFacts,
    Material,
    Place,
    Session,
    Speaker,
    by_time,
)


@dataclass(frozen=True, kw_only=True)
class Around:
    """What a file of an edition's programme may refer to without bringing it along."""

    cities: Mapping[str, AgendaCity] = field(default_factory=dict)
    people: Mapping[str, Speaker] = field(default_factory=dict)
    files: Mapping[str, Material] = field(default_factory=dict)  # by the key of the file


@dataclass(frozen=True, kw_only=True)
class Unused:
    """Something in a file that is not taken over, as its sheet and what is there."""

    sheet: str
    name: str = ""  # of a column or a city; empty for the whole sheet


@dataclass(frozen=True, kw_only=True)
class ProgrammeContent:
    """What a file says.

    Attributes:
        edition: the slug of the edition that it was taken out of; empty if it does not say.
        people: those that it brings along, who may be new or written differently.
        cities: the keys of the cities that it lists, in its order.
        unused: what is in it and not taken over.
    """

    edition: str = ""
    places: tuple[Place, ...] = ()
    people: tuple[Speaker, ...] = ()
    cities: tuple[str, ...] = ()
    sessions: tuple[Session, ...] = ()
    unused: tuple[Unused, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PersonChange:
    """A person whom a file brings along new, or writes differently."""

    before: Speaker | None
    after: Speaker


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What taking over a file would do.

    Attributes:
        differences: every cell that would differ.
        taken_from: the slug of another edition that the file was taken out of; else empty.
        draft_differs: whether the draft would change at all.
    """

    differences: Differences
    unused: tuple[Unused, ...]
    taken_from: str
    draft_differs: bool

    @property
    def changes_nothing(self) -> bool:
        """Tell whether everything is there already."""
        return not self.draft_differs and not self.differences.people


def agenda_of(content: ProgrammeContent, around: Around, facts: EditionFacts) -> Agenda:
    """Return the draft that a file would make, in the order of agendas."""
    people = {**around.people, **{speaker.key: speaker for speaker in content.people}}
    named = [*(speaker.key for speaker in content.people), *_people_in(content.sessions)]
    cities = [*content.cities, *_cities_in(content.sessions)]
    return Agenda(
        edition=facts,
        release=None,
        places=content.places,
        speakers=tuple(people[key] for key in dict.fromkeys(named) if key in people),
        cities=tuple(around.cities[key] for key in dict.fromkeys(cities) if key in around.cities),
        sessions=tuple(sorted(content.sessions, key=by_time)),
    )


def people_changed(content: ProgrammeContent, around: Around) -> tuple[PersonChange, ...]:
    """Return the people of a file who are new or written differently, in its order."""
    return tuple(
        PersonChange(before=before, after=speaker)
        for speaker in content.people
        if (before := around.people.get(speaker.key)) != speaker
    )


def _people_in(sessions: Iterable[Session]) -> list[str]:
    keys = []
    for session in sessions:
        keys += [held.speaker for held in session.roles]
        keys += [entry.speaker for entry in session.contributions if entry.speaker]
    return list(dict.fromkeys(keys))


def _cities_in(sessions: Iterable[Session]) -> list[str]:
    keys: list[str] = []
    for session in sessions:
        keys += [entry.city for entry in session.contributions if entry.city]
        keys += session.expected_cities
    return list(dict.fromkeys(keys))
