"""Values of the spreadsheets."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from forum.core.localized import Language, LocalizedText

PART = 1000  # rows between two looks at how far it is
SHEETS = "sheets"  # the kind of their files


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
