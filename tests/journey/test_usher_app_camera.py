"""Torch, a screen that stays on, and the choice among cameras.

The app is real, and so are the browser's (made-up) cameras; what no machine without a phone's
parts has is stood in for: the torch, the screen's lock, and a page that nobody looks at.
"""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.factories.checkin import code_of, make_person
from tests.journey.test_usher_app_codes import seeing
from tests.journey.usher import Door

pytestmark = pytest.mark.browser

CAMERAS = 3
A_PHONES_PARTS = """
  window.did = [];
  window.torchIsBroken = false;
  const known = MediaStreamTrack.prototype.getCapabilities;
  MediaStreamTrack.prototype.getCapabilities = function () {
    return { ...known.call(this), torch: this.label.includes("0") };
  };
  MediaStreamTrack.prototype.applyConstraints = async function ({ advanced: [{ torch }] }) {
    if (window.torchIsBroken) throw new DOMException("it is hot", "OperationError");
    did.push(torch ? "lit" : "dark");
  };
  const request = async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    did.push("awake");
    const lock = { released: false, release: async () => {
      if (!lock.released) did.push("asleep");
      lock.released = true;
    } };
    window.lock = lock;
    return lock;
  };
  Object.defineProperty(navigator, "wakeLock", { value: { request } });
"""
AWAY_AND_BACK = """() => {
  window.lock.released = true; // so does every browser
  for (const hidden of [true, false, false]) { // some say it twice
    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }
}"""
IS_ON_TOP = """() => {
  const box = document.querySelector("video").getBoundingClientRect();
  const there = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return there === document.querySelector("video");
}"""
OWN_DETECTOR = """
  window.inSight = [];
  window.BarcodeDetector = class {
    static getSupportedFormats = async () => ["qr_code", "ean_13"];
    detect = async () => window.inSight.map((rawValue) => ({ rawValue }));
  };
"""
IN_USE = "document.querySelector('video').srcObject.getVideoTracks()[0].label"


def runs(page: Page) -> None:
    """Wait until the camera is looked through."""
    looks = page.evaluate("usher.seen.frames")
    page.wait_for_function("looks => usher.seen.frames > looks + 2", arg=looks)


def did(page: Page) -> list[str]:
    """Return what the phone's parts did since they were asked last."""
    done: list[str] = page.evaluate("did.splice(0)")
    return done


def test_a_phone_has_its_torch_its_cameras_and_a_screen_that_stays_on(
    door: Door, browser: Browser
) -> None:
    with seeing(browser, door, None, cameras=CAMERAS, script=A_PHONES_PARTS) as phone:
        page = phone.page
        torch, other = page.locator("[data-torch]"), page.locator("[data-next-camera]")
        runs(page)
        first = page.evaluate(IN_USE)
        assert "0" in first
        assert did(page) == ["awake"]
        assert page.evaluate(IS_ON_TOP)  # nothing stands before its picture

        torch.click()
        expect(torch).to_have_attribute("aria-pressed", "true")
        torch.click()
        expect(torch).to_have_attribute("aria-pressed", "false")
        assert did(page) == ["lit", "dark"]
        torch.click()
        phone.person.looks()

        # another camera has no torch, and the first one's is out when it is back
        other.click()
        expect(torch).to_be_hidden()
        runs(page)
        chosen = page.evaluate(IN_USE)
        assert chosen != first
        assert did(page) == ["lit", "asleep", "awake"]

        # it is the one that is opened when the app is opened again
        phone.open()
        page.locator("[data-camera]").click()
        runs(page)
        assert page.evaluate(IN_USE) == chosen
        for _more in range(CAMERAS - 1):
            other.click()
            runs(page)
        assert page.evaluate(IN_USE) == first
        expect(torch).to_have_attribute("aria-pressed", "false")


@pytest.mark.long
def test_a_torch_that_does_not_light_is_not_said_to(door: Door, browser: Browser) -> None:
    with seeing(browser, door, None, script=A_PHONES_PARTS) as phone:
        page = phone.page
        runs(page)
        expect(page.locator("[data-next-camera]")).to_be_hidden()  # there is no other
        page.evaluate("window.torchIsBroken = true")
        page.locator("[data-torch]").click()
        page.wait_for_timeout(200)
        expect(page.locator("[data-torch]")).to_have_attribute("aria-pressed", "false")


@pytest.mark.long
def test_the_screen_is_kept_on_once_and_no_longer_than_the_camera_runs(
    door: Door, browser: Browser
) -> None:
    with seeing(browser, door, None, cameras=CAMERAS, script=A_PHONES_PARTS) as phone:
        page = phone.page
        runs(page)
        assert did(page) == ["awake"]
        # the phone was put away, and is looked at again
        page.evaluate(AWAY_AND_BACK)
        page.wait_for_timeout(200)
        assert did(page) == ["awake", "awake", "asleep"]
        # another camera, and another, before the first of them is there
        for _twice in range(2):
            page.evaluate("document.querySelector('[data-next-camera]').click()")
        page.wait_for_timeout(500)
        runs(page)
        said = did(page)
        assert said.count("asleep") == said.count("awake")  # one was held before
        page.evaluate("usher.stopCamera()")
        page.wait_for_timeout(200)
        assert did(page) == ["asleep"]
        page.evaluate(AWAY_AND_BACK)
        page.wait_for_timeout(200)
        assert did(page) == []


@pytest.mark.long
def test_a_chosen_camera_that_is_gone_gives_way_to_another(door: Door, browser: Browser) -> None:
    with seeing(browser, door, None, cameras=CAMERAS, script=A_PHONES_PARTS) as phone:
        page = phone.page
        runs(page)
        page.evaluate("localStorage.setItem('usher-camera', 'no longer there')")
        phone.open()
        page.locator("[data-camera]").click()
        runs(page)
        assert page.evaluate("localStorage.getItem('usher-camera')") is None


@pytest.mark.long
def test_a_camera_that_may_not_be_used_says_so_until_it_may(door: Door, browser: Browser) -> None:
    with seeing(browser, door, None, script=A_PHONES_PARTS) as phone:
        page = phone.page
        runs(page)
        phone.open()
        page.evaluate(
            """() => {
              const known = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
              navigator.mediaDevices.getUserMedia = async (wanted) => {
                navigator.mediaDevices.getUserMedia = known;
                throw new DOMException("no", "NotAllowedError");
              };
            }"""
        )
        page.locator("[data-camera]").click()
        hint = page.locator("[data-hint]")
        expect(hint).to_contain_text("camera")
        denied = hint.inner_text()
        phone.person.looks()
        page.locator("[data-camera]").click()
        runs(page)
        expect(hint).not_to_have_text(denied)


@pytest.mark.long
def test_a_browser_that_reads_codes_itself_is_asked(door: Door, browser: Browser) -> None:
    """As on Android: the module for other browsers is kept, but not made to work."""
    codes = [door.act(lambda edition: code_of(make_person(edition))) for _each in range(2)]
    with seeing(browser, door, None, script=OWN_DETECTOR) as phone:
        page = phone.page
        runs(page)
        page.evaluate("codes => { inSight = codes }", codes)
        expect(page.locator("[data-hint]")).to_contain_text("Two codes in the picture")
        page.evaluate("codes => { inSight = codes.slice(1) }", codes)
        expect(page.locator("[data-verdict]")).to_have_attribute("data-verdict", "admitted")
        assert page.evaluate("usher.measured.length") == 1
