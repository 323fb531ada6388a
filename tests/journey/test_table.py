"""A device at the signing table, in a real browser."""

import json
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from forum.core.db import db
from forum.declaration.models import Mandate
from forum.declaration.table.services import open_table
from forum.declaration.table.types import TABLE_LASTS, Shown
from tests.conftest import NOW
from tests.journey.conftest import (
    DESK,
    PHONE,
    House,
    Mouse,
    Person,
    organiser_address,
)
from tests.journey.delegation import BASE, Delegation
from tests.journey.test_whole_path import come_in, main_button

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def delegation(house: House) -> Iterator[Delegation]:
    """Return a forum with a declaration that one city is asked to sign, served."""
    house.command("database", "upgrade")
    made = Delegation(house)
    made.begin(3)
    with house.serving(NOW):
        yield made


def open_on(device: Person, delegation: Delegation) -> None:
    """Hand a device over for the city's signature, as an officer does."""
    secret = delegation.act(
        lambda: open_table(db.session.get_one(Mandate, delegation.mandates[0]), Shown.KNOWN, "A")
    )
    device.context.add_cookies(
        [{"name": "forum_link_declaration_table", "value": secret, "url": device.url}]
    )


@pytest.mark.parametrize("language", ["en", pytest.param("ko", marks=pytest.mark.long)])
def test_a_page_that_is_left_untouched_leaves_the_screen_without_a_network(
    people: Callable[..., Person], delegation: Delegation, language: str
) -> None:
    device = people(language, DESK)
    open_on(device, delegation)
    page = device.page
    page.clock.install()
    device.goes_to(f"/{language}/table")
    expect(page.locator("main")).to_contain_text("Gildong" if language == "en" else "홍길동")
    device.context.set_offline(True)
    page.clock.run_for((int(TABLE_LASTS.total_seconds()) - 60) * 1000)
    expect(page.locator(".articles")).to_be_visible()
    page.clock.run_for(61_000)
    expect(page.locator(".articles")).to_have_count(0)
    expect(page.locator("main")).not_to_contain_text("Gildong")
    expect(page.locator("main h1")).to_be_visible()
    device.looks()


class Drawing:
    """Fingers and pens on the field, as the browser's own input events."""

    def __init__(self, person: Person) -> None:
        self.page = person.page
        self.wire = person.context.new_cdp_session(person.page)
        self.wire.send("Emulation.setTouchEmulationEnabled", {"enabled": True})

    @property
    def strokes(self) -> list[list[list[int]]]:
        found: list[list[list[int]]] = json.loads(
            self.page.locator("[data-ink] input").input_value() or "[]"
        )
        return found

    def at(self, across: float, down: float) -> dict[str, float]:
        """Return a place on the field, as shares of it."""
        box = self.page.locator("[data-ink] canvas").bounding_box()
        assert box is not None
        return {"x": box["x"] + across * box["width"], "y": box["y"] + down * box["height"]}

    def touch(self, kind: str, *place: float) -> None:
        points = [self.at(*place)] if place else []
        self.wire.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def pen(self, kind: str, *place: float) -> None:
        how = {"button": "left", "buttons": 1, "clickCount": 1, "pointerType": "pen"}
        self.wire.send("Input.dispatchMouseEvent", {"type": kind, **self.at(*place), **how})


def test_ink_by_finger_and_pen_outlasts_a_turn_of_the_device(
    people: Callable[..., Person], delegation: Delegation
) -> None:
    device = people("en", PHONE)
    open_on(device, delegation)
    device.goes_to("/en/table/statement")
    page, hand = device.page, Drawing(device)
    page.locator("[data-ink] canvas").scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    hand.touch("touchStart", 0.1, 0.2)
    for step in range(1, 8):
        hand.touch("touchMove", 0.1 + step / 10, 0.2 + step / 12)
    hand.touch("touchEnd")
    (first,) = hand.strokes
    assert page.evaluate("scrollY") == before, "drawing down the field does not move the page"
    assert first[0][0] < first[-1][0]
    assert first[0][1] < first[-1][1]

    hand.touch("touchStart", 0.2, 0.5)
    hand.touch("touchMove", 0.4, 0.5)
    page.set_viewport_size({"width": PHONE["height"], "height": PHONE["width"]})  # in the middle
    page.locator("[data-ink] canvas").scroll_into_view_if_needed()
    hand.touch("touchMove", 0.6, 0.5)
    hand.touch("touchEnd")
    assert len(hand.strokes) == 2, "a stroke is neither lost nor doubled"
    assert hand.strokes[0] == first


def test_a_pen_draws_undo_takes_back_and_a_dot_is_refused(
    people: Callable[..., Person], delegation: Delegation
) -> None:
    device = people("en", DESK)
    open_on(device, delegation)
    device.goes_to("/en/table/statement")
    page, hand = device.page, Drawing(device)
    page.locator("[data-ink] canvas").scroll_into_view_if_needed()
    for height in (0.2, 0.4):
        hand.pen("mousePressed", 0.3, height)
        hand.pen("mouseMoved", 0.5, height + 0.3)
        hand.pen("mouseReleased", 0.5, height + 0.3)
    first, second = hand.strokes
    assert first != second
    page.locator("[data-ink-undo]").click()
    assert hand.strokes == [first]
    page.locator("[data-ink-clear]").click()
    assert hand.strokes == []
    page.locator("[data-ink] canvas").scroll_into_view_if_needed()
    hand.touch("touchStart", 0.5, 0.5)
    hand.touch("touchEnd")
    assert [len(stroke) for stroke in hand.strokes] == [1], "a dot is kept, and refused with a word"
    for name in ("is_authorised", "agrees_electronically"):
        page.locator(f"[name={name}]").check()
    page.locator("[name=typed_name]").fill("Hong Gildong")
    page.locator("main form button[type=submit].btn-primary").click()
    expect(page.locator("#ink-error")).to_contain_text("no more than a dot")
    device.looks()


SIGNATORY = {"en": "Hong Gildong", "ko": "홍길동"}


def hand_over(device: Person, hands: Mouse, path: str) -> None:
    """As an officer, compare who stands there and hand the device over; first too hastily."""
    page = device.goes_to(path)
    hands.press(page.locator("main a[href$='/table']"))
    device.looks()
    hands.press(main_button(device))
    device.looks()
    expect(page.locator("#errors")).to_be_visible()
    hands.choose(page.locator("[name=shown][value=passport]"))
    hands.choose(page.locator("[name=is_the_person]"))
    hands.press(main_button(device))
    device.looks()
    assert page.url.endswith("/en/table"), "in the language that the mandate names"


def sign_on(device: Person, hands: Mouse, language: str) -> None:
    """Read, state and sign on the device that was handed over."""
    page = device.goes_to(f"/{language}/table")
    hands.press(page.locator("main a[href$='/table/statement']"))
    device.looks()
    for name in ("is_authorised", "agrees_electronically"):
        hands.choose(page.locator(f"[name={name}]"))
    hands.write(page.locator("[name=typed_name]"), SIGNATORY[language])
    hands.press(main_button(device))
    device.looks()
    hands.press(page.locator("main form button.btn-accent"))
    device.looks()
    assert page.url.endswith("/table/done")


@pytest.mark.parametrize("language", ["en", pytest.param("ko", marks=pytest.mark.long)])
def test_an_officer_hands_the_device_over_and_it_is_locked_after_the_signature(
    people: Callable[..., Person], delegation: Delegation, language: str
) -> None:
    device = people(language, DESK)
    hands = Mouse(device)
    officer = organiser_address(language)
    said = delegation.house.command("user", "add", officer, "--role", "declaration_officer")
    come_in(device, hands, re.findall(r"https?://\S+", said)[-1], language)
    path = f"/manage/{BASE}/mandates/{delegation.mandates[1 if language == 'en' else 2]}"
    hand_over(device, hands, path)
    page = device.page
    inside = page.locator("a[href*='/manage/']:not([href$='/manage/sign-in'])")
    assert not inside.count(), "the officer's pages are out of reach"
    other = device.context.new_page()
    other.goto(device.url + path)
    expect(other.locator("[name=password]")).to_be_visible()
    other.close()

    sign_on(device, hands, language)

    page.go_back()
    page.reload()
    assert not page.locator("main form button.btn-accent").count()
    device.goes_to(f"/{language}/table")
    expect(page.locator("main a[href$='/manage/sign-in']")).to_be_visible()
    chain = page.request.get(f"{device.url}/{BASE}/chain.json").json()
    assert chain["records"][-1]["record"]["facts"]["identified_by"] == "in-person"
