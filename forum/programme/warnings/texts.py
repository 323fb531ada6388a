"""Texts of a programme that are written in one language only."""

from collections.abc import Iterable, Iterator, Sequence

from forum.core.localized import LANGUAGES, Language, LocalizedText
from forum.programme.types import Agenda, AgendaCity, Place, Session, Speaker
from forum.programme.warnings.types import AgendaWarning, WarningKind

_ALONE = ("title", "subtitle", "abstract", "audience", "to_be_confirmed", "note")
_OF_A_SPEAKER = ("name", "title", "biography")
_OF_A_PLACE = ("name", "access_notes")


def of_session(session: Session) -> Iterator[AgendaWarning]:
    """Yield which of a session's own texts lack a language: one for each field and language."""
    for field in _ALONE:
        for language in getattr(session, field).missing():
            yield _missing(session, field, language)
    for field, texts in _lists(session):
        lacking = [(position, text.missing()) for position, text in enumerate(texts, start=1)]
        for language in LANGUAGES:
            positions = tuple(position for position, missing in lacking if language in missing)
            if positions:
                yield _missing(session, field, language, positions)


def _lists(session: Session) -> Iterator[tuple[str, Sequence[LocalizedText]]]:
    """Yield the fields that hold several texts, those alone that hold any."""
    if session.topics:
        yield "topics", session.topics
    if session.roles:
        yield "roles", [held.title for held in session.roles]
    if session.contributions:
        yield "contributions", [entry.title for entry in session.contributions]
    if session.items:
        yield "items", [item.text for item in session.items]
    if session.materials:
        yield "materials", [material.title for material in session.materials]


def _missing(
    session: Session, field: str, language: Language, positions: tuple[int, ...] = ()
) -> AgendaWarning:
    return AgendaWarning(
        kind=WarningKind.TRANSLATION_MISSING,
        serious=field == "title",
        session=session.key,
        field=field,
        positions=positions,
        title=session.title,
        language=language,
    )


def of_people(agenda: Agenda, sessions: Iterable[Session]) -> Iterator[AgendaWarning]:
    """Yield which texts about the people of sessions lack a language, at their first session."""
    seen: set[str] = set()
    for session in sessions:
        named = [("roles", held.speaker) for held in session.roles]
        named += [("contributions", c.speaker) for c in session.contributions if c.speaker]
        for field, key in named:
            speaker = agenda.speaker(key)
            if key not in seen and speaker is not None:
                seen.add(key)
                yield from _of_speaker(speaker, session, field)


def _of_speaker(speaker: Speaker, session: Session, field: str) -> Iterator[AgendaWarning]:
    parts = [(part, getattr(speaker, part)) for part in _OF_A_SPEAKER]
    parts += [("works", work) for work in speaker.works]
    told: set[tuple[str, Language]] = set()
    for part, text in parts:
        for language in text.missing():
            if (part, language) not in told:
                told.add((part, language))
                yield AgendaWarning(
                    kind=WarningKind.TRANSLATION_MISSING,
                    session=session.key,
                    speaker=speaker.key,
                    field=field,
                    part=part,
                    title=session.title,
                    name=speaker.name,
                    language=language,
                )


def of_cities(agenda: Agenda, sessions: Iterable[Session]) -> Iterator[AgendaWarning]:
    """Yield which names of the cities of sessions lack a language, at their first session."""
    seen: set[str] = set()
    for session in sessions:
        named = [("contributions", c.city) for c in session.contributions if c.city]
        named += [("expected_cities", key) for key in session.expected_cities]
        for field, key in named:
            city = agenda.city(key)
            if key not in seen and city is not None:
                seen.add(key)
                yield from _of_city(city, session, field)


def _of_city(city: AgendaCity, session: Session, field: str) -> Iterator[AgendaWarning]:
    for language in city.name.missing():
        yield AgendaWarning(
            kind=WarningKind.TRANSLATION_MISSING,
            session=session.key,
            city=city.key,
            field=field,
            part="name",
            title=session.title,
            name=city.name,
            language=language,
        )


def of_places(places: Iterable[Place], sessions: Iterable[Session]) -> Iterator[AgendaWarning]:
    """Yield which texts about places lack a language, with the first session held in each."""
    first: dict[str | None, Session] = {}
    for session in sessions:
        first.setdefault(session.place, session)
    for place in places:
        session_there = first.get(place.key)
        for part in _OF_A_PLACE:
            for language in getattr(place, part).missing():
                yield AgendaWarning(
                    kind=WarningKind.TRANSLATION_MISSING,
                    session=session_there.key if session_there else "",
                    place=place.key,
                    field="place",
                    part=part,
                    title=session_there.title if session_there else LocalizedText(),
                    name=place.name,
                    language=language,
                )
