"""Taking over data files. Nothing here knows of HTTP, and nothing commits.

What a file says is written over what the database has under the same keys; loading the same
file again changes nothing.
"""

import hashlib
from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import delete, select

from forum.cities.models import City, Indicator, IndicatorValue
from forum.core import audit
from forum.core.db import Base, db
from forum.core.localized import EMPTY, LocalizedText
from forum.declaration.services import enter_summary
from forum.declaration.types import ArticleText, SummaryData
from forum.editions.models import (
    DiscussionGroup,
    Edition,
    EditionCity,
    EditionFigure,
    EditionNote,
    EditionOrganisation,
    Series,
)
from forum.editions.queries import find_edition
from forum.editions.services import touch_public
from forum.editions.types import CityRole, NoteKind
from forum.exchange.agendas import agendas_of, moment_of
from forum.exchange.checks import faults_in
from forum.exchange.exports import write
from forum.exchange.queries import known_keys
from forum.exchange.reference import IndicatorsFile
from forum.exchange.rules import read
from forum.exchange.types import (
    CityPart,
    DeclarationPart,
    EditionFile,
    NotePart,
    OrganisationPart,
    PersonPart,
    SeriesPart,
)
from forum.people.models import Organisation, Person
from forum.programme.errors import NothingChangedError
from forum.programme.queries import edition_facts
from forum.programme.services import release_programme, write_draft

Keyed = TypeVar("Keyed", City, Organisation, Person, Series)


class Outcome(StrEnum):
    """What taking over a file did."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


def import_file(name: str, content: bytes) -> tuple[Edition, Outcome]:
    """Take over an edition's file, of which everything is checked before anything is written.

    Raises:
        DataFileError: it says something that cannot be loaded.
    """
    document = read(name, content, EditionFile)
    document.refuse(faults_in(document.value, known_keys()))
    return import_edition(document.value)


def import_edition(file: EditionFile) -> tuple[Edition, Outcome]:
    """Take over an edition. The file must have been checked (`checks.faults_in`).

    A new edition gets the releases of the file; one that is there gets a further release if
    the file's last programme differs from the last release.
    """
    digest = digest_of(file)
    edition = find_edition(file.edition.slug)
    if edition is not None and edition.source_digest == digest:
        return edition, Outcome.UNCHANGED
    write_series(file.define.series)
    write_cities(file.define.cities)
    write_organisations(file.define.organisations)
    outcome = Outcome.CREATED if edition is None else Outcome.UPDATED
    edition = _write_edition(edition, file)
    _write_people(file.people)
    _replace_facts(edition, file)
    if outcome is Outcome.CREATED:
        _release_all(edition, file)
    else:
        _release_last(edition, file)
    if file.declaration is not None:
        _write_declaration(edition, file.declaration)
    edition.source_digest = digest
    db.session.flush()
    touch_public(edition)
    audit.record(
        f"edition.{'imported' if outcome is Outcome.CREATED else 'updated'}",
        edition_id=edition.id,
        object_type="edition",
        object_id=edition.id,
        details={"slug": edition.slug, "digest": digest},
    )
    return edition, outcome


def _write_declaration(edition: Edition, part: DeclarationPart) -> None:
    """Enter a summary. A text is the organisers' to enter: it is frozen, never overwritten."""
    if part.kind != "summary":
        return
    enter_summary(
        edition,
        SummaryData(
            key=part.key,
            title=part.title,
            articles=tuple(ArticleText(article.n, article.text) for article in part.articles),
            adopted_on=part.adopted_on,
            adopted_in=part.adopted_in or EMPTY,
            remark=part.remark or EMPTY,
        ),
    )


def digest_of(file: EditionFile) -> str:
    """Return what tells whether a file says the same as another; comments do not count."""
    return hashlib.sha256(write(file).encode()).hexdigest()


def write_series(parts: Iterable[SeriesPart]) -> bool:
    """Take over series. Return whether anything changed."""
    rows = _by_key(Series)
    for position, part in enumerate(parts, start=1):
        row = _row(Series, rows, part.key)
        row.name = part.name
        row.position = position
        row.topics = [{"key": topic.key, **topic.name.to_mapping()} for topic in part.topics]
    return _flush()


def write_cities(parts: Iterable[CityPart]) -> bool:
    """Take over cities. Return whether anything changed."""
    rows = _by_key(City)
    for part in parts:
        row = _row(City, rows, part.key)
        row.name = part.name
        row.own_name = part.own
        row.country = part.country
        row.region = part.region
        row.kind = part.kind
        row.latitude = part.lat
        row.longitude = part.lon
    return _flush()


def write_organisations(parts: Iterable[OrganisationPart]) -> bool:
    """Take over organisations. Return whether anything changed."""
    rows = _by_key(Organisation)
    for part in parts:
        row = _row(Organisation, rows, part.key)
        row.name = part.name
        row.kind = part.kind
    return _flush()


def write_indicators(file: IndicatorsFile) -> bool:
    """Take over the indicators of a city in place of its own. Return whether anything changed."""
    city = db.session.scalars(select(City).where(City.key == file.city)).one()
    if _same_indicators(city, file):
        return False
    city.indicators.clear()
    db.session.flush()
    city.indicators = [
        Indicator(
            position=position,
            area=file.areas[part.area],
            title=part.title,
            unit=part.unit,
            source=file.source,
            values=[
                IndicatorValue(
                    year=year, amount=Decimal(str(amount)), reached=year <= file.reached_until
                )
                for year, amount in sorted(part.values.items())
            ],
        )
        for position, part in enumerate(file.indicators, start=1)
    ]
    db.session.flush()
    return True


def _flush() -> bool:
    changed = bool(db.session.new) or any(map(db.session.is_modified, db.session.dirty))
    db.session.flush()
    return changed


def _same_indicators(city: City, file: IndicatorsFile) -> bool:
    there = [
        (row.title, row.unit, row.area, [(v.year, float(v.amount), v.reached) for v in row.values])
        for row in city.indicators
    ]
    wanted = [
        (
            part.title,
            part.unit,
            file.areas[part.area],
            [
                (year, value, year <= file.reached_until)
                for year, value in sorted(part.values.items())
            ],
        )
        for part in file.indicators
    ]
    return there == wanted


def _by_key(model: type[Keyed]) -> dict[str, Keyed]:
    return {row.key: row for row in db.session.scalars(select(model))}


def _row(model: type[Keyed], rows: dict[str, Keyed], key: str) -> Keyed:
    if key not in rows:
        rows[key] = model(key=key)
        db.session.add(rows[key])
    return rows[key]


def _write_edition(edition: Edition | None, file: EditionFile) -> Edition:
    part = file.edition
    series = db.session.scalars(select(Series).where(Series.key == part.series)).one()
    if edition is None:
        edition = Edition(slug=part.slug)
        db.session.add(edition)
    edition.series = series
    edition.state = part.state
    edition.is_trial = part.is_trial
    edition.name = part.name
    edition.name_given_by_us = part.name_given_by_us
    edition.theme = _text(part.theme)
    edition.host = _text(part.host)
    edition.about = _text(part.about)
    edition.starts_on = part.starts_on
    edition.ends_on = part.ends_on
    edition.timezone = part.timezone
    edition.expected_attendance = part.expected_attendance
    edition.expected_regions = [region.value for region in part.expected_regions]
    edition.inferred = list(part.inferred)
    db.session.flush()
    return edition


def _write_people(parts: Iterable[PersonPart]) -> None:
    rows = _by_key(Person)
    cities = {row.key: row.id for row in db.session.scalars(select(City))}
    organisations = {row.key: row.id for row in db.session.scalars(select(Organisation))}
    for part in parts:
        row = _row(Person, rows, part.key)
        row.name = part.name
        row.title = _text(part.title)
        row.biography = part.biography or row.biography or EMPTY
        row.works = [work.to_mapping() for work in part.works]
        row.role_only = part.role_only
        row.sort_key = part.sort
        row.city_id = cities[part.city] if part.city else None
        row.organisation_id = organisations[part.organisation] if part.organisation else None
    db.session.flush()


def _replace_facts(edition: Edition, file: EditionFile) -> None:
    """Write the edition's organisations, cities, figures, notes and groups anew."""
    facts: tuple[type[Base], ...] = (
        *(EditionOrganisation, EditionCity, EditionFigure, EditionNote, DiscussionGroup),
    )
    for model in facts:
        db.session.execute(delete(model).where(model.__table__.c.edition_id == edition.id))
    db.session.flush()
    db.session.add_all(_organisations(edition, file))
    db.session.add_all(_cities(edition, file))
    db.session.add_all(
        EditionFigure(edition_id=edition.id, kind=kind, number=number, position=position)
        for position, (kind, number) in enumerate(file.figures.items(), start=1)
    )
    db.session.add_all(_notes(edition, file))
    db.session.add_all(
        DiscussionGroup(
            edition_id=edition.id,
            key=group.key,
            title=group.title,
            seats=group.seats,
            position=position,
        )
        for position, group in enumerate(file.groups, start=1)
    )
    db.session.flush()
    db.session.expire(edition, ["organisations", "cities", "figures", "notes", "groups"])


def _organisations(edition: Edition, file: EditionFile) -> Iterable[EditionOrganisation]:
    ids = {row.key: row.id for row in db.session.scalars(select(Organisation))}
    for position, part in enumerate(file.organisations, start=1):
        yield EditionOrganisation(
            edition_id=edition.id,
            organisation_id=ids[part.organisation],
            involvement=part.involvement,
            attending_as=part.counted_as,
            name=_text(part.name),
            position=position,
        )


def _cities(edition: Edition, file: EditionFile) -> Iterable[EditionCity]:
    ids = {row.key: row.id for row in db.session.scalars(select(City))}
    for role, keys in (
        (CityRole.NAMED, file.cities.named),
        (CityRole.ATTENDED, file.cities.attended),
    ):
        for position, key in enumerate(keys, start=1):
            yield EditionCity(edition_id=edition.id, city_id=ids[key], role=role, position=position)


def _notes(edition: Edition, file: EditionFile) -> Iterable[EditionNote]:
    network = file.network
    told: list[tuple[NoteKind, NotePart]] = [
        *((NoteKind.PREPARATION, part) for part in file.preparation),
        *((NoteKind.STEP, part) for part in file.steps),
    ]
    if network is not None:
        told += [
            (NoteKind.NETWORK, NotePart(text=network.name)),
            *((NoteKind.NETWORK_ROLE, NotePart(text=role)) for role in network.roles),
            *((NoteKind.SECRETARIAT, part) for part in network.secretariat),
        ]
    told += [(NoteKind.RELATED, part) for part in file.related]
    for position, (kind, part) in enumerate(told, start=1):
        yield EditionNote(
            edition_id=edition.id,
            kind=kind,
            heading=_text(part.heading),
            text=part.text,
            starts=part.starts,
            ends=part.ends,
            position=position,
        )


def _release_all(edition: Edition, file: EditionFile) -> None:
    for part, agenda in agendas_of(file, edition_facts(edition)):
        write_draft(edition, agenda)
        release_programme(
            edition,
            part.note,
            dated=part.dated,
            dated_inferred=part.dated_inferred,
            released_at=moment_of(part.dated, edition.timezone),
        )


def _release_last(edition: Edition, file: EditionFile) -> None:
    releases = list(agendas_of(file, edition_facts(edition)))
    if not releases:
        return
    part, agenda = releases[-1]
    write_draft(edition, agenda)
    try:
        release_programme(edition, part.note)
    except NothingChangedError:
        return


def _text(text: LocalizedText | None) -> LocalizedText:
    return text or EMPTY
