"""Reads of the programme feature."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, defer, joinedload, selectinload

from forum.accounts.models import User
from forum.cities.models import City
from forum.core import clock
from forum.core.db import db
from forum.core.kept import Shelf
from forum.core.localized import EMPTY, LocalizedText
from forum.editions.models import Edition
from forum.editions.types import EditionState
from forum.people.models import Person
from forum.programme import types
from forum.programme.changes import Programme
from forum.programme.directory import Known
from forum.programme.errors import ReleaseNotFoundError
from forum.programme.models import (
    EditorPresence,
    MaterialFile,
    ProgrammeOperation,
    ProgrammeSession,
    Release,
    SessionContribution,
    SessionExpectedCity,
    SessionRole,
    Venue,
)
from forum.programme.patches import Patch, Record, as_before, touching
from forum.programme.serial import (
    agenda_from_mapping,
    changes_from_list,
    material_from_mapping,
    place_to_mapping,
    session_to_mapping,
)

HEARD_WITHIN = timedelta(seconds=45)  # an editor's page is heard of every 15 s


def list_venues(edition: Edition) -> Sequence[Venue]:
    """Return the venues of an edition, in order."""
    return db.session.scalars(
        select(Venue).where(Venue.edition_id == edition.id).order_by(Venue.position, Venue.id)
    ).all()


def list_places(edition: Edition) -> tuple[types.Place, ...]:
    """Return the places of the draft as values, in order."""
    return tuple(_place(venue) for venue in list_venues(edition))


def list_sessions(
    edition: Edition, keys: Collection[str] | None = None
) -> Sequence[ProgrammeSession]:
    """Return the sessions of the draft with all that is in them, by the order organisers gave.

    All of them, or those with one of the keys.
    """
    return _sessions(edition, *([] if keys is None else [ProgrammeSession.key.in_(keys)]))


def _sessions(edition: Edition, *chosen: ColumnElement[bool]) -> Sequence[ProgrammeSession]:
    return db.session.scalars(
        select(ProgrammeSession)
        .where(ProgrammeSession.edition_id == edition.id, *chosen)
        .order_by(ProgrammeSession.position, ProgrammeSession.id)
        .options(
            joinedload(ProgrammeSession.venue),
            selectinload(ProgrammeSession.roles).joinedload(SessionRole.person),
            selectinload(ProgrammeSession.contributions).options(
                joinedload(SessionContribution.city), joinedload(SessionContribution.person)
            ),
            selectinload(ProgrammeSession.items),
            selectinload(ProgrammeSession.expected_cities).joinedload(SessionExpectedCity.city),
        )
    ).all()


def find_session(edition: Edition, key: str) -> ProgrammeSession | None:
    """Return the session of the draft with this key, if there is one."""
    return db.session.scalar(
        select(ProgrammeSession).where(
            ProgrammeSession.edition_id == edition.id, ProgrammeSession.key == key
        )
    )


def find_slot(edition: Edition, key: str) -> types.Slot | None:
    """Return where a session of the draft stands, if there is one with this key.

    Read without its row, so that the row itself is first read when the draft is locked.
    """
    row = db.session.execute(
        select(
            ProgrammeSession.day,
            ProgrammeSession.starts,
            ProgrammeSession.minutes,
            Venue.key.label("place"),
        )
        .outerjoin(Venue, Venue.id == ProgrammeSession.venue_id)
        .where(ProgrammeSession.edition_id == edition.id, ProgrammeSession.key == key)
    ).one_or_none()
    if row is None:
        return None
    return types.Slot(day=row.day, starts=row.starts, minutes=row.minutes, place=row.place)


def session_record(row: ProgrammeSession) -> Record:
    """Return a session of the draft as the record that patches are about."""
    return {**session_to_mapping(_session(row)), "position": row.position}


def place_record(row: Venue) -> Record:
    """Return a place of the draft as the record that patches are about."""
    return {**place_to_mapping(_place(row)), "position": row.position}


def draft_records(
    edition: Edition, patches: Iterable[Patch] | None = None
) -> dict[tuple[types.Subject, str], Record]:
    """Return the draft's records: all of them, or those that patches are about."""
    keys = None
    if patches is not None:
        keys = {patch.key for patch in patches if patch.subject is types.Subject.SESSION}
    records = {(types.Subject.PLACE, row.key): place_record(row) for row in list_venues(edition)}
    sessions = list_sessions(edition, keys) if keys is None or keys else ()
    records |= {(types.Subject.SESSION, row.key): session_record(row) for row in sessions}
    return records


def session_title(edition: Edition, key: str) -> LocalizedText:
    """Return what a session of the draft is called; nothing if there is none with this key."""
    found = db.session.scalar(
        select(ProgrammeSession.title).where(
            ProgrammeSession.edition_id == edition.id, ProgrammeSession.key == key
        )
    )
    return found or EMPTY


def session_positions(edition: Edition) -> dict[str, int]:
    """Return the position of every session of the draft by its key."""
    rows = db.session.execute(
        select(ProgrammeSession.key, ProgrammeSession.position).where(
            ProgrammeSession.edition_id == edition.id
        )
    )
    return {row.key: row.position for row in rows}


def last_operation_number(edition: Edition) -> int:
    """Return the number of the draft's last operation, 0 before the first."""
    last = select(func.max(ProgrammeOperation.number))
    return db.session.scalar(last.where(ProgrammeOperation.edition_id == edition.id)) or 0


def list_operations(
    edition: Edition, *, after: int = 0, limit: int | None = None
) -> Sequence[ProgrammeOperation]:
    """Return the draft's operations after a number, the latest first."""
    return db.session.scalars(
        select(ProgrammeOperation)
        .where(ProgrammeOperation.edition_id == edition.id, ProgrammeOperation.number > after)
        .order_by(ProgrammeOperation.number.desc())
        .limit(limit)
    ).all()


def find_undoable(edition: Edition, actor: str) -> ProgrammeOperation | None:
    """Return the operation that an organiser's undo takes back, if there is one."""
    return db.session.scalar(
        _edits_of(edition, actor)
        .where(ProgrammeOperation.undone.is_(False))
        .order_by(ProgrammeOperation.number.desc())
        .limit(1)
    )


def find_redoable(edition: Edition, actor: str) -> ProgrammeOperation | None:
    """Return the operation that an organiser's redo does again, if there is one.

    What was taken back before the organiser went on to something else is not done again.
    """
    taken_back = aliased(ProgrammeOperation)
    last_edit = _edits_of(edition, actor).with_only_columns(func.max(ProgrammeOperation.number))
    return db.session.scalar(
        _edits_of(edition, actor)
        .join(
            taken_back,
            and_(
                taken_back.edition_id == ProgrammeOperation.edition_id,
                taken_back.actor == ProgrammeOperation.actor,
                taken_back.kind == types.OperationKind.UNDO,
                taken_back.target == ProgrammeOperation.number,
            ),
        )
        .where(
            ProgrammeOperation.undone.is_(True),
            taken_back.number > last_edit.scalar_subquery(),
        )
        .order_by(taken_back.number.desc())
        .limit(1)
    )


def _edits_of(edition: Edition, actor: str) -> Select[ProgrammeOperation]:
    return select(ProgrammeOperation).where(
        ProgrammeOperation.edition_id == edition.id,
        ProgrammeOperation.actor == actor,
        ProgrammeOperation.kind == types.OperationKind.EDIT,
    )


def patches_of(operation: ProgrammeOperation) -> tuple[Patch, ...]:
    """Return what an operation changed."""
    return tuple(Patch.from_mapping(mapping) for mapping in operation.patches)


def find_latest_release(edition: Edition) -> Release | None:
    """Return the last release of an edition's programme, if there is one."""
    return db.session.scalar(
        select(Release)
        .where(Release.edition_id == edition.id)
        .order_by(Release.number.desc())
        .limit(1)
    )


def get_release(edition: Edition, number: int) -> Release:
    """Return a release by its number.

    Raises:
        ReleaseNotFoundError: the programme was never released under it.
    """
    release = db.session.scalar(
        select(Release).where(Release.edition_id == edition.id, Release.number == number)
    )
    if release is None:
        raise ReleaseNotFoundError
    return release


def list_releases(edition: Edition) -> Sequence[Release]:
    """Return the releases of an edition without their agendas, the latest first."""
    return db.session.scalars(
        select(Release)
        .where(Release.edition_id == edition.id)
        .order_by(Release.number.desc())
        .options(defer(Release.agenda, raiseload=True))
    ).all()


def released_agenda(edition: Edition) -> types.Agenda | None:
    """Return the agenda of the latest release, if there is one. One statement."""
    release = find_latest_release(edition)
    return agenda_from_mapping(release.agenda) if release else None


_programmes: Shelf[Programme] = Shelf(most=6)


def public_agenda(edition: Edition) -> types.Agenda:
    """Return the agenda of the latest release; before the first, an agenda without sessions."""
    return public_programme(edition).agenda


def public_programme(edition: Edition, number: int | None = None) -> Programme:
    """Return a release's agenda and what it changed; the latest one if no number is given.

    Before the first release the agenda has no sessions. One statement, or none for a release
    that was read by an earlier request: making a large agenda from its JSON takes longer than
    drawing a page of it, and a programme of 400 sessions has as many pages.

    Raises:
        ReleaseNotFoundError: there is no release with this number.
    """
    wanted = edition.latest_release if number is None else number
    if not wanted:
        return _read_programme(edition, number)
    key = (edition.id, edition.public_version, wanted)
    return _programmes.get(key, lambda: _read_programme(edition, number))


def _read_programme(edition: Edition, number: int | None) -> Programme:
    release = find_latest_release(edition) if number is None else get_release(edition, number)
    if release is None:
        return Programme(types.Agenda(edition=edition_facts(edition), release=None), ())
    agenda = agenda_from_mapping(release.agenda)
    if release.number == edition.latest_release:  # by its number or not: it is kept as one
        agenda = _of_today(agenda, edition)
    return Programme(agenda, changes_from_list(release.changes))


def _of_today(agenda: types.Agenda, edition: Edition) -> types.Agenda:
    """Return the latest release with what its edition is called now, and how far it is.

    The settings of an edition are no part of its programme: they are changed without a release.
    The time zone stays the release's, because its clock times were told with it.
    """
    facts = replace(edition_facts(edition), timezone=agenda.edition.timezone)
    return replace(agenda, edition=facts)


def public_agendas() -> Sequence[types.Agenda]:
    """Return the latest released agenda of every public edition, the latest edition first."""
    releases = db.session.scalars(
        select(Release)
        .join(Release.edition)
        .where(Edition.state != EditionState.DRAFT, Release.number == Edition.latest_release)
        .order_by(Edition.starts_on.desc(), Edition.id)
        .options(contains_eager(Release.edition))
    )
    return [_of_today(agenda_from_mapping(row.agenda), row.edition) for row in releases]


def build_agenda(edition: Edition) -> types.Agenda:
    """Return the draft as an agenda. The number of statements does not grow with it."""
    return _agenda(edition, list_sessions(edition))


def draft_day(edition: Edition, on: date | None) -> types.DraftDay:
    """Return a day of the draft with the sessions that have no day; those alone without one.

    The number of statements does not grow with it, nor with what the other days hold.
    """
    undated = ProgrammeSession.day.is_(None)
    rows = _sessions(edition, or_(ProgrammeSession.day == on, undated) if on else undated)
    return types.DraftDay(
        on=on,
        agenda=_agenda(edition, rows),
        versions={row.key: row.version for row in rows},
    )


def count_sessions_by_day(edition: Edition) -> Mapping[date | None, int]:
    """Return how many sessions of the draft each day has; None stands for those without one."""
    rows = db.session.execute(
        select(ProgrammeSession.day, func.count())
        .where(ProgrammeSession.edition_id == edition.id)
        .group_by(ProgrammeSession.day)
    )
    return {day: count for day, count in rows}  # noqa: C416  a row is not a pair to mypy


def untimed_keys(edition: Edition, on: date | None) -> Sequence[str]:
    """Return the keys of a day's sessions without a clock time, in their order."""
    its_day = ProgrammeSession.day == on if on else ProgrammeSession.day.is_(None)
    return db.session.scalars(
        select(ProgrammeSession.key)
        .where(
            ProgrammeSession.edition_id == edition.id, its_day, ProgrammeSession.starts.is_(None)
        )
        .order_by(ProgrammeSession.position, ProgrammeSession.id)
    ).all()


def _agenda(edition: Edition, rows: Sequence[ProgrammeSession]) -> types.Agenda:
    """Return an agenda of rows; it lists people and cities as its sessions come in time."""
    listed = sorted(((_session(row), row) for row in rows), key=lambda pair: types.by_time(pair[0]))
    ordered = [pair[1] for pair in listed]
    return types.Agenda(
        edition=edition_facts(edition),
        release=None,
        places=tuple(_place(venue) for venue in list_venues(edition)),
        speakers=tuple(speaker_of(person) for person in _people_of(ordered)),
        cities=tuple(agenda_city(city) for city in _cities_of(ordered)),
        sessions=tuple(pair[0] for pair in listed),
    )


def edition_facts(edition: Edition) -> types.EditionFacts:
    """Return what an agenda says of its edition."""
    return types.EditionFacts(
        slug=edition.slug,
        name=edition.name,
        theme=edition.theme,
        host=edition.host,
        starts_on=edition.starts_on,
        ends_on=edition.ends_on,
        timezone=edition.timezone,
        archived=edition.state is EditionState.ARCHIVED,
        trial=edition.is_trial,
        inferred=tuple(edition.inferred),
    )


def _people_of(rows: Iterable[ProgrammeSession]) -> Iterable[Person]:
    """Return the people of the sessions, each once, in order of appearance."""
    people: dict[str, Person] = {}
    for row in rows:
        for role in row.roles:
            people.setdefault(role.person.key, role.person)
        for contribution in row.contributions:
            if contribution.person is not None:
                people.setdefault(contribution.person.key, contribution.person)
    return people.values()


def _cities_of(rows: Iterable[ProgrammeSession]) -> Iterable[City]:
    """Return the cities of the sessions, each once, in order of appearance."""
    cities: dict[str, City] = {}
    for row in rows:
        for contribution in row.contributions:
            if contribution.city is not None:
                cities.setdefault(contribution.city.key, contribution.city)
        for expected in row.expected_cities:
            cities.setdefault(expected.city.key, expected.city)
    return cities.values()


def _place(venue: Venue) -> types.Place:
    return types.Place(
        key=venue.key,
        name=venue.name,
        floor=venue.floor,
        capacity=venue.capacity,
        off_site=venue.off_site,
        latitude=venue.latitude,
        longitude=venue.longitude,
        access_notes=venue.access_notes,
        inferred=tuple(venue.inferred),
    )


def speaker_of(person: Person) -> types.Speaker:
    """Return a person as the agenda has them."""
    return types.Speaker(
        key=person.key,
        name=person.name,
        title=person.title,
        biography=person.biography,
        works=tuple(LocalizedText.from_mapping(work) for work in person.works),
        role_only=person.role_only,
        sort_key=person.sort_key,
    )


def agenda_city(city: City) -> types.AgendaCity:
    """Return a city as the agenda has it."""
    return types.AgendaCity(
        key=city.key,
        name=city.name,
        own_name=city.own_name,
        country=city.country,
        region=city.region,
    )


def _session(row: ProgrammeSession) -> types.Session:
    return types.Session(
        key=row.key,
        kind=row.kind,
        title=row.title,
        subtitle=row.subtitle,
        abstract=row.abstract,
        topics=tuple(LocalizedText.from_mapping(topic) for topic in row.topics),
        day=row.day,
        starts=row.starts,
        minutes=row.minutes,
        place=row.venue.key if row.venue else None,
        place_to_be_confirmed=row.venue_to_be_confirmed,
        track=row.track,
        access=row.access,
        audience=row.audience,
        expected=row.expected,
        seats=row.seats,
        optional=row.optional,
        languages=tuple(row.languages),
        interpretation=tuple(types.Interpretation(**entry) for entry in row.interpretation),
        materials=tuple(material_from_mapping(entry) for entry in row.materials),
        stream=row.stream,
        do_not_record=row.do_not_record,
        roles=tuple(_role(role) for role in row.roles),
        contributions=tuple(_contribution(entry) for entry in row.contributions),
        presentations_minutes=row.presentations_minutes,
        panel_minutes=row.panel_minutes,
        discussion_minutes=row.discussion_minutes,
        items=tuple(types.AgendaItem(text=item.text, decides=item.decides) for item in row.items),
        to_be_confirmed=row.to_be_confirmed,
        expected_cities=tuple(expected.city.key for expected in row.expected_cities),
        expected_cities_about=row.expected_cities_about,
        note=row.note,
        state=row.state,
        inferred=tuple(row.inferred),
    )


def _role(held: SessionRole) -> types.RoleHeld:
    return types.RoleHeld(
        role=held.role,
        speaker=held.person.key,
        title=held.title,
        minutes=held.minutes,
        confirmed=held.confirmed,
    )


def _contribution(entry: SessionContribution) -> types.Contribution:
    return types.Contribution(
        order=entry.position,
        title=entry.title,
        city=entry.city.key if entry.city else None,
        speaker=entry.person.key if entry.person else None,
        minutes=entry.minutes,
    )


def find_material_file(edition: Edition, key: str) -> MaterialFile | None:
    """Return a file that was uploaded for an edition, without its content."""
    return db.session.scalar(
        select(MaterialFile).where(MaterialFile.edition_id == edition.id, MaterialFile.key == key)
    )


def list_material_keys(edition: Edition) -> Collection[str]:
    """Return the keys of the files that were uploaded for an edition."""
    keys = select(MaterialFile.key).where(MaterialFile.edition_id == edition.id)
    return frozenset(db.session.scalars(keys))


def material_content(file: MaterialFile) -> bytes:
    """Return the content of an uploaded file."""
    return db.session.execute(
        select(MaterialFile.data).where(MaterialFile.id == file.id)
    ).scalar_one()


def has_material_file(sha256: str, keys: Collection[str]) -> bool:
    """Tell whether one of some files has this content."""
    if not keys:
        return False
    found = select(MaterialFile.id).where(MaterialFile.key.in_(keys), MaterialFile.sha256 == sha256)
    return db.session.scalar(found.limit(1)) is not None


def list_known_people() -> Sequence[Known]:
    """Return everybody whom a session can name, offices without a name as well."""
    rows = db.session.execute(select(Person.key, Person.name, Person.role_only))
    return [Known(key=row.key, name=row.name, role_only=row.role_only) for row in rows]


def list_known_cities() -> Sequence[Known]:
    """Return the cities that a session can name."""
    rows = db.session.execute(select(City.key, City.name))
    return [Known(key=row.key, name=row.name) for row in rows]


def session_since(edition: Edition, row: ProgrammeSession, base: int) -> types.Since:
    """Return what others have done to a session since it was seen at a version."""
    record = session_record(row)
    if row.version == base:
        return types.Since(fields=frozenset(), actors=(), at=None)
    entries = [
        (entry, found)
        for entry in list_operations(edition, after=base)[::-1]
        if (found := tuple(touching(patches_of(entry), types.Subject.SESSION, row.key)))
    ]
    seen = as_before(record, [patch for _entry, found in entries for patch in found]) or {}
    return types.Since(
        fields=frozenset(name for name in record if record[name] != seen.get(name)),
        actors=tuple(dict.fromkeys(entry.actor for entry, _found in entries)),
        at=entries[-1][0].made_at if entries else None,
    )


def find_operation(edition: Edition, number: int) -> ProgrammeOperation | None:
    """Return an operation of the draft by its number, if there is one."""
    return db.session.scalar(
        select(ProgrammeOperation).where(
            ProgrammeOperation.edition_id == edition.id, ProgrammeOperation.number == number
        )
    )


def list_place_uses(edition: Edition) -> Mapping[str, Sequence[types.PlaceUse]]:
    """Return by place the sessions of the draft that are held in it, in time. One statement."""
    rows = db.session.execute(
        select(
            Venue.key.label("place"),
            ProgrammeSession.key,
            ProgrammeSession.title,
            ProgrammeSession.day,
            ProgrammeSession.starts,
        )
        .join(Venue, Venue.id == ProgrammeSession.venue_id)
        .where(ProgrammeSession.edition_id == edition.id)
        .order_by(
            ProgrammeSession.day.is_(None),
            ProgrammeSession.day,
            ProgrammeSession.starts.is_(None),
            ProgrammeSession.starts,
            ProgrammeSession.position,
        )
    )
    uses: dict[str, list[types.PlaceUse]] = {}
    for row in rows:
        use = types.PlaceUse(session=row.key, title=row.title, day=row.day, starts=row.starts)
        uses.setdefault(row.place, []).append(use)
    return uses


def find_removal(edition: Edition, key: str) -> ProgrammeOperation | None:
    """Return the operation that took a session out of the draft last, if there is one."""
    for operation in list_operations(edition):
        for patch in touching(patches_of(operation), types.Subject.SESSION, key):
            return operation if patch.after is None else None
    return None


def present_editors(
    edition: Edition, except_user: int = 0
) -> Mapping[str, Sequence[LocalizedText | str]]:
    """Return by session who has it open now, other than one user: by name, else by address."""
    rows = db.session.execute(
        select(EditorPresence.session_key, User.name, User.email)
        .join(User, User.id == EditorPresence.user_id)
        .where(
            EditorPresence.edition_id == edition.id,
            EditorPresence.user_id != except_user,
            EditorPresence.seen_at > clock.now() - HEARD_WITHIN,
        )
        .order_by(EditorPresence.id)
    )
    present: dict[str, list[LocalizedText | str]] = {}
    for row in rows:
        present.setdefault(row.session_key, []).append(row.name or row.email)
    return present
