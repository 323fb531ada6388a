"""An edition that is in the database, as the parts of a file: the way back of `services`."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from forum.cities.models import City
from forum.core.localized import LocalizedText
from forum.editions.models import Edition, EditionNote, Series
from forum.editions.types import CityRole, NoteKind
from forum.exchange.types import (
    CitiesPart,
    CityPart,
    ContributionPart,
    DayPart,
    EditionPart,
    ExpectedCitiesPart,
    GroupPart,
    InterpretationPart,
    InvolvedPart,
    ItemPart,
    MaterialPart,
    NetworkPart,
    NotePart,
    OrganisationPart,
    PersonPart,
    ProgrammeFile,
    ReleasePart,
    RolePart,
    SeriesPart,
    SessionPart,
    SpeakerPart,
    TopicPart,
    VenuePart,
)
from forum.people.models import Organisation, Person
from forum.programme.types import Agenda, Place, Session, Speaker


def edition_part(edition: Edition) -> EditionPart:
    """Return what an edition is."""
    return EditionPart(
        slug=edition.slug,
        series=edition.series.key,
        state=edition.state,
        is_trial=edition.is_trial,
        name=edition.name,
        name_given_by_us=edition.name_given_by_us,
        theme=edition.theme or None,
        host=edition.host or None,
        about=edition.about or None,
        starts_on=edition.starts_on,
        ends_on=edition.ends_on,
        timezone=edition.timezone,
        expected_attendance=edition.expected_attendance,
        expected_regions=tuple(edition.expected_regions),
        inferred=tuple(edition.inferred),
    )


def series_part(series: Series) -> SeriesPart:
    """Return a series."""
    topics = tuple(
        TopicPart(key=topic["key"], name=LocalizedText.from_mapping(topic))
        for topic in series.topics
    )
    return SeriesPart(key=series.key, name=series.name, topics=topics)


def city_part(city: City) -> CityPart:
    """Return a city."""
    return CityPart(
        key=city.key,
        name=city.name,
        own=city.own_name,
        country=city.country,
        region=city.region,
        kind=city.kind,
        lat=city.latitude,
        lon=city.longitude,
    )


def organisation_part(organisation: Organisation) -> OrganisationPart:
    """Return an organisation."""
    return OrganisationPart(key=organisation.key, name=organisation.name, kind=organisation.kind)


def person_part(person: Person) -> PersonPart:
    """Return a person."""
    return PersonPart(
        key=person.key,
        name=person.name,
        title=person.title or None,
        biography=person.biography or None,
        works=tuple(LocalizedText.from_mapping(work) for work in person.works),
        role_only=person.role_only,
        sort=person.sort_key,
        city=person.city.key if person.city else None,
        organisation=person.organisation.key if person.organisation else None,
    )


def speaker_part(speaker: Speaker) -> SpeakerPart:
    """Return a person as the programme shows them."""
    return SpeakerPart(
        key=speaker.key,
        name=speaker.name,
        title=speaker.title or None,
        biography=speaker.biography or None,
        works=speaker.works,
        role_only=speaker.role_only,
        sort=speaker.sort_key,
    )


def involved_parts(edition: Edition) -> tuple[InvolvedPart, ...]:
    """Return the organisations' parts in an edition."""
    return tuple(
        InvolvedPart(
            organisation=entry.organisation.key,
            involvement=entry.involvement,
            counted_as=entry.attending_as,
            name=entry.name or None,
        )
        for entry in edition.organisations
    )


def cities_part(edition: Edition) -> CitiesPart:
    """Return the cities' parts in an edition."""

    def keys(role: CityRole) -> tuple[str, ...]:
        return tuple(entry.city.key for entry in edition.cities if entry.role is role)

    return CitiesPart(named=keys(CityRole.NAMED), attended=keys(CityRole.ATTENDED))


def note_parts(edition: Edition, kind: NoteKind) -> tuple[NotePart, ...]:
    """Return the short texts of one kind."""
    return tuple(_note(note) for note in edition.notes if note.kind is kind)


def network_part(edition: Edition) -> NetworkPart | None:
    """Return the network that the edition founds, if it does."""
    names = note_parts(edition, NoteKind.NETWORK)
    if not names:
        return None
    return NetworkPart(
        name=names[0].text,
        roles=tuple(part.text for part in note_parts(edition, NoteKind.NETWORK_ROLE)),
        secretariat=note_parts(edition, NoteKind.SECRETARIAT),
    )


def group_parts(edition: Edition) -> tuple[GroupPart, ...]:
    """Return the groups."""
    return tuple(
        GroupPart(key=group.key, title=group.title, seats=group.seats) for group in edition.groups
    )


def venue_parts(agendas: Iterable[Agenda]) -> tuple[VenuePart, ...]:
    """Return every place of several agendas, as the last one of them has it."""
    places: dict[str, Place] = {}
    for agenda in agendas:
        places.update({place.key: place for place in agenda.places})
    return tuple(_venue(place) for place in places.values())


def programme_file(agenda: Agenda) -> ProgrammeFile:
    """Return an agenda as a file of its own, that can be changed and brought back."""
    return ProgrammeFile(
        edition=agenda.edition.slug,
        venues=tuple(_venue(place) for place in agenda.places),
        people=tuple(speaker_part(speaker) for speaker in agenda.speakers),
        programme=tuple(_days(agenda.sessions)),
    )


def _venue(place: Place) -> VenuePart:
    return VenuePart(
        key=place.key,
        name=place.name,
        floor=place.floor,
        capacity=place.capacity,
        off_site=place.off_site,
        lat=place.latitude,
        lon=place.longitude,
        access_notes=place.access_notes or None,
        inferred=place.inferred,
    )


def release_part(agenda: Agenda) -> ReleasePart:
    """Return a release with its whole programme."""
    facts = agenda.release
    assert facts is not None  # noqa: S101  only releases are written into files
    return ReleasePart(
        note=facts.note or LocalizedText(ko="-", en="-"),
        dated=facts.dated,
        dated_inferred=facts.dated_inferred,
        programme=tuple(_days(agenda.sessions)),
    )


def _days(sessions: Sequence[Session]) -> Iterator[DayPart]:
    for day, group in groupby(sessions, key=_day):
        yield DayPart(day=day, sessions=tuple(_session(session) for session in group))


def _day(session: Session) -> date | None:
    return session.day


def _session(session: Session) -> SessionPart:
    expected = ExpectedCitiesPart(
        about=session.expected_cities_about, named=session.expected_cities
    )
    return SessionPart(
        key=session.key,
        kind=session.kind,
        title=session.title,
        subtitle=session.subtitle or None,
        abstract=session.abstract or None,
        note=session.note or None,
        topics=session.topics,
        start=session.starts,
        minutes=session.minutes,
        venue=session.place,
        venue_to_be_confirmed=session.place_to_be_confirmed,
        track=session.track,
        access=session.access,
        audience=session.audience or None,
        expected=session.expected,
        seats=session.seats,
        optional=session.optional,
        languages=session.languages,
        interpretation=tuple(
            InterpretationPart(language=entry.language, channel=entry.channel)
            for entry in session.interpretation
        ),
        materials=tuple(
            MaterialPart(
                title=material.title or None,
                address=material.address,
                file=material.file,
                filename=material.filename,
                content_type=material.content_type,
                size=material.size,
            )
            for material in session.materials
        ),
        stream=session.stream,
        do_not_record=session.do_not_record,
        roles=tuple(
            RolePart(
                person=held.speaker,
                role=held.role,
                title=held.title or None,
                minutes=held.minutes,
                confirmed=held.confirmed,
            )
            for held in session.roles
        ),
        contributions=tuple(
            ContributionPart(
                title=entry.title, city=entry.city, person=entry.speaker, minutes=entry.minutes
            )
            for entry in session.contributions
        ),
        presentations_minutes=session.presentations_minutes,
        panel_minutes=session.panel_minutes,
        discussion_minutes=session.discussion_minutes,
        items=tuple(ItemPart(text=item.text, decides=item.decides) for item in session.items),
        to_be_confirmed=session.to_be_confirmed or None,
        expected_cities=expected if expected != ExpectedCitiesPart() else None,
        state=session.state,
        inferred=session.inferred,
    )


def _note(note: EditionNote) -> NotePart:
    return NotePart(
        text=note.text, heading=note.heading or None, starts=note.starts, ends=note.ends
    )
