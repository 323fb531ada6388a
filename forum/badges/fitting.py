"""Text in a box, measured by the fonts' own tables: the same for the preview and the printer.

Pure. Sizes and lengths are points. Whatever is asked, what comes out stays inside the box: a
text that has no room at the smallest size is set smaller, and is said to be too long.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

from forum.badges.designs.types import Overlong
from forum.badges.types import Tone
from forum.core.fonts import width
from forum.core.localized import Language

MM = 72 / 25.4  # points in a millimetre
SAFETY = 0.985  # kerning may widen a line a little
ASCENT, DESCENT = 0.86, 0.26  # of Hangul and of capitals, of `g` and of a comma below, in em
_MARK_ABOVE = 0.2  # what each accent over a capital adds to the ascent
TIGHT = -0.015  # tracking of the heaviest weight
HEAVIEST = 800
LEADING, LEADING_LARGE, LARGE = 1.3, 1.14, 18.0
_STEP = 0.95
_TINIEST = 2.0  # points: below that nothing is tried any more
_GAIN = 1.12  # how much larger a name has to become before it takes another line
_MOST_LINES = 3
_HALF = 0.5
_LONG_WORD = 18  # letters; a longer word of a name may be cut
MORE = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A text with its look; `scale` is its size beside that of the first paragraph."""

    text: str
    language: Language
    weight: int = 500
    tone: Tone = Tone.INK
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Row:
    """A line of text as it is set: `top` and `baseline` count from the box's upper edge."""

    paragraph: Paragraph
    text: str
    size: float
    top: float
    baseline: float

    @property
    def wide(self) -> float:
        """Return how wide the line is."""
        return measured(self.text, self.paragraph.weight) * self.size


@dataclass(frozen=True, slots=True)
class Setting:
    """Rows that fit in a box, how high they are, and whether the text was too long for it."""

    rows: tuple[Row, ...]
    height: float
    size: float
    is_too_long: bool = False


NOTHING = Setting((), 0.0, 0.0)


@lru_cache(maxsize=60_000)
def measured(text: str, weight: int) -> float:
    """Return how wide a line is in em, with the tracking of its weight."""
    return width(text, weight, tracking=TIGHT if weight >= HEAVIEST else 0.0)


@lru_cache(maxsize=8_000)
def ascent_of(text: str) -> float:
    """Return how far a line reaches above its baseline, in em: accents on capitals reach far."""
    most = 0
    for character in text:
        parts = unicodedata.normalize("NFD", character)
        if parts[0].isupper():
            most = max(most, sum(unicodedata.combining(part) == _ABOVE for part in parts[1:]))
    return ASCENT + _MARK_ABOVE * most


_ABOVE = 230  # the combining class of marks above


def leading_of(largest: float) -> float:
    """Return the distance of lines, in em: large ones stand closer."""
    return LEADING_LARGE if largest >= LARGE else LEADING


# ---------------------------------------------------------------- lines of words


@lru_cache(maxsize=60_000)
def wrap(text: str, wide: float, weight: int) -> tuple[str, ...]:
    """Return the lines of a text in a column of so many em; a word wider than it is cut."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if measured(longer, weight) <= wide:
            line = longer
            continue
        if line:
            lines.append(line)
        *whole, line = _cut_to(word, wide, weight)
        lines += whole
    return (*lines, line) if line else tuple(lines)


def _cut_to(word: str, wide: float, weight: int) -> Iterator[str]:
    piece = ""
    for character in word:
        if piece and measured(piece + character, weight) > wide:
            yield piece
            piece = ""
        piece += character
    yield piece


@lru_cache(maxsize=20_000)
def _widest_word(text: str, weight: int) -> float:
    return max((measured(word, weight) for word in text.split()), default=0.0)


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a text after which a line may end."""

    text: str
    spaced: bool


def _parts(text: str) -> list[_Part]:
    parts = []
    for word in text.split():
        pieces = re.findall(r"[^-]+-?|-", word)
        parts += [_Part(piece, spaced=piece is pieces[-1]) for piece in pieces]
    return parts


def _cut(part: _Part) -> list[_Part]:
    """Cut one very long word in the middle."""
    if len(part.text) < _LONG_WORD:
        return [part]
    middle = (len(part.text) + 1) // 2
    return [
        _Part(part.text[:middle], spaced=False),
        _Part(part.text[middle:], spaced=part.spaced),
    ]


def _joined(parts: Sequence[_Part]) -> str:
    return "".join(part.text + (" " if part.spaced else "") for part in parts).rstrip()


def _split(parts: Sequence[_Part], count: int, weight: int) -> tuple[str, ...]:
    """Return the parts in so many lines, the widest as narrow as possible."""
    splits = (
        tuple(_joined(parts[a:b]) for a, b in pairwise((0, *cuts, len(parts))))
        for cuts in combinations(range(1, len(parts)), count - 1)
    )
    return min(splits, key=lambda lines: max(measured(line, weight) for line in lines))


# ---------------------------------------------------------------- fitting


@lru_cache(maxsize=20_000)
def fit(
    paragraphs: tuple[Paragraph, ...],
    wide: float,
    high: float,
    *,
    largest: float,
    smallest: float,
    overlong: Overlong = Overlong.WRAP,
) -> Setting:
    """Return a text set in a box, as large as it may be.

    It shrinks to `smallest` on one line for each paragraph, then takes more lines; `BALANCE`
    takes them as soon as it becomes larger so, `LINE` never does. What has no room even then is
    set smaller, and is too long. Kept, for a thousand badges have few cities and offices.
    """
    paragraphs = tuple(paragraph for paragraph in paragraphs if paragraph.text.strip())
    if not paragraphs:
        return NOTHING
    smallest = min(smallest, largest)
    whole = [(paragraph, " ".join(paragraph.text.split())) for paragraph in paragraphs]
    alone = _largest(whole, wide, high, largest)
    if overlong is Overlong.BALANCE:
        if len(paragraphs) == 1:
            return _balanced(paragraphs[0], alone, wide, high, largest, smallest)
        return _wrapped(paragraphs, wide, high, largest, smallest)
    if alone >= smallest or overlong is Overlong.LINE:
        return _stack(whole, alone, largest, is_too_long=alone < smallest - 0.001)
    return _wrapped(paragraphs, wide, high, largest, smallest)


def _largest(
    rows: Sequence[tuple[Paragraph, str]], wide: float, high: float, largest: float
) -> float:
    """Return the largest size at which these rows fit in a box."""
    across = min(
        wide * SAFETY / (paragraph.scale * measured(text, paragraph.weight) or 1.0)
        for paragraph, text in rows
    )
    return min(largest, across, high / _tall(rows, largest))


def _tall(rows: Sequence[tuple[Paragraph, str]], largest: float) -> float:
    """Return how high rows are at a size of one point."""
    leading = leading_of(largest)
    first, text = rows[0]
    last, _ = rows[-1]
    above = first.scale * (ascent_of(text) - ASCENT)
    # the last line needs room for what hangs below it, whatever the leading
    below = last.scale * max(0.0, ASCENT + DESCENT - leading)
    return above + below + sum(paragraph.scale * leading for paragraph, _ in rows)


def _stack(
    rows: Sequence[tuple[Paragraph, str]], size: float, largest: float, *, is_too_long: bool
) -> Setting:
    leading = leading_of(largest)
    first, text = rows[0]
    top = first.scale * (ascent_of(text) - ASCENT) * size
    found = []
    for paragraph, line in rows:
        own = size * paragraph.scale
        # half of the leading's air stands above, so that a block is in the middle of its box
        air = max(0.0, leading - ASCENT - DESCENT) / 2
        found.append(Row(paragraph, line, own, top, top + own * (air + ASCENT)))
        top += own * leading
    return Setting(tuple(found), _tall(rows, largest) * size, size, is_too_long)


def _sizes(largest: float, smallest: float) -> Iterator[float]:
    size = largest
    while size > smallest:
        yield size
        size *= _STEP
    yield smallest


def _wrapped(
    paragraphs: Sequence[Paragraph], wide: float, high: float, largest: float, smallest: float
) -> Setting:
    for size in _sizes(largest, smallest):
        uncut = all(
            _widest_word(one.text, one.weight) * one.scale * size <= wide * SAFETY
            for one in paragraphs
        )
        if uncut and (found := _try(paragraphs, wide, high, size, largest)):
            return found
    if found := _try(paragraphs, wide, high, smallest, largest):
        return found
    for size in _sizes(smallest, _TINIEST):
        if found := _try(paragraphs, wide, high, size, largest):
            return Setting(found.rows, found.height, found.size, is_too_long=True)
    return _cut_short(paragraphs, wide, high, largest)


def _rows(paragraphs: Sequence[Paragraph], wide: float, size: float) -> list[tuple[Paragraph, str]]:
    return [
        (one, line)
        for one in paragraphs
        for line in wrap(one.text, round(wide * SAFETY / (size * one.scale), 3), one.weight)
    ]


def _try(
    paragraphs: Sequence[Paragraph], wide: float, high: float, size: float, largest: float
) -> Setting | None:
    rows = _rows(paragraphs, wide, size)
    fits = _largest(rows, wide, high, largest) >= size - 0.0001
    return _stack(rows, size, largest, is_too_long=False) if fits else None


def _cut_short(
    paragraphs: Sequence[Paragraph], wide: float, high: float, largest: float
) -> Setting:
    """Return the beginning of a text that fits at no size."""
    rows = _rows(paragraphs, wide, _TINIEST)
    while len(rows) > 1 and _tall(rows, largest) * _TINIEST > high:
        rows.pop()
    size = min(_TINIEST, _largest(rows, wide, high, largest))
    return _stack(rows, size, largest, is_too_long=True)


def _balanced(
    paragraph: Paragraph, alone: float, wide: float, high: float, largest: float, smallest: float
) -> Setting:
    """Return one line while it is at least half the largest size, else balanced ones."""
    best = [(paragraph, " ".join(paragraph.text.split()))]
    size = alone
    if alone < largest * _HALF:
        best, size = _more_lines(_parts(paragraph.text), paragraph, wide, high, largest)
        if size < smallest:
            cut = [piece for part in _parts(paragraph.text) for piece in _cut(part)]
            again, larger = _more_lines(cut, paragraph, wide, high, largest)
            if larger > size * _GAIN:
                best, size = again, larger
    return _stack(best, size, largest, is_too_long=size < smallest - 0.001)


def _more_lines(
    parts: Sequence[_Part], paragraph: Paragraph, wide: float, high: float, largest: float
) -> tuple[list[tuple[Paragraph, str]], float]:
    best: list[tuple[Paragraph, str]] = []
    most = 0.0
    for count in range(1, min(_MOST_LINES, len(parts)) + 1):
        rows = [(paragraph, line) for line in _split(parts, count, paragraph.weight)]
        size = _largest(rows, wide, high, largest)
        if size > most * _GAIN:
            best, most = rows, size
    return best, most
