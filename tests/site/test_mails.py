"""The log of mails: found, understood, and sent again."""

import pytest
from sqlalchemy import select

from forum.core.db import db
from forum.core.mail import OutgoingMail
from forum.core.permissions import Role
from forum.registration import services as registrations
from tests.conftest import count_queries
from tests.factories.accounts import make_organiser, make_user, sign_in
from tests.factories.registration import make_open_edition, make_registration

LOG = "/manage/forum/mails"


@pytest.fixture
def edition(app):
    return make_open_edition(slug="forum")


def recipients(page) -> list[str]:
    found: list[str] = page.texts_of("tbody td:first-child")
    return found


def mail_to(address: str) -> OutgoingMail:
    found = select(OutgoingMail).where(OutgoingMail.recipient == address)
    return next(iter(db.session.scalars(found.order_by(OutgoingMail.id.desc()))))


def test_mails_are_found_by_address_person_subject_kind_and_answer(edition, client):
    make_organiser(client)
    one = make_registration(edition, email="gildong@example.org")
    make_registration(edition, email="thao@example.org", language="en")
    registrations.send_new_link(one)
    refused = mail_to("thao@example.org")
    refused.state, refused.fault, refused.last_error = "failed", "recipient", "550 5.1.1 Nobody"
    db.session.commit()

    assert len(recipients(client.page(LOG))) == 3
    for query, found in (
        ("q=thao", ["thao@example.org"]),
        (f"q={one.number}", ["gildong@example.org"] * 2),
        ("q=nobody", ["thao@example.org"]),
        ("q=You+are+registered", ["thao@example.org"]),
        ("cause=registration.link", ["gildong@example.org"]),
        ("state=failed", ["thao@example.org"]),
        ("q=100%25", []),
        ("page=99", ["gildong@example.org", "thao@example.org", "gildong@example.org"]),
    ):
        assert recipients(client.page(f"{LOG}?{query}")) == found, query
    row = client.page(f"{LOG}?state=failed").text_of("tbody tr")
    assert "does not take mail for this address" in row
    assert "550 5.1.1 Nobody" in row


def test_one_mail_is_sent_again_and_the_person_page_tells_of_it(edition, client):
    make_organiser(client)
    made = make_registration(edition, email="gildong@example.org")
    mail = mail_to("gildong@example.org")
    mail.state, mail.tries, mail.last_error = "failed", 3, "451 Later"
    db.session.commit()
    address = f"/manage/forum/registrations/{made.id}"
    page = client.page(address)
    assert "3 tries" in page.text_of("main")
    assert "451 Later" in page.text_of("main")
    done = client.send(page, address, {}, form=f"main form[action$='/mails/{mail.id}/again']")
    assert done.location == address
    db.session.refresh(mail)
    assert (mail.state, mail.tries) == ("queued", 0)
    assert not client.page(LOG).select("form[action$='/again']")  # it waits


def test_what_waits_and_what_holds_a_code_is_not_sent_again(edition, client):
    make_organiser(client)
    made = make_registration(edition, email="gildong@example.org")
    registrations.send_fresh_code(made)
    code = mail_to("gildong@example.org")
    code.state = "sent"
    db.session.commit()
    page = client.page(LOG)
    assert not page.select("form[action$='/again']")
    token = page.select("[name=csrf_token]")[0]["value"]
    client.post(f"{LOG}/{code.id}/again", data={"csrf_token": token})
    assert "time is over" in client.page(LOG).text_of(".messages")
    assert len(db.session.scalars(select(OutgoingMail)).all()) == 2


def test_a_mail_of_another_edition_is_not_there(edition, client):
    other = make_open_edition(slug="other")
    make_registration(other, email="other@example.org")
    mail = mail_to("other@example.org")
    mail.state = "failed"
    db.session.commit()
    sign_in(client, make_user(role=Role.REGISTRAR, edition_id=edition.id))
    page = client.page(LOG)
    assert recipients(page) == []
    token = page.select("[name=csrf_token]")[0]["value"]
    answer = client.post(f"{LOG}/{mail.id}/again", data={"csrf_token": token})
    assert answer.status_code == 404
    assert client.page(f"{LOG}?q=other").text_of("main .empty-title") == "No mail fits"


def test_who_may_only_look_is_shown_no_button(edition, client):
    make_registration(edition)
    db.session.scalars(select(OutgoingMail)).one().state = "sent"
    db.session.commit()
    sign_in(client, make_user(role=Role.AUDITOR, edition_id=edition.id))
    page = client.page(LOG)
    assert recipients(page)
    assert not page.select("main form[method=post]")


def test_the_statements_do_not_grow_with_the_mails(edition, client):
    make_organiser(client)
    counts = []
    for people in (1, 2):
        for _ in range(people):
            make_registration(edition)
        with count_queries() as statements:
            client.page(LOG)
        counts.append(len(statements))
    assert counts[0] == counts[1]
