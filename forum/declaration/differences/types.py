"""Values of the comparison of two versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from forum.core.localized import Language
from forum.declaration.types import TextVersion


class PieceKind(StrEnum):
    """What became of a run of words."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words in a row that all stayed, all went, or all came."""

    kind: PieceKind
    words: str


class PartKind(StrEnum):
    """Which part of a text."""

    TITLE = "title"
    PREAMBLE = "preamble"
    ARTICLE = "article"
    PREVAILING = "prevailing"


class Change(StrEnum):
    """What became of a part."""

    SAME = "same"
    NUMBER = "number"  # the same words under another number
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartDifference:
    """One part in both versions. A number is 0 where there is no such article."""

    part: PartKind
    change: Change
    old_number: int = 0
    new_number: int = 0
    pieces: Mapping[Language, tuple[Piece, ...]]

    @property
    def number(self) -> int:
        """Return the number by which the part is called: the newer one, if it has one."""
        return self.new_number or self.old_number

    @property
    def was_moved(self) -> bool:
        """Tell whether the article had another number."""
        both = self.old_number and self.new_number
        return bool(both) and self.old_number != self.new_number

    def is_same(self, language: Language) -> bool:
        """Tell whether the part says the same in a language."""
        return all(piece.kind is PieceKind.SAME for piece in self.pieces[language])


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDifference:
    """Two versions of a text beside each other, in the order of the newer one."""

    old: TextVersion
    new: TextVersion
    parts: tuple[PartDifference, ...]

    @property
    def changed(self) -> int:
        """Return how many parts are not the same."""
        return sum(part.change is not Change.SAME for part in self.parts)
