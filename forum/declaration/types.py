"""Values that the declaration feature passes between its layers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from forum.core.localized import EMPTY, Language, LocalizedText
from forum.declaration.ink.types import Stroke

SIGN = "declaration.sign"
"""The purpose of a link that signs or declines; used up by the act."""
VIEW = "declaration.view"
"""The purpose of a link that shows what was signed; lives until it is revoked."""
DECLINE = "declaration.decline"
"""The purpose of a code that confirms declining."""
MANDATE = "mandate"
"""The kind of subject that links, codes and mails are about."""


class DeclarationKind(StrEnum):
    """What the words of a declaration are."""

    SUMMARY = "summary"  # its substance in other words: shown, never signed
    TEXT = "text"  # the text itself


class DeclarationState(StrEnum):
    """How far a declaration is."""

    DRAFT = "draft"
    FROZEN = "frozen"
    ADOPTED = "adopted"


class CapacityKind(StrEnum):
    """Who signs for a city."""

    MAYOR = "mayor"
    DEPUTY = "deputy"
    BEHALF = "behalf"  # on behalf of the mayor, which needs a letter


class MandateState(StrEnum):
    """How far a city's mandate is (`mandates/rules.py` has the table)."""

    INVITED = "invited"  # the city was asked whom it sends
    PENDING = "pending"  # it has named somebody
    APPROVED = "approved"  # an officer has seen that the city has
    READY = "ready"  # the link to sign was mailed
    SIGNED = "signed"
    DECLINED = "declined"
    OBSERVING = "observing"  # takes part, and neither signs nor declines
    WITHDRAWN = "withdrawn"  # taken back by an officer
    SUPERSEDED = "superseded"  # signed an earlier version, and is asked anew


OVER = (MandateState.DECLINED, MandateState.OBSERVING, MandateState.WITHDRAWN)
"""The states after which a city can have a new mandate."""
ASKED = (MandateState.READY, MandateState.SUPERSEDED)
"""The states in which a city was asked to sign the version that stands, and has not answered."""


class RecordKind(StrEnum):
    """What an evidence record attests."""

    FREEZE = "freeze"
    MANDATE = "mandate"
    SIGNATURE = "signature"
    DECLINE = "decline"
    RESERVATION = "reservation"
    WITHDRAWAL = "withdrawal"  # of a signature, by its city
    ERRATUM = "erratum"
    ADOPTION = "adoption"
    ACCESSION = "accession"  # a signature after the adoption
    KEY_CHANGE = "key-change"


@dataclass(frozen=True, slots=True)
class ChainEnd:
    """Where a chain ends: the number and the hash of its last record, and who seals the next."""

    sequence: int
    sha256: str
    next_key: str  # the fingerprint of the key that alone may seal it; empty: any may


@dataclass(frozen=True, slots=True)
class RecordName:
    """What is needed of a record to name it in another one."""

    id: int
    sequence: int
    sha256: str


NUMBERED_KINDS = frozenset(
    {RecordKind.SIGNATURE, RecordKind.ACCESSION, RecordKind.DECLINE, RecordKind.WITHDRAWAL}
)
"""The kinds of record that a city gets a number of, by which anybody finds it."""


class Identification(StrEnum):
    """How the person who acts for a city was known to be that person."""

    MAIL_CODE = "mail-code"  # a fresh code that was sent to the mandated address
    IN_PERSON = "in-person"  # an officer looked at a document at the signing table
    WET_INK = "wet-ink"  # a page that was signed by hand
    LETTER = "letter"  # a letter of the city to the organisers


@dataclass(frozen=True, slots=True)
class ArticleText:
    """One numbered article in both languages."""

    number: int
    text: LocalizedText


@dataclass(frozen=True, slots=True, kw_only=True)
class TextVersion:
    """One version of a declaration's text, as it is read, compared and frozen."""

    edition: str
    declaration: str
    number: int
    title: LocalizedText
    preamble: LocalizedText = EMPTY
    articles: tuple[ArticleText, ...] = ()
    prevailing: LocalizedText = EMPTY  # which language counts where the two differ


@dataclass(frozen=True, slots=True)
class FrozenVersion:
    """The version that can be signed: what was frozen, and what its rows say now."""

    id: int
    sha256: str
    frozen: str  # the canonical text
    text: TextVersion

    @property
    def number(self) -> int:
        """Return the version's number."""
        return self.text.number


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftText:
    """What an organiser writes: title, preamble, the articles in their order, and a clause."""

    title: LocalizedText
    preamble: LocalizedText = EMPTY
    articles: tuple[LocalizedText, ...] = ()
    prevailing: LocalizedText = EMPTY  # which language counts where the two differ


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordContent:
    """What an evidence record says. Personal values stand in it as commitments only.

    `facts` are JSON values without fractions; `commitments` maps the name of a personal field
    to SHA-256(salt, value) in hexadecimal.
    """

    edition: str
    declaration: str
    sequence: int
    kind: RecordKind
    made_at: datetime
    previous: str
    facts: Mapping[str, object]
    commitments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedRecord:
    """A record's canonical JSON with its hash, its seal and the digest of each field."""

    content: bytes
    sha256: str
    seal: str  # base64 of the Ed25519 signature
    key: str  # fingerprint of the key that sealed
    checks: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDetails:
    """Whom a city sends to sign, in what capacity, and where that person is reached."""

    name: LocalizedText
    capacity: LocalizedText
    email: str
    language: Language
    capacity_kind: CapacityKind = CapacityKind.MAYOR
    expires_on: date | None = None  # the last day

    def to_mapping(self) -> dict[str, Any]:
        """Return the JSON value in which a change waits."""
        return {
            "name": self.name.to_mapping(),
            "capacity_kind": self.capacity_kind.value,
            "capacity": self.capacity.to_mapping(),
            "email": self.email,
            "language": self.language,
            "expires_on": self.expires_on.isoformat() if self.expires_on else None,
        }

    @classmethod
    def from_mapping(cls, value: Mapping[str, Any]) -> "PersonDetails":
        """Return the change that waited."""
        ends = value["expires_on"]
        return cls(
            name=LocalizedText.from_mapping(value["name"]),
            capacity_kind=CapacityKind(value["capacity_kind"]),
            capacity=LocalizedText.from_mapping(value["capacity"]),
            email=value["email"],
            language="en" if value["language"] == "en" else "ko",
            expires_on=date.fromisoformat(ends) if ends else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateDetails(PersonDetails):
    """The same as an officer enters it, with the city."""

    city_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningStatement:
    """What a delegate states when signing."""

    typed_name: str
    is_authorised: bool  # "I am authorised to sign for the city"
    agrees_electronically: bool  # "I agree to sign electronically"
    publishes_name: bool
    language: Language  # in which the text was read
    reservation: str = ""  # under which the city signs; public, as the text is
    ink: str = ""  # strokes, as `ink.rules.tidy_ink` keeps them
    publishes_ink: bool = False

    def to_mapping(self) -> dict[str, object]:
        """Return the JSON value in which the statement waits for the code."""
        return {
            "typed_name": self.typed_name,
            "is_authorised": self.is_authorised,
            "agrees_electronically": self.agrees_electronically,
            "publishes_name": self.publishes_name,
            "language": self.language,
            "reservation": self.reservation,
            "ink": self.ink,
            "publishes_ink": self.publishes_ink,
        }

    @classmethod
    def from_mapping(cls, value: Mapping[str, object]) -> "SigningStatement":
        """Return the statement that waited for the code."""
        return cls(
            typed_name=str(value.get("typed_name", "")),
            is_authorised=value.get("is_authorised") is True,
            agrees_electronically=value.get("agrees_electronically") is True,
            publishes_name=value.get("publishes_name") is True,
            language="en" if value.get("language") == "en" else "ko",
            reservation=str(value.get("reservation", "")),
            ink=str(value.get("ink", "")),
            publishes_ink=value.get("publishes_ink") is True,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WayOfSigning:
    """How a signature was given, as its record attests it."""

    identified_by: Identification = Identification.MAIL_CODE
    page_sha256: str = ""  # of the page that was signed by hand, or of the letter
    personal: Mapping[str, str] = field(default_factory=dict)  # who entered it, what was shown

    @property
    def is_electronic(self) -> bool:
        """Tell whether the signatory has signed on a screen."""
        return self.identified_by in (Identification.MAIL_CODE, Identification.IN_PERSON)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What an erratum says: where something reads wrongly, and how it should read."""

    concerns: int  # the number of the record: a freezing (its text), a signature, …
    place: str  # `title`, `preamble`, `article 3`, or the path of a record's field
    language: Language
    reads: str
    should_read: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WallCity:
    """One city on the wall of signatories."""

    key: str
    name: LocalizedText
    region: str
    signed_at: datetime | None = None
    number: str = ""  # of its receipt
    signatory: LocalizedText = EMPTY  # as the person chose
    capacity: LocalizedText = EMPTY
    reservation: str = ""  # under which it has signed
    language: Language = "en"  # in which it has signed
    earlier: int = 0  # the version that the city signed before this one
    has_acceded: bool = False  # has signed after the adoption
    latitude: float | None = None
    longitude: float | None = None

    @property
    def is_signed(self) -> bool:
        """Tell whether the city has signed."""
        return self.signed_at is not None


@dataclass(frozen=True, slots=True)
class WallRegion:
    """A column of the wall."""

    region: str
    cities: tuple[WallCity, ...]

    @property
    def signed(self) -> int:
        """Return how many of the region's cities have signed."""
        return sum(city.is_signed for city in self.cities)


@dataclass(frozen=True, slots=True)
class Wall:
    """The wall of signatories: by region, cities in alphabetical order of their English names."""

    regions: tuple[WallRegion, ...]

    @property
    def cities(self) -> tuple[WallCity, ...]:
        """Return all cities, region by region."""
        return tuple(city for region in self.regions for city in region.cities)

    @property
    def signed(self) -> int:
        """Return how many cities have signed."""
        return sum(region.signed for region in self.regions)

    @property
    def total(self) -> int:
        """Return how many cities have signed or are asked to."""
        return sum(len(region.cities) for region in self.regions)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicEvent:
    """One line of what happened to a declaration, as everybody may read it."""

    kind: RecordKind
    made_at: datetime
    number: str
    city: LocalizedText = EMPTY
    version: int = 0
    words: str = ""  # of a reservation; what an erratum corrects
    instead: str = ""  # what an erratum puts in its place
    place: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicDeclaration:
    """A declaration as its public page shows it, with the text that stands."""

    key: str
    kind: DeclarationKind
    state: DeclarationState
    text: TextVersion
    sha256: str = ""  # empty for a summary
    frozen_at: datetime | None = None
    adopted_on: date | None = None
    adopted_in: LocalizedText = EMPTY
    remark: LocalizedText = EMPTY

    @property
    def is_summary(self) -> bool:
        """Tell whether the words are a summary, which nobody signs."""
        return self.kind is DeclarationKind.SUMMARY


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryData:
    """A declaration that is known in summary only, as a data file gives it."""

    key: str
    title: LocalizedText
    articles: tuple[ArticleText, ...]
    adopted_on: date | None = None
    adopted_in: LocalizedText = EMPTY
    remark: LocalizedText = EMPTY  # on whose words these are


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a receipt of signature says, for the mandated person and nobody else."""

    number: str
    edition: LocalizedText
    is_trial: bool
    title: LocalizedText
    version: int
    city: LocalizedText
    name: LocalizedText
    capacity: LocalizedText
    typed_name: str
    reservation: str = ""
    strokes: tuple[Stroke, ...] = ()
    identified_by: Identification = Identification.MAIL_CODE
    signed_at: datetime
    timezone: str
    language: Language
    text_sha256: str
    sha256: str
    previous: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What the public learns about one record's number."""

    number: str
    kind: RecordKind
    city: LocalizedText
    made_at: datetime
    version: int
    sequence: int
    records: int
    sha256: str
    text_sha256: str
    withdrawn_at: datetime | None = None  # where a signature was withdrawn later
    is_sound: bool
    sentences: Mapping[Language, tuple[str, ...]]
