"""Mailings: exactly who was shown, once, each in their language, and stopped while they run."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from forum.core import outbox
from forum.core.db import db, set_reading
from forum.core.errors import Refusal
from forum.core.links import find_link
from forum.core.localized import LocalizedText
from forum.core.mail import OutgoingMail
from forum.core.permissions import Role
from forum.editions.queries import get_edition
from forum.notices.mailings import queries, services
from forum.notices.mailings.errors import (
    MailingChangedError,
    MailingNotRunningError,
    MailingSentError,
    NobodyToMailError,
    RecipientsChangedError,
)
from forum.notices.mailings.models import Mailing
from forum.notices.mailings.types import LeftOut, Message
from forum.registration import services as registrations
from tests.conftest import count_queries
from tests.factories.accounts import make_organiser, make_user, sign_in
from tests.factories.registration import make_category, make_open_edition, make_registration

LIST = "/manage/forum/mailings"
CONFIRMED = {"state": "confirmed"}


@pytest.fixture
def edition(app):
    return make_open_edition(
        slug="forum", categories=(make_category(), make_category("press", number=4))
    )


def message(chosen=None, text="Dear {name}, [yours]({link}). **{number}**") -> Message:
    return Message(
        subject=LocalizedText("{edition} 안내", "News of {edition}"),
        text=LocalizedText("{name} 님, {when}", text),
        chosen=CONFIRMED if chosen is None else chosen,
    )


def write(edition, **changes) -> Mailing:
    made = services.write_mailing(edition, message(**changes))
    db.session.commit()
    return made


def send(edition, mailing, **changes) -> Mailing:
    digest = queries.find_audience(edition, mailing.chosen).digest()
    values = {"seen": mailing.revision, "digest": digest, **changes}
    sent = services.send_mailing(edition, mailing.id, **values)
    db.session.commit()
    return sent


def mails_of(mailing) -> list[OutgoingMail]:
    return list(
        db.session.scalars(
            select(OutgoingMail)
            .where(OutgoingMail.batch == mailing.batch)
            .order_by(OutgoingMail.id)
        )
    )


def test_everybody_who_fits_gets_one_mail_in_their_language(edition):
    gildong = make_registration(edition, email="gildong@example.org")
    thao = make_registration(
        edition,
        email="thao@example.org",
        language="en",
        name=LocalizedText("", "<b>*Evil.example*</b>"),
    )
    gone = make_registration(edition, email="gone@example.org")
    registrations.cancel(gone)
    sent = send(edition, write(edition))

    mails = {mail.recipient: mail for mail in mails_of(sent)}
    assert mails.keys() == {"gildong@example.org", "thao@example.org"}
    korean, english = mails["gildong@example.org"], mails["thao@example.org"]
    assert korean.subject == f"{edition.name.ko} 안내"
    assert korean.text.startswith("홍길동 (시험) 님, 2026. 12. 11.")
    assert (korean.about_type, korean.about_id) == ("registration", gildong.id)
    assert english.html
    assert "Dear <b>*Evil.\u2060example*</b>, yours: http" in english.text
    assert "&lt;b&gt;*Evil.\u2060example*&lt;/b&gt;" in str(english.html)
    assert f"<strong>{thao.number}</strong>" in str(english.html)
    assert english.html.count("<h1>") == 1
    secret = english.text.split("/registration.view/")[1].split(".")[0]
    assert find_link("registration.view", secret).subject_id == thao.id
    assert (sent.recipients, sent.sent_by != "") == (2, True)


def test_who_is_left_out_is_known_with_the_reason(edition):
    refused = make_registration(edition, email="refused@example.org")
    twice = make_registration(edition, email="twice@example.org")
    registrations.cancel(twice)
    db.session.commit()
    again = make_registration(edition, email="Twice@example.org")
    nobody = make_registration(edition)
    nobody.email, nobody.email_key = "", "erased-1"
    mail = db.session.scalars(
        select(OutgoingMail).where(OutgoingMail.recipient == "refused@example.org")
    ).one()
    mail.state, mail.fault = "failed", "recipient"
    db.session.commit()

    audience = queries.find_audience(edition, {})
    assert [one.id for one in audience.recipients] == [again.id]
    assert {one.id: reason for one, reason in audience.left_out} == {
        refused.id: LeftOut.REFUSED,
        twice.id: LeftOut.SAME_ADDRESS,
        nobody.id: LeftOut.NO_ADDRESS,
    }
    sent = send(edition, write(edition, chosen={}))
    assert sent.left_out == {"refused": 1, "same_address": 1, "no_address": 1}


def test_an_address_that_took_a_later_mail_is_written_to_again(edition):
    made = make_registration(edition)
    first = db.session.scalars(select(OutgoingMail)).one()
    first.state, first.fault = "failed", "recipient"
    registrations.send_new_link(made)
    db.session.flush()
    later = db.session.scalars(select(OutgoingMail).where(OutgoingMail.id != first.id)).one()
    later.state = "sent"
    db.session.commit()
    assert len(queries.find_audience(edition, CONFIRMED).recipients) == 1


def test_a_mailing_is_sent_once_and_as_it_was_shown(edition):
    make_registration(edition)
    mailing = write(edition)
    digest = queries.find_audience(edition, mailing.chosen).digest()
    make_registration(edition)
    with pytest.raises(RecipientsChangedError):
        send(edition, mailing, digest=digest)
    db.session.rollback()
    with pytest.raises(MailingChangedError):
        send(edition, mailing, seen=7)
    db.session.rollback()
    assert mails_of(mailing) == []
    send(edition, mailing)
    with pytest.raises(MailingSentError):
        send(edition, mailing)
    db.session.rollback()
    with pytest.raises(MailingSentError):
        services.revise_mailing(edition, mailing.id, message(), seen=1)
    assert len(mails_of(mailing)) == 2


def test_nobody_is_not_written_to(edition):
    with pytest.raises(NobodyToMailError):
        send(edition, write(edition))


@pytest.mark.both_databases
def test_of_two_organisers_who_send_at_once_one_does(app):
    edition = make_open_edition(slug="forum")
    for _ in range(20):
        make_registration(edition)
    mailing = write(edition)
    digest = queries.find_audience(edition, mailing.chosen).digest()
    mailing_id, slug = mailing.id, edition.slug
    db.session.rollback()
    together = threading.Barrier(4)

    def press() -> str:
        with app.app_context():
            set_reading(value=False)
            found = get_edition(slug)
            db.session.rollback()  # gives the lock back that SQLite's writers begin with
            together.wait(30)
            try:
                services.send_mailing(found, mailing_id, seen=1, digest=digest)
                db.session.commit()
            except Refusal as refusal:
                db.session.rollback()
                return type(refusal).__name__
            finally:
                db.session.remove()
            return "sent"

    with ThreadPoolExecutor(4) as people:
        done = [people.submit(press) for _ in range(4)]
        answers = sorted(one.result(60) for one in done)
    assert answers == ["MailingSentError"] * 3 + ["sent"]
    assert len(mails_of(db.session.get_one(Mailing, mailing_id))) == 20


def test_a_mailing_is_stopped_while_it_runs(edition):
    for _ in range(6):
        make_registration(edition)
    outbox.send_due()
    mailing = send(edition, write(edition))
    for mail in mails_of(mailing)[:2]:
        outbox.send(mail.id)
    assert services.cancel_mailing(edition, mailing.id) == 4
    db.session.commit()
    outbox.send_due()
    progress = queries.progress_of_all([mailing])[mailing.id]
    assert (progress.sent, progress.waiting, progress.cancelled) == (2, 0, 4)
    with pytest.raises(MailingNotRunningError):
        services.cancel_mailing(edition, mailing.id)


@pytest.mark.parametrize("text", ["{nme}", "{name.__class__}", "[x]({name})"])
def test_what_cannot_be_filled_in_is_refused(edition, text):
    with pytest.raises(Refusal):
        services.write_mailing(edition, message(text=text))


def test_a_filter_is_the_lists(edition):
    make_registration(edition, email="a@example.org")
    make_registration(edition, email="b@example.org", category="press")
    chosen = {"category": "press", "state": "confirmed", "unknown": "x"}
    found = queries.find_audience(edition, chosen).recipients
    assert [one.email for one in found] == ["b@example.org"]


@pytest.mark.parametrize("people", [1, 3])
def test_the_statements_do_not_grow_with_the_people(edition, people):
    for _ in range(people):
        make_registration(edition)
    mailing = write(edition)
    with count_queries() as statements:
        send(edition, mailing)
    assert len(statements) <= 18


# ------------------------------------------------------------------ the pages


def fields(**changes: str) -> dict[str, str]:
    return {
        "subject-ko": "안내",
        "subject-en": "News",
        "text-ko": "{name} 님",
        "text-en": "Dear {name}",
        **changes,
    }


def test_an_organiser_writes_looks_sends_and_stops(edition, client):
    make_organiser(client)
    make_registration(edition, email="gildong@example.org")
    assert "No mailing yet" in client.page(LIST).text_of("main .empty-title")
    done = client.submit(f"{LIST}/new", fields(), form="main form.page-form")
    assert done.status_code == 303
    page = client.page(done.location)
    assert "1 person gets it" in page.text_of("#preview")
    assert "gildong@example.org" in page.text_of("#preview table")
    assert len(page.select(".mail-shown")) == 2

    sent = client.send(page, done.location, {}, form="main form.card")
    assert sent.location == done.location
    again = client.send(page, done.location, {}, form="main form.card")
    assert again.status_code == 409
    assert "on its way already" in client.read(again).text_of("#refused")
    page = client.page(done.location)
    assert page.texts_of(".mail-counts li") == ["Sent 0", "Left 1", "Failed 0"]
    client.send(page, done.location, {}, form="main form[action$='/cancel']")
    assert "Cancelled 1" in client.page(done.location).text_of(".mail-counts")
    assert "News" in client.page(LIST).text_of("tbody")


def test_who_is_found_only_after_looking_is_not_written_to_unseen(edition, client):
    make_organiser(client)
    make_registration(edition)
    mailing = write(edition)
    address = f"{LIST}/{mailing.id}"
    page = client.page(address)
    make_registration(edition)
    refused = client.send(page, address, {}, form="main form.card")
    assert refused.status_code == 409
    shown = client.read(refused)
    assert "Send 2 mails" in shown.text_of("main form.card")
    assert client.send(shown, address, {}, form="main form.card").status_code == 303


def test_a_filter_comes_from_the_list_and_can_be_changed(edition, client):
    make_organiser(client)
    make_registration(edition, category="press")
    page = client.page(f"{LIST}/new?category=press&q=%E3%85%8E%E3%84%B1%E3%84%B7")
    assert page.one("#category option[selected]")["value"] == "press"
    assert page.one("#query")["value"] == "ㅎㄱㄷ"
    assert "1 person gets it" in page.text_of("#preview")
    done = client.send(page, f"{LIST}/new", fields(state="cancelled"), form="main form.page-form")
    assert "finds nobody" in client.page(done.location).text_of("main .banner")
    edited = client.page(f"{done.location}/edit")
    assert edited.one("#state option[selected]")["value"] == "cancelled"
    client.send(edited, f"{done.location}/edit", {"state": "confirmed"}, form="main form.page-form")
    assert "Send 1 mail" in client.page(done.location).text_of("main form.card")


def test_the_preview_and_the_test_keep_nothing(edition, client):
    sign_in(client, make_user(email="staff@example.org", role=Role.REGISTRAR))
    make_registration(edition)
    response = client.submit(f"{LIST}/new", fields(), form="main form.page-form", button="yes")
    assert "Dear Hong Gildong (trial)" in client.read(response).text_of("#preview")
    token = client.page(f"{LIST}/new").one("main form.page-form #csrf_token")["value"]
    state = {"state": "confirmed", "category": "", "session": ""}
    response = client.post(
        f"{LIST}/new", data={**fields(), **state, "test": "yes", "csrf_token": token}
    )
    assert "staff@example.org" in client.read(response).text_of(".banner-success")
    assert db.session.scalar(select(Mailing)) is None
    tests = select(OutgoingMail).where(OutgoingMail.cause == "mail.test")
    assert {mail.recipient for mail in db.session.scalars(tests)} == {"staff@example.org"}


def test_what_is_wrong_is_said_at_its_place(edition, client):
    make_organiser(client)
    response = client.submit(
        f"{LIST}/new", fields(**{"text-en": "{who}"}), form="main form.page-form"
    )
    assert response.status_code == 422
    assert "“{who}”" in client.read(response).text_of("#text-error")


def test_a_draft_can_be_thrown_away_and_is_of_its_edition_alone(edition, client):
    make_organiser(client)
    mailing = write(edition)
    make_open_edition(slug="other")
    client.page(f"/manage/other/mailings/{mailing.id}", status=404)
    address = f"{LIST}/{mailing.id}"
    done = client.submit(address, {}, form="main form[action$='/delete']")
    assert done.location == LIST
    client.page(address, status=404)
