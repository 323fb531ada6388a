"""Decisions on ink: what is ink, how it is kept, how it is drawn. Pure.

Ink is strokes, and a stroke is points. They are kept as whole numbers on a field `GRID` wide and
high, whatever screen they were written on, and drawn by the server alone.
"""

import json
from collections.abc import Sequence
from itertools import groupby, pairwise
from math import hypot
from typing import Any

from forum.declaration.ink.errors import (
    InkTooLittleError,
    InkTooMuchError,
    InkUnreadableError,
)
from forum.declaration.ink.types import Stroke

GRID = 1000
MOST_POINTS = 4_000
"""More than anybody writes; what lies beyond is thinned, not cut, so that the shape stays."""
MOST_SENT = 100_000
MOST_STROKES = 500
LONGEST_SENT = 1_500_000
"""Characters in which strokes are sent; the page sends far fewer."""
SHORTEST = 40
"""How long all strokes together must be on the field: less is a dot."""
_NO_STROKES = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)


# ---------------------------------------------------------------- what was sent


def tidy_ink(written: str) -> str:
    """Return sent strokes as they are kept: whole numbers on the field; nothing if none were sent.

    Strokes that lie on the field stay where they are; others are moved and made smaller. What
    has been kept once stays as it is.

    Raises:
        InkUnreadableError: it is not strokes.
        InkTooMuchError: it has more points or strokes than anybody writes.
        InkTooLittleError: it is a dot.
    """
    if not written.strip():
        return ""
    if len(written) > LONGEST_SENT:
        raise InkTooMuchError
    strokes = _read(written)
    if not strokes:
        return ""
    kept = _without_pauses(thinned(_without_pauses(_on_field(strokes))))
    if _length(kept) < SHORTEST:
        raise InkTooLittleError
    return json.dumps(kept, separators=(",", ":"))


def _read(written: str) -> tuple[Stroke, ...]:
    try:
        strokes = _strokes(written)
    except _NO_STROKES as error:
        raise InkUnreadableError from error
    if len(strokes) > MOST_STROKES or sum(map(len, strokes)) > MOST_SENT:
        raise InkTooMuchError
    return strokes


def _on_field(strokes: Sequence[Stroke]) -> tuple[Stroke, ...]:
    xs = [x for stroke in strokes for x, _y in stroke]
    ys = [y for stroke in strokes for _x, y in stroke]
    left, top, factor = 0.0, 0.0, 1.0
    if min(*xs, *ys) < 0 or max(*xs, *ys) > GRID:
        left, top = min(xs), min(ys)
        factor = min(1.0, GRID / max(max(xs) - left, max(ys) - top, 1.0))
    return tuple(
        tuple((round((x - left) * factor), round((y - top) * factor)) for x, y in stroke)
        for stroke in strokes
    )


def _without_pauses(strokes: Sequence[Stroke]) -> tuple[Stroke, ...]:
    return tuple(tuple(point for point, _same in groupby(stroke)) for stroke in strokes)


def _length(strokes: Sequence[Stroke]) -> float:
    return sum(hypot(x - a, y - b) for stroke in strokes for (a, b), (x, y) in pairwise(stroke))


# ---------------------------------------------------------------- what is kept


def ink_from(written: str) -> tuple[Stroke, ...]:
    """Return the strokes that are kept as JSON: lists of `[x, y]`, further numbers ignored.

    What cannot be read as strokes is no ink.
    """
    try:
        return _strokes(written) if written else ()
    except _NO_STROKES:
        return ()


def _strokes(written: str) -> tuple[Stroke, ...]:
    value = json.loads(written)
    strokes = value.get("strokes", []) if isinstance(value, dict) else value
    found = tuple(tuple(_point(point) for point in (_points(stroke))) for stroke in strokes)
    return tuple(stroke for stroke in found if stroke)


def _points(stroke: Any) -> Any:  # noqa: ANN401  JSON, as a browser's library writes it
    return stroke["points"] if isinstance(stroke, dict) else stroke


def _point(point: Any) -> tuple[float, float]:  # noqa: ANN401  JSON
    x, y = (point["x"], point["y"]) if isinstance(point, dict) else point[:2]
    place = (float(x), float(y))
    if not all(abs(number) < 1e6 for number in place):  # noqa: PLR2004  no screen is as large
        raise ValueError(place)
    return place


# ---------------------------------------------------------------- how it is drawn

INK_WIDTH, INK_HEIGHT = 300, 80
INK_COLOUR = "#16213f"


def ink_svg(strokes: Sequence[Stroke]) -> str:
    """Return strokes as a picture of one size, whatever screen they were written on."""
    paths = "".join(f'<path d="{path}"/>' for path in ink_paths(strokes))
    if not paths:
        return ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {INK_WIDTH} {INK_HEIGHT}" '
        f'width="{INK_WIDTH}" height="{INK_HEIGHT}" fill="none" stroke="{INK_COLOUR}" '
        f'stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round">{paths}</svg>'
    )


def ink_paths(strokes: Sequence[Stroke]) -> list[str]:
    """Return the path of each stroke in a picture `INK_WIDTH` wide and `INK_HEIGHT` high."""
    strokes = thinned(strokes)
    xs = [x for stroke in strokes for x, _y in stroke]
    ys = [y for stroke in strokes for _x, y in stroke]
    if not xs:
        return []
    inner_width, inner_height = INK_WIDTH - 8, INK_HEIGHT - 8
    scale = min(
        inner_width / max(max(xs) - min(xs), 1.0), inner_height / max(max(ys) - min(ys), 1.0), 2.0
    )
    top = (INK_HEIGHT - (max(ys) - min(ys)) * scale) / 2
    return [
        _path([(4 + (x - min(xs)) * scale, top + (y - min(ys)) * scale) for x, y in stroke])
        for stroke in strokes
    ]


def thinned(strokes: Sequence[Stroke]) -> tuple[Stroke, ...]:
    """Return strokes with no more than `MOST_POINTS` points and the end of each."""
    count = sum(map(len, strokes))
    if count <= MOST_POINTS:
        return tuple(strokes)
    room = max(MOST_POINTS - 2 * len(strokes), 1)  # each keeps its end, and may begin one more
    every = -(-count // room)
    return tuple((*stroke[:-1:every], stroke[-1]) for stroke in strokes)


def _path(points: list[tuple[float, float]]) -> str:
    """Draw through the middles between points, so that no corner shows where a sample was."""
    if len(points) == 1:
        points = [points[0], (points[0][0] + 0.1, points[0][1])]
    words = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for (x, y), (next_x, next_y) in pairwise(points[1:]):
        words.append(f"Q{x:.1f} {y:.1f} {(x + next_x) / 2:.1f} {(y + next_y) / 2:.1f}")
    words.append(f"L{points[-1][0]:.1f} {points[-1][1]:.1f}")
    return "".join(words)
