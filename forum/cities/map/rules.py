"""The map as values: the Equal Earth projection, and names that do not cover one another.

Equal Earth (Šavrič, Patterson, Jenny 2018) keeps areas true, so that no continent looks larger
than it is. The middle of the map is 150° E: the cut runs through the Atlantic, not through a city.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from math import asin, cos, radians, sin, sqrt

from forum.cities.map.types import Dot, Label, Place, WorldMap
from forum.core.localized import Language

WIDTH = 1000
MIDDLE = 150.0
A = (1.340264, -0.081106, 0.000893, 0.003796)
LETTER = 20.0  # the size of names, in the map's own units
RADIUS = 7.0
EDGE = 4.0
STEP = 30

Box = tuple[float, float, float, float]


def _project(lam: float, phi: float) -> tuple[float, float]:
    theta = asin(sqrt(3) / 2 * sin(phi))
    square = theta * theta
    sixth = square**3
    x = (2 * sqrt(3) * lam * cos(theta)) / (
        3 * (9 * A[3] * sixth * square + 7 * A[2] * sixth + 3 * A[1] * square + A[0])
    )
    y = theta * (A[0] + A[1] * square + sixth * (A[2] + A[3] * square))
    return x, y


_RIGHT = _project(radians(180), 0)[0]
_TOP = _project(0, radians(90))[1]
SCALE = (WIDTH - 2 * EDGE) / (2 * _RIGHT)
HEIGHT = round(2 * _TOP * SCALE + 2 * EDGE)


def _on_paper(x: float, y: float) -> tuple[float, float]:
    return round(EDGE + (x + _RIGHT) * SCALE, 1), round(EDGE + (_TOP - y) * SCALE, 1)


def place_of(turned: float, latitude: float) -> tuple[float, float]:
    """Return where a place stands on the map; `turned` is its longitude from the map's middle."""
    return _on_paper(*_project(radians(turned), radians(latitude)))


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Return where a place stands on the map, from its upper left corner."""
    return place_of((longitude - MIDDLE + 180) % 360 - 180, latitude)


def _path(points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)


@cache
def net() -> tuple[str, ...]:
    """Return the lines of every thirty degrees, the edge of the world first."""

    def meridian(turned: float) -> list[tuple[float, float]]:
        return [place_of(turned, phi) for phi in range(-90, 91, 6)]

    def parallel(phi: float) -> list[tuple[float, float]]:
        return [place_of(side, phi) for side in (-180, 180)]

    edge = _path([*meridian(-180), *reversed(meridian(180))]) + "Z"
    inner = [_path(meridian(turned)) for turned in range(-180 + STEP, 180, STEP)]
    return (edge, *inner, *(_path(parallel(phi)) for phi in range(-60, 61, STEP)))


def draw(places: Iterable[Place], language: Language) -> WorldMap:
    """Return the map of places, with names in a language.

    Names are placed in the order of the places, marked ones first; a name that would cover
    a dot or another name is left out, and stands in the list beside the map alone.
    """
    known = list(places)
    located = [
        (place, *project(place.latitude, place.longitude))
        for place in known
        if place.latitude is not None and place.longitude is not None
    ]
    taken: list[Box] = [(x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS) for _p, x, y in located]
    labels: dict[str, Label] = {}
    for place, x, y in sorted(located, key=lambda one: not one[0].is_marked):
        own = (x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS)
        others = [box for box in taken if box != own]
        for label, box in _choices(x, y, width_of(place.name.in_(language))):
            if _is_inside(box) and not any(_cover(box, other) for other in others):
                labels[place.key] = label
                taken.append(box)
                break
    return WorldMap(
        width=WIDTH,
        height=HEIGHT,
        net=net(),
        dots=tuple(Dot(place, x, y, labels.get(place.key)) for place, x, y in located),
        missing=tuple(p for p in known if p.latitude is None or p.longitude is None),
    )


def width_of(name: str) -> float:
    """Return about how wide a name is: a Hangul syllable is nearly as wide as it is high."""
    return LETTER * sum(0.95 if ord(letter) > 0x1100 else 0.58 for letter in name)  # noqa: PLR2004


def _choices(x: float, y: float, width: float) -> Iterator[tuple[Label, Box]]:
    gap, half = RADIUS + 4, LETTER * 0.6
    base = y + LETTER * 0.36
    yield (
        Label(round(x + gap, 1), round(base, 1), "start"),
        (x + gap, y - half, x + gap + width, y + half),
    )
    yield (
        Label(round(x - gap, 1), round(base, 1), "end"),
        (x - gap - width, y - half, x - gap, y + half),
    )
    for middle in (y - gap - half, y + gap + half):
        label = Label(round(x, 1), round(middle + LETTER * 0.36, 1), "middle")
        yield label, (x - width / 2, middle - half, x + width / 2, middle + half)


def _is_inside(box: Box) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= WIDTH and box[3] <= HEIGHT


def _cover(one: Sequence[float], other: Sequence[float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
