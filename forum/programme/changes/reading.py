"""Changes as a reader is told of them: what is worth a word, and together with what."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from forum.core.localized import LocalizedText
from forum.programme.changes.kinds import Change
from forum.programme.changes.registers import (
    CityChanged,
    EditionChanged,
    PlaceChanged,
    SpeakerChanged,
)
from forum.programme.changes.sessions import (
    Detail,
    DetailsChanged,
    Moved,
    Relocated,
    SessionChange,
)

# Fields that no page shows.
_HIDDEN = frozenset({"inferred", "sort_key", "slug", "archived", "trial"})


class News(StrEnum):
    """What a release did to sessions, in the order in which it is counted for readers."""

    NEW = "new"
    GONE = "gone"
    RESTORED = "restored"
    SET = "set"  # it has a time, or a day, and had none
    MOVED = "moved"
    RELOCATED = "relocated"
    RETITLED = "retitled"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is told about one thing: a session, a place, a person, a city, or the edition.

    `session` is the key of the session, empty for anything else.
    """

    session: str = ""
    title: LocalizedText
    changes: tuple[Change, ...]


def told(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return the changes that a reader of the programme can see."""
    return tuple(change for change in changes if is_told(change))


def is_told(change: Change) -> bool:
    """Tell whether a reader of the programme can see a change.

    What the lists of an agenda hold, and in what order, is seen in its sessions; that a place
    has another name is told once, and not again for each session that is held there.
    """
    if isinstance(change, Relocated):
        return not change.in_same_place
    if isinstance(change, DetailsChanged | EditionChanged):
        return not _HIDDEN.issuperset(change.fields)
    if isinstance(change, PlaceChanged | SpeakerChanged | CityChanged):
        return change.was is None or bool(seen(change.details))
    return isinstance(change, SessionChange)


def seen(details: Iterable[Detail]) -> tuple[Detail, ...]:
    """Return the fields among those that differ that a page shows."""
    return tuple(detail for detail in details if detail.field not in _HIDDEN)


def entries_of(changes: Iterable[Change]) -> tuple[Entry, ...]:
    """Return what a reader is told, each session's changes together, in their order."""
    groups: dict[tuple[str, int], list[Change]] = {}
    for number, change in enumerate(told(changes), start=1):
        if isinstance(change, SessionChange):
            groups.setdefault((change.session, 0), []).append(change)
        else:
            groups[("", number)] = [change]
    return tuple(
        Entry(session=key, title=_title(group[0]), changes=tuple(group))
        for (key, _number), group in groups.items()
    )


def count_news(changes: Iterable[Change]) -> Mapping[News, int]:
    """Count the sessions that a release touched, each under the first that is true of it."""
    counted = Counter(_news(entry) for entry in entries_of(changes) if entry.session)
    return {news: counted[news] for news in News if counted[news]}


_NEWS_OF: Mapping[str, News] = {
    "added": News.NEW,
    "removed": News.GONE,
    "cancelled": News.GONE,
    "restored": News.RESTORED,
    "relocated": News.RELOCATED,
    "retitled": News.RETITLED,
}
_RANKS: Callable[[News], int] = tuple(News).index


def _news(entry: Entry) -> News:
    return min((_news_of(change) for change in entry.changes), key=_RANKS)


def _news_of(change: Change) -> News:
    if isinstance(change, Moved):
        return News.SET if change.appears else News.MOVED
    return _NEWS_OF.get(change.kind, News.OTHER)


def _title(change: Change) -> LocalizedText:
    match change:
        case SessionChange(title=title):
            return title
        case PlaceChanged(now=entry) | CityChanged(now=entry):
            return entry.name
        case SpeakerChanged(after=name):
            return name
        case _:
            return LocalizedText()
