"""Values of sealed papers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from forum.core.localized import EMPTY, LocalizedText
from forum.declaration.ink.types import Stroke
from forum.declaration.types import TextVersion


class DocumentKind(StrEnum):
    """What a sealed paper is."""

    RECEIPT = "receipt"  # of one signature, for the signatory
    INSTRUMENT = "instrument"  # the text with all signatures


class PaperVerdict(StrEnum):
    """What is found about a PDF that somebody brings."""

    GENUINE = "genuine"
    NO_PDF = "no-pdf"
    NO_SEAL = "no-seal"
    SAVED_ANEW = "saved-anew"
    CHANGED = "changed"
    ADDED_TO = "added-to"
    OTHER_SYSTEM = "other-system"


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentSignature:
    """One city's block on the instrument. Names, capacity and ink as the person chose."""

    city: LocalizedText
    key: str
    name: LocalizedText = EMPTY
    capacity: LocalizedText = EMPTY
    strokes: tuple[Stroke, ...] = ()
    way: str = "mail-code"  # an Identification
    is_accession: bool = False
    language: str = "en"
    signed_at: datetime
    number: str
    sha256: str
    reservation: str = ""
    reservation_language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterEvent:
    """A withdrawal or an erratum, as the instrument's annex tells of it."""

    kind: str
    made_at: datetime
    sha256: str
    city: LocalizedText = EMPTY
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """The text with its signatures in protocol order, at one head of the chain."""

    edition: LocalizedText
    slug: str
    key: str
    is_trial: bool
    text: TextVersion
    text_sha256: str
    adopted_on: date | None
    adopted_in: LocalizedText
    timezone: str
    sequence: int
    head: str
    made_at: datetime  # of the last record
    signatures: tuple[InstrumentSignature, ...] = ()
    accessions: tuple[InstrumentSignature, ...] = ()
    later: tuple[LaterEvent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFinding:
    """What is found about a PDF: the verdict, whose seal, when, and which of our papers it is."""

    verdict: PaperVerdict
    sha256: str
    sealed_by: str = ""
    has_timestamp: bool = False
    kind: DocumentKind | None = None
    number: str = ""
    is_newest: bool = True
