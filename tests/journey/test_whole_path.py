"""The whole way through the house, as visitor, organiser, usher and delegate.

Once in Korean with a mouse, once in English by keyboard alone. Every page on the way is held
to the rules of `Person.looks`.
"""

import email
import email.policy
import io
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
import zxingcpp
from icalendar import Calendar
from PIL import Image
from playwright.sync_api import FilePayload

from tests.factories.files import pdf
from tests.journey.conftest import (
    House,
    Keyboard,
    Mouse,
    Person,
    add_owner,
    organiser_address,
)

pytestmark = pytest.mark.browser

EDITION = "dwc-trial"
SEOUL = ZoneInfo("Asia/Seoul")
ONE_SCAN_MS = 5_500  # the same code within five seconds is one scan
PASSWORD = "seven small boats on the Han"
NAMES = {
    "ko": ("홍길동 (시험)", "Hong Gildong (trial)"),
    "en": ("메리 시험", "Mary O’Trial-Überprüfung"),
}
MAYORS = {"ko": "시험 시장", "en": "Trial Mayor"}
CITIES = {"ko": "서울특별시", "en": "Vienna"}


def read(path: Path) -> EmailMessage:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def link_in(message: EmailMessage) -> str:
    return re.search(r"http://\S+/open/\S+", text_of(message))[0]  # type: ignore[index]


def code_in(message: EmailMessage) -> str:
    return re.search(r"(?<!\d)\d{3} ?\d{3}(?!\d)", text_of(message))[0]  # type: ignore[index]


def codes_on(image: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(image)]


def codes_in(mail: EmailMessage) -> set[str]:
    pictures = [p for p in mail.walk() if p.get_content_type() == "image/png"]
    assert len(pictures) == 2, "once inside the HTML, once as a file"
    return {
        code
        for part in pictures
        for code in codes_on(Image.open(io.BytesIO(part.get_payload(decode=True))))  # type: ignore[arg-type]
    }


def codes_in_pdf(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    return [code for page in document for code in codes_on(page.render(scale=3).to_pil())]


def main_button(person: Person):
    """Return the button that goes on: the primary one, where there are several."""
    strong = person.page.locator(
        "main form button[type=submit]:is(.btn-primary, .btn-accent):not(.vh):visible"
    )
    any_of = person.page.locator("main form button[type=submit]:not(.vh):visible")
    return (strong if strong.count() else any_of).first


def visit(person: Person, hands: Mouse, language: str) -> None:
    """Read the agenda, switch the language and come back."""
    page = person.goes_to("/")
    assert page.url.endswith(f"/{language}/")
    hands.press(page.locator(f"main a[href$='/{EDITION}/programme']").first)
    person.looks()
    hands.press(page.locator(f"a[href*='/{EDITION}/programme/session-1']").first)
    person.looks()
    assert "13:30" in page.locator("main").inner_text()
    other = "en" if language == "ko" else "ko"
    hands.press(page.locator(f"a[hreflang={other}]:visible").first)
    person.looks()
    assert page.url.endswith(f"/{other}/{EDITION}/programme/session-1")
    hands.press(page.locator(f"a[hreflang={language}]:visible").first)
    assert page.url.endswith(f"/{language}/{EDITION}/programme/session-1")


def register(person: Person, hands: Mouse, language: str) -> None:
    """Take a place in four steps."""
    page = person.goes_to(f"/{language}/{EDITION}/register")
    hands.choose(page.locator("[name=category][value=citizen]"))
    korean, english = NAMES[language]
    hands.write(page.locator("[name=name-ko]"), korean)
    hands.write(page.locator("[name=name-en]"), english)
    hands.write(page.locator("[name=email]"), f"visitor-{language}@example.org")
    hands.press(main_button(person))
    person.looks()
    assert page.url.endswith("/attend")
    hands.choose(page.locator("[name=sessions][value=session-1]"))
    hands.press(main_button(person))
    person.looks()
    assert page.url.endswith("/needs")
    hands.press(main_button(person))
    person.looks()
    assert page.url.endswith("/confirm")
    groups = {g.get_attribute("name") for g in page.locator("[name^=consent-]").all()}
    assert groups
    for name in sorted(str(g) for g in groups):
        assert not page.locator(f"[name='{name}']:checked").count(), "nothing is ticked before"
        hands.choose(page.locator(f"[name='{name}'][value=yes]"))
    hands.press(main_button(person))
    person.looks()
    assert page.url.endswith("/done")


def keep(person: Person, hands: Mouse, mail: EmailMessage) -> None:
    """Open the link of the mail, which leads to one's own page."""
    page = person.goes_to(link_in(mail))
    hands.press(main_button(person))
    person.looks()
    assert "/my/registration" in page.url


def come_in(person: Person, hands: Mouse, link: str, language: str) -> None:
    """Use the one-time link, set a password, and read on in one's own language."""
    page = person.goes_to(link)
    if page.locator("[name=password]").count() == 0:
        hands.press(main_button(person))
        person.looks()
    hands.write(page.locator("[name=password]"), PASSWORD)
    hands.press(main_button(person))
    is_inside(person, hands, language)


def sign_in(person: Person, hands: Mouse, language: str) -> None:
    """Sign in, and read the organisers' pages in one's own language."""
    page = person.goes_to("/manage/sign-in")
    hands.write(page.locator("[name=email]"), organiser_address(language))
    hands.write(page.locator("[name=password]"), PASSWORD)
    hands.press(main_button(person))
    is_inside(person, hands, language)


def is_inside(person: Person, hands: Mouse, language: str) -> None:
    """See the organisers' first page, in one's own language."""
    page = person.page
    person.looks()
    assert page.url.endswith("/manage/")
    switch = page.locator(f"form.lang button[value={language}]:visible")
    if switch.count():
        hands.press(switch.first)
        person.looks()
    assert page.locator("html").get_attribute("lang") == language


def look_after(person: Person, hands: Mouse, language: str) -> bytes:
    """Find the registration in the list, and print the badge."""
    page = person.page
    hands.press(page.locator(f"a[href$='/manage/{EDITION}/']").first)
    person.looks()
    hands.press(page.locator(f"a[href^='/manage/{EDITION}/registrations']").first)
    person.looks()
    assert NAMES[language][0] in page.locator("main").inner_text()
    person.goes_to(f"/manage/{EDITION}/badges/")
    hands.choose(page.locator("[name=which]").first) if page.locator(
        "[name=which][type=radio]"
    ).count() else None
    with page.expect_download() as download:
        hands.press(page.locator("main form[action$='/print'] button[type=submit]"), stays=True)
    return Path(download.value.path()).read_bytes()


def enrol_device(organiser: Person, hands: Mouse, name: str) -> str:
    """Prepare a device for the gate, and return the address that its QR code holds."""
    page = organiser.goes_to(f"/manage/{EDITION}/checkin/devices/new")
    hands.write(page.locator("[name=name]"), name)
    hands.write(page.locator("[name=gate-ko]"), "정문")
    hands.write(page.locator("[name=gate-en]"), "Main gate")
    for box in page.locator("[name=lists]").all():
        hands.choose(box)
    hands.press(main_button(organiser))
    organiser.looks()
    if not page.get_by_text("/checkin/enrol/").count():
        hands.press(page.locator("main form[action$='/code'] button"))
        organiser.looks()
    picture = Image.open(io.BytesIO(page.locator(".enrolment-code").screenshot()))
    [address] = codes_on(picture.resize((picture.width * 2, picture.height * 2)))
    return address


def scan(usher: Person, hands: Mouse, code: str) -> str:
    """Type a code as a hardware scanner does, and return the verdict's kind."""
    page = usher.page
    hands.write(page.locator("[name=code]"), code)
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-verdict], .v", state="visible")
    usher.looks()
    return page.locator("body").inner_text()


def stand_at_the_door(
    usher: Person, how: type[Mouse], address: str, token: str, names: tuple[str, str]
) -> None:
    """Enrol the device, admit the badge once, and refuse a forged one."""
    hands = how(usher)
    page = usher.goes_to(address)
    hands.press(main_button(usher))
    usher.looks()
    hands.press(page.locator("main a[href^='/checkin/lists/']").first)
    usher.looks()
    scanning = page.url
    first = scan(usher, hands, token)
    assert names[0] in first
    assert names[1] in first
    page.wait_for_timeout(ONE_SCAN_MS)
    usher.goes_to(scanning)
    second = scan(usher, hands, token)
    assert second != first
    usher.goes_to(scanning)
    forged = scan(usher, hands, token[:-2] + ("AA" if token[-2:] != "AA" else "BB"))
    assert names[0] not in forged


def declare(organiser: Person, hands: Mouse, city: str, language: str) -> None:
    """Freeze the text if it is not, mandate a delegate, approve, and invite."""
    _open_declaration(organiser, hands)
    page = organiser.page
    organiser.looks()
    freeze = page.locator("main a[href$='/freeze']")
    if freeze.count():
        hands.press(freeze.first)
        organiser.looks()
        hands.press(main_button(organiser))
        organiser.looks()
    _enter_mandate(organiser, hands, city, language)
    _approve(organiser, hands)
    hands.press(page.locator("main form[action*='/invite'] button"))
    organiser.looks()


def _open_declaration(organiser: Person, hands: Mouse) -> None:
    page = organiser.goes_to(f"/manage/{EDITION}/declarations")
    hands.press(
        page.locator(f"main a[href^='/manage/{EDITION}/declarations/']:not([href$='/new'])").first
    )


def _enter_mandate(organiser: Person, hands: Mouse, city: str, language: str) -> None:
    page = organiser.page
    hands.press(page.locator("main a[href$='/mandates/new']").first)
    organiser.looks()
    option = page.locator("[name=city] option", has_text=city)
    hands.select(page.locator("[name=city]"), str(option.get_attribute("value")))
    hands.write(page.locator("[name=name-ko]"), MAYORS["ko"])
    hands.write(page.locator("[name=name-en]"), MAYORS["en"])
    hands.write(page.locator("[name=capacity-ko]"), "시장 (시험)")
    hands.write(page.locator("[name=capacity-en]"), "Mayor (trial)")
    hands.write(page.locator("[name=email]"), f"delegate-{language}@example.org")
    if page.locator("select[name=language]").count():
        hands.select(page.locator("[name=language]"), language)
    else:
        hands.choose(page.locator(f"[name=language][value={language}]"))
    hands.press(main_button(organiser))
    organiser.looks()


def _approve(organiser: Person, hands: Mouse) -> None:
    """Add the city's letter of authority on the mandate's page, then approve."""
    page = organiser.page
    letter = FilePayload(name="letter.pdf", mimeType="application/pdf", buffer=pdf())
    page.locator("[name=file]").set_input_files(letter)
    hands.press(page.locator("main form[action*='/letter'] button"))
    organiser.looks()
    hands.press(page.locator("main form[action*='/approve'] button"))
    organiser.looks()


def sign(delegate: Person, hands: Mouse, house: House, language: str) -> None:
    """Read, state the authority, confirm by the code, and sign."""
    count = len(house.mails())
    page = delegate.page
    hands.press(main_button(delegate))
    delegate.looks()
    hands.press(page.locator("main a[href$='/my/sign/statement']").first)
    delegate.looks()
    hands.choose(page.locator("[name=is_authorised]"))
    hands.choose(page.locator("[name=agrees_electronically]"))
    hands.write(page.locator("[name=typed_name]"), MAYORS[language])
    hands.choose(page.locator("[name=publishes_name]"))
    hands.press(main_button(delegate))
    delegate.looks()
    code = code_in(read(house.wait_for_mail(count + 1)))
    hands.write(page.locator("[name=code]"), code)
    hands.press(page.locator("main form button.btn-accent"))
    delegate.looks()
    assert page.url.endswith("/my/signature")
    receipt = read(house.wait_for_mail(count + 2))
    kinds = [part.get_content_type() for part in receipt.walk()]
    assert "application/pdf" in kinds


def read_wall(visitor: Person, hands: Mouse, language: str) -> bytes:
    """See who has signed, and take the evidence along."""
    page = visitor.goes_to(f"/{language}/{EDITION}/declarations")
    if page.url.endswith("/declarations"):  # where there is but one, it leads there at once
        hands.press(page.locator(f"main a[href*='/{EDITION}/declarations/']").first)
        visitor.looks()
    assert CITIES[language] in page.locator("main").inner_text()
    hands.press(page.locator("main a[href$='/verify']").first)
    visitor.looks()
    address = page.locator("a[href$='chain.json']").first.get_attribute("href")
    return visitor.context.request.get(f"{visitor.url}{address}").body()


@pytest.mark.parametrize(
    ("language", "how"), [("ko", Mouse), pytest.param("en", Keyboard, marks=pytest.mark.long)]
)
def test_the_whole_path(
    people: Callable[..., Person], opened: House, language: str, how: type[Mouse]
) -> None:
    house, today = opened, datetime.now(SEOUL)
    visitor, organiser = people(language), people(language)
    with house.serving():
        before = len(house.mails())
        visit(visitor, how(visitor), language)
        register(visitor, how(visitor), language)
        confirmation = read(house.wait_for_mail(before + 1))
        keep(visitor, how(visitor), confirmation)
        [token] = codes_in(confirmation)
        invitation = next(p for p in confirmation.walk() if p.get_content_type() == "text/calendar")
        assert Calendar.from_ical(invitation.get_content())["METHOD"] == "REQUEST"

        come_in(organiser, how(organiser), add_owner(house, language), language)
        badges = look_after(organiser, how(organiser), language)
        assert token in codes_in_pdf(badges)
        declare(organiser, how(organiser), CITIES[language], language)
        delegate = people(language)
        delegate.goes_to(link_in(read(house.wait_for_mail(before + 2))))
        sign(delegate, how(delegate), house, language)

        chain = house.folder / f"chain-{language}.json"
        chain.write_bytes(read_wall(visitor, how(visitor), language))
        house.command("declaration", "verify", str(chain))

    first_day = (today + timedelta(days=30)).replace(hour=10, minute=30)
    with house.serving(at=first_day):
        sign_in(organiser, how(organiser), language)
        address = enrol_device(organiser, how(organiser), f"Gate {language}")
        stand_at_the_door(people(language), how, address, token, NAMES[language])
