"""Own questions in a browser: what comes up as somebody answers, and the preview as one writes."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journey.conftest import PHONE, House, Person
from tests.journey.test_people_and_materials import PASSWORD

pytestmark = pytest.mark.browser

FORM = "/manage/dwc-trial/registrations/forms/press"


@pytest.fixture(scope="module")
def url(opened: House) -> Iterator[str]:
    with opened.serving() as address:
        yield address


def asked(page: Page, key: str):
    return page.locator(f"[data-question={key}]")


def go_on(page: Page) -> None:
    page.locator(".task-foot .btn-primary").click()


@pytest.mark.usefixtures("url")
@pytest.mark.parametrize("language", ["ko", pytest.param("en", marks=pytest.mark.long)])
def test_a_journalist_on_a_phone_is_asked_what_the_answers_bring(
    people: Callable[..., Person], language: str
):
    person = people(language, PHONE)
    page = person.goes_to(f"/{language}/dwc-trial/register/you")
    expect(asked(page, "outlet")).to_be_hidden()
    page.locator("input[name=category][value=press]").check()
    expect(asked(page, "outlet")).to_be_visible()
    expect(asked(page, "cameras")).to_be_hidden()
    page.locator("input[name=own-media][value=tv]").check()
    expect(asked(page, "cameras")).to_be_visible()
    # whoever changes their mind is asked no longer, nor kept from going on
    page.locator("input[name=own-media][value=tv]").uncheck()
    page.locator("input[name=own-media][value=online]").check()
    expect(asked(page, "cameras")).to_be_hidden()
    page.locator("#name-ko").fill("홍길동 (시험)")
    page.locator("#email").fill(f"press-{language}@example.org")
    page.locator("[name=own-outlet]").fill("Daily")
    person.looks()
    go_on(page)
    page.wait_for_url("**/attend")
    page.locator("input[name=own-interview][value=yes]").check()
    asked(page, "interviewee").locator("input[type=text]").fill("The mayor")
    go_on(page)
    page.wait_for_url("**/needs")
    go_on(page)
    page.wait_for_url("**/confirm")
    expect(page.locator("dl.summary")).to_contain_text("The mayor")
    person.looks()


def test_the_preview_follows_the_words(people: Callable[..., Person], house: House, url: str):
    printed = house.command("user", "add", "forms@example.org", "--role", "registrar")
    person = people("ko")
    page = person.page
    address = next(word for word in printed.split() if "/my/open/" in word)
    page.goto(url + "/" + address.split("/", 3)[3])
    page.locator("main form button[type=submit]").click()
    page.locator("#password").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/manage/")
    person.goes_to(f"{FORM}/questions/media")
    page.locator("#label-en").fill("For which media")
    expect(page.locator(".own-seen[lang=en]")).to_contain_text("For which media")
    expect(page.locator(".own-seen[lang=ko]")).to_contain_text("매체 종류")
    page.locator("main form.mg-form button[type=submit]:not([name])").click()
    page.wait_for_url(f"**{FORM}")
    person.looks()
    expect(page.locator(".own-changes").first).to_contain_text("매체 종류")
    expect(page.locator("#question-media")).to_contain_text("For which media")
