"""Where everything stands on a badge. Pure: widths come from the fonts' own tables.

Every measure is that of A6 (105 by 148 mm) times the size's scale. Names are fitted for
themselves: one line while it can be read from 3 m, else two or three balanced lines. What
stands below shrinks in steps before anything is left out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise

from forum.badges.errors import UnknownBadgeSizeError
from forum.badges.types import BadgeHolder, BadgeSize, Front, Line, Mark, Tone
from forum.core.fonts import width
from forum.core.localized import Language, LocalizedText, other_language

MM = 72 / 25.4  # points in a millimetre
SIZES = {
    "A6": BadgeSize(width=105, height=148),
    "A7": BadgeSize(width=74, height=105),
    "90x130": BadgeSize(width=90, height=130),
}
SMALLEST = BadgeSize(width=70, height=100)
LARGEST = BadgeSize(width=210, height=297)
SMALLEST_CODE = 25.0
MODULES = 37  # of a code of version 5, without its quiet zone of four on each side
SAFETY = 0.985  # kerning may widen a line a little
ASCENT = 0.86  # of Hangul and capitals with an accent, above the baseline, in em

_WEIGHT_FIRST, _WEIGHT_SECOND = 800, 500
_TIGHT = -0.015  # tracking of the large name
_LONG_WORD = 18  # letters; a longer word of a name may be cut


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """The frame of a badge, in millimetres."""

    size: BadgeSize
    scale: float
    margin: float
    band: float
    code: float
    quiet: float

    @property
    def inner(self) -> float:
        """Return the width between the margins."""
        return self.size.width - 2 * self.margin

    @property
    def code_top(self) -> float:
        """Return where the code's quiet zone begins."""
        return self.size.height - self.band - self.code - 2 * self.quiet - 1.2 * self.scale

    def small(self, points: float) -> float:
        """Return a size for small text, which shrinks less than the sheet."""
        return points * (self.scale * 0.82 + 0.18)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text in its largest setting."""

    size: float
    lines: tuple[str, ...]


def size_of(name: str) -> BadgeSize:
    """Return the size of this name, or of `90x130` as width and height in millimetres.

    Raises:
        UnknownBadgeSizeError: it is neither, or too small or large for a badge.
    """
    if known := SIZES.get(name.upper().replace("X", "x")):
        return known
    match = re.fullmatch(r"(\d{2,3})x(\d{2,3})", name.lower())
    if match is None:
        raise UnknownBadgeSizeError(size=name)
    size = BadgeSize(width=float(match[1]), height=float(match[2]))
    if not (
        SMALLEST.width <= size.width <= LARGEST.width
        and SMALLEST.height <= size.height <= LARGEST.height
    ):
        raise UnknownBadgeSizeError(size=name)
    return size


def measures(size: BadgeSize) -> Measures:
    """Return the frame of a badge of this size. Its code is never under 25 mm."""
    a6 = SIZES["A6"]
    scale = min(size.width / a6.width, size.height / a6.height)
    code = max(SMALLEST_CODE, 28 * scale)
    return Measures(
        size=size,
        scale=scale,
        margin=max(5.0, 8 * scale),
        band=21 * scale,
        code=code,
        quiet=code / MODULES * 4,
    )


# ---------------------------------------------------------------- fitting


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


def _split(parts: Sequence[_Part], count: int, weight: int, tracking: float) -> tuple[str, ...]:
    """Return the parts in so many lines, the widest as narrow as possible."""
    best: tuple[float, tuple[str, ...]] | None = None
    for cuts in combinations(range(1, len(parts)), count - 1):
        edges = (0, *cuts, len(parts))
        lines = tuple(_joined(parts[a:b]) for a, b in pairwise(edges))
        widest = max(width(line, weight, tracking=tracking) for line in lines)
        if best is None or widest < best[0]:
            best = (widest, lines)
    assert best is not None  # noqa: S101  there are never fewer parts than lines
    return best[1]


def fit(  # noqa: PLR0913  a box has this many sides
    text: str,
    wide: float,
    high: float,
    *,
    most: float,
    least: float,
    floor: float = 0.0,
    leading: float = 1.12,
    weight: int = 700,
    tracking: float = 0.0,
    lines: int = 3,
) -> Fitted:
    """Return the largest setting of a text in a box, sizes in points.

    One line while that is at least `least`, else up to `lines` balanced ones, if they are an
    eighth larger; below `floor`, words of 18 letters and more are cut.
    """

    def attempt(parts: Sequence[_Part]) -> Fitted:
        pick: Fitted | None = None
        for count in range(1, min(lines, len(parts)) + 1):
            split = _split(parts, count, weight, tracking)
            widest = max(width(line, weight, tracking=tracking) for line in split)
            size = min(most, wide / widest * SAFETY if widest else most, high / (count * leading))
            if pick is None or size > pick.size * 1.12:
                pick = Fitted(size, split)
            if count == 1 and size >= least:
                break
        assert pick is not None  # noqa: S101  a text has at least one part
        return pick

    parts = _parts(text) or [_Part("", spaced=False)]
    pick = attempt(parts)
    if pick.size < floor:
        again = attempt([piece for part in parts for piece in _cut(part)])
        if again.size > pick.size * 1.2:
            return again
    return pick


def wrap(text: str, size: float, wide: float, weight: int) -> list[str]:
    """Return the lines of a text at a size; a word that is too wide for a line is cut."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if width(longer, weight) * size <= wide * SAFETY:
            line = longer
            continue
        if line:
            lines.append(line)
        *whole, line = _cut_to(word, size, wide, weight)
        lines += whole
    return [*lines, line] if line else lines


def _cut_to(word: str, size: float, wide: float, weight: int) -> Iterator[str]:
    piece = ""
    for character in word:
        if piece and width(piece + character, weight) * size > wide * SAFETY:
            yield piece
            piece = ""
        piece += character
    yield piece


# ---------------------------------------------------------------- the front


@cache
def _frame(size: BadgeSize) -> Measures:
    return measures(size)


def lay_out(holder: BadgeHolder, size: BadgeSize) -> Front:
    """Return where everything stands on the front of one badge."""
    frame = _frame(size)
    u = frame.scale
    top = 31 * u
    bottom = frame.code_top - 2 * u
    # air between the names and the staves at the edge
    wide = frame.inner - (1.5 * u if holder.attends else 0)
    room = min(41 * u, bottom - top - _office_room(holder) * u)
    names, after = _names(holder, frame, top, wide, room)
    office_lines = _office(holder, frame, after + 3.4 * u, wide, bottom)
    place, number = _place(holder, frame), _number(holder, frame)
    marks, mark_size = _marks(holder, frame, number)
    return Front(
        names=tuple(names),
        office=tuple(office_lines),
        place=tuple(place),
        number=number,
        marks=tuple(marks),
        mark_size=mark_size,
    )


def _office_room(holder: BadgeHolder) -> float:
    """Return what names leave to position and affiliation, in millimetres of A6."""
    texts = (holder.position, holder.affiliation)
    written = sum(any(text.written_in(language) for text in texts) for language in ("ko", "en"))
    return (0.0, 14.0, 21.0)[written]


def _languages(holder: BadgeHolder) -> tuple[Language, Language]:
    first = holder.name.language_in(holder.language)
    return first, other_language(first)


def _names(
    holder: BadgeHolder, frame: Measures, top: float, wide: float, high: float
) -> tuple[list[Line], float]:
    """Return the lines of both names, and the height at which they end."""
    u = frame.scale
    first, second = _languages(holder)
    large, small = holder.name.written_in(first), holder.name.written_in(second)
    one = fit(
        large,
        wide * MM,
        high * MM * (0.62 if small else 0.9),
        most=66 * u,
        least=(40 if first == "ko" else 34) * u,
        floor=20 * u,
        leading=1.08,
        weight=_WEIGHT_FIRST,
        tracking=_TIGHT,
    )
    lines, y = _stack(one, frame, top, 1.08, first, weight=_WEIGHT_FIRST)
    if not small:
        return lines, y
    y += 2.4 * u
    two = fit(
        small,
        wide * MM,
        max(6 * u, high - (y - top)) * MM,
        most=min(31 * u, one.size * 0.72),
        least=21 * u,
        leading=1.14,
        weight=_WEIGHT_SECOND,
    )
    more, y = _stack(two, frame, y, 1.14, second, weight=_WEIGHT_SECOND)
    return [*lines, *more], y


def _stack(
    fitted: Fitted, frame: Measures, top: float, leading: float, language: Language, *, weight: int
) -> tuple[list[Line], float]:
    step = fitted.size * leading / MM
    baseline = fitted.size * (leading - 1 + ASCENT) / MM
    lines = [
        Line(
            x=frame.margin,
            y=top + index * step + baseline,
            size=fitted.size,
            weight=weight,
            tone=Tone.INK,
            language=language,
            text=text,
        )
        for index, text in enumerate(fitted.lines)
    ]
    return lines, top + step * len(fitted.lines)


# How far the office shrinks before its second language loses the position, then everything.
_STEPS = (1.0, 0.92, 0.85, 0.78, 0.7, 0.64, 0.58)
_OFFICE_SIZES = (12.5, 9.6)


def _office(
    holder: BadgeHolder, frame: Measures, top: float, wide: float, bottom: float
) -> list[Line]:
    """Return position and affiliation, in the person's language and then in the other."""
    first, second = _languages(holder)
    whole = (holder.position, holder.affiliation)
    tries: list[tuple[float, Sequence[LocalizedText]]] = [(step, whole) for step in _STEPS]
    tries += [(step, (holder.affiliation,)) for step in _STEPS[-2:]]
    tries += [(step, ()) for step in (_STEPS[2], *_STEPS[-2:])]
    lines: list[Line] = []
    for step, others in tries:
        lines, y = _office_block(
            whole, first, frame.small(_OFFICE_SIZES[0]) * step, frame, top, wide
        )
        if any(text.written_in(second) for text in others):
            more, y = _office_block(
                others, second, frame.small(_OFFICE_SIZES[1]) * step, frame, y + 0.9 * frame.scale,
                wide, is_second=True,
            )  # fmt: skip
            lines = [*lines, *more]
        if y <= bottom:
            return lines
    return [line for line in lines if line.y <= bottom]


def _office_block(  # noqa: PLR0913
    texts: Sequence[LocalizedText],
    language: Language,
    size: float,
    frame: Measures,
    top: float,
    wide: float,
    *,
    is_second: bool = False,
) -> tuple[list[Line], float]:
    weight = 400 if is_second else 600
    step = size * 1.3 / MM
    written = [
        line
        for text in texts
        if text.written_in(language)
        for line in wrap(text.written_in(language), size, wide * MM, weight)
    ]
    lines = [
        Line(
            x=frame.margin,
            y=top + index * step + size * ASCENT / MM,
            size=size,
            weight=weight,
            tone=Tone.NOTE if is_second else Tone.INK,
            language=language,
            text=text,
        )
        for index, text in enumerate(written)
    ]
    return lines, top + step * len(lines)


def _beside_code(frame: Measures) -> float:
    """Return where the column beside the code begins."""
    return frame.margin + frame.code + frame.quiet + 1 * frame.scale


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the place, before it is fitted."""

    text: str
    language: Language
    most: float
    weight: int
    tone: Tone


_CROWDED = 2  # marks, from which on the place is told in two lines


def _place(holder: BadgeHolder, frame: Measures) -> list[Line]:
    """Return the city in both scripts, and the country."""
    x = _beside_code(frame)
    wide = (frame.size.width - frame.margin - x) * MM
    lines: list[Line] = []
    y = frame.code_top + frame.quiet
    for row in _place_rows(holder, frame):
        size = min(row.most, wide * SAFETY / width(row.text, row.weight))
        y += size * ASCENT / MM
        lines.append(
            Line(
                x=x,
                y=y,
                size=size,
                weight=row.weight,
                tone=row.tone,
                language=row.language,
                text=row.text,
            )
        )
        y += size * 0.46 / MM
    return lines


def _place_rows(holder: BadgeHolder, frame: Measures) -> list[_Row]:
    first, second = _languages(holder)
    cities = _written(holder.city, first, second)
    countries = _written(holder.country, first, second)
    country = "  ".join(countries)
    if not cities:
        return [_Row(country, first, frame.small(13.5), 600, Tone.INK)] if country else []
    crowded = len(holder.marks) >= _CROWDED
    rows = [_Row(cities[0], first, frame.small(15 if crowded else 17), 700, Tone.INK)]
    if crowded:
        rest = " · ".join(text for text in (*cities[1:], country) if text)
        return [*rows, _Row(rest, second, frame.small(9.2), 400, Tone.SECOND)] if rest else rows
    if len(cities) > 1:
        rows.append(_Row(cities[1], second, frame.small(11.2), 500, Tone.SECOND))
    if country:
        rows.append(_Row(country, first, frame.small(9.5), 400, Tone.NOTE))
    return rows


def _written(text: LocalizedText, first: Language, second: Language) -> list[str]:
    """Return a text in both languages, once where both are the same."""
    return list(dict.fromkeys(filter(None, (text.written_in(first), text.written_in(second)))))


def _number(holder: BadgeHolder, frame: Measures) -> Line:
    """Return the number that people read out, on the code's last line."""
    size = frame.small(9.2)
    x = _beside_code(frame)
    wide = (frame.size.width - frame.margin - x) * MM
    size = min(size, wide * SAFETY / width(holder.number, 600))
    return Line(
        x=x,
        y=frame.code_top + frame.quiet + frame.code,
        size=size,
        weight=600,
        tone=Tone.SECOND,
        language="en",
        text=holder.number,
    )


def _marks(
    holder: BadgeHolder, frame: Measures, number: Line
) -> tuple[list[tuple[Mark, float, float]], float]:
    """Return the marks with their baselines, above the number, and their size."""
    size = frame.small(8.2 if len(holder.marks) > _CROWDED else 9.2)
    step = size * 1.5 / MM
    y = number.y - number.size * 1.45 / MM
    rows = [(mark, number.x, y - index * step) for index, mark in enumerate(reversed(holder.marks))]
    return rows[::-1], size
