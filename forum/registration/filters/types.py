"""Values of the list's filters."""

from dataclasses import dataclass
from enum import StrEnum

from forum.core.localized import LocalizedText


class Sort(StrEnum):
    """In which order the list stands."""

    LATEST = "latest"
    EARLIEST = "earliest"
    NAME = "name"
    CITY = "city"
    CATEGORY = "category"


class Column(StrEnum):
    """What the list can show of everybody beside the name."""

    CATEGORY = "category"
    AFFILIATION = "affiliation"
    CITY = "city"
    COUNTRY = "country"
    STATE = "state"
    SESSIONS = "sessions"
    TAGS = "tags"
    LANGUAGE = "language"
    SOURCE = "source"
    EMAIL = "email"
    PHONE = "phone"
    REGISTERED = "registered"
    CHANGED = "changed"


USUAL = (
    Column.CATEGORY,
    Column.AFFILIATION,
    Column.STATE,
    Column.SESSIONS,
    Column.TAGS,
    Column.LANGUAGE,
    Column.REGISTERED,
)
"""The columns of who has chosen none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    """How the list is shown to whom it finds."""

    sort: Sort = Sort.LATEST
    columns: tuple[Column, ...] = USUAL


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerChoice:
    """An answer that can be looked for: `key` is `QUESTION/OPTION`."""

    key: str
    question: LocalizedText
    option: LocalizedText
