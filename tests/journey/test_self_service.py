"""A citizen on a phone corrects their details with a code, and passes their place on."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journey.conftest import PHONE, House, Keyboard, Mouse, Person
from tests.journey.test_whole_path import (
    code_in,
    keep,
    link_in,
    main_button,
    read,
    register,
)

pytestmark = pytest.mark.browser

OTHERS = {"ko": "김하나 (시험)", "en": "Kim Hana (trial)"}


def bring_code(person: Person, hands: Mouse, house: House) -> None:
    """Have a code mailed, and write it."""
    before = len(house.mails())
    person.looks()
    hands.press(main_button(person))
    person.looks()
    hands.write(person.page.locator("#code"), code_in(read(house.wait_for_mail(before + 1))))
    hands.press(main_button(person))
    person.looks()


def correct(person: Person, hands: Mouse, house: House) -> None:
    """Change the affiliation, once with a name that no badge can print."""
    page = person.page
    hands.press(page.locator("main a[href$='/my/registration/details']"))
    bring_code(person, hands, house)
    hands.write(page.locator("#affiliation-ko"), "서울특별시 𓀀")
    hands.press(main_button(person))
    person.looks()
    expect(page.locator("#errors")).to_contain_text("𓀀")
    hands.write(page.locator("#affiliation-ko"), "서울특별시")
    hands.choose(page.locator("[name=receiver][value=en]"))
    hands.press(main_button(person))
    person.looks()
    expect(page.locator(".pass")).to_contain_text("서울특별시")


def pass_on(person: Person, hands: Mouse, house: House, language: str) -> str:
    """Offer the place to an address, and return the link that went there."""
    page, before = person.page, len(house.mails())
    hands.press(page.locator("main a[href$='/my/registration/transfer']"))
    person.looks()
    hands.write(page.locator("#email"), f"other-{language}@example.org")
    hands.choose(page.locator(f"[name=language][value={language}]"))
    hands.press(main_button(person))
    person.looks()
    expect(page.locator("main")).to_contain_text(f"other-{language}@example.org")
    mail = read(house.wait_for_mail(before + 1))
    assert mail["To"] == f"other-{language}@example.org"
    return link_in(mail)


def take_over(person: Person, hands: Mouse, link: str, language: str) -> None:
    """Look at the place, fill in one's own details, and take it."""
    page = person.goes_to(link)
    hands.press(main_button(person))
    person.looks()
    expect(page.locator("#affiliation-ko")).to_have_value("")
    hands.press(main_button(person))  # with nothing filled in
    person.looks()
    expect(page.locator("#errors")).to_be_visible()
    hands.write(page.locator(f"#name-{language}"), OTHERS[language])
    for name in {str(g.get_attribute("name")) for g in page.locator("[name^=consent-]").all()}:
        hands.choose(page.locator(f"[name='{name}'][value=yes]"))
    hands.press(page.locator("#take-over .task-foot button"))
    person.looks()
    assert page.url.endswith("/my/registration")
    expect(page.locator(".pass")).to_contain_text(OTHERS[language])


@pytest.mark.parametrize(
    ("language", "how"), [("ko", Mouse), pytest.param("en", Keyboard, marks=pytest.mark.long)]
)
def test_details_are_corrected_and_the_place_goes_to_somebody_else(
    people: Callable[..., Person], opened: House, language: str, how: type[Mouse]
) -> None:
    house = opened
    person, other = people(language, PHONE), people(language, PHONE)
    with house.serving():
        before = len(house.mails())
        register(person, how(person), language)
        keep(person, how(person), read(house.wait_for_mail(before + 1)))
        correct(person, how(person), house)
        link = pass_on(person, how(person), house, language)
        before = len(house.mails())
        take_over(other, how(other), link, language)
        house.wait_for_mail(before + 2)
        told = [read(path) for path in house.mails()[before:]]
        assert {mail["To"] for mail in told} == {
            f"visitor-{language}@example.org",
            f"other-{language}@example.org",
        }
        person.page.reload()
        person.looks()
        assert not person.page.locator(".pass .qr").count()
