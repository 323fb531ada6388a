"""People and cities as organisers type them: by name, in any language, or by key."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from forum.core.localized import LANGUAGES, Language, LocalizedText


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Somebody or something that a session can name."""

    key: str
    name: LocalizedText
    role_only: bool = False


class Directory:
    """Finds whom a typed text means, and writes everybody so that they are found again.

    Whose names are the same as another's are written with their keys: `Hong Gildong (hong-2)`.
    """

    def __init__(self, entries: Iterable[Known], language: Language) -> None:
        """Take everybody there is; `language` is the one in which they are written."""
        self.entries = tuple(entries)
        self._language = language

    @cached_property
    def by_key(self) -> Mapping[str, Known]:
        """Return everybody by key."""
        return {entry.key: entry for entry in self.entries}

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """Return how everybody is written, by key, in the order of the alphabet."""
        named = {entry.key: self._written(entry.name) or entry.key for entry in self.entries}
        often: dict[str, int] = defaultdict(int)
        for label in named.values():
            often[_plain(label)] += 1
        made = {
            key: f"{label} ({key})" if often[_plain(label)] > 1 else label
            for key, label in named.items()
        }
        return dict(sorted(made.items(), key=lambda pair: pair[1]))

    def label(self, key: str | None) -> str:
        """Return how somebody is written; the key itself if nobody has it."""
        return self.labels.get(key, key) if key else ""

    def matching(self, typed: str) -> frozenset[str]:
        """Return the keys of those whom a typed text may mean."""
        return self._keys.get(_plain(typed), frozenset())

    @cached_property
    def _keys(self) -> Mapping[str, frozenset[str]]:
        """Return who is meant by what: a label or a key means one, a name perhaps several."""
        names: dict[str, set[str]] = defaultdict(set)
        for entry in self.entries:
            for language in LANGUAGES:
                names[_plain(entry.name.written_in(language))].add(entry.key)
        found = {plain: frozenset(keys) for plain, keys in names.items() if plain}
        found |= {_plain(entry.key): frozenset({entry.key}) for entry in self.entries}
        found |= {_plain(label): frozenset({key}) for key, label in self.labels.items()}
        return found

    def _written(self, name: LocalizedText) -> str:
        first = name.in_(self._language)
        others = [name.written_in(language) for language in LANGUAGES]
        rest = [text for text in others if text and text != first]
        return " · ".join([first, *rest]) if first else ""


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
