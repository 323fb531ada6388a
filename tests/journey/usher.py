"""A forum with a door, and phones at it, for the journeys of ushers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from forum import create_app
from forum.badges.services import badge_pdf
from forum.checkin.models import Scan
from forum.checkin.services.devices import invite_device
from forum.checkin.types import Mode
from forum.core.db import db, set_reading
from forum.core.localized import LocalizedText
from forum.core.settings import Settings
from forum.editions.models import Edition
from tests.factories.checkin import code_of, make_device, make_edition, make_list, make_person

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.journey.conftest import House, Person

NAMES = [
    ("홍길동 (시험)", "Hong Gildong (trial)", "citizen"),
    ("김하나 (시험)", "Kim Hana (trial)", "delegate"),
    ("응우옌 타오 (시험)", "Nguyễn Thảo (trial)", "press"),
    ("박두리 (시험)", "Park Duri (trial)", "citizen"),
    ("이세찌 (시험)", "Lee Sejji (trial)", "citizen"),
    ("최네모 (시험)", "Choi Nemo (trial)", "citizen"),
]
QUEUE = """() => new Promise((resolve) => {
  const asked = indexedDB.open("usher");
  asked.onsuccess = () => {
    const all = asked.result.transaction("queue").objectStore("queue").getAll();
    all.onsuccess = () => resolve(all.result);
  };
})"""


@dataclass
class Door:
    """A forum with a door, and what its badges say."""

    house: House
    codes: list[str] = field(default_factory=list)
    pdfs: list[bytes] = field(default_factory=list)

    def app(self) -> Any:
        settings = Settings(_env_file=None, data_dir=self.house.folder / "data")
        return create_app(settings, testing=True)

    def fill(self, more: int = 0) -> None:
        """Make an edition, its lists and its people, and so many more of them."""
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
            self.codes += [code_of(make_person(edition)) for _ in range(more)]
            db.session.commit()

    def act(self, work: Callable[[Edition], Any]) -> Any:
        """Do something in the database, as an organiser would."""
        with self.app().app_context():
            set_reading(value=False)
            edition = db.session.scalars(select(Edition)).one()
            result = work(edition)
            db.session.commit()
            return result

    def invite(self, name: str, **values: Any) -> str:
        """Return the address that enrols a device."""
        secret = self.act(lambda edition: invite_device(make_device(edition, name=name, **values)))
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


class Phone:
    """An enrolled phone with the app open; without a name, one that was enrolled before."""

    def __init__(
        self,
        door: Door,
        person: Person,
        *,
        name: str = "phone",
        language: str = "en",
        **values: Any,
    ) -> None:
        self.door, self.person, self.language = door, person, language
        if name:
            person.goes_to(door.invite(name, **values))
            self.page.locator("main form button[type=submit]").click()
        self.open()
        if name:
            self.page.locator("[data-list]").first.click()
        self.page.wait_for_function("() => navigator.serviceWorker.controller !== null")

    @property
    def page(self) -> Page:
        return self.person.page

    def open(self) -> None:
        self.person.goes_to(f"/checkin/app/{self.language}")
        self.ready()

    def ready(self) -> None:
        self.page.wait_for_selector("body[data-ready=yes]", state="attached")

    def scan(self, code: str) -> str:
        """Type a code as a hardware scanner does, and return the verdict."""
        count = self.page.evaluate("usher.measured.length")
        self.page.keyboard.type(code)
        self.page.keyboard.press("Enter")
        self.page.wait_for_function("count => usher.measured.length > count", arg=count)
        return self.verdict()

    def verdict(self) -> str:
        return self.page.locator("[data-verdict]").get_attribute("data-verdict") or ""

    def goes(self, *, offline: bool) -> None:
        self.person.forgiven.add("ERR_INTERNET_DISCONNECTED")
        self.person.context.set_offline(offline)

    def net(self) -> str:
        return self.page.locator("[data-net-text]").inner_text()

    def go(self, screen: str) -> None:
        self.page.locator(f"nav [data-go={screen}]").click()

    def scan_number(self) -> str:
        """Type the number of the badge on the screen: its code itself would still be held."""
        return self.scan(self.page.locator(".v-note").inner_text())

    def queue(self) -> list[dict[str, Any]]:
        """Return the scans that the device keeps."""
        kept: list[dict[str, Any]] = self.page.evaluate(QUEUE)
        return kept

    def waits_for_nothing(self, *, within: float = 15_000) -> None:
        """Wait until everything is sent."""
        self.page.wait_for_function(
            "() => document.querySelector('[data-net]').className === 'ci-net'"
            " && !/waiting|대기/.test(document.querySelector('[data-net-text]').innerText)",
            timeout=within,
        )


def film(target: Path, size: tuple[int, int], *pictures: bytes, times: int = 1) -> None:
    """Write a film of grey pictures, each so many frames long, as a camera's picture."""
    grey = b"\x80" * (size[0] * size[1] // 2)
    head = f"YUV4MPEG2 W{size[0]} H{size[1]} F15:1 Ip A1:1 C420jpeg\n".encode()
    frames = (b"FRAME\n" + picture + grey for picture in pictures)
    target.write_bytes(head + b"".join(frame * times for frame in frames))
