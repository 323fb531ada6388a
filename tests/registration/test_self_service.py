"""What one sees and does by the link in the mail."""

from datetime import timedelta

import pytest
import vobject
from sqlalchemy import select

from forum.core import clock
from forum.core.db import db
from forum.core.links import revoke_links
from forum.core.mail import OutgoingMail
from forum.registration.models import Limit, Registration
from forum.registration.types import RegistrationState
from tests.conftest import Client
from tests.factories.registration import HUNGRY, make_open_edition, make_registration


@pytest.fixture
def mine():
    edition = make_open_edition(slug="forum", seats={"hall": 10, "tour": 5})
    return make_registration(
        edition,
        email="gildong@example.org",
        sessions=("hall", "tour"),
        sensitive=HUNGRY,
        consents={"privacy": True, "sensitive": True},
    )


def last_mail() -> OutgoingMail:
    db.session.rollback()
    mail = db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc())).first()
    assert mail is not None
    return mail


def link_in(mail: OutgoingMail) -> str:
    return next(word for word in mail.text.split() if "/my/open/" in word).split("8000")[1]


def open_link(client: Client, language: str = "ko") -> str:
    """Follow the link in the last mail, press its button, and return where it leads."""
    address = link_in(last_mail()).replace("/ko/", f"/{language}/")
    opened = client.submit(address, {})
    assert opened.status_code == 303
    return opened.location


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ko", ("참가 신청이 확정되었습니다", "명찰", "8F", "14:00", "동의함", "동의하지 않음")),
        ("en", ("You are registered", "Badge", "8F", "14:00", "Agreed", "Not agreed")),
    ],
)
def test_the_link_opens_the_registration(mine, client, language, words):
    page = client.page(open_link(client, language))
    text = page.text_of("main")
    assert page.text_of("h1") == words[0]
    for word in (*words[2:], mine.number):
        assert word in text, word
    assert page.select(".pass .qr svg")
    assert "땅콩" not in text


def test_the_page_belongs_to_nobody_without_the_link(mine, client):
    for path in ("", "/sessions.ics", "/cancel", "/code", "/code/enter"):
        client.page(f"/ko/my/registration{path}", status=403)
    assert client.get("/ko/my/open/registration.view/made-up").status_code == 404


def test_a_link_that_was_taken_back_opens_nothing(mine, client):
    address = open_link(client)
    revoke_links("registration.view", "registration", mine.id)
    db.session.commit()
    client.page(address, status=410)


def test_personal_pages_are_kept_by_nobody(mine, client):
    address = open_link(client)
    assert client.get(address).headers["Cache-Control"] == "private, no-store"


def test_the_calendar_file_has_the_chosen_sessions(mine, client):
    open_link(client)
    response = client.get("/ko/my/registration/sessions.ics")
    assert response.content_type.startswith("text/calendar")
    assert mine.number in response.headers["Content-Disposition"]
    events = vobject.readOne(response.text).vevent_list
    assert {event.uid.value.split("@")[0] for event in events} == {"forum.hall", "forum.tour"}


CANCEL = "/en/my/registration/cancel"


def code_page(client: Client, wanted: str = CANCEL) -> str:
    """Want something that needs a code, have one mailed, and return the page that takes it."""
    open_link(client, "en")
    asked = client.get(wanted).location
    assert asked.startswith("/en/my/registration/code?")
    return client.submit(asked, {}).location


def code_in(mail: OutgoingMail) -> str:
    return next(word for word in mail.text.split() if word.isdecimal() and len(word) == 6)


def bring_code(client: Client, wanted: str = CANCEL) -> str:
    """Bring the code, and return where one is led."""
    return client.submit(code_page(client, wanted), {"code": code_in(last_mail())}).location


def test_cancelling_needs_the_code_from_the_mail(mine, client):
    address = bring_code(client)
    assert address == CANCEL
    assert client.submit(address, {}).location == "/en/my/registration"
    page = client.page("/en/my/registration")
    assert page.text_of("h1") == "Your registration is cancelled"
    assert not page.select(".pass .qr svg")
    db.session.rollback()
    assert db.session.get_one(Registration, mine.id).state is RegistrationState.CANCELLED
    assert {limit.taken for limit in db.session.scalars(select(Limit))} == {0}
    assert last_mail().cause == "registration.cancelled"
    assert client.get(address).location == "/en/my/registration"


def test_one_code_is_enough_for_ten_minutes_and_no_longer(mine, client, moments):
    bring_code(client)
    with moments(clock.now() + timedelta(minutes=9)):
        page = client.page(CANCEL)
        assert client.get("/en/my/registration/code?next=" + CANCEL).location == CANCEL
    with moments(clock.now() + timedelta(minutes=10)):
        assert "/code?" in client.get(CANCEL).location
        assert "/code?" in client.send(page, CANCEL, {}).location
    db.session.rollback()
    assert db.session.get_one(Registration, mine.id).is_confirmed


def test_a_code_lets_only_the_browser_act_that_brought_it(mine, client, app):
    link = link_in(last_mail())
    bring_code(client)
    other = app.test_client()
    other.submit(link, {})
    assert "/code?" in other.get(CANCEL).location


def test_another_registration_opened_in_the_same_browser_needs_a_code_of_its_own(mine, client):
    bring_code(client)
    edition = db.session.get_one(Registration, mine.id).edition
    make_registration(edition, email="other@example.org")
    open_link(client, "en")
    assert "/code?" in client.get(CANCEL).location


def test_after_the_code_one_is_led_nowhere_else(mine, client):
    open_link(client, "en")
    asked = "/en/my/registration/code?next=//evil.example/x"
    address = client.submit(asked, {}).location
    entered = client.submit(address, {"code": code_in(last_mail())})
    assert entered.location == "/en/my/registration"


def test_a_wrong_code_changes_nothing_and_the_sixth_try_is_too_many(mine, client):
    address = code_page(client)
    code = code_in(last_mail())
    wrong = "000000" if code != "000000" else "111111"
    for _try in range(5):
        refused = client.submit(address, {"code": wrong})
        assert refused.status_code == 422
        assert "not the code we sent" in client.read(refused).text_of("#code-error")
    refused = client.submit(address, {"code": code})
    assert "tried too often" in client.read(refused).text_of("#code-error")
    assert "/code?" in client.get(CANCEL).location


def test_a_code_is_over_after_ten_minutes(mine, client, moments):
    address = code_page(client)
    code = code_in(last_mail())
    with moments(clock.now() + timedelta(minutes=10)):
        refused = client.submit(address, {"code": code})
    assert "no longer valid" in client.read(refused).text_of("#code-error")


def test_a_cancelled_person_can_register_again(mine, client):
    client.submit(bring_code(client), {})
    edition = db.session.get_one(Registration, mine.id).edition
    assert make_registration(edition, email="gildong@example.org").is_confirmed


def test_opening_the_link_changes_nothing(mine, client):
    for _time in range(3):
        client.page(link_in(last_mail()))
    assert client.get("/ko/my/registration").status_code == 403
