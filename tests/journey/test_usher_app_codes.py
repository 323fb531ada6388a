"""What the usher's app answers to codes that are not as they should be, typed and seen."""

import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image
from playwright.sync_api import Browser, ViewportSize, expect

from forum.core.hangul import folded
from forum.core.settings import current_settings
from forum.editions.models import Edition
from forum.registration.types import RegistrationState
from forum.tokens.exports import qr_png
from forum.tokens.rules import badge_number, encode
from forum.tokens.services import badge_key
from forum.tokens.types import ALL_DAYS, BadgeToken
from tests.factories.checkin import code_of, make_person
from tests.journey.conftest import CHROMIUM_ARGUMENTS, PHONE, Person
from tests.journey.usher import Door, Phone, film

pytestmark = pytest.mark.browser

VIDEO = (640, 480)
LACKS_ED25519 = """
  const known = SubtleCrypto.prototype.importKey;
  SubtleCrypto.prototype.importKey = async function (format, raw, algorithm, ...rest) {
    if (algorithm.name === "Ed25519") throw new DOMException("unknown", "NotSupportedError");
    return known.call(this, format, raw, algorithm, ...rest);
  };
"""


def newcomer(door: Door) -> str:
    return str(door.act(lambda edition: code_of(make_person(edition))))


def token(edition: str, key: Ed25519PrivateKey) -> str:
    return encode(BadgeToken(edition=edition, serial=1, category=0, reissue=0, days=ALL_DAYS), key)


def wrong_codes(door: Door) -> dict[str, tuple[str, str]]:
    """Return by name what is typed, and what the door answers."""
    code = newcomer(door)

    def of_another_forum(_edition: object) -> str:
        return token("dwc-2018", badge_key(current_settings().keys_dir, "dwc-2018"))

    return {
        "foreign": ("https://example.org/t?id=12345678", "invalid"),
        "of another forum": (door.act(of_another_forum), "wrong_edition"),
        "of an old key": (token("dwc-2026", Ed25519PrivateKey.generate()), "invalid"),
        "reversed": (code[::-1], "invalid"),
        "cut": (code[:-1], "invalid"),
        "lower case": (code.lower(), "admitted"),
    }


@pytest.mark.long
def test_wrong_codes_are_refused_with_and_without_a_connection(door, people):
    codes = wrong_codes(door)
    phone = Phone(door, people("en", PHONE), name="codes")
    online = {name: phone.scan(code) for name, (code, _answer) in codes.items()}
    assert online == {name: answer for name, (_code, answer) in codes.items()}
    phone.page.reload()  # what is held is forgotten
    phone.ready()
    phone.goes(offline=True)
    offline = {name: phone.scan(code) for name, (code, _answer) in codes.items()}
    assert offline == online | {"lower case": "repeat"}
    phone.person.looks()
    # the tray calls each by what somebody at the door can make use of
    phone.scan("DWC26-0007-X")
    phone.scan(badge_number("dwc-2026", 9999))
    phone.page.locator("[data-next]").click()
    phone.go("tray")
    names = phone.page.locator("[data-tray-list] .strong").all_inner_texts()
    assert {
        "Another code: https://example.org/t?id…",
        badge_number("dwc-2018", 1),
        badge_number("dwc-2026", 9999),
        "Badge code, damaged or not ours",
        "Mistyped number: DWC26-0007-X",
    } <= set(names)
    assert not [name for name in names if len(name) > 60]
    phone.person.looks()


@pytest.mark.long
def test_a_code_typed_while_the_screen_changes_is_read_whole(door, people):
    """The verdict goes by itself after some seconds; a scanner does not wait for it."""
    phone = Phone(door, people("en", PHONE))
    assert phone.scan(newcomer(door)) == "admitted"
    code = newcomer(door)
    phone.page.keyboard.type(code[:40])
    phone.page.wait_for_selector("[data-screen=scan]:not([hidden])")
    assert phone.scan(code[40:]) == "admitted"


@pytest.mark.long
def test_a_desk_is_led_from_a_refusal_to_the_person(door, people):
    def cancelled(edition: Edition) -> str:
        person = make_person(edition, state=RegistrationState.CANCELLED)
        person.search_text = folded(person.number)
        return person.number

    number = door.act(cancelled)
    phone = Phone(door, people("en", PHONE), name="desk", is_desk=True)
    page = phone.page
    to_desk = page.locator("[data-to-desk]")
    assert phone.scan(newcomer(door)) == "admitted"
    expect(to_desk).to_be_hidden()
    assert phone.scan(number) == "revoked"
    to_desk.click()
    expect(page.locator("main .rule-list")).to_contain_text(number)
    phone.person.looks()
    page.locator("main .rule-list a").click()
    phone.person.looks()
    phone.open()
    phone.go("lists")
    page.locator("[data-desk] a").click()
    expect(page.locator("h1")).to_have_text("Registration desk")
    page.get_by_role("link", name="Register somebody").click()
    phone.person.looks()


@pytest.mark.long
def test_a_browser_without_ed25519_decides_alike(door, people):
    codes = wrong_codes(door)
    person = people("en", PHONE)
    person.context.add_init_script(LACKS_ED25519)
    phone = Phone(door, person, name="old")
    phone.goes(offline=True)
    said = {name: phone.scan(code) for name, (code, _answer) in codes.items()}
    expected = {name: answer for name, (_code, answer) in codes.items()}
    assert said == expected | {"lower case": "admitted-offline"}


# ---------------------------------------------------------------- seen by the camera


def picture_of(*codes: str) -> bytes:
    """Return a picture with codes side by side."""
    picture = Image.new("L", VIDEO, 200)
    side = min(300, VIDEO[1] // len(codes))  # the middle square is looked at
    for place, code in enumerate(codes):
        drawn = Image.open(io.BytesIO(qr_png(code))).convert("L")
        square = drawn.resize((side, side), Image.Resampling.NEAREST)
        left = (VIDEO[0] - side * len(codes)) // 2 + place * side
        picture.paste(square, (left, (VIDEO[1] - side) // 2))
    return picture.tobytes()


@contextmanager
def seeing(
    browser: Browser, door: Door, film: Path | None, *, cameras: int = 1, script: str = ""
) -> Iterator[Phone]:
    """Open the app in a browser whose camera shows a film, or that has several cameras."""
    arguments = [
        *CHROMIUM_ARGUMENTS,
        f"--use-fake-device-for-media-stream=device-count={cameras}",
        "--use-fake-ui-for-media-stream",
        *([f"--use-file-for-fake-video-capture={film}"] if film else []),
    ]
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    own = browser.browser_type.launch(executable_path=chromium, args=arguments)
    viewport = ViewportSize(width=PHONE["width"], height=PHONE["height"])
    person = Person(own.new_context(locale="en-GB", viewport=viewport), door.house.url)
    person.context.add_init_script(script)
    phone = Phone(door, person, name="camera")
    phone.page.locator("[data-camera]").click()
    yield phone
    own.close()
    person.is_content()


@pytest.mark.long
def test_a_code_held_for_ten_seconds_is_one_scan(door, browser, tmp_path):
    code = newcomer(door)
    film(tmp_path / "held.y4m", VIDEO, picture_of(code), times=15)
    before = len(door.scans())
    with seeing(browser, door, tmp_path / "held.y4m") as phone:
        page = phone.page
        expect(page.locator("[data-verdict]")).to_have_attribute("data-verdict", "admitted")
        seen_at = page.evaluate("performance.now()")
        page.wait_for_function("from => performance.now() - from > 10500", arg=seen_at)
        assert page.evaluate("usher.seen.codes") > 10
        assert page.evaluate("usher.measured.length") == 1
        # the screen is free for the next badge, with this one still held
        expect(page.locator("[data-screen=scan]")).to_be_visible()
        # taken back, it is not let in again before it has been away; on another list it is
        page.locator("[data-undo-last]").click()
        looks = page.evaluate("usher.seen.codes")
        page.wait_for_function("before => usher.seen.codes > before + 10", arg=looks)
        expect(page.locator("[data-screen=scan]")).to_be_visible()
        assert page.evaluate("usher.measured.length") == 1
        phone.go("lists")
        page.locator("[data-list]").last.click()
        expect(page.locator("[data-verdict]")).to_have_attribute("data-verdict", "handed-out")
        phone.waits_for_nothing()
    assert len(door.scans()) == before + 2


@pytest.mark.long
def test_two_codes_in_the_picture_are_asked_to_be_shown_alone(door, browser, tmp_path):
    film(tmp_path / "two.y4m", VIDEO, picture_of(newcomer(door), newcomer(door)), times=15)
    before = len(door.scans())
    with seeing(browser, door, tmp_path / "two.y4m") as phone:
        expect(phone.page.locator("[data-hint]")).to_have_text(
            "Two codes in the picture: show one alone."
        )
        phone.page.wait_for_function("() => usher.seen.codes > 10")
        assert phone.page.evaluate("usher.measured.length") == 0
    assert len(door.scans()) == before


@pytest.mark.long
def test_a_camera_that_is_taken_away_is_offered_again(door, browser, tmp_path):
    """As by a call that comes in: the picture would stand still, and nobody would know why."""
    film(tmp_path / "gone.y4m", VIDEO, picture_of(newcomer(door)), times=15)
    with seeing(browser, door, tmp_path / "gone.y4m") as phone:
        page = phone.page
        expect(page.locator("[data-verdict]")).to_have_attribute("data-verdict", "admitted")
        page.locator("[data-next]").click()
        page.evaluate(
            "document.querySelector('video').srcObject.getVideoTracks()[0]"
            ".dispatchEvent(new Event('ended'))"
        )
        expect(page.locator("[data-camera]")).to_be_visible()
        assert not page.evaluate("usher.isRunning()")
        phone.person.looks()
        before = page.evaluate("usher.seen.codes")
        page.locator("[data-camera]").click()
        page.wait_for_function("before => usher.seen.codes > before", arg=before)
        expect(page.locator("[data-camera]")).to_be_hidden()
