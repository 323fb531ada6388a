"""Values that the notices feature passes between its layers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forum.core.localized import Language, LocalizedText


class Tie(StrEnum):
    """Why a session matters to somebody; the strongest comes first."""

    SPEAKER = "speaker"  # in a role, or with a contribution
    ATTENDEE = "attendee"  # chosen with the registration
    STAR = "star"


class News(StrEnum):
    """What a release can say to somebody about a session, in the order in which it is said."""

    CANCELLED = "cancelled"
    LEFT = "left"
    RESTORED = "restored"
    JOINED = "joined"
    MOVED = "moved"
    RELOCATED = "relocated"
    RETITLED = "retitled"
    PART = "part"


class CalendarMethod(StrEnum):
    """What somebody's calendar is asked to do (RFC 5546)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """An address to which one mail may go, and what its owners have to do with the programme.

    Attributes:
        names: of those who have the address: a speaker who has registered too has one name.
        speakers: keys of the people of the programme that it belongs to.
        chosen: keys of the sessions chosen with the registration.
        starred: keys of the sessions that are only starred.
    """

    email: str
    names: tuple[LocalizedText, ...]
    language: Language
    speakers: frozenset[str] = frozenset()
    chosen: frozenset[str] = frozenset()
    starred: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionNotice:
    """What somebody is told of one session.

    Attributes:
        session: its key.
        news: what is said, in the order of `News`; never empty.
        ties: why it is said to them, in the order of `Tie`.
        method: what their calendar is asked to do, if anything.
        speakers: of whom of the programme it speaks, where the recipient takes part.
    """

    session: str
    news: tuple[News, ...]
    ties: tuple[Tie, ...]
    method: CalendarMethod | None
    speakers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """The one mail that somebody gets: every session of theirs that a release touches."""

    recipient: Recipient
    sessions: tuple[SessionNotice, ...]

    @property
    def ties(self) -> frozenset[Tie]:
        """Return everything for which they get it."""
        return frozenset(tie for session in self.sessions for tie in session.ties)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeGroup:
    """Those who are told the same."""

    sessions: tuple[SessionNotice, ...]
    recipients: tuple[Recipient, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeCounts:
    """How many mails a release causes.

    Attributes:
        mails: in all.
        ties: how many go to speakers, to registered people, to those who starred; somebody who
            is several of these counts in each.
        news: how many tell of something cancelled, moved, and so on.
        languages: how many are in each language.
    """

    mails: int
    ties: Mapping[Tie, int]
    news: Mapping[News, int]
    languages: Mapping[Language, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRelease:
    """A release in the organisers' list.

    Attributes:
        changes, warnings: how many there were; the changes as they are listed, one a session.
        by: who made it; None for one that was taken over from a file.
        mails: how many it has caused.
        waiting: how many of these are still to be sent.
        failed: how many could not be sent.
    """

    number: int
    note: LocalizedText
    dated: str
    released_at: datetime
    quiet: bool
    changes: int
    warnings: int
    by: LocalizedText | str | None
    mails: int
    waiting: int
    failed: int
