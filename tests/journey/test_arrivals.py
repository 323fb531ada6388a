"""An organiser watches the door: an arrival is seen within two seconds, also after a lost line."""

import json
import re
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest

from tests.journey.conftest import House, Mouse, Person, add_owner
from tests.journey.test_whole_path import EDITION, come_in, enrol_device, main_button

pytestmark = pytest.mark.browser

WITHIN_MS = 2_000
BACK_WITHIN_MS = 4_000  # after the line is back: one question that failed may still be waited for


def scan(house: House, token: str, list_id: str, number: str) -> None:
    """Send one scan as a program does."""
    body = [{"token": number, "nonce": number, "scanned_at": "2026-01-01T00:00:00Z"}]
    asked = urllib.request.Request(  # noqa: S310  our own server
        f"{house.url}/api/v1/checkin/lists/{list_id}/scans",
        data=json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310  our own server
        assert json.load(answer)[0]["result"] == "admitted"


def shows(person: Person, count: int, within: int = WITHIN_MS) -> None:
    """Wait until a screen tells so many arrivals."""
    told = ".arrivals-sum b, .hall-count"
    person.page.wait_for_function(
        "([told, count]) => document.querySelector(told)?.textContent.trim() === String(count)",
        arg=[told, count],
        timeout=within,
    )


def prepare(organiser: Person, phone: Person, house: House) -> tuple[str, str, list[str]]:
    """Enrol a device; return its token, the list of the dashboard, and three numbers of badges."""
    come_in(organiser, Mouse(organiser), add_owner(house, "ko"), "ko")
    phone.goes_to(enrol_device(organiser, Mouse(organiser), "Gate"))
    Mouse(phone).press(main_button(phone))
    [token] = [c["value"] for c in phone.context.cookies() if c["name"].endswith("device")]
    page = organiser.goes_to(f"/manage/{EDITION}/checkin/missing")
    numbers = re.findall(r"DWC\w*-\d{4,}-\w", page.inner_text("main table"))[:3]
    return token, page.locator("select#list").input_value(), numbers


def is_told(organiser: Person) -> None:
    """See that the line is lost, and of when that is which is shown."""
    organiser.page.wait_for_selector(".live-lost:not([hidden])", timeout=WITHIN_MS)
    assert re.search(r"\d\d:\d\d:\d\d", organiser.page.locator(".live-lost").inner_text())


def test_an_organiser_and_the_hall_see_an_arrival_at_once_and_after_a_lost_line(
    people: Callable[..., Person], house: House
) -> None:
    house.command("database", "upgrade")
    house.command("demo", "--attendees", "12")
    organiser, hall, phone = people("ko"), people("en"), people("ko")
    with house.serving():
        token, list_id, numbers = prepare(organiser, phone, house)
        page = organiser.goes_to(f"/manage/{EDITION}/checkin/?list={list_id}")
        cookies: Any = organiser.context.cookies()
        hall.context.add_cookies(cookies)
        hall.goes_to(f"/manage/{EDITION}/checkin/hall?list={list_id}")
        shows(organiser, 0)
        scan(house, token, list_id, numbers[0])
        shows(organiser, 1)
        shows(hall, 1)
        page.locator(".arrivals details summary").first.click()

        organiser.context.set_offline(True)
        is_told(organiser)
        scan(house, token, list_id, numbers[1])
        shows(hall, 2)
        shows(organiser, 1)
        organiser.context.set_offline(False)
        shows(organiser, 2, BACK_WITHIN_MS)
        page.wait_for_selector(".live-lost", state="hidden")
        assert page.locator(".arrivals details").first.get_attribute("open") is not None
        scan(house, token, list_id, numbers[2])
        shows(organiser, 3)

        Mouse(organiser).press(page.locator("form[action$='sign-out'] button"))
        hall.page.wait_for_selector(".live-lost:not([hidden])")  # it was the same session
        for one in (organiser, hall):
            one.page.close()  # it asks on for as long as it is open
    organiser.faults = [one for one in organiser.faults if "ERR_INTERNET_DISCONNECTED" not in one]
