"""The map: a projection that is right, and names that never cover one another."""

from math import radians, sin

import pytest

from forum.cities.map.rules import HEIGHT, LETTER, WIDTH, draw, net, project, width_of
from forum.cities.map.types import Place
from forum.core.localized import LocalizedText
from forum.demo.services import read_demo


def place(key: str, latitude: float | None, longitude: float | None, **more) -> Place:
    return Place(
        key=key,
        name=LocalizedText(f"도시 {key}", f"City {key}"),
        latitude=latitude,
        longitude=longitude,
        **more,
    )


def test_the_middle_of_the_map_is_the_middle_of_the_pacific():
    assert project(0, 150) == pytest.approx((WIDTH / 2, HEIGHT / 2), abs=0.5)
    left, right = project(0, -29.9)[0], project(0, -30.1)[0]
    assert left < 10
    assert right > WIDTH - 10


def band(low: int, high: int) -> float:
    """Return how much of the map lies between two degrees of latitude."""
    total = 0.0
    for degree in range(low, high):
        (wide, lower), (narrow, upper) = (project(at, -30.01) for at in (degree, degree + 1))
        total += (wide + narrow - WIDTH) * (lower - upper)
    return total


def test_equal_areas_stay_equal():
    globe = sin(radians(10)) / (sin(radians(70)) - sin(radians(60)))
    assert band(0, 10) / band(60, 70) == pytest.approx(globe, rel=0.02)


def test_north_is_up_and_east_is_right():
    seoul, wellington, vienna, lima = (
        project(*where) for where in ((37.6, 127), (-41.3, 174.8), (48.2, 16.4), (-12, -77))
    )
    assert seoul[1] < wellington[1]
    assert vienna[0] < seoul[0] < lima[0]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_no_name_covers_another_name_or_a_dot(language):
    cities = [
        Place(key=c.key, name=c.name, latitude=c.lat, longitude=c.lon)
        for c in read_demo().cities.cities
    ]
    crowd = [place(str(n), 40 + n % 6 * 1.5, 5 + n // 6 * 4.0) for n in range(25)]
    made = draw([*cities, *crowd], language)
    assert len(made.dots) == len(cities) + 25
    boxes = []
    for dot in made.dots:
        boxes.append((dot.x - 6, dot.y - 6, dot.x + 6, dot.y + 6))
        if dot.label is None:
            continue
        width = width_of(dot.place.name.in_(language))
        left = dot.label.x - {"start": 0, "middle": width / 2, "end": width}[dot.label.anchor]
        middle = dot.label.y - LETTER * 0.36
        boxes.append((left, middle - LETTER / 2, left + width, middle + LETTER / 2))
    for n, one in enumerate(boxes):
        for other in boxes[n + 1 :]:
            if abs(one[2] - one[0] - 12) < 0.01 and abs(other[2] - other[0] - 12) < 0.01:
                continue  # dots of cities beside each other may touch
            covers = (
                one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
            )
            assert not covers, (one, other)
    assert sum(dot.label is not None for dot in made.dots) >= 15


def test_a_city_without_coordinates_is_said_and_not_drawn_at_zero():
    made = draw(
        [place("a", None, None), place("b", 0, 0), place("c", 10, 10, is_marked=False)], "en"
    )
    assert [dot.place.key for dot in made.dots] == ["b", "c"]
    assert [one.key for one in made.missing] == ["a"]


def test_the_net_is_drawn_once_and_stays_on_the_paper():
    numbers = [
        float(n)
        for path in net()
        for n in path.replace("M", "").replace("Z", "").replace("L", " ").split()
    ]
    assert max(numbers) <= WIDTH
    assert min(numbers) >= 0
