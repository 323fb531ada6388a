"""The form of a session with a script: it saves itself, and two organisers are safe on it."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journey.conftest import House, Keyboard, Mouse, Person

pytestmark = pytest.mark.browser

PASSWORD = "seven calm herons over the river"
HERE = "/manage/dwc-trial/programme/sessions/session-1"
ORGANISERS = ("first@example.org", "second@example.org")


@pytest.fixture(scope="module")
def doors(opened: House) -> Iterator[dict[str, str]]:
    """Serve the demonstration to two organisers; return the link by which each comes in."""
    links = {}
    for address in ORGANISERS:
        said = opened.command("user", "add", address, "--role", "owner")
        links[address] = re.findall(r"https?://\S+", said)[-1]
    with opened.serving():
        yield links


@pytest.fixture
def organiser(
    people: Callable[..., Person], doors: dict[str, str]
) -> Callable[..., tuple[Person, Page]]:
    """Let an organiser come in and open the session."""

    def opens(address: str, language: str = "en") -> tuple[Person, Page]:
        person = people(language)
        hands = Mouse(person)
        link = doors.pop(address, None)
        page = person.goes_to(link or "/manage/sign-in")
        if link:
            hands.press(page.locator("main button[type=submit]").first)
        else:
            hands.write(page.locator("[name=email]"), address)
        hands.write(page.locator("[name=password]"), PASSWORD)
        hands.press(page.locator("main button[type=submit]").first)
        switch = page.locator(f"form.lang button[value={language}]")
        if switch.count():
            hands.press(switch.first)
        return person, person.goes_to(HERE)

    return opens


def status(page: Page) -> Locator:
    return page.locator("[data-status]")


def again(page: Page) -> None:
    """Load the page anew, as it is saved."""
    page.reload()
    page.wait_for_load_state()


def test_what_is_changed_saves_itself(organiser: Callable[..., tuple[Person, Page]]) -> None:
    person, page = organiser(ORGANISERS[0])

    page.locator("[name=subtitle-en]").fill("Written in the browser")
    expect(status(page)).to_have_text(re.compile(r"^Saved at \d\d:\d\d$"))
    page.locator("[name=title-en]").fill("Renamed in the browser")
    for place in ("h1", ".crumbs [aria-current]"):
        expect(page.locator(place)).to_have_text("Renamed in the browser")
    expect(page).to_have_title(re.compile(r"^Renamed in the browser"))
    page.locator("[name=starts]").fill("14:00")
    page.locator("[name=starts]").dispatch_event("change")
    expect(page.locator("[name=ends]")).to_have_value("15:35")
    expect(status(page)).to_have_text(re.compile(r"^Saved at"))
    page.locator("[name=seats]").fill("many")
    page.locator("[name=seats]").blur()
    expect(page.locator(".sf-seats .error")).to_have_text("Write a whole number in digits.")
    expect(status(page)).to_have_text("Not saved: see the fields marked in red")
    page.locator("[name=seats]").fill("120")
    page.locator("[name=seats]").blur()
    expect(page.locator(".sf-seats .error")).to_have_count(0)
    expect(status(page)).to_have_text(re.compile(r"^Saved at"))

    again(page)
    assert page.locator("[name=subtitle-en]").input_value() == "Written in the browser"
    assert page.locator("[name=starts]").input_value() == "14:00"
    assert page.locator("[name=seats]").input_value() == "120"
    person.looks()


def test_lists_are_kept_by_keyboard_alone(
    organiser: Callable[..., tuple[Person, Page]],
) -> None:
    person, page = organiser(ORGANISERS[0])
    hands = Keyboard(person)
    hands.press(page.locator("button[value='roles:add']"), stays=True)
    row = page.locator("#roles [data-row]").last
    expect(row.locator("select")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.insert_text("ㄱㅎㅈ")
    expect(row.locator(".sf-options li")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert "권현지" in row.locator("[data-known]").input_value()
    expect(status(page)).to_have_text(re.compile(r"^Saved at"))
    before = page.locator("#contributions [data-known=cities]").first.input_value()
    hands.press(page.locator("button[value='contributions:down:0']"), stays=True)
    expect(page.locator("button[value='contributions:down:1']")).to_be_focused()
    expect(status(page)).to_have_text(re.compile(r"^Saved at"))

    again(page)
    assert page.locator("#roles ol > [data-row]").count() == 2
    assert page.locator("[name=contributions-1-city]").input_value() == before
    person.looks()


def test_two_organisers_at_once_see_each_other_and_both_versions(
    organiser: Callable[..., tuple[Person, Page]],
) -> None:
    _first, mine = organiser(ORGANISERS[0])
    _second, theirs = organiser(ORGANISERS[1])
    expect(theirs.locator("[data-others]")).to_contain_text("has this session open as well")

    theirs.locator("[name=note-en]").fill("Theirs")
    theirs.locator("[name=track]").fill("T")
    theirs.locator("[name=track]").blur()
    expect(status(theirs)).to_have_text(re.compile(r"^Saved at"))
    again(theirs)
    assert theirs.locator("[name=note-en]").input_value() == "Theirs"
    mine.locator("[name=note-en]").fill("Mine")
    mine.locator("[name=note-en]").blur()
    panel = mine.locator("[data-clash=note]")
    expect(panel).to_contain_text("Theirs")
    expect(panel).to_contain_text("Mine")
    expect(mine.locator("[name=track]")).to_have_value("T")  # what does not clash is shown at once
    again(theirs)
    assert theirs.locator("[name=note-en]").input_value() == "Theirs"

    mine.locator("[name=note-en]").fill("Mine and theirs")
    panel.locator("[data-keep=mine]").click()
    expect(panel).to_have_count(0)
    expect(status(mine)).to_have_text(re.compile(r"^Saved at"))
    again(theirs)
    assert theirs.locator("[name=note-en]").input_value() == "Mine and theirs"

    theirs.locator("[name=note-en]").fill("Theirs again")
    theirs.locator("[name=note-en]").blur()
    expect(status(theirs)).to_have_text(re.compile(r"^Saved at"))
    mine.locator("[name=note-en]").fill("Mine again")
    mine.locator("[name=note-en]").blur()
    mine.locator("[data-clash=note] [data-keep=theirs]").click()
    expect(mine.locator("[name=note-en]")).to_have_value("Theirs again")


def test_without_a_network_it_is_said_and_tried_again(
    organiser: Callable[..., tuple[Person, Page]],
) -> None:
    person, page = organiser(ORGANISERS[0])
    person.context.set_offline(True)
    page.locator("[name=audience-en]").fill("Written on a train")
    page.locator("[name=audience-en]").blur()
    expect(status(page)).to_have_text("Not saved: no network. It will be tried again.")

    person.context.set_offline(False)
    expect(status(page)).to_have_text(re.compile(r"^Saved at"), timeout=15_000)
    person.faults = [fault for fault in person.faults if "ERR_INTERNET_DISCONNECTED" not in fault]

    again(page)
    assert page.locator("[name=audience-en]").input_value() == "Written on a train"


def test_what_was_typed_for_a_removed_session_is_not_lost(
    organiser: Callable[..., tuple[Person, Page]],
) -> None:
    first, mine = organiser(ORGANISERS[0])
    _second, theirs = organiser(ORGANISERS[1])
    theirs.goto(f"{theirs.url}/remove")
    theirs.locator("main form button[type=submit]").click()
    theirs.wait_for_load_state()

    mine.locator("[name=track]").fill("Z")
    mine.locator("[name=track]").blur()
    expect(status(mine)).to_contain_text("This session has been removed. Removed by")
    button = mine.locator("[data-save]")
    expect(button).to_have_text("Make it anew from what is here")
    Mouse(first).press(button)

    assert mine.url.endswith(HERE)
    assert mine.locator("[name=track]").input_value() == "Z"
    assert mine.locator("#contributions ol > [data-row]").count() == 4
