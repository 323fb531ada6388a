"""A real server and a real browser, for the journeys that people make."""

import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    Response,
    sync_playwright,
)

from forum.cli import main
from forum.core import clock
from forum.core.db import set_reading
from tests.conftest import NOW
from tests.journey.usher import Door, Phone
from tests.page import TEXT, sound

FORUM = str(Path(sys.executable).with_name("forum"))
READY_WITHIN = 180  # seconds: a machine that does much else at the same time
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
AXE_OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
APPEARANCE = """() => [
  ...["(prefers-color-scheme: dark)", "(forced-colors: active)", "(prefers-contrast: more)"]
    .map((query) => matchMedia(query).matches),
  ...[...document.querySelectorAll("input")].map((input) => Number(input.checked)),
].join()"""
OWN_VALUE = re.compile(r' (?:value|href|content|src|action)="[^"]*"')
UNSEEN = """() => [...document.querySelectorAll("a[href], button:not([tabindex='-1'])")]
  .filter((one) => {
    for (let box = one; box; box = box.parentElement)
      if (getComputedStyle(box).clipPath === "inset(50%)") return one.checkVisibility();
  })
  .map((one) => one.textContent.trim() || one.outerHTML)"""
PHONE, TABLET = {"width": 360, "height": 740}, {"width": 768, "height": 1024}
DESK = {"width": 1280, "height": 900}


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class House:
    """One installation of the forum: its data, its server, its commands."""

    folder: Path
    port: int
    server: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environment(self, at: datetime | None = None) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("FORUM_")}
        own = {
            "FORUM_DATA_DIR": str(self.folder / "data"),
            "FORUM_PORT": str(self.port),
            "FORUM_DEVELOPMENT": "true",
        }
        if at is not None:
            own["FORUM_CLOCK"] = at.isoformat()
        return kept | own

    def command(self, *words: str) -> str:
        """Run `forum …` and return what it printed. A process of its own takes seconds to start."""
        own = self.environment()
        env = {name: own.get(name) for name in {*own, *os.environ}}
        set_reading(value=False)  # as in a process of its own, whatever a test before has read
        with clock.stopped_at(datetime.now(UTC)):  # the server's clock runs, that of tests does not
            done = CliRunner().invoke(main, words, env=env, catch_exceptions=False)
        assert done.exit_code == 0, done.output[-2000:]
        return done.output

    @contextmanager
    def serving(self, at: datetime | None = None) -> Iterator[str]:
        """Serve, web and worker, while the block lasts."""
        with (self.folder / "server.log").open("ab") as log:
            server = subprocess.Popen(  # noqa: S603  our own command
                [FORUM, "serve"],
                env=self.environment(at),
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )
            try:
                self._wait(server)
                self.server = server
                yield self.url
            finally:
                server.send_signal(signal.SIGTERM)
                server.wait(timeout=30)

    def kill(self) -> None:
        """Kill the server, as a lost current would; no process of it outlives its parent."""
        assert self.server is not None
        self.server.kill()
        self.server.wait(timeout=30)

    def _wait(self, server: subprocess.Popen[bytes]) -> None:
        end = time.monotonic() + READY_WITHIN
        while time.monotonic() < end:
            assert server.poll() is None, (self.folder / "server.log").read_text()[-3000:]
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=2):  # noqa: S310
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        message = "the server did not become ready"
        raise AssertionError(message)

    def mails(self) -> list[Path]:
        """Return the mails written so far, oldest first."""
        return sorted((self.folder / "data" / "mail").glob("*.eml"))

    def wait_for_mail(self, count: int) -> Path:
        """Return the newest mail once there are so many."""
        end = time.monotonic() + 30
        while time.monotonic() < end:
            if len(mails := self.mails()) >= count:
                return mails[-1]
            time.sleep(0.1)
        message = f"{len(self.mails())} mails, not {count}"
        raise AssertionError(message)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """An installation without data."""
    return House(tmp_path_factory.mktemp("house"), free_port())


@pytest.fixture(scope="session")
def furnished(of_the_run: Path) -> Path:
    """Fill one installation with the forums, once for all workers; return its folder."""
    shared = of_the_run / "furnished"
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "done").exists():
            shutil.rmtree(shared / "data", ignore_errors=True)  # of a worker that was killed
            house = House(shared, free_port())
            house.command("database", "upgrade")
            house.command("demo")
            (shared / "done").touch()
    return shared / "data"


@pytest.fixture(scope="module")
def opened(house: House, furnished: Path) -> House:
    """Fill the house with the forums."""
    shutil.copytree(furnished, house.folder / "data")
    return house


def organiser_address(language: str) -> str:
    """Return whose account it is in a language, so that neither way needs the other before it."""
    return f"organiser.{language}@example.org"


def add_owner(house: House, language: str) -> str:
    """Make an account for an owner, and return its one-time link."""
    printed = house.command("user", "add", organiser_address(language), "--role", "owner")
    return re.search(r"https?://\S+", printed)[0]  # type: ignore[index]  # or the test fails


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "Chromium is not installed: `make test` installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*CHROMIUM_ARGUMENTS])
        yield browser
        browser.close()


class Person:
    """Somebody with a browser. Every page they come to is held to the rules for pages."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context = context
        self.url = url
        self.page: Page = context.new_page()
        self.faults: list[str] = []
        self.forgiven: set[str] = set()  # what a browser may say, such as of a line that is cut
        self.checked: set[tuple[str, str]] = set()
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("console", self._console)
        self.page.on("response", self._response)
        self.page.on("request", self._request)

    def _console(self, message: Any) -> None:
        is_forgiven = any(words in message.text for words in self.forgiven | {"status of 4"})
        if message.type == "error" and not is_forgiven:
            self.faults.append(f"console at {self.page.url}: {message.text}")

    def _response(self, response: Response) -> None:
        server_error = 500
        if response.status >= server_error:
            self.faults.append(f"{response.status} at {response.url}")

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.faults.append(f"another host is called: {request.url}")

    def goes_to(self, path: str) -> Page:
        """Open an address of the house."""
        self.page.goto(path if path.startswith("http") else self.url + path)
        self.looks()
        return self.page

    def looks(self) -> None:
        """Check the page that is open: accessibility, and nothing overflowing at 360 px.

        On no width the keyboard comes to a link that nobody sees.
        """
        page = self.page
        page.wait_for_load_state()
        heading = page.locator("h1")
        assert heading.count() == 1, f"{heading.count()} h1 at {page.url}"
        key = (page.url.split("?")[0], heading.inner_text())
        if key in self.checked:
            return
        self.checked.add(key)
        self.is_accessible(page)
        size = page.viewport_size
        page.set_viewport_size({**PHONE})  # type: ignore[typeddict-item]
        wide = page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if wide > 0:
            self.faults.append(f"{page.url} is {wide} px too wide at 360 px")
        unseen = page.evaluate(UNSEEN)
        page.set_viewport_size({**TABLET})  # type: ignore[typeddict-item]
        unseen += page.evaluate(UNSEEN)
        if unseen:
            self.faults.append(f"at {page.url} one comes to what is hidden: {unseen}")
        if size:
            page.set_viewport_size(size)

    def is_accessible(self, page: Page) -> None:
        """Check its accessibility, unless the same page with other words was found to be fine.

        What it looks like counts as well: its size, its colours, what is ticked.
        """
        drawn = OWN_VALUE.sub("", TEXT.sub(">x<", page.content()))
        skeleton = f"axe {page.viewport_size} {page.evaluate(APPEARANCE)} {drawn}"
        if sound.has(skeleton):
            return
        found = Axe().run(page, options=AXE_OPTIONS).response["violations"]
        said = [
            f"{v['id']}: {v['help']}: {v['nodes'][0]['html'][:160]} ({len(v['nodes'])}x)"
            for v in found
        ]
        if said:
            self.faults.append(f"axe at {page.url}:\n  " + "\n  ".join(said))
        else:
            sound.add(skeleton)

    def is_content(self) -> None:
        """Say all that was found wrong on the way."""
        assert not self.faults, "\n".join(self.faults)


@pytest.fixture
def people(browser: Browser, house: House) -> Iterator[Callable[..., Person]]:
    """Make people with a browser of their own each; at the end they say what they saw."""
    met: list[Person] = []

    def arrive(language: str = "ko", viewport: dict[str, int] | None = None) -> Person:
        locale = {"ko": "ko-KR", "en": "en-GB"}[language]
        size: Any = viewport or DESK
        context = browser.new_context(
            locale=locale, viewport=size, timezone_id="Asia/Seoul", reduced_motion="reduce"
        )
        context.set_default_timeout(15_000)
        person = Person(context, house.url)
        met.append(person)
        return person

    yield arrive
    for person in met:
        person.context.close()
    for person in met:
        person.is_content()


@pytest.fixture(scope="module")
def door(house: House) -> Iterator[Door]:
    """A forum with a door, served."""
    house.command("database", "upgrade")
    made = Door(house)
    made.fill()
    # The tests' own day: to the server, the phones' clocks are wrong.
    with house.serving(at=NOW):
        yield made


@pytest.fixture
def phone(door: Door, people: Callable[..., Person]) -> Phone:
    """An enrolled phone at the door."""
    return Phone(door, people("en", PHONE))


class Mouse:
    """Does things by pointing and clicking."""

    def __init__(self, person: "Person") -> None:
        self.person = person

    def press(self, what: Locator, *, stays: bool = False) -> None:
        """Follow a link or press a button, and wait for the page that it leads to."""
        page = self.person.page
        if not stays:
            page.evaluate("() => { window.isLeft = true }")
        self._press(what)
        if not stays:
            # Read whole, too: a page that is half there answers count() with nothing.
            page.wait_for_function("() => !window.isLeft && document.readyState != 'loading'")

    def _press(self, what: Locator) -> None:
        what.click()

    def write(self, where: Locator, text: str) -> None:
        """Write into a field, in place of what it holds."""
        where.fill(text)

    def choose(self, what: Locator) -> None:
        """Choose a radio button, or tick a box."""
        if not what.is_checked():
            label = self.person.page.locator(f"label[for='{what.get_attribute('id')}']")
            (label.first if label.count() else what).click()
        assert what.is_checked()

    def select(self, where: Locator, value: str) -> None:
        """Select an option of a list."""
        where.select_option(value)


class Keyboard(Mouse):
    """Does the same things without ever touching a mouse."""

    MOST_TABS = 400

    def reach(self, is_there: str, what: Locator) -> None:
        """Press Tab until the element is focused; fail where it cannot be reached."""
        handle = what.element_handle()
        for _ in range(self.MOST_TABS):
            if self.person.page.evaluate(is_there, handle):
                return
            self.person.page.keyboard.press("Tab")
        message = f"not reached by keyboard: {what} at {self.person.page.url}"
        raise AssertionError(message)

    def _press(self, what: Locator) -> None:
        self.reach("element => document.activeElement === element", what)
        self.person.page.keyboard.press("Enter")

    def write(self, where: Locator, text: str) -> None:
        self.reach("element => document.activeElement === element", where)
        self.person.page.keyboard.press("Control+a")
        self.person.page.keyboard.insert_text(text)

    def choose(self, what: Locator) -> None:
        keyboard = self.person.page.keyboard
        if what.get_attribute("type") == "checkbox":
            self.reach("element => document.activeElement === element", what)
            if not what.is_checked():
                keyboard.press("Space")
        else:
            self.reach(
                "element => document.activeElement?.type === 'radio'"
                " && document.activeElement.name === element.name",
                what,
            )
            handle = what.element_handle()
            for _ in range(20):
                if self.person.page.evaluate("e => document.activeElement === e", handle):
                    break
                keyboard.press("ArrowDown")
            if not what.is_checked():
                keyboard.press("Space")
        assert what.is_checked()

    def select(self, where: Locator, value: str) -> None:
        self.reach("element => document.activeElement === element", where)
        for key in ("Home", *["ArrowDown"] * 300):
            self.person.page.keyboard.press(key)
            if where.input_value() == value:
                return
        message = f"{value} cannot be selected by keyboard"
        raise AssertionError(message)
