"""What can differ between two programmes, as values: the changelog and the notices read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from forum.core.localized import LocalizedText
from forum.programme.types import Agenda


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed(SessionChange):
    """The session is no longer part of the programme. It never had a time."""

    kind: ClassVar[str] = "removed"
    when: When


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Relocated(SessionChange):
    """The session is held in another place; an empty text stands for a place not known."""

    kind: ClassVar[str] = "relocated"
    before: LocalizedText
    after: LocalizedText


@dataclass(frozen=True, slots=True, kw_only=True)
class Retitled(SessionChange):
    """The session has another title."""

    kind: ClassVar[str] = "retitled"
    before: LocalizedText
    after: LocalizedText


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleChanged(SessionChange):
    """Other people take part, or in other roles, or in another order."""

    kind: ClassVar[str] = "people"
    joined: tuple[Part, ...] = ()
    left: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionsChanged(SessionChange):
    """Other presentations, other titles for them, or another order."""

    kind: ClassVar[str] = "contributions"
    before: tuple[LocalizedText, ...]
    after: tuple[LocalizedText, ...]

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reordered(SessionChange):
    """The session stands at another place among those without a time of their own."""

    kind: ClassVar[str] = "reordered"


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailsChanged(SessionChange):
    """Something smaller differs: the names of the fields, as in `types.Session`."""

    kind: ClassVar[str] = "details"
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerChanged:
    """A person's name or position is written differently."""

    kind: ClassVar[str] = "speaker"
    speaker: str
    before: LocalizedText
    after: LocalizedText
    title_before: LocalizedText
    title_after: LocalizedText


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionChanged:
    """The edition's own facts differ: the names of the fields, as in `types.EditionFacts`."""

    kind: ClassVar[str] = "edition"
    fields: tuple[str, ...]


Change = (
    Added
    | Removed
    | Cancelled
    | Restored
    | Moved
    | Relocated
    | Retitled
    | PeopleChanged
    | ContributionsChanged
    | ItemsChanged
    | Reordered
    | DetailsChanged
    | SpeakerChanged
    | EditionChanged
)

CHANGES: dict[str, Any] = {  # kind -> class
    change.kind: change
    for change in (
        Added,
        Removed,
        Cancelled,
        Restored,
        Moved,
        Relocated,
        Retitled,
        PeopleChanged,
        ContributionsChanged,
        ItemsChanged,
        Reordered,
        DetailsChanged,
        SpeakerChanged,
        EditionChanged,
    )
}


@dataclass(frozen=True, slots=True)
class Programme:
    """A release's agenda, and what it changed in the one before."""

    agenda: Agenda
    changes: tuple[Change, ...]


def _same(before: Sequence[LocalizedText], after: Sequence[LocalizedText]) -> bool:
    def by_text(text: LocalizedText) -> tuple[str, str]:
        return text.ko, text.en

    return sorted(before, key=by_text) == sorted(after, key=by_text)
