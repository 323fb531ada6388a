"""No scan is lost, and none counts twice: killed, cut off, opened twice, very many."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.conftest import NOW
from tests.journey.conftest import CHROMIUM_ARGUMENTS, PHONE, House, Person, free_port
from tests.journey.usher import Door, Phone

pytestmark = [pytest.mark.browser, pytest.mark.long]

MANY = 2000
LOST = ("ERR_CONNECTION", "ERR_EMPTY_RESPONSE", "ERR_FAILED", "ERR_SOCKET_NOT_CONNECTED")
SCAN_ALL = """async (codes) => {
  for (const code of codes) await usher.scan(code);
}"""

ALL_THAT_IS_KEPT = """async () => {
  const asked = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const base = await asked(indexedDB.open("usher"));
  const parts = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })];
  for (const name of base.objectStoreNames) {
    const all = await asked(base.transaction(name).objectStore(name).getAll());
    const text = new TextDecoder();
    parts.push(JSON.stringify(all, (_key, value) =>
      value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? text.decode(value) : value));
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const answer = await cache.match(request);
      if (/html|json/.test(answer.headers.get("Content-Type"))) parts.push(await answer.text());
    }
  }
  return parts.join(" ");
}"""


@contextmanager
def own_browser(
    browser: Browser, door: Door, profile: Path
) -> Iterator[tuple[Person, subprocess.Popen[bytes]]]:
    """Run a browser whose profile stays when it is killed."""
    port = free_port()
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path
    process = subprocess.Popen(  # noqa: S603  the browser of these tests
        [
            path,
            "--headless=new",
            *CHROMIUM_ARGUMENTS,
            "--lang=en-GB",
            f"--user-data-dir={profile}",
            f"--remote-debugging-port={port}",
            "about:blank",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert process.stderr
    for line in process.stderr:  # it says when it listens
        if b"DevTools listening" in line:
            break
    driven = browser.browser_type.connect_over_cdp(f"http://127.0.0.1:{port}")
    try:
        person = Person(driven.contexts[0], door.house.url)
        person.page.set_viewport_size({**PHONE})  # type: ignore[typeddict-item]
        yield person, process
    finally:
        process.kill()
        process.wait(timeout=30)
        process.stderr.close()


def leave(person: Person, process: "subprocess.Popen[bytes]") -> None:
    """Close the browser as people do: it writes what it keeps."""
    assert person.context.browser
    person.context.browser.new_browser_cdp_session().send("Browser.close")
    process.wait(timeout=30)


def shown_once(door: Door, phone: Phone, codes: list[str]) -> None:
    """Hold what the server has against what the phone scanned."""
    nonces = [nonce for nonce, _result, _shown in door.scans()]
    assert len(nonces) == len(set(nonces))
    kept = {item["nonce"] for item in phone.queue() if item["token"] in codes}
    assert len(kept) == len(codes)
    assert kept <= set(nonces)
    results = {nonce: result for nonce, result, _shown in door.scans()}
    assert [results[nonce] for nonce in kept] == ["admitted"] * len(codes)


def test_an_answer_that_is_lost_leaves_one_scan(door, phone):
    """The server has it, the device does not know: it is sent again, and is the same scan."""

    def swallow(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch()
            route.abort()
        else:
            route.fallback()

    phone.person.forgiven.update(LOST)
    phone.page.route("**/checkin/sync*", swallow)
    assert phone.scan(door.codes[0]) == "admitted-offline"
    assert len(door.scans()) == 1
    expect(phone.page.locator("[data-net-text]")).to_contain_text("1 waiting")
    phone.page.unroute_all(behavior="wait")
    phone.waits_for_nothing()
    shown_once(door, phone, door.codes[:1])


def test_no_name_is_kept_in_the_clear(door, people):
    """What is kept to be sent or looked back at says nothing of anybody; the rest is sealed."""
    phone = Phone(door, people("en", PHONE), name="sealed")
    page = phone.page
    assert phone.scan(door.codes[0]) in {"admitted", "attention", "repeat"}
    expect(page.locator(".v-name")).to_contain_text("Hong Gildong (trial)")
    phone.goes(offline=True)
    page.locator("[data-next]").click()
    phone.go("lists")
    page.locator("[data-list]").last.click()
    assert phone.scan(door.codes[0]) == "admitted-offline"
    expect(page.locator(".v-name")).to_contain_text("Hong Gildong (trial)")
    kept = page.evaluate(ALL_THAT_IS_KEPT)
    assert "DWC26" in kept or door.codes[0][:40] in kept  # it was looked at
    for name in ("Hong Gildong", "Kim Hana", "Nguyễn", "홍길동", "김하나", "Trial organisation"):
        assert name not in kept, name
    # looked at again after a while, they are known by what is sealed
    page.reload()
    page.wait_for_selector("[data-screen=scan]:not([hidden])")
    phone.go("tray")
    expect(page.locator("[data-tray-list]")).to_contain_text("Hong Gildong (trial)")
    phone.goes(offline=False)
    phone.waits_for_nothing()


def test_two_tabs_are_one_device(door, people):
    phone = Phone(door, people("en", PHONE), name="two tabs")
    first = phone.page
    phone.person.page = second = phone.person.context.new_page()
    phone.open()
    phone.goes(offline=True)
    assert phone.scan(door.codes[1]) == "admitted-offline"
    # what one tab has let in is a repeat in the other, and both say what waits
    expect(first.locator("[data-net-text]")).to_contain_text("1 waiting")
    phone.person.page = first
    assert phone.scan(door.codes[1]) == "repeat"
    expect(second.locator("[data-net-text]")).to_contain_text("2 waiting")
    phone.goes(offline=False)
    phone.waits_for_nothing()
    phone.person.page = second
    phone.waits_for_nothing()
    second.locator("[data-next]").click()
    # at the same moment, in both: one of them is let in
    first.locator("[data-next]").click()
    for page in (first, second):
        page.evaluate("code => void usher.scan(code)", door.codes[2])
    for page in (first, second):
        page.wait_for_selector("[data-screen=verdict]:not([hidden])")
    verdicts = [
        str(page.locator("[data-verdict]").get_attribute("data-verdict"))
        for page in (first, second)
    ]
    assert sorted(verdicts) == ["attention", "repeat"]
    results = [result for _nonce, result, _shown in door.scans()[-2:]]
    assert sorted(results) == ["admitted", "repeat"]
    # taken back in one tab, admitted in the other
    admitted = first if first.locator("[data-undo]").is_visible() else second
    admitted.locator("[data-undo]").click()
    phone.waits_for_nothing()
    other = second if admitted is first else first
    phone.person.page = other
    assert phone.scan(other.locator(".v-note").inner_text()) == "attention"


def test_two_tabs_opened_at_once_keep_one_roster(door, people):
    """The key of the roster is made once, whoever comes first."""
    person = people("en", PHONE)
    person.goes_to(door.invite("both"))
    person.page.locator("main form button[type=submit]").click()
    tabs = [person.page, person.context.new_page()]
    for page in tabs:
        page.evaluate(
            "url => void setTimeout(() => location.assign(url), 0)",
            f"{door.house.url}/checkin/app/en",
        )
    for page in tabs:
        page.wait_for_selector("body[data-ready=yes]", state="attached")
    tabs[0].wait_for_function("() => navigator.serviceWorker.controller !== null")
    person.forgiven.add("ERR_INTERNET_DISCONNECTED")
    person.context.set_offline(True)
    for page in tabs:
        page.reload()
        page.wait_for_function("() => usher.roster.people.size >= 6")


def test_a_browser_killed_in_mid_upload_sends_what_waits(door, browser, tmp_path):
    codes = door.codes[3:6]
    profile = tmp_path / "profile"
    with own_browser(browser, door, profile) as (person, process):
        Phone(door, person, name="killed")
        leave(person, process)
    with own_browser(browser, door, profile) as (person, process):
        phone = Phone(door, person, name="")
        phone.goes(offline=True)
        for code in codes:
            assert phone.scan(code) == "admitted-offline"

        def kill(route: Route) -> None:
            if route.request.method == "POST":
                route.fetch()  # the server has it; the device dies before it hears so
                process.kill()
            else:
                route.fallback()

        person.page.route("**/checkin/sync*", kill)
        with person.page.expect_event("close"):
            person.context.set_offline(False)
    assert len([one for one in door.scans() if one[2] == "admitted"]) >= len(codes)
    with own_browser(browser, door, profile) as (person, _process):
        phone = Phone(door, person, name="")
        expect(person.page.locator("[data-trouble=ended]")).to_be_hidden()
        phone.waits_for_nothing(within=60_000)
        shown_once(door, phone, codes)


@pytest.fixture(scope="module")
def crowd(tmp_path_factory):
    """A door of its own with many people."""
    house = House(tmp_path_factory.mktemp("crowd"), free_port())
    house.command("database", "upgrade")
    made = Door(house)
    made.fill(more=MANY)
    return made


def test_two_thousand_scans_outlive_a_server_that_is_killed(crowd, browser):
    codes = crowd.codes[-MANY:]
    context = browser.new_context(locale="en-GB", viewport={**PHONE})
    context.set_default_timeout(60_000)
    person = Person(context, crowd.house.url)
    with crowd.house.serving(at=NOW):
        phone = Phone(crowd, person)
        person.forgiven.update(LOST)
        phone.goes(offline=True)
        for start in range(0, MANY, 500):
            phone.page.evaluate(SCAN_ALL, codes[start : start + 500])
        assert f"{MANY} waiting" in phone.net()
        spent = sorted(phone.page.evaluate("usher.measured"))
        assert spent[int(len(spent) * 0.95)] < 150, "ms from a code to its verdict"
        with phone.page.expect_request(lambda request: request.method == "POST"):
            person.context.set_offline(False)
        crowd.house.kill()
        assert len(crowd.scans()) < MANY
    with crowd.house.serving(at=NOW):
        phone.page.evaluate("document.querySelector('[data-retry]').click()")
        phone.waits_for_nothing(within=120_000)
        nonces = [nonce for nonce, result, _shown in crowd.scans() if result == "admitted"]
        assert len(nonces) == len(set(nonces)) == MANY
        kept = phone.queue()
        assert len(kept) <= 200
        assert {item["state"] for item in kept} == {"done"}
        assert phone.page.evaluate("document.querySelector('[data-count-tray]').hidden")
    context.close()
    person.is_content()
