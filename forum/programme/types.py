"""The agenda as one value: what HTML, iCalendar, PDF, XLSX and JSON are made from.

Everything here is frozen and JSON-able (see `forum.programme.serial`), carries both
languages, and knows nothing of the database. Days are `datetime.date`, clock times are
minutes since midnight in the edition's time zone, lengths are minutes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from forum.core.localized import EMPTY, LocalizedText


class SessionKind(StrEnum):
    """What a session is; each kind has its word, its shape and its hue."""

    CEREMONY = "ceremony"
    KEYNOTE = "keynote"
    SESSION = "session"
    PANEL = "panel"
    ASSEMBLY = "assembly"
    MEAL = "meal"
    BREAK = "break"
    TOUR = "tour"
    TRANSFER = "transfer"
    PRESS = "press"


class Role(StrEnum):
    """What a person does in a session, in the order in which roles are listed."""

    WELCOME = "welcome"
    CONGRATULATION = "congratulation"
    KEYNOTE = "keynote"
    CHAIR = "chair"
    MODERATOR = "moderator"
    PRESENTER = "presenter"
    PANELLIST = "panellist"
    RAPPORTEUR = "rapporteur"
    INTERPRETER = "interpreter"


class Access(StrEnum):
    """Who may come to a session."""

    OPEN = "open"
    INVITATION = "invitation"


class OperationKind(StrEnum):
    """What an entry of the draft's history is."""

    EDIT = "edit"
    UNDO = "undo"
    REDO = "redo"


class Verb(StrEnum):
    """What an organiser did to the draft."""

    CREATED = "created"
    REVISED = "revised"
    MOVED = "moved"
    REORDERED = "reordered"
    CANCELLED = "cancelled"
    RESTORED = "restored"
    REMOVED = "removed"
    PLACE_WRITTEN = "place_written"
    PLACE_REMOVED = "place_removed"
    IMPORTED = "imported"
    BROUGHT_BACK = "brought_back"


class Subject(StrEnum):
    """What a part of an operation changes."""

    PLACE = "place"
    SESSION = "session"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """A field that two organisers have changed: what it was, what is saved, what is wanted.

    The values are those of a record (`forum.programme.patches`), as in JSON.
    """

    field: str
    base: Any
    theirs: Any
    mine: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A save that came after somebody else's.

    Attributes:
        clashes: the fields that both have changed, differently.
        theirs: the other fields that somebody else has changed since.
        mine: the other fields that the late save changes.
        actors: who saved meanwhile, as in the audit log.
        version: the version to save against, now that this was seen.
    """

    clashes: tuple[Clash, ...]
    theirs: tuple[str, ...]
    mine: tuple[str, ...]
    actors: tuple[str, ...]
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What has been done to a session since somebody saw it at a version.

    Attributes:
        fields: those that differ from what was seen.
        actors: who did it, as in the audit log.
        at: when it was done last.
    """

    fields: frozenset[str]
    actors: tuple[str, ...]
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceUse:
    """A session that is held in a place."""

    session: str  # its key
    title: LocalizedText
    day: date | None
    starts: int | None


class SessionState(StrEnum):
    """Whether a session takes place."""

    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A room or a venue, on or off site."""

    key: str
    name: LocalizedText
    floor: str = ""
    capacity: int | None = None
    off_site: bool = False
    latitude: float | None = None
    longitude: float | None = None
    access_notes: LocalizedText = EMPTY  # steps, lifts, which entrance
    inferred: tuple[str, ...] = ()  # fields that the source does not say outright


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """A person of the programme, or an office without a name (`role_only`)."""

    key: str
    name: LocalizedText
    title: LocalizedText = EMPTY
    biography: LocalizedText = EMPTY
    works: tuple[LocalizedText, ...] = ()
    role_only: bool = False
    sort_key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaCity:
    """A city of the edition, as far as the agenda needs it."""

    key: str
    name: LocalizedText
    own_name: str = ""
    country: str = ""  # ISO 3166-1 alpha-2
    region: str = ""  # korea, americas, europe, africa, asia-pacific


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """One presentation inside a session, in its order."""

    order: int
    title: LocalizedText
    city: str | None = None  # key of an AgendaCity
    speaker: str | None = None  # key of a Speaker
    minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleHeld:
    """A person's part in a session, in order."""

    role: Role
    speaker: str  # key of a Speaker
    title: LocalizedText = EMPTY
    minutes: int | None = None
    confirmed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """A point on a session's own agenda; some of them decide something."""

    text: LocalizedText
    decides: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpretation:
    """A language into which a session is interpreted, and the channel of the receiver."""

    language: str  # ISO 639-1
    channel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Slides or a paper of a session: a file of ours, or a link.

    A file has a `file` key (see `models.MaterialFile`), its name, type and size; a link has an
    `address`.
    """

    title: LocalizedText
    address: str = ""
    file: str = ""
    filename: str = ""
    content_type: str = ""
    size: int = 0  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One block of the programme. Day, time, length and place may each be unknown."""

    key: str
    kind: SessionKind
    title: LocalizedText
    subtitle: LocalizedText = EMPTY
    abstract: LocalizedText = EMPTY
    topics: tuple[LocalizedText, ...] = ()
    day: date | None = None
    starts: int | None = None
    minutes: int | None = None
    place: str | None = None  # key of a Place
    place_to_be_confirmed: bool = False
    track: str = ""
    access: Access = Access.OPEN
    audience: LocalizedText = EMPTY
    expected: int | None = None
    seats: int | None = None
    optional: bool = False
    languages: tuple[str, ...] = ()  # spoken in it, ISO 639-1
    interpretation: tuple[Interpretation, ...] = ()
    materials: tuple[Material, ...] = ()
    stream: str = ""  # address of the live stream
    do_not_record: bool = False
    roles: tuple[RoleHeld, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    presentations_minutes: int | None = None
    panel_minutes: int | None = None
    discussion_minutes: int | None = None
    items: tuple[AgendaItem, ...] = ()
    to_be_confirmed: LocalizedText = EMPTY
    expected_cities: tuple[str, ...] = ()  # keys of AgendaCity
    expected_cities_about: int | None = None
    note: LocalizedText = EMPTY
    state: SessionState = SessionState.SCHEDULED
    inferred: tuple[str, ...] = ()  # fields that the source does not say outright

    @property
    def ends(self) -> int | None:
        """Return the minute since midnight at which it ends, if both are known."""
        if self.starts is None or self.minutes is None:
            return None
        return self.starts + self.minutes

    @property
    def is_timed(self) -> bool:
        """Tell whether the session has a day and a clock time."""
        return self.day is not None and self.starts is not None

    def minutes_of(self, contribution: Contribution) -> int | None:
        """Return a contribution's minutes: its own, or its even share of the presentations."""
        if contribution.minutes is not None:
            return contribution.minutes
        if self.presentations_minutes is None or not self.contributions:
            return None
        return self.presentations_minutes // len(self.contributions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Where a session stands in the programme; each part may be unknown."""

    day: date | None = None
    starts: int | None = None
    minutes: int | None = None
    place: str | None = None  # key of a Place

    @property
    def ends(self) -> int | None:
        """Return the minute since midnight at which it ends, if both are known."""
        if self.starts is None or self.minutes is None:
            return None
        return self.starts + self.minutes

    def to_fields(self) -> dict[str, Any]:
        """Return it as the fields of a record (`forum.programme.patches`)."""
        return {
            "day": self.day.isoformat() if self.day else None,
            "starts": self.starts,
            "minutes": self.minutes,
            "place": self.place,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionFacts:
    """What a reader of the agenda needs to know of its edition."""

    slug: str
    name: LocalizedText
    starts_on: date
    ends_on: date
    timezone: str
    theme: LocalizedText = EMPTY
    host: LocalizedText = EMPTY
    archived: bool = False
    trial: bool = False
    inferred: tuple[str, ...] = ()  # fields that the source does not say outright


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFacts:
    """Which release an agenda is; a draft preview has none.

    `dated` is the day, month or year of the source (`2018-07`) for a programme that was taken
    over from one; where it is empty, `released_at` is the date to show.
    """

    number: int
    note: LocalizedText
    released_at: datetime  # aware, UTC
    dated: str = ""
    dated_inferred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The sessions of one day; `on` is None for those whose day is not known."""

    on: date | None
    sessions: tuple[Session, ...]

    @property
    def timed(self) -> tuple[Session, ...]:
        """Return the sessions with a clock time."""
        return tuple(session for session in self.sessions if session.starts is not None)

    @property
    def untimed(self) -> tuple[Session, ...]:
        """Return the sessions without a clock time, in their order."""
        return tuple(session for session in self.sessions if session.starts is None)


@dataclass(frozen=True, kw_only=True)
class Agenda:
    """The whole programme of an edition at one release (or its draft), in both languages."""

    edition: EditionFacts
    release: ReleaseFacts | None
    places: tuple[Place, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    cities: tuple[AgendaCity, ...] = ()
    sessions: tuple[Session, ...] = ()
    sequences: Mapping[str, int] = field(default_factory=dict)  # session key -> iCalendar SEQUENCE

    @cached_property
    def _places(self) -> dict[str, Place]:
        return {place.key: place for place in self.places}

    @cached_property
    def _speakers(self) -> dict[str, Speaker]:
        return {speaker.key: speaker for speaker in self.speakers}

    @cached_property
    def _cities(self) -> dict[str, AgendaCity]:
        return {city.key: city for city in self.cities}

    @cached_property
    def _sessions(self) -> dict[str, Session]:
        return {session.key: session for session in self.sessions}

    def place(self, key: str | None) -> Place | None:
        """Return the place with this key, if there is one."""
        return self._places.get(key) if key else None

    def speaker(self, key: str | None) -> Speaker | None:
        """Return the speaker with this key, if there is one."""
        return self._speakers.get(key) if key else None

    def city(self, key: str | None) -> AgendaCity | None:
        """Return the city with this key, if there is one."""
        return self._cities.get(key) if key else None

    def session(self, key: str) -> Session | None:
        """Return the session with this key, if there is one."""
        return self._sessions.get(key)

    def parallel_to(self, session: Session) -> tuple[Session, ...]:
        """Return the other sessions that run at some of the same time."""
        return tuple(
            other for other in self.sessions if other.key != session.key and overlap(session, other)
        )

    @cached_property
    def days(self) -> Sequence[Day]:
        """Return the days in order; sessions without a day come last."""
        days: dict[date | None, list[Session]] = {}
        for session in self.sessions:
            days.setdefault(session.day, []).append(session)
        known = sorted(day for day in days if day is not None)
        unknown: list[date | None] = [None] if None in days else []
        return tuple(Day(on=day, sessions=tuple(days[day])) for day in [*known, *unknown])


@dataclass(frozen=True, kw_only=True)
class DraftDay:
    """What the editor shows at once: a day of the draft, and the sessions that have none.

    Attributes:
        on: the day; None for the sessions without a day alone.
        agenda: every place, those sessions, and the people and cities in them.
        versions: what a change of each of them is held against.
    """

    on: date | None
    agenda: Agenda
    versions: Mapping[str, int]

    @property
    def day(self) -> Day:
        """Return the sessions of the day."""
        return Day(
            on=self.on,
            sessions=tuple(s for s in self.agenda.sessions if s.day == self.on and self.on),
        )

    @property
    def undated(self) -> tuple[Session, ...]:
        """Return the sessions without a day, in their order."""
        return tuple(session for session in self.agenda.sessions if session.day is None)


def by_time(session: Session) -> tuple[bool, date, bool, int]:
    """Order by day and time; what has none comes last, in the order it had (sorting is stable)."""
    return (
        session.day is None,
        session.day or date.min,
        session.starts is None,
        session.starts or 0,
    )


def overlap(one: Session, other: Session) -> bool:
    """Tell whether two sessions run at some of the same time; both need a day and a time."""
    if one.day != other.day or one.starts is None or other.starts is None:
        return False
    one_ends = one.starts + (one.minutes or 1)
    other_ends = other.starts + (other.minutes or 1)
    return one.starts < other_ends and other.starts < one_ends
