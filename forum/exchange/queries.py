"""Reads of the exchange feature."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from forum.cities.models import City
from forum.core.db import db
from forum.editions.models import Edition, Series
from forum.editions.types import NoteKind
from forum.exchange import parts
from forum.exchange.checks import Known
from forum.exchange.types import Definitions, EditionFile
from forum.people.models import Organisation, Person
from forum.programme.models import Release
from forum.programme.serial import agenda_from_mapping
from forum.programme.types import Agenda


def known_keys() -> Known:
    """Return the keys that are in the database, to which a file may refer."""
    return Known(
        cities=frozenset(db.session.scalars(select(City.key))),
        organisations=frozenset(db.session.scalars(select(Organisation.key))),
        series=frozenset(db.session.scalars(select(Series.key))),
    )


def edition_file(edition: Edition) -> EditionFile:
    """Return an edition with all its releases as a file that can be taken over elsewhere.

    What the draft says and no release does is not in it.
    """
    agendas = [agenda_from_mapping(row.agenda) for row in _releases(edition)]
    people = _named({speaker.key for agenda in agendas for speaker in agenda.speakers})
    return EditionFile(
        define=Definitions(
            cities=tuple(parts.city_part(city) for city in _cities_of(edition, agendas, people)),
            organisations=tuple(map(parts.organisation_part, _organisations_of(edition, people))),
            series=(parts.series_part(edition.series),),
        ),
        edition=parts.edition_part(edition),
        organisations=parts.involved_parts(edition),
        cities=parts.cities_part(edition),
        figures={figure.kind: figure.number for figure in edition.figures},
        preparation=parts.note_parts(edition, NoteKind.PREPARATION),
        steps=parts.note_parts(edition, NoteKind.STEP),
        related=parts.note_parts(edition, NoteKind.RELATED),
        network=parts.network_part(edition),
        venues=parts.venue_parts(agendas),
        people=tuple(parts.person_part(person) for person in people),
        groups=parts.group_parts(edition),
        releases=tuple(parts.release_part(agenda) for agenda in agendas),
    )


def _releases(edition: Edition) -> Sequence[Release]:
    return db.session.scalars(
        select(Release).where(Release.edition_id == edition.id).order_by(Release.number)
    ).all()


def _named(keys: Iterable[str]) -> Sequence[Person]:
    return db.session.scalars(
        select(Person).where(Person.key.in_(list(keys))).order_by(Person.id)
    ).all()


def _cities_of(
    edition: Edition, agendas: Iterable[Agenda], people: Iterable[Person]
) -> Sequence[City]:
    keys = {city.key for agenda in agendas for city in agenda.cities}
    keys |= {entry.city.key for entry in edition.cities}
    keys |= {person.city.key for person in people if person.city}
    return db.session.scalars(select(City).where(City.key.in_(keys)).order_by(City.key)).all()


def _organisations_of(edition: Edition, people: Iterable[Person]) -> list[Organisation]:
    involved = {entry.organisation.key: entry.organisation for entry in edition.organisations}
    for person in people:
        if person.organisation is not None:
            involved[person.organisation.key] = person.organisation
    return [involved[key] for key in sorted(involved)]
