"""Values of the spreadsheets."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from forum.core.localized import Language, LocalizedText

PART = 1000  # rows between two looks at how far it is
KEPT_FOR = timedelta(days=1)
CLAIMED_FOR = timedelta(minutes=2)  # a worker that says nothing for so long is dead


class SheetState(StrEnum):
    """How far a spreadsheet is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    DELETED = "deleted"  # its day is over


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetOrder:
    """What an organiser asks for. `key` is the same when a form is sent twice."""

    key: str
    chosen: Mapping[str, str]
    reason: str
    has_sensitive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A column: its name, what stands above it, and how wide it is."""

    name: str
    words: LocalizedText
    width: int = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreColumns:
    """Columns that a feature above this one adds: `read` tells of some people, by their ids."""

    headings: Sequence[Heading]
    read: Callable[[Sequence[int], ZoneInfo, Language], Mapping[int, Mapping[str, str]]]


@dataclass(slots=True)
class Offered:
    """The columns that other features have added, by the feature's name."""

    by_feature: dict[str, MoreColumns] = field(default_factory=dict)
