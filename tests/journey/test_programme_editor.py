"""Organisers at work on the programme: by mouse, by keyboard alone, two at once, and offline."""

import itertools
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journey.conftest import House, Keyboard, Person

pytestmark = pytest.mark.browser

EDITION = "dwc-trial"
PASSWORD = "seven small boats on the Han"
SESSION = "session-1"
WIDE = {"width": 1440, "height": 1000}
ROW = 7  # pixels for five minutes

Slot = tuple[str, str, str]


@pytest.fixture(scope="module")
def links(opened: House) -> dict[str, str]:
    """Add two editors; return their one-time links."""
    found = {}
    for name in ("first", "second"):
        printed = opened.command("user", "add", f"{name}@example.org", "--role", "editor")
        found[name] = re.search(r"https?://\S+", printed)[0]  # type: ignore[index]
    return found


@pytest.fixture(scope="module")
def url(house: House, links: dict[str, str]) -> Iterator[str]:
    with house.serving() as address:
        yield address


@pytest.fixture
def editor(
    people: Callable[..., Person], house: House, url: str, links: dict[str, str]
) -> Callable[..., Person]:
    """Let an editor come in, with a window of their own."""

    def arrive(name: str = "first", language: str = "en", **options: Any) -> Person:
        person = people(language, options.pop("viewport", WIDE))
        link = links.pop(name, "")
        if not link:
            printed = house.command("user", "link", f"{name}@example.org")
            link = re.search(r"https?://\S+", printed)[0]  # type: ignore[index]
        page = person.page
        page.goto(link)
        page.locator("main form button[type=submit]").first.click()
        if page.locator("input[type=password]").count():
            for field in page.locator("input[type=password]").all():
                field.fill(PASSWORD)
            page.locator("main form button[type=submit]").first.click()
        page.wait_for_url("**/manage/")
        page.goto(f"{url}/manage/")
        if page.locator("html").get_attribute("lang") != language:
            page.locator(f"button[name=language][value={language}]").first.click()
        return person

    return arrive


def opens(person: Person, view: str = "grid", day: str = "") -> Page:
    return person.goes_to(f"/manage/{EDITION}/programme?view={view}&day={day}")


def block(page: Page, key: str = SESSION) -> Locator:
    return page.locator(f"[data-block][data-key='{key}']")


def card(page: Page, key: str = SESSION) -> Locator:
    return page.locator(f"[data-card][data-key='{key}']")


def slot(where: Locator) -> Slot:
    starts, minutes, place = (
        where.get_attribute(f"data-{n}") for n in ("starts", "minutes", "place")
    )
    return str(starts), str(minutes), str(place)


def stands(where: Locator, wanted: Slot) -> None:
    """Wait until the server has said that the session stands there, and it is drawn so."""
    for name, value in zip(("starts", "minutes", "place"), wanted, strict=True):
        expect(where).to_have_attribute(f"data-{name}", value)
    expect(where).not_to_have_class(re.compile("is-saving"))


def saved(page: Page, said: str) -> None:
    expect(page.locator("[data-toast-text]")).to_contain_text(said)


def drag(page: Page, start: tuple[float, float], *ways: tuple[float, float]) -> None:
    """Press, go some ways and let go."""
    x, y = start
    page.mouse.move(x, y)
    page.mouse.down()
    for right, down in ways:
        x, y = x + right, y + down
        page.mouse.move(x, y, steps=4)
    page.mouse.up()


def box_of(where: Locator) -> Any:
    box = where.bounding_box()
    assert box, "it is not on the screen"
    return box


def middle(where: Locator, *, down: float = 30) -> tuple[float, float]:
    box = box_of(where)
    return box["x"] + 50, box["y"] + down


def drag_and_save(page: Page, start: tuple[float, float], *ways: tuple[float, float]) -> None:
    """Drag, and wait until the page is drawn from what the server then says."""
    before = state(page)
    drag(page, start, *ways)
    changes(page, before)


def state(page: Page) -> str:
    return str(page.locator("[data-editor]").get_attribute("data-state"))


def changes(page: Page, before: str) -> None:
    """Wait until the page is drawn from another state of the draft."""
    expect(page.locator("[data-editor]")).not_to_have_attribute(
        "data-state", before, timeout=15_000
    )


def undo_all(page: Page) -> None:
    button = page.locator("[data-undo] button")
    expect(button).to_be_enabled()
    while button.is_enabled():
        before = state(page)
        button.click()
        changes(page, before)


def test_an_organiser_works_on_the_grid_with_a_mouse(editor: Callable[..., Person]) -> None:
    person = editor()
    page = opens(person)
    assert slot(block(page)) == ("810", "95", "hall")
    lanes = [box_of(lane) for lane in page.locator("[data-lane]").all()[:2]]
    across = lanes[1]["x"] - lanes[0]["x"]

    drag_and_save(page, middle(block(page)), (across, 0), (0, 6 * ROW))
    saved(page, "Moved: Session 1")
    stands(block(page), ("840", "95", "meeting"))

    box = box_of(block(page))
    drag_and_save(page, (box["x"] + 50, box["y"] + box["height"] - 3), (0, -5 * ROW))
    stands(block(page), ("840", "70", "meeting"))

    tray = box_of(page.locator(".ed-tray"))
    x, y = middle(block(page))
    drag_and_save(page, (x, y), (tray["x"] + 40 - x, tray["y"] + 40 - y))
    stands(card(page), ("", "70", "meeting"))
    expect(block(page)).to_have_count(0)

    x, y = middle(card(page), down=12)
    hall = box_of(page.locator("[data-lane=hall]"))
    drag_and_save(page, (x, y), (hall["x"] + 50 - x, 300 - y), (0, 150))
    expect(block(page)).to_have_attribute("data-place", "hall")
    expect(block(page)).to_have_attribute("data-minutes", "70")
    expect(card(page)).to_have_count(0)
    page.reload()
    expect(block(page)).to_have_attribute("data-place", "hall")
    expect(page.locator("[data-undo] button")).to_contain_text("Moved “Session 1")
    undo_all(page)
    stands(block(page), ("810", "95", "hall"))


@pytest.mark.long
def test_a_press_without_a_drag_opens_the_session_and_escape_puts_it_back(
    editor: Callable[..., Person],
) -> None:
    page = opens(editor())
    x, y = middle(block(page))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 60, steps=5)
    page.keyboard.press("Escape")
    page.mouse.up()
    assert slot(block(page)) == ("810", "95", "hall")
    expect(page.locator("[data-undo] button")).to_be_disabled()
    block(page).locator("a").click()
    page.wait_for_url(f"**/programme/sessions/{SESSION}**")


@pytest.mark.long
def test_a_session_is_drawn_on_the_grid_and_named(editor: Callable[..., Person]) -> None:
    page = opens(editor())
    lane = box_of(page.locator("[data-lane=museum]"))
    body = box_of(page.locator("[data-body]"))
    first = int(page.locator("[data-grid]").get_attribute("data-first") or 0)
    y = body["y"] + 12 + (780 - first) / 5 * ROW + 2
    drag(page, (lane["x"] + 40, y), (0, 40), (0, 9 * ROW - 43))
    dialog = page.locator("dialog[open]")
    expect(dialog.locator("[name=starts]")).to_have_value("13:00")
    expect(dialog.locator("[name=minutes]")).to_have_value("45")
    expect(dialog.locator("[name=place]")).to_have_value("museum")
    dialog.locator("button[type=submit]").click()
    expect(dialog.locator("[data-new-error]")).to_contain_text("Write a title")
    dialog.locator("[name=title-en]").fill("A walk (trial)")
    dialog.locator("button[type=submit]").click()
    saved(page, "Added “A walk (trial)”")
    made = page.locator("[data-block]", has_text="A walk (trial)")
    stands(made, ("780", "45", "museum"))
    undo_all(page)
    expect(made).to_have_count(0)


def test_an_organiser_works_on_the_grid_by_keyboard_alone(editor: Callable[..., Person]) -> None:
    person = editor()
    page = opens(person)
    hands, keys = Keyboard(person), page.keyboard
    is_focused = "element => document.activeElement === element"

    hands.reach(is_focused, block(page).locator("a"))
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "Shift+ArrowUp"):
        keys.press(key)
    expect(page.locator("[data-status]")).to_have_text("13:40–15:10, 90 minutes")
    saved(page, "13:40–15:10, Seoul City Hall, Meeting Room")
    stands(block(page), ("820", "90", "meeting"))
    assert page.evaluate(is_focused, block(page).locator("a").element_handle())

    keys.press("ArrowLeft")
    keys.press("ArrowLeft")
    expect(page.locator("[data-status]")).to_have_text("It cannot go further in this direction.")
    stands(block(page), ("820", "90", "hall"))
    keys.press("Delete")
    stands(card(page), ("", "90", "hall"))
    hands.reach(is_focused, card(page).locator("[data-place-it]"))
    keys.press("Enter")
    expect(block(page)).to_have_attribute("data-place", "hall")
    saved(page, "Moved: Session 1")
    for _ in range(4):
        before = state(page)
        keys.press("Control+z")
        changes(page, before)
    stands(block(page), ("810", "95", "hall"))
    keys.press("Control+Shift+z")
    stands(block(page), ("820", "90", "meeting"))
    keys.press("Control+z")
    stands(block(page), ("810", "95", "hall"))


@pytest.mark.long
def test_two_organisers_on_one_session_do_not_overwrite_each_other(
    editor: Callable[..., Person],
) -> None:
    one, other = opens(editor("first")), opens(editor("second", "ko"))
    drag(one, middle(block(one)), (0, 12 * ROW))
    stands(block(one), ("870", "95", "hall"))

    drag(other, middle(block(other)), (0, -6 * ROW))

    question = other.locator("[data-alert]")
    expect(question).to_contain_text("first@example.org")
    expect(question).to_contain_text("14:30–16:05")
    expect(question).to_contain_text("13:00–14:35")
    stands(block(other), ("870", "95", "hall"))
    question.locator("[data-anyway]").click()
    stands(block(other), ("780", "95", "hall"))
    expect(block(one)).to_have_attribute("data-starts", "780", timeout=20_000)  # by itself
    one.locator("[data-undo] button").click()
    expect(one.locator("[data-alert]")).to_contain_text("Somebody else has changed")
    other.locator("[data-undo] button").click()
    stands(block(other), ("870", "95", "hall"))
    one.locator("[data-close-alert]").click()
    one.locator("[data-undo] button").click()
    stands(block(one), ("810", "95", "hall"))


@pytest.mark.long
def test_what_cannot_be_sent_goes_back_and_is_tried_again(editor: Callable[..., Person]) -> None:
    person = editor()
    page = opens(person)
    person.context.set_offline(True)
    drag(page, middle(block(page)), (0, 12 * ROW))
    expect(page.locator("[data-alert]")).to_contain_text("the server could not be reached")
    stands(block(page), ("810", "95", "hall"))
    person.context.set_offline(False)
    page.locator("[data-again]").click()
    stands(block(page), ("870", "95", "hall"))
    saved(page, "Moved: Session 1")
    undo_all(page)
    # the browser itself complains about the lost network
    person.faults[:] = [fault for fault in person.faults if "DISCONNECTED" not in fault]


@pytest.mark.long
@pytest.mark.parametrize("language", ["ko", pytest.param("en", marks=pytest.mark.long)])
def test_a_row_of_the_list_is_saved_when_it_is_left(
    editor: Callable[..., Person], language: str
) -> None:
    person = editor(language=language)
    page = opens(person, "list")
    row = page.locator(f"#session-{SESSION}")
    minutes = row.locator("[name=minutes]")
    minutes.fill("60")
    row.locator("[name=place]").select_option("meeting")
    page.locator("h1").click()
    stands(row, ("810", "60", "meeting"))
    row.locator("[name=starts]").fill("23:30")
    row.locator("button[type=submit]").first.click()
    expect(row.locator(".error")).to_be_visible()
    expect(row.locator("[name=starts]")).to_have_value("23:30")
    row.locator("[name=starts]").fill("13:30")
    page.locator("h1").click()
    expect(row.locator(".error")).to_have_count(0)
    undo_all(page)
    stands(row, ("810", "95", "hall"))


def test_a_phone_shows_the_list_and_the_grid_when_it_is_asked_for(
    editor: Callable[..., Person],
) -> None:
    person = editor(viewport={"width": 360, "height": 740})
    page = person.page
    page.goto(f"{person.url}/manage/{EDITION}/programme")
    page.wait_for_url("**view=list**")
    person.looks()
    opens(person)
    expect(block(page)).to_be_visible()


# ------------------------------------------------------------------ how it is laid out


def tops(where: Locator) -> set[int]:
    """Return the heights at which these elements begin, in pixels."""
    return {round((one.bounding_box() or {"y": -1})["y"]) for one in where.all()}


@pytest.mark.long
def test_the_fields_of_a_row_of_the_list_stand_beside_each_other(
    editor: Callable[..., Person],
) -> None:
    page = opens(editor("first"), "list")
    slot = page.locator(f"#session-{SESSION} .ed-slot")
    boxes: list[Any] = [field.bounding_box() for field in slot.locator(".input").all()]
    assert len(boxes) == 4
    for left, right in itertools.pairwise(boxes):
        assert left["x"] + left["width"] + 4 <= right["x"], "two inputs touch"
    assert tops(slot.locator(".input")) == tops(slot.locator(".btn"))


@pytest.mark.long
def test_an_error_in_one_of_the_times_leaves_the_others_beside_it(
    editor: Callable[..., Person],
) -> None:
    person = editor("first")
    page = person.goes_to(f"/manage/{EDITION}/programme/sessions/{SESSION}")
    times = page.locator(".sf-times")
    assert len(tops(times.locator(".input"))) == 1

    page.locator("[name=ends]").fill("03:00")
    page.keyboard.press("Tab")
    expect(times.locator(".error")).to_be_visible()

    assert len(tops(times.locator(".input"))) == 1
