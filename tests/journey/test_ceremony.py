"""The ceremony: an officer calls, 45 cities sign, the hall sees each within two seconds."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.journey.conftest import House, Mouse, Person, add_owner
from tests.journey.delegation import BASE, Delegation
from tests.journey.test_whole_path import come_in

pytestmark = pytest.mark.browser

CITIES = 45
WITHIN_MS, BACK_WITHIN_MS = 2_000, 6_000
HALL = {"width": 1920, "height": 1080}
FITS = """() => [...document.querySelectorAll('.hall-col li')].every((one) => {
  const box = one.getBoundingClientRect();
  return box.width > 0 && box.height > 20 && box.left >= 0 && box.top >= 0
    && box.right <= innerWidth && box.bottom <= innerHeight
    && one.scrollWidth <= one.clientWidth + 1 && one.scrollHeight <= one.clientHeight + 1;
})"""


@pytest.fixture(scope="module")
def delegation(house: House) -> Iterator[Delegation]:
    """Return a forum with 45 cities that can be called, served."""
    house.command("database", "upgrade")
    made = Delegation(house)
    made.begin(CITIES)
    with house.serving():
        yield made


def shows(hall: Person, signed: int, within: int = WITHIN_MS) -> None:
    """Wait until the hall tells so many signatures."""
    hall.page.wait_for_function(
        "signed => document.querySelector('.hall-number b')?.textContent.trim() === String(signed)",
        arg=signed,
        timeout=within,
    )


def fits(hall: Person) -> None:
    """See that every city stands on the screen whole, on two sizes of screens."""
    for size in ({"width": 1440, "height": 900}, HALL):
        hall.page.set_viewport_size(size)  # type: ignore[arg-type]
        assert hall.page.evaluate(FITS), f"not every city fits {size}"


def a_line_is_lost(hall: Person, delegation: Delegation) -> None:
    """Cities sign while the hall has no network: it says so, and shows them afterwards."""
    page = hall.page
    hall.forgiven.add("ERR_INTERNET_DISCONNECTED")
    hall.context.set_offline(True)
    expect(page.locator(".live-lost")).to_be_visible(timeout=BACK_WITHIN_MS)
    delegation.sign(1, 2)
    assert re.search(r"\d\d:\d\d:\d\d", page.locator(".live-lost").inner_text())
    shows(hall, 1)
    hall.context.set_offline(False)
    shows(hall, 3, BACK_WITHIN_MS)
    expect(page.locator(".live-lost")).to_be_hidden()


def test_the_hall_sees_each_city_at_once_and_after_a_lost_line(
    people: Callable[..., Person], delegation: Delegation
) -> None:
    officer, hall = people("ko"), people("en", HALL)
    hands = Mouse(officer)
    come_in(officer, hands, add_owner(delegation.house, "ko"), "ko")
    sheet = officer.goes_to(f"/manage/{BASE}/ceremony")
    page = hall.goes_to(f"/en/{BASE}/ceremony")
    expect(page.locator(".hall-col li")).to_have_count(CITIES)

    fits(hall)
    hands.press(sheet.locator("form[action$='/ceremony/next'] button"))
    expect(page.locator(".hall-panel.is-called")).to_be_visible(timeout=BACK_WITHIN_MS)
    delegation.sign(0)
    shows(hall, 1)
    expect(page.locator(".hall-panel.is-just")).to_contain_text("Trial City 0")
    expect(sheet.locator(".ceremony-turn.is-signed")).to_have_count(1, timeout=BACK_WITHIN_MS)

    a_line_is_lost(hall, delegation)
    delegation.sign(*range(3, CITIES))
    shows(hall, CITIES, BACK_WITHIN_MS)
    hands.press(sheet.locator("form[action$='/ceremony/show'] button"))
    page.wait_for_selector(".is-photo", timeout=BACK_WITHIN_MS)
    expect(page.locator(".hall-col li")).to_have_count(CITIES)
    fits(hall)
    hall.looks()
    officer.goes_to(f"/manage/{BASE}/mandates")


@pytest.mark.long
def test_a_city_is_dragged_to_another_place(
    people: Callable[..., Person], delegation: Delegation
) -> None:
    officer = people("en")
    come_in(officer, Mouse(officer), add_owner(delegation.house, "en"), "en")
    one, other = (delegation.late(f"Late {name}") for name in ("one", "two"))
    page = officer.goes_to(f"/manage/{BASE}/ceremony")
    names = page.locator(".ceremony-turn .ceremony-who b")
    before = names.all_inner_texts()
    assert before.index(one) < before.index(other)
    page.evaluate("() => { window.isLeft = true }")
    page.locator(".ceremony-turn", has_text=other).drag_to(
        page.locator(".ceremony-turn", has_text=one)
    )
    page.wait_for_function("() => !window.isLeft")
    after = names.all_inner_texts()
    assert after.index(other) == after.index(one) - 1
