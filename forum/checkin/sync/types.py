"""Values of what devices keep and send."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forum.checkin.models import CheckinList
from forum.checkin.types import (
    Answer,
    Direction,
    KnownBadge,
    Person,
    Reason,
    RecordedScan,
    Result,
    ScanInput,
)
from forum.core.localized import EMPTY, LocalizedText


class Cause(StrEnum):
    """Why an upload was set aside: it is on record, and admits nobody by itself."""

    REVOKED = "revoked"  # the device was revoked before it sent this
    NO_LIST = "no_list"  # the list was removed meanwhile
    OTHER_LIST = "other_list"  # the device is not enrolled for the list
    OTHER_DAY = "other_day"  # the device is not enrolled for the day of the scan


class UndoState(StrEnum):
    """What became of taking a scan back."""

    DONE = "done"
    NOTHING = "nothing"  # it was taken back already, or admitted nobody
    UNKNOWN = "unknown"  # the scan is not on record (yet)
    REFUSED = "refused"  # the device is revoked, or the list is not its own any more


class Choice(StrEnum):
    """What an organiser says of somebody whom a device or a desk let in by itself."""

    ACCEPTED = "accepted"  # that was right: they count as here
    REFUSED = "refused"  # that was wrong, they do not: the person is to be looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One scan that a device sends late, and for which list it was made."""

    list_id: int
    scan: ScanInput
    is_undone: bool = False  # taken back on the device before it could be sent
    is_practice: bool = False  # the device said so when it was scanned


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoInput:
    """A scan, by its nonce, that an usher took back on the device."""

    list_id: int
    nonce: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of one upload: an answer, or why it was set aside."""

    nonce: str
    list_id: int
    answer: Answer | None = None
    cause: Cause | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownScan:
    """An admission that another device has to know of, to see a repeat."""

    list_id: int
    serial: int
    recorded: RecordedScan


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What a device is given to keep: everything, or what changed since a moment."""

    lists: Sequence[CheckinList]
    badges: Sequence[KnownBadge]
    made_up: Sequence[KnownBadge]  # to practise with; none in earnest
    seats: Mapping[str, Sequence[int]]  # serials by what a list asks for
    guests: Sequence[int]  # serials of the guests of honour
    scans: Sequence[KnownScan]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What an organiser said of a conflict, and when."""

    choice: Choice
    note: str
    actor: str
    decided_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Somebody whom a device let in by itself, or a desk anyway, though the list said no.

    `key` is what `decide_conflict` takes: `scan-5`, `aside-3` for what was set aside, `anyway-7`
    for the scan of a desk.
    """

    key: str
    list_id: int
    list_name: LocalizedText  # empty where the list was removed
    at: datetime
    received_at: datetime
    direction: Direction
    device: str
    device_id: int | None = None
    gate: LocalizedText = EMPTY
    registration_id: int | None = None
    person: Person | None = None
    shown: Result | None = None
    result: Result | None = None  # None where it was set aside
    reason: Reason | None = None
    cause: Cause | None = None
    first: RecordedScan | None = None  # by which other device the badge was admitted
    said: str = ""  # why a desk let them in
    is_undone: bool = False  # by the desk itself
    decided: Decided | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether somebody has to decide."""
        return self.decided is None and not self.is_undone
