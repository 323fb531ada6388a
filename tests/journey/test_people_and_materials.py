"""Organisers write down people and put slides to a session, each in a browser of their own."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from forum.programme.uploads import LARGEST_FILE
from tests.factories.files import PROGRAM, office, pdf
from tests.journey.conftest import House, Person

pytestmark = pytest.mark.browser

EDITION = "dwc-trial"
PASSWORD = "seven small boats on the Han"
MATERIALS = f"/manage/{EDITION}/programme/sessions/opening/materials"


@pytest.fixture(scope="module")
def url(opened: House) -> Iterator[str]:
    """Serve a house with the forums in it."""
    with opened.serving() as address:
        yield address


@pytest.fixture
def organiser(people: Callable[..., Person], house: House, url: str) -> Callable[..., Person]:
    """Let an organiser come in, in a language."""

    def arrive(name: str, language: str) -> Person:
        address = f"{name}@example.org"
        house.command("user", "add", address, "--role", "editor")
        link = re.search(r"https?://\S+", house.command("user", "link", address))
        assert link
        person = people(language)
        page = person.page
        page.goto(link[0])
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_load_state()
        if page.locator("#password").count():
            page.locator("#password").fill(PASSWORD)
            page.locator("main form button[type=submit]").first.click()
        page.wait_for_url("**/manage/")
        if page.locator("html").get_attribute("lang") != language:
            page.locator(f"button[name=language][value={language}]").first.click()
        return person

    return arrive


def saved(page: Page) -> None:
    page.locator("form.mg-form button[type=submit]").last.click()
    page.wait_for_load_state()


@pytest.mark.parametrize(
    ("language", "sentence", "words"),
    [
        pytest.param("en", "at most 25 MB", "from the next release on", marks=pytest.mark.long),
        ("ko", "25MB까지", "다음 공개본부터"),
    ],
)
def test_a_deck_is_refused_at_once_if_it_is_too_large_and_else_listed(
    organiser: Callable[..., Person], tmp_path: Path, language: str, sentence: str, words: str
) -> None:
    files = {
        "large.pdf": pdf() + bytes(LARGEST_FILE),
        "renamed.pdf": PROGRAM,
        f"발표 {language}.pptx": office(more={"language": language}),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    person = organiser(f"slides-{language}", language)
    page = person.goes_to(MATERIALS)
    form = page.locator("form[data-upload]")
    chosen, said = page.locator("#file-file"), page.locator("#file-file-too-large")

    page.locator("#file-title-ko").fill(f"발표 자료 {language}")
    page.locator("#file-title-en").fill(f"Slides {language}")
    chosen.set_input_files(tmp_path / "large.pdf")
    expect(said).to_contain_text(sentence)
    form.locator("button[type=submit]").click()
    expect(chosen).to_be_focused()
    assert page.url.endswith(MATERIALS), "nothing was sent"

    chosen.set_input_files(tmp_path / "renamed.pdf")
    expect(said).to_have_count(0)
    form.locator("button[type=submit]").click()
    page.wait_for_url("**/materials/file")
    person.looks()
    expect(page.locator("#file-file-error")).to_contain_text("PPTX")

    page.locator("#file-file").set_input_files(tmp_path / f"발표 {language}.pptx")
    page.locator("form[data-upload] button[type=submit]").click()
    page.wait_for_url(f"**{MATERIALS}")
    expect(page.locator(".messages")).to_contain_text(words)
    expect(page.locator(".material").last).to_contain_text(f"발표 {language}.pptx")
    person.looks()


@pytest.mark.long
def test_two_organisers_write_about_one_person(organiser: Callable[..., Person]) -> None:
    first, second = organiser("first", "en"), organiser("second", "ko")
    page = first.goes_to(f"/manage/{EDITION}/people/new")
    page.locator("#name-ko").fill("홍길동 (시험)")
    page.locator("#name-en").fill("Hong Gildong (trial)")
    saved(page)
    address = page.url
    first.looks()
    other = second.goes_to(address)

    page.locator("#title-en").fill("Director, Trial Institute")
    page.locator("#sort_key").fill("hong gildong")
    saved(page)
    other.locator("#title-en").fill("President, Trial Institute")
    other.locator("#title-ko").fill("시험 연구소 원장")
    saved(other)

    second.looks()
    expect(other.locator("h1")).to_contain_text("두 가지 내용")
    assert other.locator(".version-text").all_inner_texts() == [
        "Director, Trial Institute",
        "President, Trial Institute",
    ]
    other.locator("input[value=theirs]").check()
    other.locator("main form button[type=submit]").click()
    other.wait_for_load_state()

    first.goes_to(address)
    expect(page.locator("#title-en")).to_have_value("Director, Trial Institute")
    expect(page.locator("#title-ko")).to_have_value("시험 연구소 원장")
    expect(page.locator("#sort_key")).to_have_value("hong gildong")
    first.goes_to(f"/manage/{EDITION}/people?q=ㅎㄱㄷ")
    expect(page.locator(".people-table tbody tr")).to_have_count(1)
