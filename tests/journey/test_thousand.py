"""An organiser with 1,050 rows: found, shown, approved together, moved and taken back, exported."""

import io
import zipfile
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from forum import create_app
from forum.bench.registers import prepare
from forum.core.db import db, set_reading
from forum.core.settings import Settings
from forum.editions.queries import get_edition
from forum.registration.queries import find_category
from forum.registration.services import register_details, set_capacity
from forum.registration.types import Source, WayIn
from tests.factories.registration import details_of
from tests.journey.conftest import DESK, House, Mouse, Person, add_owner
from tests.journey.test_whole_path import EDITION, come_in, main_button

pytestmark = [pytest.mark.browser, pytest.mark.long]

REGISTRATIONS = f"/manage/{EDITION}/registrations"
ASKING = f"{REGISTRATIONS}?state=pending&category=expert"
ROWS, ASKED = 800, 250
A_MINUTE = 60_000


@pytest.fixture(scope="module")
def crowded(opened: House) -> House:
    """Let 1,050 be in the list, of which 250 ask to become experts."""
    settings = Settings(_env_file=None, data_dir=opened.folder / "data")
    app = create_app(settings, testing=True)
    prepare(app, ROWS)
    with app.app_context():
        set_reading(value=False)
        edition = get_edition(EDITION)
        experts = find_category(edition, "expert")
        assert experts is not None
        experts.way_in = WayIn.APPROVAL
        set_capacity(edition, 2000, category=experts)
        for number in range(ASKED):
            details = details_of(category="expert", email=f"asks-{number}@example.org")
            register_details(edition, details, source=Source.SELF)
        db.session.commit()
    return opened


def is_done(page: Page) -> None:
    """Watch a bar until the work is done; the page loads itself anew."""
    expect(page.locator("main progress")).to_have_count(0, timeout=A_MINUTE)


def fits(page: Page) -> None:
    """See that nothing of the list scrolls sideways, as a phone, a tablet and a desk show it."""
    for width in (360, 768, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        over = page.evaluate(
            "() => [...document.querySelectorAll('.table-scroll')]"
            ".filter(one => one.scrollWidth > one.clientWidth + 1).length"
        )
        assert over == 0, f"{page.url} scrolls sideways at {width} px"
    page.set_viewport_size({**DESK})  # type: ignore[typeddict-item]


def find(person: Person, hands: Mouse) -> None:
    """Search by initials, then by a part of a name; choose columns and an order."""
    page = person.goes_to(REGISTRATIONS)
    fits(page)
    hands.write(page.locator("#q"), "ㄱ")
    hands.press(page.locator(".reg-line button[type=submit]"))
    person.looks()
    expect(page.locator(".reg-table tbody tr").first).to_be_visible()
    hands.write(page.locator("#q"), "list-77")
    page.locator(".reg-find details.fold summary").click()
    hands.choose(page.locator("[name=cols][value=email]"))
    hands.select(page.locator("#sort"), "name")
    hands.press(page.locator(".reg-find details.fold button[type=submit]"))
    person.looks()
    rows = page.locator(".reg-table tbody tr")
    expect(rows).to_have_count(11)  # 77 and 770 to 779
    expect(page.locator(".reg-table")).to_contain_text("list-770@example.org")
    fits(page)


def act(person: Person, hands: Mouse, where: str, kind: str) -> Page:
    """Choose all who fit, look at what would become of them, and come to the page that says so."""
    page = person.goes_to(where)
    page.locator("#bulk [name=all]").check()
    hands.select(page.locator("#action"), kind)
    hands.press(page.locator("#bulk button[type=submit]"))
    person.looks()
    return page


def approve_all(person: Person, hands: Mouse) -> None:
    """Approve 250 at once, with a bar."""
    page = act(person, hands, ASKING, "approve")
    expect(page.locator("main .mg-head")).to_contain_text(str(ASKED))
    hands.press(main_button(person))
    person.looks()
    is_done(page)
    expect(page.locator("main [role=status]")).to_contain_text(str(ASKED))
    page = person.goes_to(ASKING)
    expect(page.locator(".reg-table")).to_have_count(0)


def move_and_undo(person: Person, hands: Mouse) -> None:
    """Move ten into another category, and take it back."""
    page = act(person, hands, f"{REGISTRATIONS}?q=asks-24&category=expert", "move")
    hands.select(page.locator("#category"), "citizen")
    hands.press(main_button(person))
    is_done(page)
    expect(page.locator("main [role=status]")).to_contain_text("11")  # asks-24 and 240 to 249
    hands.press(page.locator("main form[action$='/undo'] button"))
    is_done(page)
    page = person.goes_to(f"{REGISTRATIONS}?q=asks-24&category=expert")
    expect(page.locator(".reg-table tbody tr")).to_have_count(11)


def export(person: Person, hands: Mouse) -> None:
    """Have everybody written into a spreadsheet, with a reason, and take it."""
    page = person.goes_to(f"{REGISTRATIONS}/export")
    hands.write(page.locator("#reason"), "Trial of 1,050 rows")
    hands.press(main_button(person))
    person.looks()
    is_done(page)
    with page.expect_download() as download:
        page.locator("main a.btn-primary").click()
    data = download.value.path().read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<row ") == ROWS + ASKED + 1


@pytest.mark.parametrize("language", ["ko", "en"])
def test_an_organiser_works_with_more_than_a_thousand_rows(
    people: Callable[..., Person], crowded: House, language: str
) -> None:
    person = people(language, DESK)
    hands = Mouse(person)
    with crowded.serving():
        come_in(person, hands, add_owner(crowded, language), language)
        find(person, hands)
        if language == "ko":  # they ask once
            approve_all(person, hands)
        move_and_undo(person, hands)
        export(person, hands)
