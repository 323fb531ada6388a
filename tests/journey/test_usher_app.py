"""The usher's app on a phone: a real server, a real browser, a camera that shows real badges."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageEnhance
from playwright.sync_api import expect
from sqlalchemy import select

from forum import create_app
from forum.badges.services import badge_pdf
from forum.checkin.models import Device, Scan
from forum.checkin.services.devices import invite_device, revoke_device
from forum.checkin.sync.queries import list_conflicts
from forum.checkin.types import Mode
from forum.core.db import db, set_reading
from forum.core.localized import LocalizedText
from forum.core.settings import Settings
from forum.editions.models import Edition
from tests.conftest import NOW
from tests.factories.checkin import code_of, make_device, make_edition, make_list, make_person
from tests.journey.conftest import CHROMIUM_ARGUMENTS, PHONE, House, Person

pytestmark = pytest.mark.browser

NAMES = [
    ("홍길동 (시험)", "Hong Gildong (trial)", "citizen"),
    ("김하나 (시험)", "Kim Hana (trial)", "delegate"),
    ("응우옌 타오 (시험)", "Nguyễn Thảo (trial)", "press"),
    ("박두리 (시험)", "Park Duri (trial)", "citizen"),
    ("이세찌 (시험)", "Lee Sejji (trial)", "citizen"),
    ("최네모 (시험)", "Choi Nemo (trial)", "citizen"),
]
VIDEO = (640, 480)


@dataclass
class Door:
    """A forum with a door, and what its badges say."""

    house: House
    codes: list[str] = field(default_factory=list)
    pdfs: list[bytes] = field(default_factory=list)

    def app(self):
        settings = Settings(_env_file=None, data_dir=self.house.folder / "data")
        return create_app(settings, testing=True)

    def fill(self) -> None:
        """Make an edition, its lists and its people."""
        with self.app().app_context():
            set_reading(value=False)
            edition = make_edition()
            make_list(edition)
            make_list(edition, mode=Mode.LOAN, name=LocalizedText("수신기", "Receivers"))
            for korean, english, category in NAMES:
                name = LocalizedText(korean, english)
                person = make_person(
                    edition, category, name=name, receiver="en" * (category == "press") or None
                )
                self.codes.append(code_of(person))
                if not self.pdfs:
                    self.pdfs.append(badge_pdf(person))
            db.session.commit()

    def act(self, work):
        """Do something in the database, as an organiser would."""
        with self.app().app_context():
            set_reading(value=False)
            edition = db.session.scalars(select(Edition)).one()
            result = work(edition)
            db.session.commit()
            return result

    def invite(self, name: str) -> str:
        """Return the address that enrols a device."""
        secret = self.act(lambda edition: invite_device(make_device(edition, name=name)))
        return f"/checkin/enrol/{secret}"

    def scans(self) -> list[tuple[str, str, str | None]]:
        """Return nonce, result and what the device showed of every scan."""
        found: list[tuple[str, str, str | None]] = self.act(
            lambda _edition: [
                (scan.nonce, str(scan.result), scan.shown and str(scan.shown))
                for scan in db.session.scalars(select(Scan).order_by(Scan.id))
            ]
        )
        return found


@pytest.fixture(scope="module")
def door(house: House) -> Iterator[Door]:
    house.command("database", "upgrade")
    made = Door(house)
    made.fill()
    # The tests' own day: to the server, the phones' clocks are wrong.
    with house.serving(at=NOW):
        yield made


class Phone:
    """An enrolled phone with the app open."""

    def __init__(self, door: Door, person: Person, *, name: str = "phone") -> None:
        self.door, self.person, self.page = door, person, person.page
        person.goes_to(door.invite(name))
        self.page.locator("main form button[type=submit]").click()
        self.open()
        self.page.locator("[data-list]").first.click()
        self.page.wait_for_function("() => navigator.serviceWorker.controller !== null")

    def open(self) -> None:
        self.person.goes_to("/checkin/app/en")
        self.ready()

    def ready(self) -> None:
        self.page.wait_for_selector("body[data-ready=yes]", state="attached")

    def scan(self, code: str) -> str:
        """Type a code as a hardware scanner does, and return the verdict."""
        count = self.page.evaluate("usher.measured.length")
        self.page.keyboard.type(code)
        self.page.keyboard.press("Enter")
        self.page.wait_for_function("count => usher.measured.length > count", arg=count)
        return self.page.locator("[data-verdict]").get_attribute("data-verdict") or ""

    def goes(self, *, offline: bool) -> None:
        self.person.context.set_offline(offline)
        lost = "ERR_INTERNET_DISCONNECTED"  # what a browser says of every request then
        self.person.faults = [one for one in self.person.faults if lost not in one]

    def net(self) -> str:
        return self.page.locator("[data-net-text]").inner_text()

    def go(self, screen: str) -> None:
        self.page.locator(f"[data-go={screen}]").click()

    def waits_for_nothing(self) -> None:
        """Wait until everything is sent."""
        self.page.wait_for_function(
            "() => document.querySelector('[data-net]').className === 'ci-net'"
            " && !/waiting|대기/.test(document.querySelector('[data-net-text]').innerText)"
        )


@pytest.fixture
def phone(door: Door, people) -> Phone:
    return Phone(door, people("en", PHONE))


def test_a_badge_is_admitted_online_offline_and_after(door, phone):
    page = phone.page
    assert phone.scan(door.codes[0]) == "admitted"
    expect(page.locator(".v-name")).to_contain_text("Hong Gildong (trial)")
    phone.person.looks()
    page.keyboard.type(door.codes[0])  # held: still one scan
    page.keyboard.press("Enter")

    phone.goes(offline=True)
    assert phone.scan(door.codes[1]) == "admitted-offline"
    expect(page.locator("[data-verdict-parts]")).to_contain_text("Decided without a connection")
    phone.person.looks()
    assert phone.scan(door.codes[2]) == "admitted-offline"
    assert "No connection since" in phone.net()
    assert "2 waiting" in phone.net()
    # closed, opened again without a network: nothing is missing
    page.goto(f"{door.house.url}/checkin/app/en")
    page.wait_for_selector("[data-screen=scan]:not([hidden])")
    expect(page.locator("[data-net-text]")).to_contain_text("2 waiting")
    assert phone.scan(door.codes[1]) == "repeat"
    expect(page.locator(".v-facts")).to_contain_text("Gate 1")
    assert phone.scan("DWC26-0000-1") == "invalid"
    assert phone.scan("https://example.org/ticket") == "invalid"

    phone.goes(offline=False)
    phone.waits_for_nothing()
    shown = [(result, said) for _nonce, result, said in door.scans()]
    assert shown == [
        ("admitted", None),
        ("admitted", "admitted"),
        ("admitted", "admitted"),
        ("repeat", "repeat"),
        ("invalid", "invalid"),
        ("invalid", "invalid"),
    ]
    phone.go("tray") if page.locator("[data-nav]").is_visible() else page.locator(
        "[data-next]"
    ).click()
    phone.go("tray")
    expect(page.locator("[data-tray-open]")).to_have_text("0")
    phone.person.looks()


@pytest.mark.long
def test_people_are_found_by_initials_and_taken_back(door, phone):
    page = phone.page
    phone.go("find")
    for query, count in (("ㅂㄷㄹ", 1), ("park", 1), ("시험", 6), ("zzz", 0)):
        page.locator("[data-search]").fill(query)
        expect(page.locator("[data-found-count]")).to_have_text(f"{count} found")
    page.locator("[data-search]").fill("ㅂㄷㄹ")
    phone.person.looks()
    phone.goes(offline=True)
    page.locator("[data-found] button").first.click()
    expect(page.locator("[data-verdict]")).to_have_attribute("data-verdict", "admitted-offline")
    page.locator("[data-undo]").click()
    expect(page.locator("[data-last-note]")).to_contain_text("taken back")
    assert phone.scan(door.codes[3]) == "admitted-offline"
    phone.goes(offline=False)
    phone.waits_for_nothing()
    assert [result for _nonce, result, _said in door.scans()[-2:]] == ["admitted", "admitted"]


@pytest.mark.long
def test_two_devices_that_admit_one_badge_offline_are_a_conflict(door, people):
    phones = [Phone(door, people("en", PHONE), name=name) for name in ("left", "right")]
    for one in phones:
        one.goes(offline=True)
        assert one.scan(door.codes[4]) == "admitted-offline"
    phones[0].goes(offline=False)
    phones[0].waits_for_nothing()
    phones[1].goes(offline=False)
    phones[1].waits_for_nothing()
    page = phones[1].page
    page.locator("[data-next]").click()
    phones[1].go("tray")
    row = page.locator(".tray-bad")
    expect(row).to_contain_text("Lee Sejji (trial)")
    expect(row).to_contain_text("left")
    phones[1].person.looks()
    conflicts = door.act(list_conflicts)
    assert [(one.device, one.first.device) for one in conflicts] == [("right", "left")]
    row.locator("[data-decide=in]").click()
    expect(page.locator(".tray-bad")).to_have_count(0)


@pytest.mark.long
def test_what_waits_outlives_a_revoked_device(door, people):
    phone = Phone(door, people("en", PHONE), name="lost")
    phone.goes(offline=True)
    assert phone.scan(door.codes[5]) == "admitted-offline"
    door.act(
        lambda _edition: revoke_device(
            db.session.scalars(select(Device).where(Device.name == "lost")).one()
        )
    )
    phone.goes(offline=False)
    expect(phone.page.locator("[data-trouble=revoked]")).to_be_visible()
    phone.page.wait_for_function("() => usher.roster.people.size === 0")
    kept = phone.page.evaluate(
        """() => new Promise((resolve) => {
          const asked = indexedDB.open("usher");
          asked.onsuccess = () => {
            const all = asked.result.transaction("buckets").objectStore("buckets").count();
            all.onsuccess = () => resolve(all.result);
          };
        })"""
    )
    assert kept == 0
    causes = [one.cause for one in door.act(list_conflicts) if one.device == "lost"]
    assert causes == ["revoked"]


# ---------------------------------------------------------------- the camera


def film(
    pdf: bytes, target: Path, *, tilt: float = 0, light: float = 1.0, size: float = 1.0
) -> None:
    """Write a film in which a camera looks at a badge of the real PDF."""
    page = pypdfium2.PdfDocument(pdf)[0]
    badge = page.render(scale=VIDEO[1] / page.get_height() * size).to_pil().convert("L")
    turned = badge.rotate(tilt, expand=True, fillcolor=90, resample=Image.Resampling.BICUBIC)
    picture = Image.new("L", VIDEO, 90)
    picture.paste(turned, ((VIDEO[0] - turned.width) // 2, (VIDEO[1] - turned.height) // 2))
    picture = ImageEnhance.Brightness(picture).enhance(light)
    grey = b"\x80" * (VIDEO[0] * VIDEO[1] // 2)
    frame = b"FRAME\n" + picture.tobytes() + grey
    head = f"YUV4MPEG2 W{VIDEO[0]} H{VIDEO[1]} F15:1 Ip A1:1 C420jpeg\n".encode()
    target.write_bytes(head + frame * 15)


@pytest.mark.parametrize(
    "look",
    [
        {},
        pytest.param({"tilt": 24}, marks=pytest.mark.long),
        pytest.param({"light": 0.35}, marks=pytest.mark.long),
        pytest.param({"size": 0.75, "tilt": -8}, marks=pytest.mark.long),
    ],
    ids=["plain", "tilted", "dim", "small"],
)
def test_a_badge_of_the_real_pdf_is_read_by_the_camera(door, browser, tmp_path, look):
    video = tmp_path / "badge.y4m"
    film(door.pdfs[0], video, **look)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    arguments = [
        *CHROMIUM_ARGUMENTS,
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={video}",
    ]
    seeing = browser.browser_type.launch(executable_path=chromium, args=arguments)
    context = seeing.new_context(locale="en-GB", viewport={**PHONE})
    person = Person(context, door.house.url)
    phone = Phone(door, person, name="camera")
    person.page.locator("[data-camera]").click()
    person.page.wait_for_function("() => usher.measured.length > 0", timeout=15_000)
    verdict = person.page.locator("[data-verdict]").get_attribute("data-verdict")
    assert verdict in {"admitted", "repeat"}
    expect(person.page.locator(".v-name")).to_contain_text("Hong Gildong (trial)")
    assert phone.page.evaluate("usher.measured.length") == 1
    seeing.close()
    person.is_content()
