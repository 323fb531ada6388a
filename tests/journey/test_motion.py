"""What a page does for people who want it to keep still."""

from collections.abc import Callable

import pytest

from tests.journey.conftest import House, Person

pytestmark = pytest.mark.browser

CHANGES_COLOUR = """() => {
    const deepest = [...document.querySelectorAll("main *")].at(-1);
    deepest.style.color = "inherit";
    for (let e = deepest.parentElement; e !== document.body; e = e.parentElement) {
        e.style.color = "inherit";
    }
    getComputedStyle(deepest).color;
    document.body.style.color = "rgb(1, 2, 3)";
    return getComputedStyle(deepest).color;
}"""


def test_a_colour_changes_at_once_where_motion_is_reduced(
    people: Callable[..., Person], house: House
) -> None:
    """A transition of any length runs once for each level of the page that inherits the colour.

    The verdict at the door changes the colour of the whole page: its words would lag behind.
    """
    visitor = people("en")
    house.command("database", "upgrade")
    with house.serving():
        page = visitor.goes_to("/en/editions")
        assert page.evaluate(CHANGES_COLOUR) == "rgb(1, 2, 3)"
