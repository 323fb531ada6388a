"""Gathering what several features know into what a page shows; values alone."""

from collections.abc import Iterable, Mapping, Sequence

from forum.cities.models import City
from forum.cities.types import Region
from forum.core.localized import EMPTY, Language, LocalizedText
from forum.editions.models import Edition, EditionNote
from forum.editions.types import AttendingAs, Involvement, NoteKind
from forum.programme.filters import cities_in
from forum.programme.types import Agenda, Session, Speaker
from forum.site.types import Appearance, EditionView, Elsewhere, Listed, ListedCity


def list_speakers(agenda: Agenda, language: Language) -> list[Listed]:
    """Return the agenda's people by name (가나다 or A to Z); offices without a name come last."""
    listed = [
        Listed(speaker=speaker, sessions=_sessions_with(agenda, speaker.key))
        for speaker in agenda.speakers
    ]
    return sorted(listed, key=lambda entry: _order(entry.speaker, language))


def _order(speaker: Speaker, language: Language) -> tuple[bool, str]:
    name = speaker.name.in_(language)
    if language == "en":
        name = speaker.sort_key or name
    return speaker.role_only, name.casefold()


def _sessions_with(agenda: Agenda, speaker: str) -> tuple[Session, ...]:
    return tuple(session for session in agenda.sessions if _takes_part(session, speaker))


def _takes_part(session: Session, speaker: str) -> bool:
    held = any(role.speaker == speaker for role in session.roles)
    return held or any(entry.speaker == speaker for entry in session.contributions)


def appearances_of_speaker(agenda: Agenda, speaker: str) -> tuple[Appearance, ...]:
    """Return what a person does in the agenda, session by session."""
    return tuple(
        Appearance(
            session=session,
            roles=tuple(role for role in session.roles if role.speaker == speaker),
            contributions=tuple(e for e in session.contributions if e.speaker == speaker),
            place=agenda.place(session.place),
        )
        for session in _sessions_with(agenda, speaker)
    )


def appearances_of_city(agenda: Agenda, city: str) -> tuple[Appearance, ...]:
    """Return what a city does in the agenda, session by session."""
    return tuple(
        Appearance(
            session=session,
            contributions=tuple(e for e in session.contributions if e.city == city),
            place=agenda.place(session.place),
        )
        for session in _sessions_naming(agenda, city)
    )


def _sessions_naming(agenda: Agenda, city: str) -> tuple[Session, ...]:
    return tuple(session for session in agenda.sessions if city in cities_in(session))


def elsewhere(agendas: Iterable[Agenda], but: str, *, speaker: str) -> tuple[Elsewhere, ...]:
    """Return the sessions of other editions in which a person took part."""
    return tuple(
        Elsewhere(edition=agenda.edition, sessions=sessions)
        for agenda in agendas
        if _is_other(agenda, but) and (sessions := _sessions_with(agenda, speaker))
    )


def elsewhere_of_city(agendas: Iterable[Agenda], but: str, *, city: str) -> tuple[Elsewhere, ...]:
    """Return the sessions of other editions that name a city."""
    return tuple(
        Elsewhere(edition=agenda.edition, sessions=sessions)
        for agenda in agendas
        if _is_other(agenda, but) and (sessions := _sessions_naming(agenda, city))
    )


def _is_other(agenda: Agenda, slug: str) -> bool:
    """Tell whether it is another edition; a trial is a copy and nobody's history."""
    return agenda.edition.slug != slug and not agenda.edition.trial


def by_region(
    cities: Sequence[City], attended: Sequence[str], agenda: Agenda
) -> list[tuple[Region, list[ListedCity]]]:
    """Return the cities by region; those that attended in the result's order, then the others."""
    place = {key: index for index, key in enumerate(attended)}
    ordered = sorted(cities, key=lambda city: (place.get(city.key, len(place)), city.key))
    regions: dict[Region, list[ListedCity]] = {region: [] for region in Region}
    for city in ordered:
        listed = ListedCity(
            city=city,
            attended=city.key in place,
            sessions=_sessions_naming(agenda, city.key),
        )
        regions[city.region].append(listed)
    return [(region, listed) for region, listed in regions.items() if listed]


def view_of(edition: Edition) -> EditionView:
    """Sort what is known of an edition."""
    notes = _notes_by_kind(edition.notes)
    network = notes[NoteKind.NETWORK]
    return EditionView(
        partners=_involved(edition, Involvement.PARTNER),
        sponsors=_involved(edition, Involvement.SPONSOR),
        participating=_involved(edition, Involvement.PARTICIPATING),
        attending=tuple(
            (heading, names) for heading in AttendingAs if (names := _attending(edition, heading))
        ),
        figures=tuple((figure.kind, figure.number) for figure in edition.figures),
        preparation=notes[NoteKind.PREPARATION],
        steps=notes[NoteKind.STEP],
        related=notes[NoteKind.RELATED],
        network=network[0].text if network else EMPTY,
        network_roles=notes[NoteKind.NETWORK_ROLE],
        secretariat=notes[NoteKind.SECRETARIAT],
        groups=tuple(edition.groups),
    )


def _notes_by_kind(notes: Iterable[EditionNote]) -> Mapping[NoteKind, tuple[EditionNote, ...]]:
    listed = list(notes)
    return {kind: tuple(note for note in listed if note.kind is kind) for kind in NoteKind}


def _involved(edition: Edition, involvement: Involvement) -> tuple[LocalizedText, ...]:
    return tuple(
        entry.name or entry.organisation.name
        for entry in edition.organisations
        if entry.involvement is involvement
    )


def _attending(edition: Edition, heading: AttendingAs) -> tuple[LocalizedText, ...]:
    return tuple(
        entry.name or entry.organisation.name
        for entry in edition.organisations
        if entry.attending_as is heading
    )
