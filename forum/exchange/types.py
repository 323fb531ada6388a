"""The shape of an edition's file: what may stand in it, and of what kind.

Every model refuses fields that it does not know, so that a misspelt field is an error and not
a fact that silently got lost.
"""

from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from forum.cities.types import CityKind, Region
from forum.editions.types import AttendingAs, EditionState, FigureKind, Involvement
from forum.exchange.fields import (
    Address,
    Clock,
    Count,
    Day,
    Key,
    Minutes,
    Part,
    PartialDate,
    SessionKey,
    Slug,
    SpokenLanguage,
    Text,
    Wrong,
    Zone,
    fault,
)
from forum.people.types import OrganisationKind
from forum.programme.models import ProgrammeOperation
from forum.programme.types import Access, Role, SessionKind, SessionState


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What taking over a programme did; there is no operation where the draft said so already."""

    edition: str  # its slug
    operation: ProgrammeOperation | None
    people: int  # added, or written differently

    @property
    def changed_nothing(self) -> bool:
        """Tell whether everything was there already."""
        return self.operation is None and not self.people

    def summary(self) -> str:
        """Return one line for whoever runs a command."""
        if self.changed_nothing:
            return f"{self.edition}: the draft says so already"
        changed = len(self.operation.patches) if self.operation else 0
        return f"{self.edition}: draft changed ({changed} changes, {self.people} people)"


class CityPart(Part):
    """A city."""

    key: Key
    name: Text
    own: str = ""
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    region: Region
    kind: CityKind
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None


class OrganisationPart(Part):
    """An organisation."""

    key: Key
    name: Text
    kind: OrganisationKind


class SpeakerPart(Part):
    """A person of the programme, or an office without a name, as readers see them."""

    key: Key
    name: Text
    title: Text | None = None
    biography: Text | None = None
    works: tuple[Text, ...] = ()
    role_only: bool = False
    sort: str = ""


class PersonPart(SpeakerPart):
    """A person of the programme, and to whom they belong."""

    city: Key | None = None
    organisation: Key | None = None


class TopicPart(Part):
    """A topic of a series."""

    key: Key
    name: Text


class SeriesPart(Part):
    """A series of editions."""

    key: Key
    name: Text
    topics: tuple[TopicPart, ...] = ()


class EditionPart(Part):
    """What an edition is."""

    slug: Slug
    series: Key
    state: EditionState = EditionState.ARCHIVED
    is_trial: bool = False
    name: Text
    name_given_by_us: bool = False
    theme: Text | None = None
    host: Text | None = None
    about: Text | None = None
    starts_on: Day
    ends_on: Day
    timezone: Zone = "Asia/Seoul"
    expected_attendance: Count | None = None
    expected_regions: tuple[Region, ...] = ()
    inferred: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends_on < self.starts_on:
            raise fault(Wrong.DATES)
        return self


class InvolvedPart(Part):
    """An organisation's part in the edition; `name` as the source writes it, if otherwise."""

    organisation: Key
    involvement: Involvement
    counted_as: AttendingAs | None = None
    name: Text | None = None


class CitiesPart(Part):
    """The cities of the edition."""

    named: tuple[Key, ...] = ()
    attended: tuple[Key, ...] = ()


class NotePart(Part):
    """A short text, with the time it is about."""

    text: Text
    heading: Text | None = None
    starts: PartialDate = ""
    ends: PartialDate = ""


class NetworkPart(Part):
    """The network that the edition founds."""

    name: Text
    roles: tuple[Text, ...] = ()
    secretariat: tuple[NotePart, ...] = ()


class VenuePart(Part):
    """A room or a venue."""

    key: Key
    name: Text
    floor: str = ""
    capacity: Count | None = None
    off_site: bool = False
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    access_notes: Text | None = None
    inferred: tuple[str, ...] = ()


class RolePart(Part):
    """A person's part in a session."""

    person: Key
    role: Role
    title: Text | None = None
    minutes: Minutes | None = None
    confirmed: bool = True


class ContributionPart(Part):
    """A presentation, by a city or by a person."""

    title: Text
    city: Key | None = None
    person: Key | None = None
    minutes: Minutes | None = None


class ItemPart(Part):
    """A point on a session's own agenda."""

    text: Text
    decides: bool = False


class ExpectedCitiesPart(Part):
    """The cities that a session expects."""

    about: Count | None = None
    named: tuple[Key, ...] = ()


class InterpretationPart(Part):
    """A language into which a session is interpreted."""

    language: SpokenLanguage
    channel: str = ""


class MaterialPart(Part):
    """Slides or a paper: a link, or a file that was uploaded here."""

    title: Text | None = None
    address: Address = ""
    file: str = ""
    filename: str = ""
    content_type: str = ""
    size: Count = 0


class SessionPart(Part):
    """A block of the programme."""

    key: SessionKey
    kind: SessionKind
    title: Text
    subtitle: Text | None = None
    abstract: Text | None = None
    note: Text | None = None
    topics: tuple[Text, ...] = ()
    start: Clock | None = None
    minutes: Minutes | None = None
    venue: Key | None = None
    venue_to_be_confirmed: bool = False
    track: str = ""
    access: Access = Access.OPEN
    audience: Text | None = None
    expected: Count | None = None
    seats: Annotated[int, Field(gt=0)] | None = None
    optional: bool = False
    languages: tuple[SpokenLanguage, ...] = ()
    interpretation: tuple[InterpretationPart, ...] = ()
    materials: tuple[MaterialPart, ...] = ()
    stream: Address = ""
    do_not_record: bool = False
    roles: tuple[RolePart, ...] = ()
    contributions: tuple[ContributionPart, ...] = ()
    presentations_minutes: Minutes | None = None
    panel_minutes: Minutes | None = None
    discussion_minutes: Minutes | None = None
    items: tuple[ItemPart, ...] = ()
    to_be_confirmed: Text | None = None
    expected_cities: ExpectedCitiesPart | None = None
    state: SessionState = SessionState.SCHEDULED
    inferred: tuple[str, ...] = ()


class DayPart(Part):
    """The sessions of one day, or of no known day."""

    day: Day | None
    sessions: tuple[SessionPart, ...]


class RevisionPart(Part):
    """What a later release says otherwise about one session; what is absent stays."""

    key: Key
    title: Text | None = None
    subtitle: Text | None = None
    note: Text | None = None


class ReleasePart(Part):
    """One release: a whole programme, or what differs from the release before."""

    note: Text
    dated: PartialDate = ""
    dated_inferred: bool = False
    programme: tuple[DayPart, ...] | None = None
    revised: tuple[RevisionPart, ...] = ()
    added: tuple[DayPart, ...] = ()

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.programme is not None and (self.revised or self.added):
            raise fault(Wrong.RELEASE)
        return self


class GroupPart(Part):
    """A group with seats; its meetings are sessions of the programme."""

    key: Key
    title: Text
    seats: Annotated[int, Field(gt=0)]


class ArticlePart(Part):
    """A numbered article."""

    n: Annotated[int, Field(gt=0)]
    text: Text


class DeclarationPart(Part):
    """A declaration: its articles as adopted, or a summary of them in our words."""

    key: Slug
    title: Text
    kind: Literal["adopted", "summary"]
    remark: Text | None = None
    adopted_on: Day | None = None
    adopted_in: Text | None = None
    articles: tuple[ArticlePart, ...]


class Definitions(Part):
    """Cities and organisations that the file itself brings along."""

    cities: tuple[CityPart, ...] = ()
    organisations: tuple[OrganisationPart, ...] = ()
    series: tuple[SeriesPart, ...] = ()


class EditionFile(Part):
    """A whole edition."""

    define: Definitions = Definitions()
    edition: EditionPart
    organisations: tuple[InvolvedPart, ...] = ()
    cities: CitiesPart = CitiesPart()
    figures: dict[FigureKind, Count] = Field(default_factory=dict)
    preparation: tuple[NotePart, ...] = ()
    steps: tuple[NotePart, ...] = ()
    related: tuple[NotePart, ...] = ()
    network: NetworkPart | None = None
    venues: tuple[VenuePart, ...] = ()
    people: tuple[PersonPart, ...] = ()
    groups: tuple[GroupPart, ...] = ()
    releases: tuple[ReleasePart, ...] = ()
    declaration: DeclarationPart | None = None


class ProgrammeFile(Part):
    """The programme of an edition alone, as organisers take it out, change it and bring it back.

    `edition` says where it came from. Cities are those that the system knows.
    """

    edition: Slug | None = None
    venues: tuple[VenuePart, ...] = ()
    people: tuple[SpeakerPart, ...] = ()
    programme: tuple[DayPart, ...]
