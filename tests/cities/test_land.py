"""The land under the cities of the map, as it was built: coasts and cities agree."""

import json
import re
from itertools import pairwise

import pytest

from forum.cities.map.rules import HEIGHT, WIDTH, project
from forum.web.templating import MANIFEST


@pytest.fixture(scope="module")
def rings():
    """Return the rings of the land in the map's units."""
    name = json.loads(MANIFEST.read_text(encoding="utf-8"))["land.svg"]
    picture = (MANIFEST.parent / name).read_text(encoding="utf-8")
    assert f'viewBox="0 0 {WIDTH} {HEIGHT}"' in picture
    path = re.search(r' d="([^"]+)"', picture)
    assert path is not None
    return [
        [tuple(map(float, point.split())) for point in ring.split("L")]
        for ring in re.findall(r"M([^MZ]+)Z", path[1])
    ]


def is_land(rings, latitude, longitude):
    """Tell by the crossings of a line to the right whether a place lies inside."""
    x, y = project(latitude, longitude)
    edges = [edge for ring in rings for edge in pairwise([*ring, *ring[:1]])]
    crossed = [
        a + (y - b) * (next_a - a) / (next_b - b) > x
        for (a, b), (next_a, next_b) in edges
        if (b > y) != (next_b > y)
    ]
    return sum(crossed) % 2 == 1


@pytest.mark.parametrize(
    ("where", "latitude", "longitude"),
    [
        ("Daejeon", 36.35, 127.38),
        ("Madrid", 40.4, -3.7),
        ("Brasília", -15.8, -47.9),
        ("the east of Greenland", 70.0, -25.0),
        ("the west of Greenland", 70.0, -45.0),
        ("Chukotka, beyond 180°", 66.5, -173.5),
        ("the South Pole's plain", -85.0, 10.0),
        ("Alice Springs", -23.7, 133.9),
    ],
)
def test_towns_stand_on_land(rings, where, latitude, longitude):
    assert is_land(rings, latitude, longitude), where


@pytest.mark.parametrize(
    ("where", "latitude", "longitude"),
    [
        ("the Atlantic, where the map is cut", 0.0, -29.9),
        ("the Pacific at 180°", 0.0, 180.0),
        ("the East Sea", 38.5, 132.0),
        ("the Bering Sea", 58.0, -175.0),
        ("the Caspian Sea", 41.5, 51.0),
    ],
)
def test_ships_float(rings, where, latitude, longitude):
    assert not is_land(rings, latitude, longitude), where


def test_nothing_of_the_land_lies_beside_the_map(rings):
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for ring in rings for x, y in ring)
