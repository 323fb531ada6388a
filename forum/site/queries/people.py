"""Reads for the organisers' pages of people: who is there, and which programmes name them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, func, select, true

from forum.cities.models import City
from forum.core.db import db
from forum.core.hangul import found_in
from forum.core.i18n import current_language
from forum.core.localized import LANGUAGES
from forum.editions.models import Edition
from forum.people.models import Person
from forum.people.queries import list_people
from forum.people.rules import order_of
from forum.programme.models import ProgrammeSession, Release, SessionContribution, SessionRole
from forum.site.types import ListedPerson, PartTaken, PeoplePage, PeopleScope, PersonUse

PAGE_LENGTH = 50


def list_people_for(
    edition: Edition, query: str = "", scope: PeopleScope = PeopleScope.ALL, page: int = 1
) -> PeoplePage:
    """Return the people whom a search finds, those of the edition's programme first.

    The number of statements does not grow with what there is.
    """
    sessions = _sessions_by_person(edition)
    released = _released_speakers(edition)
    language = current_language()
    found = [
        _listed(person, sessions, released)
        for person in list_people()
        if not query or found_in(query, _words(person))
    ]
    found.sort(
        key=lambda row: (
            not row.is_here,
            order_of(row.person.name, row.person.sort_key, language),
        )
    )
    here = [row for row in found if row.is_here]
    elsewhere = [row for row in found if not row.is_here]
    shown = {
        PeopleScope.ALL: found, PeopleScope.HERE: here, PeopleScope.ELSEWHERE: elsewhere
    }  # fmt: skip
    rows = shown[scope]
    pages = max(1, -(-len(rows) // PAGE_LENGTH))
    page = min(max(page, 1), pages)
    start = (page - 1) * PAGE_LENGTH
    return PeoplePage(
        rows=tuple(rows[start : start + PAGE_LENGTH]),
        counts={name: len(of) for name, of in shown.items()},
        total=len(rows),
        page=page,
        pages=pages,
        first=start + 1,
    )


def uses_of(person: Person) -> Sequence[PersonUse]:
    """Return the editions whose draft or releases name a person, the latest edition first."""
    drafts = _draft_parts(person)
    releases: dict[int, list[int]] = defaultdict(list)
    statement, key = _speakers_of_releases()
    named = statement.where(key == person.key).order_by(Release.edition_id, Release.number)
    for edition_id, number, _key in db.session.execute(named):
        releases[edition_id].append(number)
    editions = db.session.scalars(
        select(Edition)
        .where(Edition.id.in_(drafts.keys() | releases.keys()))
        .order_by(Edition.starts_on.desc(), Edition.id)
    )
    return [
        PersonUse(
            edition=edition,
            sessions=tuple(drafts.get(edition.id, ())),
            releases=tuple(releases.get(edition.id, ())),
        )
        for edition in editions
    ]


def list_all_cities() -> Sequence[City]:
    """Return every city, in no order that matters."""
    return db.session.scalars(select(City)).all()


def _listed(
    person: Person, sessions: Mapping[int, set[int]], released: frozenset[str]
) -> ListedPerson:
    count = len(sessions.get(person.id, ()))
    texts = (person.name, person.title, person.biography)
    return ListedPerson(
        person=person,
        is_here=bool(count) or person.key in released,
        sessions=count,
        missing=tuple(
            language
            for language in LANGUAGES
            if any(language in written.missing() for written in texts)
        ),
    )


def _words(person: Person) -> Iterable[str]:
    yield from (person.name.ko, person.name.en, person.title.ko, person.title.en)
    yield from (person.sort_key, person.email)
    for whose in (person.city, person.organisation):
        if whose is not None:
            yield from (whose.name.ko, whose.name.en)


def _sessions_by_person(edition: Edition) -> Mapping[int, set[int]]:
    """Return the sessions of an edition's draft in which each person has a part, by id."""
    sessions: dict[int, set[int]] = defaultdict(set)
    for model in (SessionRole, SessionContribution):
        rows = db.session.execute(
            select(model.person_id, model.session_id)
            .join(ProgrammeSession, ProgrammeSession.id == model.session_id)
            .where(ProgrammeSession.edition_id == edition.id)
        )
        for person_id, session_id in rows:
            if person_id is not None:
                sessions[person_id].add(session_id)
    return sessions


def _released_speakers(edition: Edition) -> frozenset[str]:
    statement, key = _speakers_of_releases()
    rows = db.session.execute(
        statement.where(Release.edition_id == edition.id).with_only_columns(key)
    )
    return frozenset(rows.scalars())


def _speakers_of_releases() -> tuple[Select[Any], ColumnElement[str]]:
    """Return a statement with a row for each speaker of each release, and the speaker's key.

    The database takes the keys out of the agendas: to read them all takes ten times as long.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        each = func.jsonb_array_elements(Release.agenda["speakers"]).table_valued("value")
        key = func.jsonb_extract_path_text(each.c.value, "key")
    else:
        each = func.json_each(Release.agenda, "$.speakers").table_valued("value")
        key = func.json_extract(each.c.value, "$.key")
    statement = select(Release.edition_id, Release.number, key)
    return statement.join(each, true()), cast("ColumnElement[str]", key)


def _draft_parts(person: Person) -> Mapping[int, list[PartTaken]]:
    """Return a person's parts in the drafts, by edition."""
    roles: dict[int, list[str]] = defaultdict(list)
    for session_id, role in db.session.execute(
        select(SessionRole.session_id, SessionRole.role)
        .where(SessionRole.person_id == person.id)
        .order_by(SessionRole.session_id, SessionRole.position)
    ):
        roles[session_id].append(role.value)
    presents = set(
        db.session.scalars(
            select(SessionContribution.session_id).where(SessionContribution.person_id == person.id)
        )
    )
    parts: dict[int, list[PartTaken]] = defaultdict(list)
    rows = db.session.execute(
        select(
            ProgrammeSession.id,
            ProgrammeSession.edition_id,
            ProgrammeSession.key,
            ProgrammeSession.title,
        )
        .where(ProgrammeSession.id.in_(roles.keys() | presents))
        .order_by(
            ProgrammeSession.day.is_(None),
            ProgrammeSession.day,
            ProgrammeSession.starts,
            ProgrammeSession.position,
        )
    )
    for session_id, edition_id, key, title in rows:
        parts[edition_id].append(
            PartTaken(
                session=key,
                title=title,
                roles=tuple(roles[session_id]),
                presents=session_id in presents,
            )
        )
    return parts
