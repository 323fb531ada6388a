"""People under 14: a guardian is asked, and what becomes of each answer, and of silence."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum.core import clock
from forum.core.db import db
from forum.core.mail import OutgoingMail
from forum.core.queue import do_in_parts
from forum.privacy.services import ask_erasure, carry_out
from forum.registration import services
from forum.registration.consents.queries import list_own_consents
from forum.registration.errors import ConsentChangedError, ConsentMissingError
from forum.registration.guardians.errors import GuardianNotAskedError
from forum.registration.guardians.services import agree, expire_guardians, refuse
from forum.registration.models import GuardianRequest, Limit, Registration, SensitiveNeed
from forum.registration.queries import list_notices
from forum.registration.rules import shown_hash
from forum.registration.types import ConsentBy, GuardianDetails, RegistrationState, WayIn
from tests.factories.registration import (
    HUNGRY,
    make_category,
    make_open_edition,
    make_registration,
)
from tests.registration.test_self_service import link_in
from tests.registration.test_steps import walk

GUARDIAN = GuardianDetails(name="홍부모 (시험)", relation="어머니", email="parent@example.org")
PAGE = "/en/my/guardian"
AGREED = {"privacy": True, "sensitive": True}


@pytest.fixture
def edition(app):
    return make_open_edition(slug="forum", seats={"hall": 1, "parallel": 5, "tour": 1})


@pytest.fixture
def child(edition):
    return make_registration(
        edition,
        guardian=GUARDIAN,
        sessions=("hall",),
        sensitive=HUNGRY,
        consents=AGREED,
        email="child@example.org",
    )


def mails(cause=""):
    rows = db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id))
    return [mail for mail in rows if not cause or mail.cause == cause]


def open_page(client):
    """Follow the guardian's link to the page."""
    address = link_in(mails("registration.guardian")[-1]).replace("/ko/", "/en/")
    assert client.submit(address, {}).location == PAGE
    return client.page(PAGE)


def taken(edition):
    db.session.expire_all()
    limits = db.session.scalars(select(Limit).where(Limit.edition_id == edition.id))
    return sum(limit.taken for limit in limits)


def shown(edition):
    return shown_hash(notice.sha256 for notice in list_notices(edition))


def test_the_first_step_asks_for_the_guardian_only_of_who_is_under_14(edition, client):
    asked = {"is_under_14": "y", "guardian_email": "gildong@example.org"}
    refused = client.submit("/en/forum/register/you", {"category": "citizen", **asked})
    assert refused.status_code == 422
    text = client.read(refused).text_of("#errors")
    assert text.count("We need this to ask your guardian.") == 2


def test_the_guardian_is_somebody_else(edition, client):
    filled = {
        "category": "citizen",
        "email": "me@example.org",
        "is_under_14": "y",
        "guardian_name": "x",
        "guardian_relation": "y",
        "guardian_email": "ME@example.org",
    }
    refused = client.submit("/en/forum/register/you", filled)
    assert "not your own" in client.read(refused).text_of("#errors")


def test_a_child_holds_the_seat_and_two_are_written_to(edition, client):
    you = {
        "is_under_14": "y",
        "guardian_name": "홍부모",
        "guardian_relation": "mother",
        "guardian_email": "parent@example.org",
    }
    last = walk(client, you=you, attend={"sessions": ["hall"]})
    assert client.submit(last, {"consent-privacy": "yes"}).status_code == 303
    made = db.session.scalars(select(Registration)).one()
    assert made.state is RegistrationState.GUARDIAN
    assert made.confirmed_at is None
    assert taken(edition) == 2
    assert [(mail.cause, mail.recipient) for mail in mails()] == [
        ("registration.minor", made.email),
        ("registration.guardian", "parent@example.org"),
    ]
    assert not any(mail.attachments for mail in mails())


def test_the_page_shows_every_notice_with_nothing_chosen(child, client):
    page = open_page(client)
    assert len(page.select(".consent")) == 3
    assert not page.select("input[checked]")
    assert "홍길동" in page.text_of("main")
    assert "땅콩" not in page.text_of("main")
    for _again in range(2):
        client.page(PAGE)
    assert child.state is RegistrationState.GUARDIAN


def test_agreeing_confirms_and_says_who_agreed(child, client):
    page = open_page(client)
    missing = client.send(page, PAGE, {}, form="form.task-form")
    assert missing.status_code == 422
    answers = {"consent-privacy": "yes", "consent-photos": "yes"}
    done = client.send(page, PAGE, answers, form="form.task-form")
    assert done.location == f"{PAGE}/done?answer=agreed"
    client.page(done.location)
    db.session.rollback()
    assert child.is_confirmed
    assert child.confirmed_at == clock.now()
    last = mails()[-1]
    assert (last.cause, last.recipient) == ("registration.confirmed", "child@example.org")
    own = {one.notice.key: one.answers[0] for one in list_own_consents(child)}
    assert {one.given_by for one in own.values()} == {ConsentBy.GUARDIAN}
    assert {key: one.given for key, one in own.items()} == {
        "privacy": True,
        "sensitive": False,
        "photos": True,
    }
    assert db.session.get(SensitiveNeed, child.id) is None  # the guardian said no to it
    client.page(PAGE, status=410)


def test_refusing_cancels_and_frees(child, client):
    page = open_page(client)
    done = client.send(page, PAGE, {}, form="form[action$='/refuse']")
    assert done.location == f"{PAGE}/done?answer=refused"
    client.page(done.location)
    db.session.rollback()
    assert child.state is RegistrationState.CANCELLED
    assert taken(child.edition) == 0
    assert mails()[-1].recipient == "child@example.org"
    client.page(PAGE, status=410)


@pytest.mark.both_databases
def test_seven_days_of_silence_cancel_and_not_a_minute_less(child, moments):
    with moments(clock.now() + timedelta(days=7) - timedelta(minutes=1)):
        assert do_in_parts(expire_guardians()) == 0
    with moments(clock.now() + timedelta(days=7)):
        assert do_in_parts(expire_guardians()) == 1
        assert do_in_parts(expire_guardians()) == 0
    db.session.expire_all()
    assert child.state is RegistrationState.CANCELLED
    assert taken(child.edition) == 0
    assert mails()[-1].cause == "registration.withdrawn"


@pytest.mark.both_databases
def test_an_answer_is_given_once_and_to_what_was_shown(child):
    edition = child.edition
    with pytest.raises(ConsentChangedError):
        agree(child, AGREED, shown="another", language="ko")
    with pytest.raises(ConsentMissingError):
        agree(child, {}, shown=shown(edition), language="ko")
    agree(child, AGREED, shown=shown(edition), language="ko")
    db.session.commit()
    assert child.is_confirmed
    assert db.session.get(SensitiveNeed, child.id) is not None
    for again in (lambda: refuse(child), lambda: agree(child, {}, shown="", language="ko")):
        with pytest.raises(GuardianNotAskedError):
            again()


def test_who_cancelled_before_is_not_cancelled_again(child, moments):
    services.cancel(child)
    db.session.commit()
    count = len(mails())
    with moments(clock.now() + timedelta(days=7)):
        assert do_in_parts(expire_guardians()) == 1
        assert do_in_parts(expire_guardians()) == 0
    assert len(mails()) == count
    with pytest.raises(GuardianNotAskedError):
        refuse(child)


def test_an_approval_waits_for_the_guardian_as_well(app):
    by_approval = make_category("press", number=4, way_in=WayIn.APPROVAL)
    edition = make_open_edition(slug="asked", categories=(by_approval,))
    child = make_registration(edition, category="press", guardian=GUARDIAN)
    assert child.state == "pending"
    services.approve(child)
    assert child.state == "guardian"
    agree(child, AGREED, shown=shown(edition), language="ko")
    assert child.is_confirmed


def test_a_guardian_may_agree_before_the_approval(app):
    by_approval = make_category("press", number=4, way_in=WayIn.APPROVAL)
    edition = make_open_edition(slug="asked", categories=(by_approval,))
    child = make_registration(edition, category="press", guardian=GUARDIAN)
    agree(child, AGREED, shown=shown(edition), language="ko")
    assert child.state == "pending"
    services.approve(child)
    assert child.is_confirmed


@pytest.mark.both_databases
def test_the_guardians_data_go_with_the_childs(child):
    carry_out(ask_erasure(child))
    db.session.commit()
    assert not db.session.scalars(select(GuardianRequest)).all()
    assert [mail.recipient for mail in mails()] == ["child@example.org"]
