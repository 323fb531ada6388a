"""Choosing from an agenda: by day, room, kind, language, topic, city, words; and what is new."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from hashlib import sha256

from forum.core.hangul import found_in
from forum.core.localized import EMPTY, LocalizedText
from forum.programme.changes import Added, Change, Moved, Relocated, Retitled, When
from forum.programme.errors import DayNotFoundError
from forum.programme.types import Agenda, AgendaCity, Place, Session, SessionKind

ALL_DAYS = "all"
LARGE = 150
"""With more sessions than this an agenda shows one day, unless a reader chooses otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a reader wants to see of an agenda; nothing chosen is everything.

    Attributes:
        spoken: a language that is spoken in the session, or into which it is interpreted.
        topic: the key of a topic (see `topic_key`).
        whole: all days were asked for, also of a large programme.
    """

    day: date | None = None
    room: str = ""
    kind: str = ""
    spoken: str = ""
    topic: str = ""
    city: str = ""
    q: str = ""
    whole: bool = False

    @property
    def active(self) -> bool:
        """Tell whether anything but the day is chosen."""
        return self.limited or bool(self.q)

    @property
    def limited(self) -> bool:
        """Tell whether anything but the day and the words is chosen."""
        return bool(self.room or self.kind or self.spoken or self.topic or self.city)

    def query(self, **changes: object) -> dict[str, str]:
        """Return the address's query for these choices, with some of them changed."""
        chosen = {**asdict(self), "whole": False, **changes}
        return {name: str(value) for name, value in chosen.items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What the latest release changed in a session, as far as a reader is to be told."""

    former_title: LocalizedText = EMPTY
    moved_from: When | None = None
    former_place: LocalizedText = EMPTY
    is_new: bool = False


def read_filters(arguments: Mapping[str, str], agenda: Agenda) -> Filters:
    """Return the choices that stand in an address.

    Raises:
        DayNotFoundError: the day is none, or the programme has nothing on it.
    """
    text = arguments.get("day", "")
    filters = Filters(
        day=_day(text) if text and text != ALL_DAYS else None,
        whole=text == ALL_DAYS,
        room=arguments.get("room", ""),
        kind=arguments.get("kind", ""),
        spoken=arguments.get("spoken", ""),
        topic=arguments.get("topic", ""),
        city=arguments.get("city", ""),
        q=" ".join(arguments.get("q", "").split()),
    )
    if filters.day is not None and filters.day not in days_of(agenda):
        raise DayNotFoundError
    return filters


def is_large(agenda: Agenda) -> bool:
    """Tell whether the agenda is too long to be shown at once."""
    return len(agenda.sessions) > LARGE and len(days_of(agenda)) > 1


def by_default(agenda: Agenda, filters: Filters, today: date) -> Filters:
    """Return what is shown where a reader has chosen nothing.

    Of a large programme that is one day: today's if it is one of them, else the first.
    """
    if filters.active or filters.whole or filters.day is not None or not is_large(agenda):
        return filters
    days = days_of(agenda)
    return replace(filters, day=today if today in days else days[0])


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise DayNotFoundError from error


def choose(agenda: Agenda, filters: Filters) -> Agenda:
    """Return the agenda with the sessions that match every choice."""
    return replace(
        agenda,
        sessions=tuple(session for session in agenda.sessions if _fits(agenda, session, filters)),
    )


def _fits(agenda: Agenda, session: Session, filters: Filters) -> bool:
    return (
        (filters.day is None or session.day == filters.day)
        and (not filters.room or session.place == filters.room)
        and (not filters.kind or session.kind == filters.kind)
        and (not filters.spoken or filters.spoken in languages_in(session))
        and (not filters.topic or filters.topic in map(topic_key, session.topics))
        and (not filters.city or filters.city in cities_in(session))
        and (not filters.q or found_in(filters.q, texts_of(agenda, session)))
    )


def days_of(agenda: Agenda) -> tuple[date, ...]:
    """Return the days on which the agenda has anything."""
    return tuple(day.on for day in agenda.days if day.on is not None)


def rooms_of(agenda: Agenda) -> tuple[Place, ...]:
    """Return the places in which the agenda has anything."""
    used = {session.place for session in agenda.sessions}
    return tuple(place for place in agenda.places if place.key in used)


def kinds_of(agenda: Agenda) -> tuple[SessionKind, ...]:
    """Return the kinds of sessions that the agenda has."""
    used = {session.kind for session in agenda.sessions}
    return tuple(kind for kind in SessionKind if kind in used)


def cities_of(agenda: Agenda) -> tuple[AgendaCity, ...]:
    """Return the cities that the agenda's sessions name."""
    used = {key for session in agenda.sessions for key in cities_in(session)}
    return tuple(city for city in agenda.cities if city.key in used)


def languages_of(agenda: Agenda) -> tuple[str, ...]:
    """Return the languages in which one can follow any session, by their codes."""
    return tuple(sorted({code for session in agenda.sessions for code in languages_in(session)}))


def languages_in(session: Session) -> frozenset[str]:
    """Return the languages in which one can follow a session: spoken in it or interpreted."""
    return frozenset(session.languages) | {entry.language for entry in session.interpretation}


def topics_of(agenda: Agenda) -> tuple[tuple[str, LocalizedText], ...]:
    """Return the topics of the agenda's sessions with their keys, each once, as they appear."""
    topics = {topic_key(topic): topic for session in agenda.sessions for topic in session.topics}
    return tuple(topics.items())


def topic_key(topic: LocalizedText) -> str:
    """Return by what an address names a topic; it is the same in both languages."""
    return sha256(f"{topic.ko}\n{topic.en}".encode()).hexdigest()[:8]


def cities_in(session: Session) -> frozenset[str]:
    """Return the keys of the cities that a session names."""
    presenting = {entry.city for entry in session.contributions if entry.city}
    return frozenset(presenting | set(session.expected_cities))


def texts_of(agenda: Agenda, session: Session) -> Iterator[str]:
    """Yield every text of a session that a search looks into, in both languages."""
    for text in _localized_texts(agenda, session):
        yield text.ko
        yield text.en
    for key in cities_in(session):
        city = agenda.city(key)
        if city is not None:
            yield city.own_name


def words_of(agenda: Agenda, session: Session) -> str:
    """Return what a search on the page looks into: titles, names and places, in both languages.

    Each stands on a line of its own, so that nothing is found across two of them.
    """
    texts = [session.title, session.subtitle, *session.topics]
    for held in session.roles:
        speaker = agenda.speaker(held.speaker)
        if speaker is not None:
            texts.append(speaker.name)
    for entry in session.contributions:
        city = agenda.city(entry.city)
        presenter = agenda.speaker(entry.speaker)
        texts += [named.name for named in (city, presenter) if named is not None]
        texts.append(entry.title)
    for key in session.expected_cities:
        city = agenda.city(key)
        if city is not None:
            texts.append(city.name)
    place = agenda.place(session.place)
    if place is not None:
        texts.append(place.name)
    words = [word for text in texts for word in (text.ko, text.en) if word]
    own = [city.own_name for key in sorted(cities_in(session)) if (city := agenda.city(key))]
    return "\n".join(dict.fromkeys([*words, *filter(None, own)]))


def _localized_texts(agenda: Agenda, session: Session) -> Iterator[LocalizedText]:
    yield from (session.title, session.subtitle, session.abstract, session.note)
    yield from session.topics
    yield from (item.text for item in session.items)
    place = agenda.place(session.place)
    if place is not None:
        yield place.name
    for held in session.roles:
        yield held.title
        speaker = agenda.speaker(held.speaker)
        if speaker is not None:
            yield from (speaker.name, speaker.title)
    for entry in session.contributions:
        yield entry.title
        presenter = agenda.speaker(entry.speaker)
        if presenter is not None:
            yield from (presenter.name, presenter.title)
    for key in cities_in(session):
        city = agenda.city(key)
        if city is not None:
            yield city.name


def marks_of(changes: Iterable[Change]) -> dict[str, Mark]:
    """Return what to tell about each session that a release changed."""
    marks: dict[str, Mark] = {}
    for change in changes:
        match change:
            case Retitled():
                news: dict[str, object] = {"former_title": change.before}
            case Moved() if change.before.starts is not None:
                news = {"moved_from": change.before}
            case Relocated() if change.before:
                news = {"former_place": change.before}
            case Added():
                news = {"is_new": True}
            case _:
                continue
        marks[change.session] = replace(marks.get(change.session, Mark()), **news)  # type: ignore[arg-type]
    return marks
