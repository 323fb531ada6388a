"""Values of mailings and reminders."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from forum.core.localized import Language, LocalizedText
from forum.registration.queries import Addressee

MINUTES_PER_DAY = 24 * 60
PLACEHOLDERS = ("name", "number", "edition", "category", "when", "where", "programme", "link")
ADDRESSES = frozenset({"programme", "link"})
OWN_FIELDS = ("query", "category", "state", "session")
"""What of a filter the forms of mailings have fields for; the rest they carry along."""


class MailingState(StrEnum):
    """How far a mailing has come."""

    DRAFT = "draft"
    SENT = "sent"  # its mails are in the outbox
    CANCELLED = "cancelled"  # those that had not gone out by then never did


class Anchor(StrEnum):
    """What a reminder's moment is counted from."""

    BEFORE_BEGIN = "before_begin"
    AFTER_END = "after_end"
    BEFORE_CLOSING = "before_closing"  # of registration


class LeftOut(StrEnum):
    """Why somebody whom the filter finds gets no mail."""

    NO_ADDRESS = "no_address"
    SAME_ADDRESS = "same_address"  # somebody else with the address gets it
    REFUSED = "refused"  # the last mail there was refused by the server, for good


class Standing(StrEnum):
    """Where a reminder stands."""

    OFF = "off"
    WAITS = "waits"
    RAN = "ran"
    MISSED = "missed"  # its moment is over, and it was not on
    UNDATED = "undated"  # there is no date to count from
    HIDDEN = "hidden"  # nobody is written to about a draft or an archived edition


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a mailing says, and to whom: the filter as an address would carry it."""

    subject: LocalizedText
    text: LocalizedText
    chosen: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """When a reminder goes out: `days` from the anchor, at a minute of that day.

    Who comes to fit later gets it for `window` days more; with 0, nobody does.
    """

    anchor: Anchor
    days: int
    minute: int
    window: int


@dataclass(frozen=True, slots=True)
class Audience:
    """Exactly who gets a mailing, and who does not although the filter finds them."""

    recipients: tuple[Addressee, ...]
    left_out: tuple[tuple[Addressee, LeftOut], ...]

    @property
    def languages(self) -> Mapping[Language, int]:
        """Return how many get it in each language."""
        return Counter(one.language for one in self.recipients)

    @property
    def reasons(self) -> Mapping[LeftOut, int]:
        """Return how many do not get it for each reason."""
        return Counter(reason for _one, reason in self.left_out)

    def digest(self) -> str:
        """Return what tells whether these are the same people, addresses and languages."""
        said = "\n".join(f"{one.id} {one.email} {one.language}" for one in self.recipients)
        return sha256(said.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How the mails of a mailing are getting on."""

    sent: int = 0
    waiting: int = 0
    failed: int = 0
    cancelled: int = 0

    @property
    def total(self) -> int:
        """Return how many mails there are."""
        return self.sent + self.waiting + self.failed + self.cancelled
