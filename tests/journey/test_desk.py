"""The desk: somebody without a registration gets one, by an organiser and at a device.

Every page is held to the rules for pages in the light, in the dark, in strong contrast and in
the colours of the system; the hands on it are a keyboard's.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journey.conftest import PHONE, House, Keyboard, Mouse, Person, add_owner
from tests.journey.test_whole_path import EDITION, come_in, main_button

pytestmark = [pytest.mark.browser, pytest.mark.long]

LOOKS: tuple[dict[str, Any], ...] = (
    {"color_scheme": "dark"},
    {"contrast": "more"},
    {"forced_colors": "active"},
)
PLAIN: dict[str, Any] = {"color_scheme": "light", "contrast": "no-preference"}
SHOWS_FOCUS = """() => {
  const at = document.activeElement;
  const drawn = [at, at.closest("label"), at.nextElementSibling].filter(Boolean);
  return drawn.some((one) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  });
}"""


@pytest.fixture(scope="module")
def trial(house: House) -> Iterator[House]:
    """A trial edition with a few people, served."""
    house.command("database", "upgrade")
    house.command("demo", "--attendees", "12")
    with house.serving():
        yield house


def looks_everywhere(person: Person) -> None:
    """Check the page in every appearance that people set."""
    person.looks()
    for look in LOOKS:
        person.page.emulate_media(**look)
        if "forced_colors" in look:  # axe knows the colours of the page, not those of the system
            wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            assert not person.page.evaluate(wide)
        else:
            person.is_accessible(person.page)
        person.page.emulate_media(**PLAIN, forced_colors="none")


def walk_in(person: Person, korean: str, english: str, category: str) -> None:
    """Fill in the quick form without touching a mouse; at first it is sent empty."""
    page, hands = person.page, Keyboard(person)
    hands.press(main_button(person))  # nothing is filled in: it says what is missing
    expect(page.locator("#errors")).to_be_visible()
    looks_everywhere(person)
    hands.choose(page.locator(f"[name=category][value={category}]"))
    hands.write(page.locator("[name=name-ko]"), korean)
    hands.write(page.locator("[name=name-en]"), english)
    hands.choose(page.locator("input[name=language][value=en]"))
    names = page.locator("[name^=consent-]").evaluate_all(
        "all => [...new Set(all.map((one) => one.name))]"
    )
    assert len(names) > 1
    for place, name in enumerate(names):
        answer = "no" if place else "yes"  # who does not agree to the first is not registered
        hands.choose(page.locator(f"[name={name}][value={answer}]"))
        assert page.evaluate(SHOWS_FOCUS), name
    hands.press(main_button(person))
    looks_everywhere(person)


def test_an_organiser_registers_somebody_at_the_desk_by_keyboard(
    people: Callable[..., Person], trial: House
) -> None:
    organiser = people("en")
    come_in(organiser, Mouse(organiser), add_owner(trial, "en"), "en")
    page, hands = organiser.page, Keyboard(organiser)
    organiser.goes_to(f"/manage/{EDITION}/checkin/")
    hands.press(page.locator("main a[href*='/checkin/walk-in']").first)
    looks_everywhere(organiser)
    walk_in(organiser, "김영희 (시험)", "Kim Yeonghui (trial)", "citizen")
    expect(page.locator("h1")).to_contain_text("Kim Yeonghui (trial)")
    number = page.locator(".walk-in-number").inner_text()
    with page.expect_download() as badge:
        hands.reach("element => document.activeElement === element", main_button(organiser))
        page.keyboard.press("Enter")
    assert badge.value.suggested_filename.endswith(".pdf")
    # the same name once more is asked about, and nothing is made meanwhile
    hands.press(page.locator("main a[href*='/checkin/walk-in']").last)
    walk_in(organiser, "김영희 (시험)", "Kim Yeonghui (trial)", "citizen")
    expect(page.locator("main .banner-warning")).to_contain_text(number)
    hands.press(page.locator("button[name=is_another]"))
    expect(page.locator(".walk-in-number")).not_to_have_text(number)


def prepare_desk(organiser: Person) -> str:
    """Prepare a device that is a desk, and return the address that enrols it."""
    page, hands = organiser.goes_to(f"/manage/{EDITION}/checkin/devices/new"), Mouse(organiser)
    page.locator("[name=name]").fill("desk")
    page.locator("[name=gate-ko]").fill("로비")
    page.locator("[name=gate-en]").fill("Lobby")
    hands.choose(page.locator("[name=is_desk]"))
    hands.press(main_button(organiser))
    hands.press(page.locator("main form[action$='/code'] button"))
    return page.locator("main .enrolment code").inner_text()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_device_that_is_a_desk_registers_and_prints_by_keyboard(
    people: Callable[..., Person], trial: House, language: str
) -> None:
    organiser = people("ko")
    come_in(organiser, Mouse(organiser), add_owner(trial, language), "ko")
    address = prepare_desk(organiser)
    usher = people(language, PHONE)
    page, hands = usher.page, Keyboard(usher)
    usher.goes_to(address)
    looks_everywhere(usher)
    hands.press(main_button(usher))
    usher.goes_to("/checkin/desk")
    looks_everywhere(usher)
    hands.press(page.locator("main a[href$='/desk/walk-in']"))
    looks_everywhere(usher)
    name = {"ko": ("박철수 (시험)", "Park Cheolsu (trial)"), "en": ("", "Mary Trial (trial)")}
    walk_in(usher, *name[language], "press")
    expect(page.locator("h1")).to_contain_text("(시험)" if language == "ko" else "(trial)")
    with page.expect_download() as badge:
        hands.reach("element => document.activeElement === element", main_button(usher))
        page.keyboard.press("Enter")
    assert badge.value.suggested_filename == "badge.pdf"
    hands.press(page.locator("main a[href$='/desk']"))
    hands.write(page.locator("[name=q]"), name[language][1])
    page.keyboard.press("Enter")
    expect(page.locator("main .rule-list li")).to_have_count(1)
    looks_everywhere(usher)
