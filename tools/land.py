"""The land of the world map, as a picture that lies under the cities.

The coasts are Natural Earth's (scale 1:110 million) as the package world-atlas carries them, in
TopoJSON: rings of arcs, each arc a list of steps on a grid. They are cut where the map is cut, and
drawn in the projection of `forum.cities.map`, so that coasts and cities cannot drift apart.
"""

import json
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from forum.cities.map.rules import HEIGHT, MIDDLE, WIDTH, place_of

Point = tuple[float, float]  # longitude, latitude; on the map the longitude counts from its middle

HALF = 180.0
POLE = 90.0
LONGEST = 5.0  # degrees: a longer straight line would not follow the projection
SMALLEST = 1.5  # square units of the map: smaller islands are dirt on a phone


def land_svg(atlas: Path) -> bytes:
    """Return the land as an SVG picture of the map's size, in a grey for light and dark."""
    topology = json.loads(atlas.read_text(encoding="utf-8"))
    arcs = [list(_points(arc, topology["transform"])) for arc in topology["arcs"]]
    drawn = [
        path
        for ring in _rings(topology["objects"]["land"])
        for piece in _cut(_unrolled(_joined(ring, arcs)))
        if (path := _path(piece))
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" fill="#7f8897" fill-opacity=".3">'
        f'<path fill-rule="evenodd" d="{"".join(drawn)}"/></svg>'
    ).encode()


def _points(arc: Sequence[Sequence[int]], transform: dict[str, list[float]]) -> Iterator[Point]:
    (wide, high), (left, low) = transform["scale"], transform["translate"]
    xs, ys = accumulate(step[0] for step in arc), accumulate(step[1] for step in arc)
    for x, y in zip(xs, ys, strict=True):
        yield left + x * wide, low + y * high


def _rings(shape: dict[str, Any]) -> Iterator[list[int]]:
    if shape["type"] == "GeometryCollection":
        for part in shape["geometries"]:
            yield from _rings(part)
    elif shape["type"] == "MultiPolygon":
        for polygon in shape["arcs"]:
            yield from polygon
    elif shape["type"] == "Polygon":
        yield from shape["arcs"]


def _joined(ring: Sequence[int], arcs: Sequence[list[Point]]) -> list[Point]:
    """Return the points of a ring: a negative number is an arc walked backwards."""
    points: list[Point] = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc if not points else arc[1:]
    return points


def _unrolled(ring: Sequence[Point]) -> list[Point]:
    """Return a ring that does not jump at 180°; one around the pole goes along the pole home."""
    points = [ring[0]]
    for x, y in ring[1:]:
        before = points[-1][0]
        points.append((before + (x - before + HALF) % (2 * HALF) - HALF, y))
    start, end = points[0][0], points[-1][0]
    if abs(end - start) > HALF:
        points += [(end, -POLE), (start, -POLE)]
    return points


def _cut(ring: Sequence[Point]) -> Iterator[list[Point]]:
    """Return the parts of a ring on this map, whose edge is opposite its middle."""
    for turns in range(-2, 3):
        moved = [(x - MIDDLE + turns * 2 * HALF, y) for x, y in ring]
        kept = _beside(_beside(moved, -HALF, 1), HALF, -1)
        if kept:
            yield kept


def _beside(ring: Sequence[Point], edge: float, side: int) -> list[Point]:
    """Return the part of a ring on one side of a meridian (Sutherland and Hodgman, 1974)."""
    kept: list[Point] = []
    for (x, y), (next_x, next_y) in pairwise([*ring, *ring[:1]]):
        is_in, comes_in = (x - edge) * side >= 0, (next_x - edge) * side >= 0
        if is_in:
            kept.append((x, y))
        if is_in != comes_in:
            kept.append((edge, y + (next_y - y) * (edge - x) / (next_x - x)))
    return kept


def _path(ring: Sequence[Point]) -> str:
    placed = [place_of(x, y) for point in pairwise([*ring, *ring[:1]]) for x, y in _steps(*point)]
    area = sum(x * b - a * y for (x, y), (a, b) in pairwise([*placed, *placed[:1]])) / 2
    if abs(area) < SMALLEST:
        return ""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in placed) + "Z"


def _steps(start: Point, end: Point) -> Iterator[Point]:
    (x, y), (next_x, next_y) = start, end
    count = max(1, round(max(abs(next_x - x), abs(next_y - y)) / LONGEST))
    for number in range(count):
        share = number / count
        yield x + (next_x - x) * share, y + (next_y - y) * share
