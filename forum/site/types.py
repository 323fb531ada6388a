"""Values that the site feature passes between its layers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from forum.cities.models import City
from forum.core.localized import Completeness, Language, LocalizedText
from forum.core.mail import OutgoingMail
from forum.declaration.types import DeclarationState
from forum.editions.models import DiscussionGroup, Edition, EditionNote
from forum.editions.types import AttendingAs, FigureKind
from forum.people.models import Person
from forum.programme.types import Contribution, EditionFacts, Place, RoleHeld, Session, Speaker
from forum.registration.models import Category


class Waiting(StrEnum):
    """What can wait for an organiser."""

    CHANGES = "changes"  # of the draft, not released
    RELEASE = "release"  # nothing was released so far
    TEXTS = "texts"  # missing in a language
    MAILS_FAILED = "mails_failed"
    MANDATES = "mandates"  # to be approved
    FREEZE = "freeze"  # a declaration's text is still a draft
    ANSWERS = "answers"  # cities that were asked to sign


@dataclass(frozen=True, kw_only=True)
class Appearance:
    """What a person or a city does in a session."""

    session: Session
    roles: tuple[RoleHeld, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    place: Place | None = None


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A person in a list, with the sessions."""

    speaker: Speaker
    sessions: tuple[Session, ...]


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """What a person or a city did in another edition."""

    edition: EditionFacts
    sessions: tuple[Session, ...]


@dataclass(frozen=True, kw_only=True)
class ListedCity:
    """A city in a list."""

    city: City
    attended: bool
    sessions: tuple[Session, ...]


@dataclass(frozen=True, kw_only=True)
class EditionView:
    """What is known of an edition beside its programme, sorted for its home page."""

    partners: tuple[LocalizedText, ...]
    sponsors: tuple[LocalizedText, ...]
    participating: tuple[LocalizedText, ...]
    attending: tuple[tuple[AttendingAs, tuple[LocalizedText, ...]], ...]
    figures: tuple[tuple[FigureKind, int], ...]
    preparation: tuple[EditionNote, ...]
    steps: tuple[EditionNote, ...]
    related: tuple[EditionNote, ...]
    network: LocalizedText
    network_roles: tuple[EditionNote, ...]
    secretariat: tuple[EditionNote, ...]
    groups: tuple[DiscussionGroup, ...]


@dataclass(frozen=True, kw_only=True)
class Todo:
    """Something that waits for an organiser: what, and how often."""

    what: Waiting
    number: int


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A session, a person or a place of which texts are missing in a language."""

    kind: str  # session, speaker, place, edition
    name: LocalizedText
    missing: Mapping[Language, int]


@dataclass(frozen=True, kw_only=True)
class Tongues:
    """How complete the draft is in each language, and what is missing where."""

    completeness: Completeness
    gaps: tuple[Gap, ...]

    def missing(self, language: Language) -> int:
        """Return how many texts have still to be written in a language."""
        return self.completeness.total - self.completeness.written[language]


@dataclass(frozen=True, kw_only=True)
class Growth:
    """Registrations added up day by day, as a drawing of 560 by 200 units."""

    line: str
    area: str
    ceiling: float | None  # where the capacity lies
    first: date
    last: date
    total: int
    highest: int


@dataclass(frozen=True, kw_only=True)
class Registrations:
    """How registering goes."""

    total: int
    capacity: int | None  # None where a category takes any number
    today: int
    categories: Sequence[Category]
    growth: Growth | None


@dataclass(frozen=True, kw_only=True)
class Signing:
    """How far a declaration is."""

    key: str
    title: LocalizedText
    state: DeclarationState
    is_summary: bool
    signed: int
    asked: int
    pending: int

    @property
    def total(self) -> int:
        """Return how many cities have signed or may do so."""
        return self.signed + self.asked + self.pending


@dataclass(frozen=True, kw_only=True)
class Gate:
    """How many have come to a check-in list."""

    id: int
    name: LocalizedText
    day: date | None
    present: int
    expected: int


@dataclass(frozen=True, kw_only=True)
class Event:
    """A line of the audit log, in words."""

    at: datetime
    who: LocalizedText | str
    what: str
    times: int = 1  # one after another


@dataclass(frozen=True, kw_only=True)
class Preparation:
    """A step of the preparation timetable."""

    when: str  # `2018-05`, `2018-12-11`
    text: LocalizedText
    is_done: bool


@dataclass(frozen=True, kw_only=True)
class Overview:
    """An edition as its organisers see it. What they may not see is None."""

    days_left: int
    is_running: bool
    opens_at: tuple[date, int] | None  # day and minute of the first session
    todos: tuple[Todo, ...]
    tongues: Tongues | None
    preparation: tuple[Preparation, ...]
    registrations: Registrations | None
    mails: Mapping[str, int] | None
    declarations: tuple[Signing, ...] | None
    gates: tuple[Gate, ...] | None
    recent: tuple[Event, ...] | None


class PeopleScope(StrEnum):
    """Which people a list shows."""

    ALL = "all"
    HERE = "here"  # in the draft or a release of the edition
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, kw_only=True)
class ListedPerson:
    """A person in the organisers' list."""

    person: Person
    is_here: bool  # in the draft or a release of the edition
    sessions: int  # of the edition's draft
    missing: tuple[Language, ...]  # languages in which something is still to be written


@dataclass(frozen=True, kw_only=True)
class PeoplePage:
    """A page of the organisers' list of people, and how many there are in all."""

    rows: tuple[ListedPerson, ...]
    counts: Mapping[PeopleScope, int]  # of those whom the search finds
    total: int
    page: int
    pages: int
    first: int


@dataclass(frozen=True, kw_only=True)
class PartTaken:
    """A session of a draft that names a person: in which roles, and whether as a presenter."""

    session: str  # its key
    title: LocalizedText
    roles: tuple[str, ...]
    presents: bool


@dataclass(frozen=True, kw_only=True)
class PersonUse:
    """What an edition's programme says of a person: sessions of its draft, numbers of releases."""

    edition: Edition
    sessions: tuple[PartTaken, ...]
    releases: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailFilter:
    """What an organiser looks for among the mails."""

    query: str = ""
    state: str = ""
    cause: str = ""
    batch: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class MailPage:
    """One page of mails; `counts` are by state, of all that fit otherwise."""

    rows: Sequence[OutgoingMail]
    counts: Mapping[str, int]
    total: int
    page: int
    pages: int
