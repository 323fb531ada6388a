"""Sending: pace, connections, what servers answer, and what is cancelled."""

import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from forum.core import clock, mail, outbox
from forum.core.db import db, set_reading
from forum.core.mail import Letter, MailFault, MailState, OutgoingMail
from tests.core.conftest import free_port


def write(*recipients: str, batch: str = "", text: str = "Hello") -> None:
    """Queue a mail to each."""
    letters = [
        Letter(recipient=recipient, language="en", subject="Hello", text=text)
        for recipient in recipients
    ]
    mail.queue_all(letters, cause="test", batch=batch)
    db.session.commit()


def states() -> dict[str, str]:
    """Return how far the mail to each recipient has come."""
    rows = db.session.execute(
        select(OutgoingMail.recipient, OutgoingMail.state).order_by(OutgoingMail.id)
    )
    return {row.recipient: row.state for row in rows}


def only() -> OutgoingMail:
    """Return the one mail that there is."""
    db.session.rollback()
    return db.session.scalars(select(OutgoingMail)).one()


# ------------------------------------------------------------------ what servers answer


def test_a_batch_goes_over_one_connection(postman):
    write(*(f"{number}@example.org" for number in range(7)))
    assert outbox.send_due() == 7
    assert (len(postman.messages), postman.connections) == (7, 1)


def test_an_address_that_the_server_does_not_take_holds_nobody_back(postman):
    postman.to = {"b@example.org": "550 5.1.1 No such person here"}
    write("a@example.org", "b@example.org", "c@example.org")

    assert outbox.send_due() == 2
    assert states() == {"a@example.org": "sent", "b@example.org": "failed", "c@example.org": "sent"}
    failed = db.session.scalars(select(OutgoingMail).where(OutgoingMail.state == "failed")).one()
    assert (failed.fault, failed.last_error) == ("recipient", "550 5.1.1 No such person here")
    assert postman.connections == 1


def test_a_full_mailbox_is_tried_again_with_growing_pauses(postman, moments):
    postman.to = {"a@example.org": "452 4.2.2 Mailbox full"}
    write("a@example.org")
    pauses, found = [], only()
    moment = clock.now()
    for _ in range(outbox.TRIES_ALLOWED):
        with moments(moment):
            outbox.send_due()
        found = only()
        pauses.append(found.next_try_at - moment)
        moment = max(found.next_try_at, moment)
    assert pauses[:4] == [timedelta(seconds=seconds) for seconds in (30, 60, 120, 240)]
    assert max(pauses) == outbox.LONGEST_PAUSE
    assert (found.state, found.fault) == ("failed", MailFault.RECIPIENT)
    assert found.last_error == "452 4.2.2 Mailbox full"


@pytest.mark.parametrize(
    ("answer", "state", "fault"),
    [
        ("554 5.7.1 Looks like spam", "failed", "content"),
        ("451 4.7.1 Greylisted", "retry", "content"),
    ],
)
def test_what_a_server_says_of_a_mail_is_kept_word_for_word(postman, answer, state, fault):
    postman.answer = answer
    write("a@example.org")
    outbox.send_due()
    assert (only().state, only().fault, only().last_error) == (state, fault, answer)


def test_a_connection_that_breaks_off_half_way_is_tried_again(postman, moments):
    postman.cuts = ["half way"]
    write("a@example.org")
    assert outbox.send_due() == 0
    assert (only().state, only().fault) == ("retry", MailFault.BROKEN_OFF)
    assert postman.messages == []

    with moments(clock.now() + outbox.FIRST_PAUSE):
        assert outbox.send_due() == 1
    assert len(postman.messages) == 1
    assert (only().state, only().fault, only().last_error) == ("sent", "", "")


def test_what_a_server_took_without_saying_so_comes_twice_under_one_id(postman, moments):
    postman.cuts = ["after"]
    write("a@example.org")
    outbox.send_due()
    assert only().state == MailState.RETRY
    with moments(clock.now() + outbox.FIRST_PAUSE):
        outbox.send_due()
    assert len(postman.messages) == 2
    assert postman.messages[0] == postman.messages[1]
    assert only().message_id.encode() in postman.messages[0]


def test_after_a_cut_the_others_go_over_a_new_connection(postman):
    write("a@example.org", "b@example.org", "c@example.org")
    postman.cuts = ["half way"]
    assert outbox.send_due() == 2
    assert list(states().values()) == ["retry", "sent", "sent"]
    assert postman.connections == 2


def test_a_server_that_is_not_there_costs_one_try_of_one_mail(sends_to):
    sends_to(mail_url=f"smtp://127.0.0.1:{free_port()}")
    write("a@example.org", "b@example.org", "c@example.org")
    assert outbox.send_due() == 0
    assert list(states().values()) == ["retry", "queued", "queued"]
    first = db.session.scalars(select(OutgoingMail).where(OutgoingMail.state == "retry")).one()
    assert first.fault == MailFault.UNREACHABLE
    assert "refused" in first.last_error


@contextmanager
def sending(app):
    """Send what is due in another thread, as the worker does."""

    def work() -> None:
        with app.app_context():
            set_reading(value=False)
            outbox.send_due()

    worker = threading.Thread(target=work)
    worker.start()
    yield
    worker.join(30)
    assert not worker.is_alive()


def test_nobody_waits_for_the_database_while_a_server_ponders(app, postman):
    write("a@example.org")
    postman.goes_on.clear()
    with sending(app):
        assert postman.has_begun.wait(30)
        # another process writes, and needs no patience for it
        db.session.execute(update(OutgoingMail).values(cause="written meanwhile"))
        db.session.commit()
        assert only().state == MailState.SENDING
        db.session.rollback()
        postman.goes_on.set()
    assert (only().state, only().cause) == ("sent", "written meanwhile")


# ------------------------------------------------------------------ pace


def test_a_domain_at_its_pace_does_not_hold_back_the_others(postman, sends_to, moments):
    sends_to(mail_pace=3)
    write(*(f"{number}@large.example" for number in range(8)), "a@small.example")
    write("b@small.example")

    with moments(clock.now()):
        assert outbox.send_due(limit=2) == 5
        assert outbox.send_due(limit=2) == 0
    assert sorted(postman.recipients)[-2:] == ["a@small.example", "b@small.example"]
    for minute in (1, 2):
        with moments(clock.now() + timedelta(minutes=minute)):
            outbox.send_due()
    assert set(states().values()) == {"sent"}
    assert len(postman.messages) == 10


def test_a_domain_is_the_same_in_whatever_letters(postman, sends_to):
    sends_to(mail_pace=1)
    write("a@Example.ORG", "b@example.org")
    assert outbox.send_due() == 1


def test_files_are_written_without_a_pace(sends_to):
    sends_to(mail_pace=1)
    write("a@example.org", "b@example.org")
    assert outbox.send_due() == 2


@pytest.mark.both_databases
def test_several_workers_keep_one_pace_and_send_nothing_twice(app, postman, sends_to):
    sends_to(mail_pace=20)
    write(*(f"{number}@large.example" for number in range(60)))
    with sending(app), sending(app), sending(app):
        pass
    db.session.rollback()
    sent = select(func.count()).where(OutgoingMail.state == MailState.SENT)
    assert db.session.scalar(sent) == 20
    assert len(postman.recipients) == len(set(postman.recipients)) == 20


# ------------------------------------------------------------------ cancelled, and sent again


def test_what_waits_of_a_batch_can_be_cancelled(postman):
    write("a@example.org", "b@example.org", batch="mailing:1")
    write("c@example.org", batch="mailing:2")
    assert mail.cancel_batch("mailing:1") == 2
    db.session.commit()
    assert outbox.send_due() == 1
    assert postman.recipients == ["c@example.org"]
    assert mail.count_batches(["mailing:1", "mailing:2", "mailing:3"]) == {
        "mailing:1": {"cancelled": 2},
        "mailing:2": {"sent": 1},
        "mailing:3": {},
    }


@pytest.mark.parametrize(
    ("answer", "state"), [("250 OK", "sent"), ("451 Later", "cancelled"), ("554 No", "failed")]
)
def test_what_is_being_sent_goes_out_or_is_not_tried_again(app, postman, answer, state):
    write("a@example.org", batch="mailing:1")
    postman.answer = answer
    postman.goes_on.clear()
    with sending(app):
        assert postman.has_begun.wait(30)
        assert mail.cancel_batch("mailing:1") == 0
        db.session.commit()
        postman.goes_on.set()
    assert only().state == state


def test_what_a_dead_process_was_sending_and_is_cancelled_is_not_sent(postman, moments):
    write("a@example.org", batch="mailing:1")
    outbox.claim(only().id)
    mail.cancel_batch("mailing:1")
    db.session.commit()
    with moments(clock.now() + outbox.CLAIM_LASTS + timedelta(seconds=1)):
        assert outbox.send_due() == 0
    assert (only().state, postman.messages) == ("cancelled", [])


@pytest.mark.parametrize("state", ["failed", "cancelled", "retry"])
def test_what_was_not_sent_is_queued_again_as_it_is(postman, state):
    write("a@example.org")
    found = only()
    found.state, found.tries = state, 12
    assert mail.send_again(found) is found
    db.session.commit()
    assert outbox.send_due() == 1
    assert len(postman.messages) == 1


def test_what_was_sent_is_sent_again_as_a_mail_of_its_own(postman):
    write("a@example.org", text="Once more")
    outbox.send_due()
    again = mail.send_again(only())
    db.session.commit()
    assert outbox.send_due() == 1
    first, second = db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id))
    assert second is again
    assert first.message_id != second.message_id
    assert (second.text, second.cause, second.tries) == ("Once more", "test", 1)
