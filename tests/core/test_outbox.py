"""The outbox against a real SMTP server, and against one that refuses."""

import email
import email.policy
from datetime import timedelta

import pytest
from sqlalchemy import select

from forum.core import clock, mail, outbox
from forum.core.db import db
from forum.core.mail import Attachment, MailState, OutgoingMail
from forum.core.settings import Settings
from tests.conftest import count_queries

INVITE = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


def queue_one(**changes):
    values = {
        "recipient": "minji@example.org",
        "language": "ko",
        "subject": "참가 신청을 받았습니다",
        "text": "안녕하세요.\n홍길동 님.\n",
        "html": '<p lang="ko">안녕하세요.</p><img src="cid:qr" alt="">',
        "cause": "test",
        "attachments": (
            Attachment(
                filename="qr.png", content_type="image/png", data=b"\x89PNG", content_id="qr"
            ),
            Attachment(
                filename="invite.ics", content_type="text/calendar", data=INVITE, method="REQUEST"
            ),
        ),
    }
    queued = mail.queue(**(values | changes))
    db.session.commit()
    return queued.id


def parsed(content: bytes):
    return email.message_from_bytes(content, policy=email.policy.default)


def test_a_mail_arrives_as_it_was_queued(postman):
    mail_id = queue_one()

    assert outbox.send_due() == 1

    message = parsed(postman.messages[0])
    assert message["Subject"] == "참가 신청을 받았습니다"
    assert message["To"] == "minji@example.org"
    plain = message.get_body(("plain",))
    assert "홍길동 님." in plain.get_content()
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "text/calendar",
        "text/calendar",
    ]
    calendar = [p for p in message.walk() if p.get_content_type() == "text/calendar"]
    assert [p.get_param("method") for p in calendar] == ["REQUEST", "REQUEST"]
    sent = db.session.get_one(OutgoingMail, mail_id)
    assert (sent.state, sent.tries, message["Message-ID"]) == ("sent", 1, sent.message_id)


def test_a_sent_mail_is_not_sent_again(postman):
    mail_id = queue_one()
    outbox.send_due()

    assert outbox.send(mail_id) is False
    assert len(postman.messages) == 1


def test_a_passing_refusal_is_tried_again_later(postman, moments):
    mail_id = queue_one()
    postman.answer = "451 come back later"

    outbox.send_due()

    waiting = db.session.get_one(OutgoingMail, mail_id)
    assert (waiting.state, waiting.next_try_at) == ("retry", clock.now() + outbox.FIRST_PAUSE)
    assert "451" in waiting.last_error
    assert outbox.send_due() == 0
    postman.answer = "250 OK"
    with moments(clock.now() + timedelta(minutes=1)):
        assert outbox.send_due() == 1


def test_a_lasting_refusal_fails_at_once_and_can_be_queued_again(postman):
    mail_id = queue_one()
    postman.answer = "554 no such mailbox"

    outbox.send_due()

    assert db.session.get_one(OutgoingMail, mail_id).state == MailState.FAILED
    assert outbox.retry_failed() == 1
    db.session.commit()
    postman.answer = "250 OK"
    assert outbox.send_due() == 1


def test_what_a_dead_process_had_claimed_is_sent_after_a_while(postman, moments):
    mail_id = queue_one()
    outbox.claim(mail_id)

    assert outbox.send_due() == 0
    with moments(clock.now() + outbox.CLAIM_LASTS + timedelta(seconds=1)):
        assert outbox.send_due() == 1


def test_without_a_server_a_mail_is_a_file(app):
    mail_id = queue_one()
    outbox.send_due()

    settings: Settings = app.extensions["settings"]
    message = parsed((settings.mail_dir / f"{mail_id:06d}.eml").read_bytes())
    assert message["Subject"] == "참가 신청을 받았습니다"


@pytest.mark.parametrize(
    "subject",
    [
        "참가 신청이 확정되었습니다 – 2018년 좋은 일자리도시 국제포럼 (시험 운영 회차)",
        "Your registration – International Forum on Transforming Cities for Decent Work (trial)",
        "Müller – 서울 – Wien – 좋은 일자리도시 국제포럼 – International Forum – 2026년 12월 21일",
        "Plain",
    ],
)
def test_a_long_subject_keeps_every_space(postman, subject):
    queue_one(subject=subject)
    outbox.send_due()

    head = postman.messages[0].split(b"\r\n\r\n")[0]
    assert parsed(postman.messages[0])["Subject"] == subject
    assert max(len(line) for line in head.split(b"\r\n")) <= 100


def test_a_line_break_in_a_subject_makes_no_header(postman):
    queue_one(subject="Hello\r\nBcc: everybody@example.org")
    outbox.send_due()
    message = parsed(postman.messages[0])
    assert message["Bcc"] is None
    assert message["Subject"] == "Hello Bcc: everybody@example.org"


def test_of_several_calendar_objects_the_first_alone_is_an_alternative(postman):
    """Mail programs act upon one; a second would hide it. Every one is a file."""
    files = tuple(
        Attachment(
            filename=f"{name}.ics",
            content_type="text/calendar",
            data=INVITE.replace(b"REQUEST", method.encode()),
            method=method,
        )
        for name, method in (("a", "CANCEL"), ("b", "REQUEST"), ("c", "REQUEST"))
    )
    queue_one(attachments=files)
    outbox.send_due()

    message = parsed(postman.messages[0])
    alternatives = [
        part.get_content_type()
        for part in message.walk()
        if not part.is_multipart() and not part.is_attachment()
    ]
    assert alternatives == ["text/plain", "text/html", "text/calendar"]
    attached = [
        (part.get_filename(), part.get_param("method")) for part in message.iter_attachments()
    ]
    assert attached == [("a.ics", "CANCEL"), ("b.ics", "REQUEST"), ("c.ics", "REQUEST")]


def test_many_mails_are_written_in_two_statements(app):
    file = Attachment(filename="a.ics", content_type="text/calendar", data=INVITE, method="REQUEST")
    letters = [
        mail.Letter(
            recipient=f"{number}@example.org",
            language="en",
            subject="A\nline",
            text=str(number),
            attachments=(file,) * (number % 3),
        )
        for number in range(50)
    ]
    with count_queries() as statements:
        assert mail.queue_all(letters, cause="test", about=("release", 7)) == 50
    assert len(statements) <= 2

    rows = db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)).all()
    assert [row.text for row in rows] == [str(number) for number in range(50)]
    assert [len(row.attachments) for row in rows] == [number % 3 for number in range(50)]
    assert {(row.subject, row.state, row.about_type, row.about_id) for row in rows} == {
        ("A line", "queued", "release", 7)
    }
    assert mail.queue_all([], cause="test", about=("", None)) == 0
