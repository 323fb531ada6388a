"""Values of the privacy feature."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forum.core.localized import LocalizedText


class Kind(StrEnum):
    """A kind of data that is not kept for ever."""

    SENSITIVE = "sensitive"
    REGISTRATIONS = "registrations"
    DRAFTS = "drafts"
    INVITATIONS = "invitations"
    LETTERS = "letters"
    COMMENTS = "comments"
    MAILS = "mails"
    OTHER_MAILS = "other_mails"
    ACCESS_LOG = "access_log"
    KEPT_ANSWERS = "kept_answers"
    ADDRESSES = "addresses"  # wished, and never proved
    LINKS = "links"
    CODES = "codes"
    SESSIONS = "sessions"
    SITTINGS = "sittings"  # devices that were handed over at the signing table
    PAGES = "pages"  # scans of signatures by hand that no record names


class Counted(StrEnum):
    """From when the days of a rule are counted."""

    AFTER_FORUM = "after_forum"
    AFTER_USE = "after_use"  # when it was written, sent, or expired


class ErasureState(StrEnum):
    """What has become of a request for erasure."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How many days a kind of data is kept, of one edition or of the whole system."""

    kind: Kind
    days: int
    counted: Counted
    is_default: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What a purge destroys, or would: how much of a kind, of which edition, by which rule."""

    kind: Kind
    edition: str  # its slug; empty for the whole system
    count: int
    days: int
    before: datetime


Value = str | LocalizedText | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that the system holds about somebody."""

    name: str  # as programs read it
    label: LocalizedText
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Facts of one kind; of some kinds there are several rows."""

    name: str
    title: LocalizedText
    rows: tuple[tuple[Fact, ...], ...]

    def to_list(self) -> list[Mapping[str, object]]:
        """Return the rows as JSON."""
        return [{fact.name: _plain(fact.value) for fact in row} for row in self.rows]


def _plain(value: Value) -> object:
    return value.to_mapping() if isinstance(value, LocalizedText) else value
