"""Values of the dashboard of the door."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from forum.checkin.models import CheckinList, Device
from forum.checkin.types import Attendance, Reason, Result
from forum.core.localized import LocalizedText


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """That somebody was let in; `gate` is empty where a program did it."""

    registration_id: int
    at: datetime
    category_id: int
    city_id: int | None
    gate: LocalizedText


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """How many are expected of one category and one city."""

    category_id: int
    city_id: int | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A category, a city or a gate, and how many of it are expected and here."""

    word: LocalizedText
    expected: int
    present: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A row of the table beside the chart: from when on, how many, and how many in all."""

    at: datetime
    count: int
    sum: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Arrivals of one day, minute by minute, as a drawing and as rows."""

    day: date
    bars: str  # the path of a bar for each minute
    width: int
    height: int
    first: datetime
    middle: datetime
    last: datetime
    most: int  # in one minute
    most_at: datetime
    total: int
    minutes: int  # that a step of the rows is long
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """A guest of honour, and when and where they came in, if they did."""

    registration_id: int
    number: str
    name: LocalizedText
    position: LocalizedText
    affiliation: LocalizedText
    at: datetime | None
    gate: LocalizedText


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A scan that let nobody in."""

    at: datetime
    result: Result
    reason: Reason | None
    number: str
    name: LocalizedText | None
    device: str
    gate: LocalizedText
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenDevice:
    """A device, when it last sent something, and how many scans it made."""

    device: Device
    at: datetime | None
    scans: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """Everything that the page of one list shows."""

    target: CheckinList
    attendance: Attendance
    chart: Chart | None
    categories: Sequence[Part]
    cities: Sequence[Part]
    gates: Sequence[Part]
    guests: Sequence[Guest]
    refused: Sequence[tuple[Result, int]]
    last_refused: Sequence[Refused]
    devices: Sequence[SeenDevice]
    conflicts: int  # that nobody has decided about

    @property
    def guests_here(self) -> int:
        """Return how many guests of honour have come."""
        return sum(guest.at is not None for guest in self.guests)
