"""Values that pass between the layers of check-in."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from forum.core.localized import EMPTY, LocalizedText


class ListKind(StrEnum):
    """What a list is for."""

    DAY = "day"
    SESSION = "session"
    MEAL = "meal"
    TRANSFER = "transfer"
    LOAN = "loan"  # headsets, receivers: out and in


class Mode(StrEnum):
    """How often one badge is admitted."""

    ONCE = "once"
    DAILY = "daily"
    MANY = "many"
    LOAN = "loan"  # once at a time: again as soon as what was lent is back


class Direction(StrEnum):
    """Which way somebody passes."""

    IN = "in"
    OUT = "out"


class Result(StrEnum):
    """What the door answers. The API's contract: add, never change."""

    ADMITTED = "admitted"
    REPEAT = "repeat"
    INVALID = "invalid"
    WRONG_EDITION = "wrong_edition"
    UNKNOWN = "unknown"
    REVOKED = "revoked"
    NOT_ALLOWED = "not_allowed"
    NOT_NOW = "not_now"


class Reason(StrEnum):
    """Why, where a result has more than one."""

    UNREADABLE = "unreadable"
    TAMPERED = "tampered"
    NUMBER = "number"
    EDITION = "edition"
    NO_SUCH_BADGE = "no_such_badge"
    CANCELLED = "cancelled"
    REISSUED = "reissued"
    NOT_CONFIRMED = "not_confirmed"
    CATEGORY = "category"
    NO_SEAT = "no_seat"
    DAY = "day"
    EARLY = "early"
    LATE = "late"
    ADMITTED_BEFORE = "admitted_before"
    ADMITTED_TODAY = "admitted_today"
    OUT_BEFORE = "out_before"
    LENT = "lent"  # what is lent here is with this badge already
    NOT_LENT = "not_lent"  # nothing was lent to this badge that could come back


class Notice(StrEnum):
    """What an usher is to do although the badge is admitted (amber)."""

    REPRINT = "reprint"  # the badge shows another category than the person has now
    VIP = "vip"  # a guest of honour: protocol is to be told
    RECEIVER = "receiver"  # a receiver for interpretation is to be handed over


class Reading(StrEnum):
    """What became of the text that was scanned or typed."""

    TOKEN = "token"  # noqa: S105  a genuine token of an edition known here
    NUMBER = "number"  # a badge number that somebody typed
    UNREADABLE = "unreadable"
    TAMPERED = "tampered"
    WRONG_NUMBER = "wrong_number"


class Standing(StrEnum):
    """Whether a registration counts."""

    CONFIRMED = "confirmed"
    PENDING = "pending"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """What is known now of the registration that a badge belongs to."""

    registration_id: int
    standing: Standing
    category: str
    category_number: int
    reissue: int
    notices: tuple[Notice, ...] = ()
    seats: frozenset[str] = frozenset()  # of what lists ask for: `session:tour`


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedBadge:
    """What a scanned text says, and whom it belongs to.

    `reissue`, `category_number` and `days` are those printed into the token; a typed number
    carries none of them.
    """

    reading: Reading
    edition: str = ""
    serial: int | None = None
    reissue: int | None = None
    category_number: int | None = None
    days: int | None = None
    holder: Holder | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRules:
    """Who may pass, how often, and when.

    No categories means everybody; `seat` names what one must be registered for, if anything
    (`session:tour`, `option:lunch/rice`). `day` is the index of the edition's day that the list is
    for, None if it is for no single day. A missing bound is open.
    """

    edition: str
    zone: str
    categories: frozenset[str] = frozenset()
    seat: str = ""
    mode: Mode = Mode.ONCE
    day: int | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierScan:
    """A scan of the same registration in the same list, recorded before."""

    id: int
    at: datetime
    result: Result
    direction: Direction = Direction.IN
    undone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer to one scan.

    `notices` stand in the order in which an usher does them; `earlier` is the id of the scan
    that a repeat repeats.
    """

    result: Result
    reason: Reason | None = None
    notices: tuple[Notice, ...] = ()
    earlier: int | None = None


ADMITTED = Verdict(result=Result.ADMITTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What an usher sees of somebody: no more than the badge shows."""

    number: str
    name: LocalizedText
    affiliation: LocalizedText
    category: LocalizedText
    colour: str
    city: LocalizedText
    receiver: str = ""  # the language into which somebody interprets for them


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownBadge:
    """A registration's badge: what the rules ask, and what the usher sees."""

    serial: int
    holder: Holder
    person: Person
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanInput:
    """One scan as a device sends it."""

    code: str
    nonce: str
    scanned_at: datetime
    direction: Direction = Direction.IN
    clock_difference: timedelta = timedelta()  # how far the device's clock is behind ours
    shown: Result | None = None  # what the device answered by itself, without the server


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanner:
    """Who scans: an enrolled device, or a person's own program.

    `edition_id` None is a program for every edition; no `list_ids` means every list, no `days`
    every day.
    """

    actor: str  # `device:4`, `user:3`
    name: str
    gate: LocalizedText = EMPTY
    device_id: int | None = None
    edition_id: int | None = None
    list_ids: frozenset[int] = frozenset()
    days: frozenset[date] = frozenset()
    is_revoked: bool = False
    is_practice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedScan:
    """One scan as it is on record, and where it was made."""

    scan: EarlierScan
    nonce: str
    registration_id: int | None
    reason: Reason | None
    notices: tuple[Notice, ...]
    earlier_id: int | None
    actor: str
    device: str  # its name; empty for a program
    gate: LocalizedText
    is_practice: bool = False  # it counts for nothing

    @property
    def verdict(self) -> Verdict:
        """Return the answer that was given."""
        return Verdict(
            result=self.scan.result,
            reason=self.reason,
            notices=self.notices,
            earlier=self.earlier_id,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a device is told about one scan.

    `first` is the scan that a repeat repeats, `times` how often this badge has been scanned
    into the list, this scan included (0 for a badge that belongs to nobody).
    """

    recorded: RecordedScan
    person: Person | None = None
    first: RecordedScan | None = None
    times: int = 0

    @property
    def verdict(self) -> Verdict:
        """Return the answer."""
        return self.recorded.verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDetails:
    """A list as an organiser describes it."""

    name: LocalizedText
    kind: ListKind
    on: date | None = None
    categories: tuple[str, ...] = ()
    seat: str = ""
    mode: Mode = Mode.ONCE
    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceDetails:
    """A device as an organiser describes it; no lists means every list, no days every day."""

    name: str
    gate: LocalizedText
    lists: tuple[int, ...] = ()
    days: tuple[date, ...] = ()
    is_desk: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """How many may come to a list, and how many have."""

    expected: int
    present: int

    @property
    def absent(self) -> int:
        """Return how many have not come (walk-ins may make more come than were expected)."""
        return max(self.expected - self.present, 0)
