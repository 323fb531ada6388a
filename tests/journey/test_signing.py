"""A delegate on a phone signs, declines, or needs more time; a stranger verifies the papers."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journey.conftest import DESK, PHONE, House, Keyboard, Mouse, Person
from tests.journey.delegation import BASE, Delegation
from tests.journey.test_whole_path import main_button

pytestmark = pytest.mark.browser

NAMES = {"ko": "홍길동", "en": "Hong Gildong"}
OTHER = {"ko": "en", "en": "ko"}
FIRST_ARTICLE = {"ko": "첫째 조", "en": "The first article"}
DROP = """async ([address, selector]) => {
  const bytes = await (await fetch(address)).arrayBuffer();
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], "paper.pdf", { type: "application/pdf" }));
  const target = document.querySelector(selector);
  target.dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true }));
}"""


@pytest.fixture(scope="module")
def delegation(house: House) -> Iterator[Delegation]:
    """Return a forum with a declaration that one city has signed, served."""
    house.command("database", "upgrade")
    made = Delegation(house)
    made.begin(1)
    made.sign(0)
    with house.serving():
        yield made


def open_link(person: Person, link: str, hands: Mouse) -> Page:
    """Open the link of an invitation, which leads to the text."""
    person.goes_to(link)
    hands.press(main_button(person))
    person.looks()
    return person.page


def state_and_sign(
    delegate: Person, hands: Mouse, delegation: Delegation, language: str, address: str
) -> None:
    """State the authority, first with nothing ticked; confirm, first by a wrong code."""
    page = delegate.page
    hands.press(page.locator("main a[href$='/my/sign/statement']"))
    delegate.looks()
    hands.press(main_button(delegate))  # with nothing stated
    delegate.looks()
    expect(page.locator("#errors")).to_be_visible()
    hands.choose(page.locator("[name=is_authorised]"))
    hands.choose(page.locator("[name=agrees_electronically]"))
    hands.write(page.locator("[name=typed_name]"), NAMES[language])
    hands.press(main_button(delegate))
    delegate.looks()
    hands.write(page.locator("[name=code]"), "000000")
    hands.press(page.locator("main form button.btn-accent"))
    delegate.looks()
    expect(page.locator("#errors")).to_be_visible()
    delegate.goes_to(page.url)
    hands.write(page.locator("[name=code]"), delegation.code(address))
    hands.press(page.locator("main form button.btn-accent"))
    delegate.looks()
    assert page.url.endswith("/my/signature")


@pytest.mark.parametrize(
    ("language", "uses", "screen"),
    [
        ("ko", Mouse, PHONE),
        pytest.param("en", Mouse, PHONE, marks=pytest.mark.long),
        pytest.param("en", Keyboard, DESK, marks=pytest.mark.long),
        pytest.param("ko", Keyboard, PHONE, marks=pytest.mark.long),
    ],
)
def test_a_delegate_signs(
    people: Callable[..., Person],
    delegation: Delegation,
    language: str,
    uses: type[Mouse],
    screen: dict[str, int],
) -> None:
    delegate = people(language, screen)
    hands = uses(delegate)
    address, link = delegation.invite(language)  # type: ignore[arg-type]
    page = open_link(delegate, link, hands)
    hands.press(page.locator(f".chip[lang={OTHER[language]}]"))  # one tap
    delegate.looks()
    expect(page.locator(".articles")).to_contain_text(FIRST_ARTICLE[OTHER[language]])
    expect(page.locator(".articles")).not_to_contain_text(FIRST_ARTICLE[language])

    hands.press(page.locator("main a[href$='/sign/later']"))  # not today after all
    delegate.looks()
    hands.press(main_button(delegate))
    delegate.looks()

    state_and_sign(delegate, hands, delegation, language, address)
    page.go_back()
    if page.locator("[name=code]").count():  # a browser that shows the page as it was
        hands.press(page.locator("main form button.btn-accent"))
    assert page.locator("main form button.btn-accent").count() == 0
    chain = page.request.get(f"{delegate.url}/{BASE}/chain.json").json()
    kinds = [entry["record"]["kind"] for entry in chain["records"]]
    assert kinds.count("signature") == kinds.count("mandate")


def test_a_delegate_declines_on_a_phone(
    people: Callable[..., Person], delegation: Delegation
) -> None:
    delegate = people("en", PHONE)
    hands = Mouse(delegate)
    address, link = delegation.invite("en")
    page = open_link(delegate, link, hands)
    hands.press(page.locator("main a[href$='/sign/decline']"))
    delegate.looks()
    hands.write(page.locator("[name=reason]"), "The council has not met yet.")
    hands.press(main_button(delegate))
    delegate.looks()
    hands.write(page.locator("[name=code]"), delegation.code(address))
    hands.press(page.locator("main form button.btn-danger"))
    delegate.looks()
    wall = delegate.goes_to(f"/en/{BASE}").locator("main").inner_text()
    assert "council" not in wall


def instrument(person: Person) -> bytes:
    """Wait until the worker has made the instrument, and fetch it."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        answer = person.context.request.get(f"{person.url}/{BASE}/instrument.pdf")
        if answer.ok:
            return answer.body()
        time.sleep(0.2)
    message = "no instrument was made"
    raise AssertionError(message)


def test_a_stranger_verifies_by_dropping_a_pdf_and_by_the_offline_verifier(
    people: Callable[..., Person], delegation: Delegation, tmp_path: Path
) -> None:
    stranger = people("en", PHONE)
    paper = instrument(stranger)
    page = stranger.goes_to(f"/en/{BASE}/verify/paper")
    page.evaluate(DROP, [f"/{BASE}/instrument.pdf", "form[data-paper]"])
    result = page.locator("[data-paper-result]")
    expect(result).to_have_text(page.locator("form[data-paper]").get_attribute("data-known") or "-")
    Mouse(stranger).press(main_button(stranger))
    stranger.looks()
    expect(page.locator(".banner-success")).to_contain_text("Genuine")

    touched = tmp_path / "touched.pdf"
    touched.write_bytes(paper[:2000] + bytes([paper[2000] ^ 1]) + paper[2001:])
    page.locator("input[type=file]").set_input_files(touched)
    expect(result).to_have_text(
        page.locator("form[data-paper]").get_attribute("data-unknown") or "-"
    )
    Mouse(stranger).press(main_button(stranger))
    stranger.looks()
    expect(page.locator(".banner-success")).to_have_count(0)

    for name in ("chain.json", "verifier.py"):
        body = stranger.context.request.get(f"{stranger.url}/{BASE}/{name}").body()
        (tmp_path / name).write_bytes(body)
    run = [sys.executable, "-I", "verifier.py", "chain.json"]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stdout + done.stderr
    chain = (tmp_path / "chain.json").read_text()
    (tmp_path / "chain.json").write_text(chain.replace('"version": 1', '"version": 2', 1))
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode not in {0, 1}
    assert "1" in done.stdout
