"""What an usher is told when something ends: the session, a list, room, a version."""

import pytest
from playwright.sync_api import Route, expect
from sqlalchemy import select

from forum.checkin.models import CheckinList, Device, Scan
from forum.checkin.services.devices import revoke_device
from forum.checkin.services.lists import delete_list
from forum.checkin.services.scans import device_scanner, record_scans
from forum.checkin.sync.queries import list_conflicts
from forum.core import clock
from forum.core.db import db
from forum.core.localized import LocalizedText
from tests.conftest import NOW
from tests.factories.checkin import code_of, enrolled, make_list, make_person, scan_of
from tests.journey.conftest import PHONE
from tests.journey.usher import Phone

pytestmark = [pytest.mark.browser, pytest.mark.long]

NO_ROOM = """() => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...all) {
    if (self.hasRoom) return put.apply(this, all);
    throw new DOMException("no room", "QuotaExceededError");
  };
}"""


NEWER = """() => navigator.serviceWorker.register(
  "/checkin/worker.js?newer", { scope: "/checkin/" }
)"""


def trouble(phone: Phone, name: str):
    return phone.page.locator(f"[data-trouble={name}]")


def newcomer(door) -> str:
    """Return the code of somebody whom nobody has scanned."""
    return str(door.act(lambda edition: code_of(make_person(edition))))


def find_device(name: str) -> Device:
    return db.session.scalars(select(Device).where(Device.name == name)).one()


def test_a_device_that_is_revoked_lets_nobody_in_and_says_so(door, people):
    """The server's first word of it is the answer to a scan: that is no green screen."""
    code = newcomer(door)
    phone = Phone(door, people("en", PHONE), name="revoked")
    door.act(lambda _edition: revoke_device(find_device("revoked")))
    assert phone.scan(code) == "not_allowed"
    expect(phone.page.locator(".v-parts")).to_contain_text("This device was revoked.")
    expect(phone.page.locator("[data-undo]")).to_be_hidden()
    assert "v-no" in (phone.page.locator("body").get_attribute("class") or "")
    phone.person.looks()
    assert [one.cause for one in door.act(list_conflicts) if one.device == "revoked"] == ["revoked"]
    assert door.scans() == []


def test_a_session_that_ended_keeps_what_waits_until_the_device_is_enrolled_again(door, people):
    code = newcomer(door)
    phone = Phone(door, people("en", PHONE), name="ended")
    page = phone.page
    phone.goes(offline=True)
    assert phone.scan(code) == "admitted-offline"
    phone.person.context.clear_cookies()
    phone.goes(offline=False)
    expect(trouble(phone, "ended")).to_be_visible()
    expect(trouble(phone, "ended")).to_contain_text("Waiting: 1")
    page.wait_for_function("() => usher.roster.people.size === 0")
    page.reload()
    expect(trouble(phone, "ended")).to_contain_text("Waiting: 1")
    phone.person.looks()
    assert len(phone.queue()) == 1
    phone.person.goes_to(door.invite("again"))
    page.locator("main form button[type=submit]").click()
    phone.open()
    phone.waits_for_nothing()
    expect(trouble(phone, "ended")).to_be_hidden()
    assert door.scans()[-1][1:] == ("admitted", "admitted")


def test_a_list_that_is_deleted_while_the_app_is_open(door, people):
    code = newcomer(door)
    phone = Phone(door, people("en", PHONE), name="no list")
    page = phone.page

    def add(edition):
        return make_list(edition, name=LocalizedText("점심", "Lunch")).id

    def remove(_edition):
        delete_list(db.session.get_one(CheckinList, lunch))

    lunch = door.act(add)
    phone.open()
    phone.go("lists")
    page.locator(f"[data-list='{lunch}']").click()
    phone.goes(offline=True)
    assert phone.scan(code) == "admitted-offline"
    door.act(remove)
    phone.goes(offline=False)
    phone.waits_for_nothing()
    expect(trouble(phone, "no-list")).to_be_visible()
    phone.person.looks()
    page.locator("[data-next]").click()
    phone.go("tray")
    expect(page.locator(".tray-bad")).to_contain_text("The list was removed")
    assert [one.cause for one in door.act(list_conflicts) if one.device == "no list"] == ["no_list"]
    # the next scan has no list: it is asked for
    phone.go("scan")
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    expect(page.locator("[data-screen=lists]")).to_be_visible()
    page.locator("[data-list]").first.click()
    expect(trouble(phone, "no-list")).to_be_hidden()


def test_a_list_deleted_before_the_answer_admits_nobody(door, people):
    code = newcomer(door)
    phone = Phone(door, people("en", PHONE), name="gone")
    lunch = door.act(lambda edition: make_list(edition).id)
    phone.open()
    phone.go("lists")
    phone.page.locator(f"[data-list='{lunch}']").click()
    door.act(lambda _edition: delete_list(db.session.get_one(CheckinList, lunch)))
    assert phone.scan(code) == "not_allowed"
    expect(phone.page.locator(".v-parts")).to_contain_text("This list is no longer there.")
    phone.person.looks()


def test_a_device_without_room_says_so_on_the_verdict_and_loses_nothing(door, people):
    code = newcomer(door)
    phone = Phone(door, people("en", PHONE), name="full")
    page = phone.page
    phone.goes(offline=True)
    page.evaluate(NO_ROOM)
    assert phone.scan(code) == "admitted-offline"
    expect(page.locator(".v-parts")).to_contain_text("Leave this page open.")
    expect(trouble(phone, "full")).to_contain_text("Waiting: 1")
    assert phone.queue() == []
    phone.person.looks()
    assert phone.scan_number() == "repeat"  # it is known here nevertheless
    phone.goes(offline=False)
    phone.waits_for_nothing()
    assert [one[1:] for one in door.scans()[-2:]] == [
        ("admitted", "admitted"),
        ("repeat", "repeat"),
    ]
    page.evaluate("self.hasRoom = true")
    assert phone.scan(door.codes[0]) == "admitted"
    expect(trouble(phone, "full")).to_be_hidden()


def test_what_waits_outlives_a_browser_that_clears_its_storage(door, people):
    code = newcomer(door)
    phone = Phone(door, people("en", PHONE), name="evicted")
    page = phone.page
    phone.goes(offline=True)
    assert phone.scan(code) == "admitted-offline"
    tool = phone.person.context.new_cdp_session(page)
    wiped = {"origin": door.house.url, "storageTypes": "indexeddb"}
    tool.send("Storage.clearDataForOrigin", wiped)
    assert phone.scan_number() == "repeat"
    phone.goes(offline=False)
    phone.waits_for_nothing()
    mine = sorted(phone.queue(), key=lambda item: item["made"])
    assert {item["state"] for item in mine} == {"done"}
    assert [item["answer"]["result"] for item in mine] == ["admitted", "repeat"]
    # the people are kept again, with the key that opens them
    page.evaluate("document.querySelector('[data-retry]').click()")
    page.wait_for_function("() => usher.roster.people.size >= 6")
    phone.goes(offline=True)
    page.reload()
    page.wait_for_function("() => usher.roster.people.size >= 6")


def test_a_newer_version_waits_until_the_usher_says_so(door, people):
    code = newcomer(door)
    phone = Phone(door, people("en", PHONE), name="updated")
    page = phone.page
    expect(page.locator("[data-update]")).to_be_hidden()
    phone.goes(offline=True)
    phone.scan(code)
    assert "1 waiting" in phone.net()

    phone.person.context.route("**/checkin/sync*", lambda route: route.abort())
    phone.person.forgiven.add("ERR_FAILED")
    phone.goes(offline=False)
    page.evaluate(NEWER)
    expect(page.locator("[data-update]")).to_be_visible()
    expect(page.locator("[data-update]")).to_contain_text("Scans that wait are kept.")
    phone.person.looks()
    with page.expect_navigation():
        page.locator("[data-reload]").click()
    page.wait_for_selector("[data-screen=scan]:not([hidden])")
    assert "1 waiting" in phone.net()
    assert page.evaluate("() => navigator.serviceWorker.controller.scriptURL").endswith("?newer")
    phone.person.context.unroute_all(behavior="wait")
    page.evaluate("dispatchEvent(new Event('online'))")
    phone.waits_for_nothing()


def test_a_clock_that_is_a_day_wrong(door, people):
    """The phones of these tests are days behind or ahead of the server anyway: it is set right."""
    code = newcomer(door)
    phone = Phone(door, people("en", PHONE), name="clock")
    expect(trouble(phone, "clock")).to_be_visible()
    day = 86_400
    for days in (1, -1):
        now = phone.page.evaluate("Date.now()") / 1000
        phone.page.clock.set_fixed_time(now + days * day)
        phone.page.evaluate("document.querySelector('[data-retry]').click()")
        phone.page.wait_for_function(
            "() => Math.abs(Date.now() + usher.roster.difference"
            " - Date.parse(usher.roster.cursor)) < 120000"
        )
    phone.goes(offline=True)
    phone.scan(code)
    phone.goes(offline=False)
    phone.page.evaluate("document.querySelector('[data-retry]').click()")
    phone.page.wait_for_function(
        "() => /^Synced \\d\\d:\\d\\d$/.test(document.querySelector('[data-net-text]').innerText)"
    )

    def off(_edition):
        scan = db.session.scalars(select(Scan).order_by(Scan.id.desc())).first()
        return (
            abs((scan.happened_at - scan.received_at).total_seconds()),
            abs((scan.scanned_at - scan.received_at).total_seconds()),
        )

    by_ours, by_theirs = door.act(off)
    assert by_ours < 120
    assert by_theirs > 3600


def test_an_answer_that_comes_late_and_differs_is_shown_and_is_a_conflict(door, people):
    code = newcomer(door)
    phone = Phone(door, people("en", PHONE), name="late")
    page = phone.page
    held: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST" and not held:
            held.append(route)
        else:
            route.fallback()

    def other(edition):
        device, _secret = enrolled(edition, name="faster")
        target = db.session.scalars(select(CheckinList).order_by(CheckinList.id).limit(1)).one()
        record_scans(device_scanner(device), target, [scan_of(code, "faster")])

    page.route("**/checkin/sync*", hold)
    assert phone.scan(code) == "admitted-offline"  # the server did not answer within 1.5 s
    with clock.stopped_at(NOW):
        door.act(other)
    held[0].fallback()
    expect(page.locator("[data-verdict]")).to_have_attribute("data-verdict", "repeat")
    expect(page.locator(".v-facts")).to_contain_text("faster")
    phone.person.looks()
    phone.waits_for_nothing()
    (conflict,) = [one for one in door.act(list_conflicts) if one.device == "late"]
    assert (conflict.shown, conflict.result, conflict.first.device) == (
        "admitted",
        "repeat",
        "faster",
    )
    page.locator("[data-next]").click()
    phone.go("tray")
    expect(page.locator(".tray-bad")).to_contain_text("faster")
