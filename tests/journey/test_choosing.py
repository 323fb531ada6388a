"""A citizen on a phone: sessions at the same time, a second choice, a list and its offer."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journey.conftest import PHONE, House, Mouse, Person, add_owner
from tests.journey.test_whole_path import EDITION, come_in, keep, link_in, main_button, read

pytestmark = pytest.mark.browser

WANTED = {"ko": "session-1", "en": "session-2"}  # one for each way: who took a seat keeps it


@pytest.fixture(scope="module")
def url(opened: House) -> Iterator[str]:
    with opened.serving() as address:
        yield address


def go_on(page: Page) -> None:
    page.locator(".task-foot .btn-primary").click()


def begin(person: Person, language: str, address: str) -> Page:
    """Fill in the first step."""
    page = person.goes_to(f"/{language}/{EDITION}/register/you")
    page.locator("input[name=category][value=citizen]").check()
    page.locator("#name-ko").fill("홍길동 (시험)")
    page.locator("#email").fill(address)
    go_on(page)
    page.wait_for_url("**/attend")
    return page


def agree(person: Person) -> None:
    """Agree to every notice of the last step, and register."""
    page = person.page
    page.wait_for_url("**/confirm")
    for notice in page.locator("fieldset.consent:has(input[value=yes])").all():
        notice.locator("input[value=yes]").check()
    person.looks()
    go_on(page)
    page.wait_for_url("**/done")
    person.looks()


@pytest.mark.usefixtures("url")
def test_only_whoever_is_under_14_is_asked_for_a_guardian(people: Callable[..., Person]):
    person = people("ko", PHONE)
    page = person.goes_to(f"/ko/{EDITION}/register/you")
    guardian = page.locator("[name=guardian_name]")
    expect(guardian).to_be_hidden()
    page.locator("[name=is_under_14]").check()
    expect(guardian).to_be_visible()
    go_on(page)
    person.looks()
    expect(page.locator("#guardian_name-error")).to_be_visible()
    expect(page.locator("#errors")).to_be_focused()
    page.keyboard.press("Tab")  # on to the first thing that is wrong
    expect(page.locator("#errors a").first).to_be_focused()
    page.locator("[name=is_under_14]").uncheck()
    expect(guardian).to_be_hidden()


@pytest.mark.usefixtures("url")
@pytest.mark.parametrize("language", ["ko", pytest.param("en", marks=pytest.mark.long)])
def test_a_citizen_on_a_phone_chooses_between_sessions_at_the_same_time(
    people: Callable[..., Person], language: str
):
    person = people(language, PHONE)
    page = begin(person, language, f"citizen-{language}@example.org")
    clashing = page.locator(".seat.is-clash:has(select)")
    first, second = clashing.nth(0), clashing.nth(1)
    for seat in (first, second):
        seat.locator("input[name=sessions]").check()
    go_on(page)
    expect(page.locator("#errors")).to_be_focused()
    expect(page.locator(".seat-clash.is-error")).to_have_count(1)
    person.looks()
    second.locator("input[name=sessions]").uncheck()
    first.locator("select").select_option(index=1)
    go_on(page)
    page.wait_for_url("**/needs")
    page.locator("button[value=later]").click()
    page.wait_for_url("**/later")
    expect(page.locator("main")).to_contain_text(f"citizen-{language}@example.org")
    person.looks()
    page.locator("main .btn").click()  # what was filled in there was kept too
    page.wait_for_url("**/confirm")
    expect(page.locator("dl.summary")).to_contain_text("2지망" if language == "ko" else "Second")
    agree(person)


def give_places(organiser: Person, address: str, places: int) -> None:
    """Give a session so many places: what comes of it is shown before it is done."""
    hands, page = Mouse(organiser), organiser.goes_to(address)
    hands.write(page.locator("#capacity"), str(places))
    hands.write(page.locator("#reason"), "Trial")
    hands.press(main_button(organiser))
    organiser.looks()
    hands.press(page.locator("button[name=go]"))
    organiser.looks()


def wait_in_line(person: Person, house: House, language: str, address: str) -> str:
    """Register for the one session that is full; return its key."""
    before = len(house.mails())
    page = begin(person, language, address)
    wait = page.locator("input[name=waits]:enabled")
    expect(page.locator(".seat:has(input[name=waits]:enabled) .tag-warn")).to_be_visible()
    wait.check()
    session = str(wait.get_attribute("value"))
    person.looks()
    go_on(page)
    page.wait_for_url("**/needs")
    go_on(page)
    agree(person)
    keep(person, Mouse(person), read(house.wait_for_mail(before + 1)))
    return session


@pytest.mark.long
@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.usefixtures("url")
def test_who_waits_for_a_full_session_is_offered_a_seat_and_takes_or_leaves_it(
    people: Callable[..., Person], house: House, language: str
):
    organiser, first, second = people(language), people(language, PHONE), people(language, PHONE)
    come_in(organiser, Mouse(organiser), add_owner(house, language), language)
    title = organiser.goes_to(f"/{language}/{EDITION}/programme/{WANTED[language]}").inner_text(
        "h1"
    )
    page = organiser.goes_to(f"/manage/{EDITION}/registrations/waiting/")
    row = page.locator("tr", has_text=title)
    address = str(row.locator("a[href$='/capacity']").get_attribute("href"))
    give_places(organiser, address, 0)
    wanted = ""
    for number, person in enumerate((first, second), 1):
        wanted = wait_in_line(person, house, language, f"waits-{number}-{language}@example.org")
        expect(person.page.locator("main")).to_contain_text(
            f"대기 {number}번" if language == "ko" else f"place {number}"
        )
    before = len(house.mails())
    give_places(organiser, address, 1)
    mail = read(house.wait_for_mail(before + 1))
    assert mail["To"] == f"waits-1-{language}@example.org"
    assert answer(first, link_in(mail), "leave").locator(f"main a[href$='/{wanted}']").count() == 0
    house.wait_for_mail(before + 3)  # who left is told as well, and either may be sent first
    told = {mail["To"]: mail for mail in map(read, house.mails()[before + 1 :])}
    mail = told[f"waits-2-{language}@example.org"]
    assert answer(second, link_in(mail), "take").locator(f"main a[href$='/{wanted}']").count() == 1
    give_places(organiser, address, 60)


def answer(person: Person, link: str, said: str) -> Page:
    """Open the mailed link, take or leave what is held, and come to one's own page."""
    hands, page = Mouse(person), person.goes_to(link)
    hands.press(main_button(person))
    person.looks()
    hands.press(page.locator(f"button[name=answer][value={said}]"))
    person.looks()
    assert page.url.endswith("/my/registration")
    return page
