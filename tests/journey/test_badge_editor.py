"""A design of badges: its elements are placed with the mouse, with keys, and by numbers."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journey.conftest import House, Mouse, Person, add_owner
from tests.journey.test_whole_path import come_in

pytestmark = pytest.mark.browser

NEW = "/manage/dwc-trial/badges/designs/new"


@pytest.fixture
def page(people: Callable[..., Person], opened: House) -> Iterator[tuple[Person, Page]]:
    """Let an organiser come in and make a design of two sides."""
    person = people("en")
    hands = Mouse(person)
    with opened.serving():
        come_in(person, hands, add_owner(opened, "en"), "en")
        page = person.goes_to(NEW)
        hands.choose(page.locator("[name=sides][value=two]"))
        hands.press(page.locator("main form button[type=submit]").last)
        yield person, page


def value(page: Page, name: str) -> float:
    """Return a number of the form."""
    return float(page.locator(f"[name={name}]").input_value())


def drag(page: Page, what: Locator, dx: float, dy: float) -> None:
    """Drag something by millimetres of the badge."""
    paper = page.locator("[data-side=front] .bd-paper").bounding_box()
    box = what.bounding_box()
    assert paper
    assert box
    scale = paper["width"] / 105
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx * scale / 2, y + dy * scale / 2)
    page.mouse.move(x + dx * scale, y + dy * scale)
    page.mouse.up()


def test_elements_are_placed_by_mouse_by_keys_and_by_numbers(page):
    person, page = page
    by_mouse(page)
    by_keys(page)
    wide = value(page, "number-width")
    page.locator("#element-office > summary").click()
    page.locator("[name=office-largest]").fill("11")
    person.looks()
    Mouse(person).press(page.locator("button[name=save]"))
    expect(page.locator(".mg-head")).to_contain_text("2.")
    assert value(page, "number-width") == wide
    assert (value(page, "office-largest"), value(page, "code-width")) == (11, 25)

    page.locator("#element-code > summary").click()
    page.locator("[name=code-x]").fill("1")
    page.locator("button[name=save]").click()
    expect(page.locator("#code-x-error")).to_be_visible()
    expect(page.locator("[name=code-x]")).to_have_value("1")


def by_mouse(page: Page) -> None:
    """Drag an element near the line that it had, and the code smaller than it may be."""
    picture = page.locator("[data-side=front] img")
    before = picture.get_attribute("src")
    number = page.locator("[data-side=front] [data-box=number]")
    number.scroll_into_view_if_needed()
    left, top = value(page, "number-x"), value(page, "number-y")
    drag(page, number, 6, 0)
    assert value(page, "number-x") == pytest.approx(left + 6, abs=1.3)
    assert value(page, "number-y") == pytest.approx(top, abs=0.6)
    expect(picture).not_to_have_attribute("src", before or "", timeout=20_000)
    expect(page.locator("#element-number")).to_have_attribute("open", "")
    code = page.locator("[data-side=front] [data-box=code]")
    code.click()
    drag(page, code.locator(".bd-corner"), -20, -20)
    assert (value(page, "code-width"), value(page, "code-height")) == (25, 25)


def by_keys(page: Page) -> None:
    """Move an element by a millimetre and by a tenth, and size it."""
    moved, wide = value(page, "number-x"), value(page, "number-width")
    page.locator("[data-side=front] [data-box=number]").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowLeft")
    assert value(page, "number-x") == pytest.approx(moved - 1.1)
    page.keyboard.press("Control+ArrowLeft")
    assert value(page, "number-width") == pytest.approx(wide - 1)
