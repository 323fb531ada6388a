"""Comparing two versions: which article became which, and which words went and came.

Articles have no names, only numbers that change when one is put in between. So those are taken
for the same that have the most words in common, without crossing: an article that was put in
front of others is new, and the others have moved.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from forum.core.localized import EMPTY, LANGUAGES, LocalizedText
from forum.declaration.differences.types import (
    Change,
    PartDifference,
    PartKind,
    Piece,
    PieceKind,
    TextDifference,
)
from forum.declaration.types import ArticleText, TextVersion

ALIKE = 0.4
"""The share of words that two articles have in common at least, to be taken for one."""

_WORDS = re.compile(r"\s+|[^\W_]+|[^\w\s]|_")


def compare_words(old: str, new: str) -> tuple[Piece, ...]:
    """Return both texts as one row of pieces: what stayed, what went, what came."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    pieces: list[Piece] = []
    for _tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if before[i1:i2] == after[j1:j2]:
            pieces.append(Piece(PieceKind.SAME, "".join(before[i1:i2])))
            continue
        if i1 < i2:
            pieces.append(Piece(PieceKind.REMOVED, "".join(before[i1:i2])))
        if j1 < j2:
            pieces.append(Piece(PieceKind.ADDED, "".join(after[j1:j2])))
    return tuple(_joined(pieces))


def _joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Take pieces together between which only white space stayed, so that they can be read."""
    removed = added = ""
    for index, piece in enumerate(pieces):
        inside = 0 < index < len(pieces) - 1
        if piece.kind is PieceKind.REMOVED:
            removed += piece.words
        elif piece.kind is PieceKind.ADDED:
            added += piece.words
        elif inside and not piece.words.strip() and "\n" not in piece.words and removed and added:
            removed += piece.words
            added += piece.words
        else:
            yield from _swap(removed, added)
            removed = added = ""
            yield piece
    yield from _swap(removed, added)


def _swap(removed: str, added: str) -> Iterator[Piece]:
    if removed:
        yield Piece(PieceKind.REMOVED, removed)
    if added:
        yield Piece(PieceKind.ADDED, added)


def likeness(old: LocalizedText, new: LocalizedText) -> float:
    """Return the share of words that two texts have in common, in the language where it is more."""
    return max(_share(old.written_in(one), new.written_in(one)) for one in LANGUAGES)


def _share(old: str, new: str) -> float:
    before, after = Counter(old.split()), Counter(new.split())
    total = before.total() + after.total()
    return 2 * (before & after).total() / total if total else 0.0


def match_articles(
    old: Sequence[ArticleText], new: Sequence[ArticleText]
) -> list[tuple[ArticleText | None, ArticleText | None]]:
    """Return which article became which, in the order of the newer text."""
    rows, columns = len(old), len(new)
    alike = [[likeness(a.text, b.text) for b in new] for a in old]
    best = [[0.0] * (columns + 1) for _row in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            together = best[i + 1][j + 1] + alike[i][j] if alike[i][j] >= ALIKE else 0.0
            best[i][j] = max(together, best[i + 1][j], best[i][j + 1])
    pairs: list[tuple[ArticleText | None, ArticleText | None]] = []
    i = j = 0
    while i < rows and j < columns:
        if alike[i][j] >= ALIKE and best[i][j] == best[i + 1][j + 1] + alike[i][j]:
            pairs.append((old[i], new[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append((old[i], None))
            i += 1
        else:
            pairs.append((None, new[j]))
            j += 1
    pairs += [(article, None) for article in old[i:]]
    pairs += [(None, article) for article in new[j:]]
    return list(_rewritten(pairs))


def _rewritten(
    pairs: Sequence[tuple[ArticleText | None, ArticleText | None]],
) -> Iterator[tuple[ArticleText | None, ArticleText | None]]:
    """Take one that went and one that came in its place, under its number, for one rewritten."""
    index = 0
    while index < len(pairs):
        gone, came = pairs[index][0], pairs[index + 1][1] if index + 1 < len(pairs) else None
        lone = pairs[index][1] is None and index + 1 < len(pairs) and pairs[index + 1][0] is None
        if lone and gone is not None and came is not None and gone.number == came.number:
            yield gone, came
            index += 2
        else:
            yield pairs[index]
            index += 1


def compare_versions(old: TextVersion, new: TextVersion) -> TextDifference:
    """Return what the newer version says otherwise, part by part, in both languages."""
    parts = [_part(PartKind.TITLE, old.title, new.title)]
    if old.preamble or new.preamble:
        parts.append(_part(PartKind.PREAMBLE, old.preamble, new.preamble))
    parts += [
        _part(
            PartKind.ARTICLE,
            before.text if before else EMPTY,
            after.text if after else EMPTY,
            (before.number if before else 0, after.number if after else 0),
        )
        for before, after in match_articles(old.articles, new.articles)
    ]
    if old.prevailing or new.prevailing:
        parts.append(_part(PartKind.PREVAILING, old.prevailing, new.prevailing))
    return TextDifference(old=old, new=new, parts=tuple(parts))


def _part(
    part: PartKind, old: LocalizedText, new: LocalizedText, numbers: tuple[int, int] = (0, 0)
) -> PartDifference:
    return PartDifference(
        part=part,
        change=_change(old, new, numbers),
        old_number=numbers[0],
        new_number=numbers[1],
        pieces={
            language: compare_words(old.written_in(language), new.written_in(language))
            for language in LANGUAGES
        },
    )


def _change(old: LocalizedText, new: LocalizedText, numbers: tuple[int, int]) -> Change:
    if old == new:
        return Change.SAME if numbers[0] == numbers[1] else Change.NUMBER
    if not old:
        return Change.ADDED
    return Change.CHANGED if new else Change.REMOVED
