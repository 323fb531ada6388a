"""A device that is enrolled for days of the forum, on another day and on its own."""

from datetime import date

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from forum.checkin.models import Device
from forum.checkin.sync.queries import list_conflicts
from forum.core.db import db
from tests.factories.checkin import code_of, make_person
from tests.journey.conftest import PHONE
from tests.journey.usher import Door, Phone

pytestmark = [pytest.mark.browser, pytest.mark.long]

FIRST, SECOND = date(2026, 11, 20), date(2026, 11, 21)  # the server has the first one
HOUR = 3600


def newcomer(door: Door) -> str:
    return str(door.act(lambda edition: code_of(make_person(edition))))


def give_days(door: Door, name: str, *days: date) -> None:
    """Change a device's days, as an organiser does while its app is open."""

    def change(_edition: object) -> None:
        found = db.session.scalars(select(Device).where(Device.name == name)).one()
        found.days = [day.isoformat() for day in days]

    door.act(change)


def hears(phone: Phone) -> None:
    """Sync, as the app does every twenty seconds."""
    with phone.page.expect_response(lambda answer: "checkin/sync" in answer.url):
        phone.page.evaluate("document.querySelector('[data-retry]').click()")


def test_on_another_day_nobody_is_let_in_and_on_its_day_it_works_without_a_network(door, people):
    """Prepared the day before, offline on the morning: the day changes by the server's clock."""
    code = newcomer(door)
    phone = Phone(door, people("en", PHONE), name="tomorrow", days=(SECOND,))
    page = phone.page
    trouble = page.locator("[data-trouble=day]")
    expect(trouble).to_contain_text("This device is not for today.")
    expect(trouble).to_contain_text("Its days: Sat, 21 Nov")
    phone.person.looks()
    before = len(door.scans())
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    expect(page.locator("[data-said]")).to_contain_text("This device is not for today.")
    phone.go("find")
    page.locator("[data-search]").fill("시험")
    page.locator("[data-found] button").first.click()
    expect(page.locator("[data-screen=scan]")).to_be_visible()
    assert (phone.queue(), len(door.scans())) == ([], before)

    phone.goes(offline=True)
    now = page.evaluate("Date.now()") / 1000
    page.clock.set_fixed_time(now + 15 * HOUR)  # past midnight in the edition's zone
    assert phone.scan(code) == "admitted-offline"
    expect(trouble).to_be_hidden()


def test_days_that_are_changed_while_the_app_is_open(door, people):
    own, other = newcomer(door), newcomer(door)
    phone = Phone(door, people("ko", PHONE), name="changed", language="ko", days=(SECOND,))
    page = phone.page
    trouble = page.locator("[data-trouble=day]")
    expect(trouble).to_contain_text("11. 21.(토)")
    give_days(door, "changed", FIRST, SECOND)
    phone.go("lists")
    hears(phone)
    expect(trouble).to_be_hidden()
    expect(page.locator("[data-screen=lists]")).to_be_visible()  # a sync leads nowhere else
    page.locator("[data-list]").first.click()
    assert phone.scan(own) == "admitted"

    # what it lets in before it hears that the day is no longer its own, an organiser decides
    phone.goes(offline=True)
    assert phone.scan(other) == "admitted-offline"
    give_days(door, "changed", SECOND)
    phone.goes(offline=False)
    expect(page.locator("[data-verdict]")).to_have_attribute("data-verdict", "not_allowed")
    expect(page.locator(".v-parts")).to_contain_text("오늘")
    phone.person.looks()
    page.locator("[data-next]").click()
    expect(trouble).to_be_visible()
    phone.go("tray")
    expect(page.locator(".tray-bad")).to_have_count(1)
    phone.person.looks()
    causes = [one.cause for one in door.act(list_conflicts) if one.device == "changed"]
    assert causes == ["other_day"]


def test_when_the_last_of_its_days_is_over_nobodys_name_stays(door, people):
    phone = Phone(door, people("en", PHONE), name="over")
    page = phone.page
    page.wait_for_function("() => usher.roster.people.size >= 6")
    give_days(door, "over", date(2026, 11, 19))
    hears(phone)
    page.wait_for_function("() => usher.roster.people.size === 0")
    expect(page.locator("[data-trouble=day]")).to_contain_text("Its days: Thu, 19 Nov")
    phone.go("find")
    page.locator("[data-search]").fill("시험")
    expect(page.locator("[data-found-count]")).to_have_text("0 found")
