"""Values of the lists on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from forum.checkin.types import Answer
from forum.core.localized import LocalizedText


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRow:
    """Somebody on a list on paper."""

    number: str
    name: LocalizedText
    affiliation: LocalizedText
    category: LocalizedText


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """A line that was typed from paper: what it says, as far as it can be read."""

    text: str
    code: str = ""
    at: datetime | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedLine:
    """What became of a line: the answer to its scan, or why there is none."""

    text: str
    answer: Answer | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypingOrder:
    """What somebody types in: the lines, on which day they were written, from when on."""

    lines: Sequence[str]
    day: date
    time: str = ""  # of lines before the first that has its own
