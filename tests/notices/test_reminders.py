"""Reminders: once, at their moment, to those who fit then, and to latecomers if they are to."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from forum.core import deferred, outbox
from forum.core.db import db, set_reading
from forum.core.localized import LocalizedText
from forum.core.mail import OutgoingMail
from forum.editions.types import EditionState
from forum.notices.mailings import queries, services
from forum.notices.mailings.errors import (
    MailingChangedError,
    ReminderMomentPassedError,
    ReminderRanError,
    ReminderUndatedError,
)
from forum.notices.mailings.models import Mailing, Reminder
from forum.notices.mailings.rules import PATIENCE, moment_of_reminder, standing_of_reminder
from forum.notices.mailings.types import Anchor, Message, Standing, Timing
from forum.registration import services as registrations
from forum.registration.queries import get_book
from tests.factories.accounts import make_organiser
from tests.factories.registration import make_open_edition, make_registration

LIST = "/manage/forum/reminders"
AT = datetime(2026, 12, 8, 0, 0, tzinfo=UTC)
"""Three days before the forum, at nine in Seoul."""


def message() -> Message:
    return Message(
        subject=LocalizedText("곧 시작", "Soon"),
        text=LocalizedText("{name} 님", "Dear {name}"),
        chosen={"state": "confirmed"},
    )


def timing(**changes) -> Timing:
    standard = Timing(anchor=Anchor.BEFORE_BEGIN, days=3, minute=540, window=0)
    return replace(standard, **changes)


@pytest.fixture
def edition(app):
    return make_open_edition(slug="forum")


def make(edition, *, on: bool = True, **changes) -> Reminder:
    made = services.write_reminder(edition, message(), timing(**changes))
    services.switch_reminder(edition, made.id, on=on)
    db.session.commit()
    return made


def reminded() -> list[str]:
    db.session.rollback()
    mails = select(OutgoingMail).where(OutgoingMail.cause == "reminder.sent")
    return [mail.recipient for mail in db.session.scalars(mails.order_by(OutgoingMail.id))]


def test_a_reminder_goes_out_at_its_moment_and_once(edition, moments):
    make_registration(edition, email="a@example.org")
    one = make(edition)
    assert queries.next_moment(edition, timing()) == AT
    with moments(AT - timedelta(seconds=1)):
        outbox.send_due()
        assert reminded() == []
    for minutes in (0, 1, 90):
        with moments(AT + timedelta(minutes=minutes)):
            outbox.send_due()
            assert reminded() == ["a@example.org"]
            assert queries.standing_of(edition, one) is Standing.RAN
    mailing = db.session.scalars(select(Mailing)).one()
    assert (mailing.id, mailing.recipients, mailing.sent_by) == (one.mailing_id, 1, "system")


def test_who_registers_after_it_ran_does_not_get_it(edition, moments):
    make_registration(edition, email="a@example.org")
    make(edition)
    with moments(AT):
        outbox.send_due()
        make_registration(edition, email="late@example.org")
    with moments(AT + timedelta(hours=1)):
        outbox.send_due()
    assert reminded() == ["a@example.org"]


def test_who_registers_within_the_window_gets_it_once(edition, moments):
    first = make_registration(edition, email="a@example.org")
    make(edition, window=1)
    with moments(AT):
        outbox.send_due()
        make_registration(edition, email="late@example.org")
    for hours in (1, 2, 23):
        with moments(AT + timedelta(hours=hours)):
            outbox.send_due()
            assert reminded() == ["a@example.org", "late@example.org"]
    with moments(AT + timedelta(hours=23)):
        registrations.cancel(first)
        make_registration(edition, email="A@example.org")  # the same address once more
        outbox.send_due()
    with moments(AT + timedelta(days=1)):
        make_registration(edition, email="too-late@example.org")
        outbox.send_due()
    assert reminded() == ["a@example.org", "late@example.org"]
    assert db.session.scalars(select(Mailing)).one().recipients == 2


@pytest.mark.parametrize("how", ["off", "draft", "archived", "late"])
def test_one_that_is_off_hidden_or_missed_does_not_go_out(edition, moments, how):
    make_registration(edition)
    one = make(edition)
    if how == "off":
        services.switch_reminder(edition, one.id, on=False)
    elif how != "late":
        edition.state = EditionState(how)
    db.session.commit()
    with moments(AT + (PATIENCE if how == "late" else timedelta())):
        outbox.send_due()
    assert reminded() == []


def test_a_worker_that_was_down_for_hours_sends_it_late(edition, moments):
    make_registration(edition)
    make(edition)
    with moments(AT + timedelta(hours=20)):
        outbox.send_due()
    assert len(reminded()) == 1


def test_it_moves_with_the_dates(edition, moments):
    make_registration(edition)
    make(edition)
    edition.starts_on, edition.ends_on = date(2026, 12, 12), date(2026, 12, 13)
    db.session.commit()
    with moments(AT):
        outbox.send_due()
        assert reminded() == []
    with moments(AT + timedelta(days=1)):
        outbox.send_due()
        assert len(reminded()) == 1


def test_what_could_never_go_out_is_not_switched_on(edition):
    with pytest.raises(ReminderMomentPassedError):
        make(edition, days=60)
    get_book(edition).closes_at = None
    with pytest.raises(ReminderUndatedError):
        make(edition, anchor=Anchor.BEFORE_CLOSING)


def test_what_has_gone_out_or_was_changed_meanwhile_is_not_changed(edition, moments):
    one = make(edition)
    services.revise_reminder(edition, one.id, message(), timing(days=4), seen=1)
    with pytest.raises(MailingChangedError):
        services.revise_reminder(edition, one.id, message(), timing(), seen=1)
    db.session.commit()
    with moments(AT - timedelta(days=1)):
        outbox.send_due()
        with pytest.raises(ReminderRanError):
            services.revise_reminder(edition, one.id, message(), timing(), seen=2)


@pytest.mark.both_databases
def test_of_several_workers_one_sends_it(app, moments):
    edition = make_open_edition(slug="forum")
    for _ in range(15):
        make_registration(edition)
    make(edition)
    together = threading.Barrier(4)

    def work() -> None:
        with app.app_context():
            set_reading(value=False)
            together.wait(30)
            deferred.write_waiting()
            db.session.remove()

    db.session.rollback()
    with moments(AT):
        workers = [threading.Thread(target=work) for _ in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(60)
        assert not any(worker.is_alive() for worker in workers)
        assert len(reminded()) == 15
        assert len(db.session.scalars(select(Mailing)).all()) == 1


@given(
    anchor=st.sampled_from(Anchor),
    days=st.integers(0, 365),
    minute=st.integers(0, 1439),
    shift=st.integers(-2000, 2000),
)
def test_a_reminder_is_due_only_from_its_moment_on(anchor, days, minute, shift):
    moment = moment_of_reminder(
        timing(anchor=anchor, days=days, minute=minute),
        begins=date(2026, 12, 11),
        ends=date(2026, 12, 12),
        closes_at=datetime(2026, 12, 10, 15, tzinfo=UTC),
        zone="Asia/Seoul",
    )
    assert moment is not None
    day = {
        Anchor.BEFORE_BEGIN: date(2026, 12, 11) - timedelta(days=days),
        Anchor.AFTER_END: date(2026, 12, 12) + timedelta(days=days),
        Anchor.BEFORE_CLOSING: date(2026, 12, 11) - timedelta(days=days),  # midnight in Seoul
    }[anchor]
    assert (moment.date(), moment.hour * 60 + moment.minute) == (day, minute)
    at = standing_of_reminder(
        moment,
        moment + timedelta(minutes=shift),
        is_on=True,
        has_run=False,
        state=EditionState.PUBLISHED,
    )
    assert at is (Standing.MISSED if shift >= PATIENCE / timedelta(minutes=1) else Standing.WAITS)


# ------------------------------------------------------------------ the pages


def test_an_organiser_writes_one_and_switches_it_on(edition, client):
    make_organiser(client)
    make_registration(edition)
    assert "No reminder yet" in client.page(LIST).text_of("main .empty-title")
    page = client.page(f"{LIST}/new")
    assert "begins soon" in page.one("#text-en").get_text()
    done = client.send(page, f"{LIST}/new", {"days": "2"}, form="main form.page-form")
    assert done.location == LIST
    page = client.page(LIST)
    row = page.text_of("tbody tr")
    assert "Off" in row
    assert "Wed, 9 December 2026, 09:00" in row
    assert page.texts_of("tbody td.num") == ["1"]
    client.send(page, LIST, {}, form="main form[action$='/switch']", button="yes")
    page = client.page(LIST)
    assert "On" in page.text_of("tbody tr")
    client.send(page, LIST, {}, form="main form[action$='/switch']", button="no")
    assert db.session.scalars(select(Reminder)).one().is_on is False


def test_one_that_is_too_late_says_why(edition, client):
    make_organiser(client)
    one = services.write_reminder(edition, message(), timing(days=100))
    db.session.commit()
    page = client.page(LIST)
    assert "Its moment is over" in page.text_of("tbody tr")
    client.send(page, LIST, {}, form="main form[action$='/switch']", button="yes")
    assert "is over" in client.page(LIST).text_of(".messages")
    assert one.is_on is False


def test_it_is_changed_and_refused_at_the_field(edition, client):
    make_organiser(client)
    one = services.write_reminder(edition, message(), timing())
    db.session.commit()
    address = f"{LIST}/{one.id}"
    refused = client.submit(address, {"days": "-1"}, form="main form.page-form")
    assert refused.status_code == 422
    assert client.read(refused).select("#days-error")
    changes = {"days": "5", "anchor": "after_end", "time": "18:30", "window": "2"}
    assert client.submit(address, changes, form="main form.page-form").status_code == 303
    db.session.refresh(one)
    assert (one.days, one.anchor, one.minute, one.late_days) == (5, Anchor.AFTER_END, 1110, 2)
    page = client.page(address)
    assert page.one("#time")["value"] == "18:30"


@pytest.mark.parametrize(
    ("language", "one", "five"),
    [
        ("ko", "참가 신청 마감 1일 전", "포럼 종료 5일 후"),
        ("en", "1 day before registration closes", "5 days after the forum ends"),
    ],
)
def test_the_list_says_the_day_as_one_would(edition, client, language, one, five):
    make_organiser(client, language=language)
    services.write_reminder(edition, message(), timing(days=1, anchor=Anchor.BEFORE_CLOSING))
    services.write_reminder(edition, message(), timing(days=5, anchor=Anchor.AFTER_END))
    db.session.commit()
    said = client.page(LIST).text_of("tbody")
    assert one in said
    assert five in said
