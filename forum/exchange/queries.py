"""Reads of the exchange feature."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Select, select
from sqlalchemy.orm import defer

from forum.cities.models import City
from forum.core import clock
from forum.core.audit import present_actor
from forum.core.db import db
from forum.core.localized import EMPTY
from forum.editions.models import Edition, Series
from forum.editions.types import NoteKind
from forum.exchange import parts
from forum.exchange.checks import Known
from forum.exchange.contents import (
    Around,
    Preview,
    ProgrammeContent,
    agenda_of,
    people_changed,
)
from forum.exchange.differences import differences
from forum.exchange.errors import ImportGoneError
from forum.exchange.models import PendingImport
from forum.exchange.types import Definitions, EditionFile
from forum.people.models import Organisation, Person
from forum.programme.models import MaterialFile, Release
from forum.programme.queries import (
    agenda_city,
    build_agenda,
    edition_facts,
    speaker_of,
)
from forum.programme.serial import agenda_from_mapping
from forum.programme.types import Agenda, Material


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


def around(edition: Edition) -> Around:
    """Return what a file of the edition's programme may refer to. Four statements, and the draft's.

    A file that a session of the draft shows is known, though it was uploaded for another edition
    that this one was cloned from.
    """
    uploaded = db.session.scalars(select(MaterialFile).where(MaterialFile.edition_id == edition.id))
    files = {
        row.key: Material(
            title=EMPTY,
            file=row.key,
            filename=row.filename,
            content_type=row.content_type,
            size=row.size,
        )
        for row in uploaded
    }
    return Around(
        cities={city.key: agenda_city(city) for city in db.session.scalars(select(City))},
        people={person.key: speaker_of(person) for person in db.session.scalars(select(Person))},
        files={**_files_in(build_agenda(edition)), **files},
    )


def _files_in(agenda: Agenda) -> dict[str, Material]:
    return {
        material.file: replace(material, title=EMPTY)
        for session in agenda.sessions
        for material in session.materials
        if material.file
    }


def find_pending(edition: Edition) -> PendingImport | None:
    """Return the file that the present organiser left waiting, if there is one; without it."""
    return db.session.scalar(
        _pending(edition)
        .order_by(PendingImport.id.desc())
        .limit(1)
        .options(defer(PendingImport.data, raiseload=True))
    )


def get_pending(edition: Edition, key: str) -> PendingImport:
    """Return the file that the present organiser left waiting under this key.

    Raises:
        ImportGoneError: it waits no longer, or another organiser uploaded it.
    """
    pending = db.session.scalar(_pending(edition).where(PendingImport.key == key))
    if pending is None:
        raise ImportGoneError
    return pending


def _pending(edition: Edition) -> Select[PendingImport]:
    return select(PendingImport).where(
        PendingImport.edition_id == edition.id,
        PendingImport.actor == present_actor(),
        PendingImport.expires_at > clock.now(),
    )


def preview(edition: Edition, content: ProgrammeContent, around: Around) -> Preview:
    """Return what taking over a file would change in the draft, and in people."""
    draft = build_agenda(edition)
    wanted = agenda_of(content, around, edition_facts(edition))
    people = people_changed(content, around)
    there = tuple(change.before for change in people if change.before)
    return Preview(
        differences=differences(draft, wanted, there, [change.after for change in people]),
        unused=content.unused,
        taken_from="" if content.edition == edition.slug else content.edition,
        draft_differs=(draft.places, draft.sessions) != (wanted.places, wanted.sessions),
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
