"""What can differ about one session of a programme.

Beside what a reader is told, each change holds what the session said before (`was`) and says
now (`now`), so that the new programme can be had from the old one. Snapshots that were stored
before these fields were there lack them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from forum.core.localized import LocalizedText
from forum.programme.types import AgendaItem, Contribution, Role, RoleHeld, Session


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """The day, clock time and length of a session, as far as they are known."""

    day: date | None = None
    starts: int | None = None
    minutes: int | None = None

    @property
    def ends(self) -> int | None:
        """Return the minute since midnight at which it ends, if both are known."""
        if self.starts is None or self.minutes is None:
            return None
        return self.starts + self.minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A person's part in a session, by name."""

    role: str
    name: LocalizedText
    speaker: str = ""  # key


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """A field of a session that differs, with its values."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionChange:
    """Something about one session differs; `title` is its present title, or its last one."""

    kind: ClassVar[str]
    session: str
    title: LocalizedText


@dataclass(frozen=True, slots=True, kw_only=True)
class Added(SessionChange):
    """The session is new."""

    kind: ClassVar[str] = "added"
    when: When
    place: LocalizedText
    now: Session | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed(SessionChange):
    """The session is no longer part of the programme. It never had a time."""

    kind: ClassVar[str] = "removed"
    when: When
    was: Session | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled(SessionChange):
    """The session will not take place."""

    kind: ClassVar[str] = "cancelled"
    when: When


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored(SessionChange):
    """The session was cancelled, and takes place after all."""

    kind: ClassVar[str] = "restored"
    when: When


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved(SessionChange):
    """The session has another day, time or length."""

    kind: ClassVar[str] = "moved"
    before: When
    after: When

    @property
    def appears(self) -> bool:
        """Tell whether it has a time, or at least a day, and had none."""
        if self.before.starts is None and self.after.starts is not None:
            return True
        return self.before.day is None and self.after.day is not None

    @property
    def vanishes(self) -> bool:
        """Tell whether it had a time, or at least a day, and has none any more."""
        if self.before.starts is not None and self.after.starts is None:
            return True
        return self.before.day is not None and self.after.day is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relocated(SessionChange):
    """The session is held in another place, or in one that is called otherwise now.

    An empty text stands for a place not known; `was` and `now` are the keys of the places.
    """

    kind: ClassVar[str] = "relocated"
    before: LocalizedText
    after: LocalizedText
    was: str | None = None
    now: str | None = None

    @property
    def in_same_place(self) -> bool:
        """Tell whether only the place is called otherwise."""
        return self.was is not None and self.was == self.now


@dataclass(frozen=True, slots=True, kw_only=True)
class Retitled(SessionChange):
    """The session has another title."""

    kind: ClassVar[str] = "retitled"
    before: LocalizedText
    after: LocalizedText


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleChanged(SessionChange):
    """Other people take part, or in other roles, or in another order.

    `revised` are those who have the same part with another subject, length or confirmation.
    """

    kind: ClassVar[str] = "people"
    joined: tuple[Part, ...] = ()
    left: tuple[Part, ...] = ()
    revised: tuple[Part, ...] = ()
    was: tuple[RoleHeld, ...] = ()
    now: tuple[RoleHeld, ...] = ()

    @property
    def reordered(self) -> bool:
        """Tell whether those who stay come in another order."""
        before, after = [_part_of(h) for h in self.was], [_part_of(h) for h in self.now]
        return [p for p in before if p in after] != [p for p in after if p in before]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionsChanged(SessionChange):
    """Other presentations, other titles or lengths for them, or another order."""

    kind: ClassVar[str] = "contributions"
    before: tuple[LocalizedText, ...]
    after: tuple[LocalizedText, ...]
    was: tuple[Contribution, ...] = ()
    now: tuple[Contribution, ...] = ()

    @property
    def joined(self) -> tuple[LocalizedText, ...]:
        """Return those that are there now alone."""
        return tuple(title for title in self.after if title not in self.before)

    @property
    def left(self) -> tuple[LocalizedText, ...]:
        """Return those that were there before alone."""
        return tuple(title for title in self.before if title not in self.after)

    @property
    def reordered(self) -> bool:
        """Tell whether they are the same presentations in another order."""
        return self.before != self.after and _same(self.before, self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsChanged(SessionChange):
    """The points of the session's own agenda differ."""

    kind: ClassVar[str] = "items"
    before: tuple[LocalizedText, ...]
    after: tuple[LocalizedText, ...]
    was: tuple[AgendaItem, ...] = ()
    now: tuple[AgendaItem, ...] = ()

    @property
    def joined(self) -> tuple[LocalizedText, ...]:
        """Return those that are there now alone."""
        return tuple(text for text in self.after if text not in self.before)

    @property
    def left(self) -> tuple[LocalizedText, ...]:
        """Return those that were there before alone."""
        return tuple(text for text in self.before if text not in self.after)

    @property
    def reordered(self) -> bool:
        """Tell whether they are the same points in another order."""
        return self.before != self.after and _same(self.before, self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reordered(SessionChange):
    """The session stands at another place among those without a time of their own."""

    kind: ClassVar[str] = "reordered"


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailsChanged(SessionChange):
    """Something smaller differs: the names of the fields, as in `types.Session`."""

    kind: ClassVar[str] = "details"
    fields: tuple[str, ...]
    details: tuple[Detail, ...] = ()


def _part_of(held: RoleHeld) -> tuple[Role, str]:
    return held.role, held.speaker


def _same(before: Sequence[LocalizedText], after: Sequence[LocalizedText]) -> bool:
    def by_text(text: LocalizedText) -> tuple[str, str]:
        return text.ko, text.en

    return sorted(before, key=by_text) == sorted(after, key=by_text)
