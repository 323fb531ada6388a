"""Going on later, in any browser, by a link that is mailed to the address that was filled in."""

from datetime import timedelta

import pytest
from itsdangerous import TimestampSigner
from sqlalchemy import func, select

from forum.core.db import db
from forum.core.links import CapabilityLink
from forum.core.mail import OutgoingMail
from forum.registration.models import Draft, Registration
from tests.conftest import NOW
from tests.factories.registration import make_open_edition
from tests.registration.test_steps import YOU, newest


@pytest.fixture
def edition():
    return make_open_edition(slug="forum", seats={"hall": 100, "tour": 5})


def fill_in(client, language="en"):
    """Fill in the first step, and ask for a link at the second."""
    base = f"/{language}/forum/register"
    client.submit(f"{base}/you", YOU)
    return client.submit(f"{base}/attend", {"sessions": ["hall"]}, button="later")


def mails():
    statement = select(OutgoingMail).where(OutgoingMail.cause == "registration.resume")
    return db.session.scalars(statement.order_by(OutgoingMail.id)).all()


def link_in(mail):
    return next(word for word in mail.text.split() if "/my/open/" in word).split("8000")[1]


@pytest.mark.parametrize(
    ("language", "said", "mailed"),
    [
        ("ko", "메일을 확인하세요", "이어서 작성하기"),
        ("en", "Look at your mail", "Go on with the registration"),
    ],
)
def test_another_browser_goes_on_where_one_stopped(edition, client, app, language, said, mailed):
    asked = fill_in(client, language)
    assert asked.location == f"/{language}/forum/register/later"
    page = client.page(asked.location)
    assert page.text_of("h1") == said
    assert YOU["email"] in page.text_of("main")
    [mail] = mails()
    assert (mail.recipient, mail.language) == (YOU["email"], language)
    assert mailed in mail.text
    assert YOU["name-ko"] not in mail.text
    phone = app.test_client()
    assert phone.get(link_in(mail)).status_code == 200  # as a scanner of mails looks
    opened = phone.submit(link_in(mail), {})
    assert opened.location == f"/{language}/forum/register/resume"
    there = phone.get(opened.location)
    assert there.location == f"/{language}/forum/register/needs"
    attend = phone.page(f"/{language}/forum/register/attend")
    assert attend.one("input[name=sessions][value=hall]").has_attr("checked")
    phone.submit(there.location, {"receiver": "en"})
    assert client.page(f"/{language}/forum/register/needs").select("input[value=en][checked]")
    last = f"/{language}/forum/register/confirm"
    assert phone.submit(last, {"consent-privacy": "yes"}).status_code == 303
    assert newest().session_keys == ("hall",)
    # the link, the first browser and a second click lead to what was registered
    for browser in (phone, client):
        assert browser.get(last).location == f"/{language}/forum/register/done"
    again = app.test_client()
    again.submit(link_in(mail), {})
    assert again.get(opened.location).location == f"/{language}/forum/register/done"
    assert db.session.scalar(select(func.count()).select_from(Registration)) == 1


def test_what_cannot_be_taken_yet_is_kept_too(edition, client):
    client.submit("/en/forum/register/you", YOU)
    client.submit("/en/forum/register/attend", {})
    asked = client.submit("/en/forum/register/needs", {"diet_note": "peanuts"}, button="later")
    assert asked.location == "/en/forum/register/later"
    assert client.page("/en/forum/register/needs").one("#diet_note")["value"] == "peanuts"
    client.submit("/en/forum/register/needs", {"diet_note": ""})
    asked = client.submit("/en/forum/register/confirm", {"consent-photos": "no"}, button="later")
    assert asked.location == "/en/forum/register/later"
    page = client.page("/en/forum/register/confirm")
    assert page.one("input[name=consent-photos][value=no]").has_attr("checked")


def test_an_address_gets_one_mail_in_five_minutes_and_the_answer_is_the_same(
    edition, client, app, moments
):
    first = fill_in(client)
    stranger = app.test_client()
    second = fill_in(stranger)
    assert first.location == second.location
    pages = [browser.page(first.location).text_of("main") for browser in (client, stranger)]
    assert pages[0] == pages[1]
    assert len(mails()) == 1
    with moments(NOW + timedelta(minutes=6)):
        fill_in(stranger)
    assert len(mails()) == 2


def test_the_link_is_kept_as_a_hash_and_lasts_as_long_as_what_it_opens(edition, client, moments):
    fill_in(client)
    [mail] = mails()
    secret = link_in(mail).rsplit("/", 1)[1]
    link = db.session.scalars(select(CapabilityLink)).one()
    assert secret not in (link.secret_hash, link.purpose)
    assert link.expires_at == NOW + timedelta(days=7)
    with moments(NOW + timedelta(days=6)):
        client.submit(link_in(mail), {})
        client.get("/en/forum/register/resume")
        client.submit("/en/forum/register/needs", {})
    with moments(NOW + timedelta(days=12)):
        client.page("/en/forum/register/confirm")
    with moments(NOW + timedelta(days=13, seconds=1)):
        client.page(link_in(mail), status=410)
        assert client.get("/en/forum/register/confirm").location == "/en/forum/register/you"


def test_a_link_to_what_was_deleted_does_not_open_another_draft_of_that_number(
    edition, client, app, moments
):
    fill_in(client)
    [mail] = mails()
    former = db.session.scalars(select(Draft)).one()
    number = former.id
    db.session.delete(former)
    db.session.commit()
    with moments(NOW + timedelta(minutes=1)):
        stranger = app.test_client()
        stranger.submit("/en/forum/register/you", YOU | {"email": "other@example.org"})
        draft = db.session.scalars(select(Draft)).one()
        assert draft.id == number  # SQLite gives the number again
        assert client.submit(link_in(mail), {}).status_code == 410
        client.set_cookie("forum_draft_forum", link_in(mail).rsplit("/", 1)[1])
        assert client.get("/en/forum/register/attend").location == "/en/forum/register/you"


def test_a_link_opens_no_other_edition(edition, client):
    fill_in(client)
    make_open_edition(slug="other")
    client.submit(link_in(mails()[0]), {})
    client.page("/en/other/register/resume", status=410)


def test_without_a_draft_there_is_nothing_to_go_on_with(edition, client):
    assert client.get("/en/forum/register/later").location == "/en/forum/register"
    page_of_first = client.page("/en/forum/register/you")
    assert not page_of_first.select("button[value=later]")


def test_a_form_that_was_open_for_six_days_is_still_taken(edition, client, app):
    client.submit("/en/forum/register/you", YOU)
    page = client.page("/en/forum/register/attend")
    cookie = client.get_cookie("forum_session")
    aged = _aged(app, cookie.decoded_value, timedelta(days=6))
    client.set_cookie("forum_session", aged)
    sent = client.send(page, "/en/forum/register/attend", {"sessions": ["hall"]})
    assert sent.status_code == 303
    client.set_cookie("forum_session", _aged(app, cookie.decoded_value, timedelta(days=9)))
    assert client.send(page, "/en/forum/register/attend", {}).status_code == 400


def _aged(app, value: str, age: timedelta) -> str:
    """Return a session's cookie as it would be had it been signed earlier."""
    serializer = app.session_interface.get_signing_serializer(app)

    class Earlier(TimestampSigner):
        def get_timestamp(self) -> int:
            return super().get_timestamp() - int(age.total_seconds())

    content = serializer.loads(value)
    serializer.signer = Earlier
    return str(serializer.dumps(content))
