"""The releases of an edition's file as agendas, and the parts of a file as their values."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from forum.core.localized import EMPTY, LocalizedText
from forum.exchange.types import (
    ContributionPart,
    DayPart,
    EditionFile,
    ExpectedCitiesPart,
    ItemPart,
    MaterialPart,
    ReleasePart,
    RevisionPart,
    RolePart,
    SessionPart,
    SpeakerPart,
    VenuePart,
)
from forum.programme import types

NONE_EXPECTED = ExpectedCitiesPart()


def agendas_of(
    file: EditionFile, facts: types.EditionFacts
) -> Iterator[tuple[ReleasePart, types.Agenda]]:
    """Yield each release with the agenda that it makes, in order."""
    places = places_of(file.venues)
    sessions: tuple[types.Session, ...] = ()
    for release in file.releases:
        if release.programme is not None:
            sessions = sessions_of(release.programme)
        sessions = tuple(_revise(session, release.revised) for session in sessions)
        sessions = (*sessions, *sessions_of(release.added))
        yield release, types.Agenda(edition=facts, release=None, places=places, sessions=sessions)


def moment_of(dated: str, timezone: str) -> datetime | None:
    """Return the first moment of a day, month or year in a zone; None if there is no date."""
    if not dated:
        return None
    year, month, day = (*(int(number) for number in dated.split("-")), 1, 1)[:3]
    return datetime(year, month, day, tzinfo=ZoneInfo(timezone))


def places_of(venues: Iterable[VenuePart]) -> tuple[types.Place, ...]:
    """Return the places of a file."""
    return tuple(_place(venue) for venue in venues)


def speakers_of(people: Iterable[SpeakerPart]) -> tuple[types.Speaker, ...]:
    """Return the people of a file."""
    return tuple(
        types.Speaker(
            key=part.key,
            name=part.name,
            title=_text(part.title),
            biography=_text(part.biography),
            works=part.works,
            role_only=part.role_only,
            sort_key=part.sort,
        )
        for part in people
    )


def sessions_of(days: Iterable[DayPart]) -> tuple[types.Session, ...]:
    """Return the sessions of a file, in its order."""
    return tuple(_session(session, day.day) for day in days for session in day.sessions)


def _revise(session: types.Session, revisions: Iterable[RevisionPart]) -> types.Session:
    for revision in revisions:
        if revision.key == session.key:
            return replace(
                session,
                title=revision.title or session.title,
                subtitle=revision.subtitle or session.subtitle,
                note=revision.note or session.note,
            )
    return session


def _place(venue: VenuePart) -> types.Place:
    return types.Place(
        key=venue.key,
        name=venue.name,
        floor=venue.floor,
        capacity=venue.capacity,
        off_site=venue.off_site,
        latitude=venue.lat,
        longitude=venue.lon,
        access_notes=_text(venue.access_notes),
        inferred=venue.inferred,
    )


def _session(part: SessionPart, day: date | None) -> types.Session:
    expected = part.expected_cities or NONE_EXPECTED
    return types.Session(
        key=part.key,
        kind=part.kind,
        title=part.title,
        subtitle=_text(part.subtitle),
        abstract=_text(part.abstract),
        topics=part.topics,
        day=day,
        starts=part.start,
        minutes=part.minutes,
        place=part.venue,
        place_to_be_confirmed=part.venue_to_be_confirmed,
        track=part.track,
        access=part.access,
        audience=_text(part.audience),
        expected=part.expected,
        seats=part.seats,
        optional=part.optional,
        languages=part.languages,
        interpretation=tuple(
            types.Interpretation(language=entry.language, channel=entry.channel)
            for entry in part.interpretation
        ),
        materials=tuple(_material(entry) for entry in part.materials),
        stream=part.stream,
        do_not_record=part.do_not_record,
        roles=tuple(_role(role) for role in part.roles),
        contributions=tuple(
            _contribution(entry, order) for order, entry in enumerate(part.contributions, start=1)
        ),
        presentations_minutes=part.presentations_minutes,
        panel_minutes=part.panel_minutes,
        discussion_minutes=part.discussion_minutes,
        items=tuple(_item(item) for item in part.items),
        to_be_confirmed=_text(part.to_be_confirmed),
        expected_cities=expected.named,
        expected_cities_about=expected.about,
        note=_text(part.note),
        state=part.state,
        inferred=part.inferred,
    )


def _role(part: RolePart) -> types.RoleHeld:
    return types.RoleHeld(
        role=part.role,
        speaker=part.person,
        title=_text(part.title),
        minutes=part.minutes,
        confirmed=part.confirmed,
    )


def _material(part: MaterialPart) -> types.Material:
    return types.Material(
        title=_text(part.title),
        address=part.address,
        file=part.file,
        filename=part.filename,
        content_type=part.content_type,
        size=part.size,
    )


def _contribution(part: ContributionPart, order: int) -> types.Contribution:
    return types.Contribution(
        order=order,
        title=part.title,
        city=part.city,
        speaker=part.person,
        minutes=part.minutes,
    )


def _item(part: ItemPart) -> types.AgendaItem:
    return types.AgendaItem(text=part.text, decides=part.decides)


def _text(text: LocalizedText | None) -> LocalizedText:
    return text or EMPTY
