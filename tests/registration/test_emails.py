"""The mails: what they carry, read back by other programs."""

import io
from datetime import date, timedelta
from email.message import EmailMessage

import pytest
import vobject
import zxingcpp
from PIL import Image
from sqlalchemy import select

from forum.core import clock
from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.core.mail import OutgoingMail
from forum.core.outbox import compose
from forum.core.settings import current_settings
from forum.registration import services
from forum.registration.exports import badge_token
from forum.tokens.rules import decode
from forum.tokens.services import badge_keyring
from tests.factories.registration import make_open_edition, make_registration


def mails() -> list[EmailMessage]:
    """Return every mail as it would leave the house."""
    rows = db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id))
    return [compose(mail, current_settings().mail_from) for mail in rows]


def parts(mail: EmailMessage, content_type: str) -> list[EmailMessage]:
    return [part for part in mail.walk() if part.get_content_type() == content_type]


def calendar(mail: EmailMessage):
    part = parts(mail, "text/calendar")[0]
    return part, vobject.readOne(part.get_content()).vevent


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_confirmation_says_everything_in_the_persons_language(app, language):
    edition = make_open_edition(seats={"tour": 5})
    made = make_registration(edition, language=language, sessions=("tour",))
    (mail,) = mails()
    text = parts(mail, "text/plain")[0].get_content()
    html = parts(mail, "text/html")[0].get_content()
    words = {
        "ko": ("홍길동 (시험) 님께", "2026. 12. 11.(금)", "09:00", "8F", "입장"),
        "en": (
            "Dear Hong Gildong (trial),",
            "Fri, 11 December 2026",
            "09:00",
            "8F",
            "entrance",
            "number",
        ),
    }[language]
    for word in (*words[:4], made.number, edition.name.in_(language)):
        assert word in text, word
    assert words[4] in html
    assert edition.name.in_(language) in mail["Subject"]
    assert f'<html lang="{language}">' in html
    assert "http://" in text
    assert 'src="http' not in html  # nothing is fetched, so nothing tells who has read it


def test_the_qr_code_is_in_the_mail_and_beside_it_and_is_the_badges(app):
    edition = make_open_edition(slug="dwc-2026")
    made = make_registration(edition)
    (mail,) = mails()
    html = parts(mail, "text/html")[0].get_content()
    pictures = parts(mail, "image/png")
    inline = next(part for part in pictures if part["Content-ID"])
    attached = next(part for part in pictures if not part["Content-ID"])
    assert f'src="cid:{inline["Content-ID"].strip("<>")}"' in html
    assert inline.get_content_disposition() == "inline"
    assert (attached.get_content_disposition(), attached.get_filename()) == (
        "attachment",
        f"{made.number}.png",
    )
    for part in (inline, attached):
        picture = Image.open(io.BytesIO(part.get_content()))
        (code,) = zxingcpp.read_barcodes(picture)
        assert code.text == badge_token(made)
    token = decode(badge_token(made), badge_keyring(current_settings().keys_dir))
    assert (token.edition, token.serial, token.category) == ("dwc-2026", made.serial, 3)


def test_the_invitation_is_read_by_another_program(app):
    edition = make_open_edition(seats={"tour": 5})
    made = make_registration(edition, email="gildong@example.org", sessions=("tour",))
    (mail,) = mails()
    part, event = calendar(mail)
    assert part.get_param("method") == "REQUEST"
    assert (event.uid.value, event.sequence.value) == (made.calendar_uid, "0")
    assert (event.dtstart.value, event.dtend.value) == (date(2026, 12, 11), date(2026, 12, 13))
    assert event.attendee.value == "mailto:gildong@example.org"
    assert event.summary.value == edition.name.ko
    assert "14:00" in event.description.value
    assert event.organizer.params["CN"] == ["서울특별시"]


def test_cancelling_takes_the_same_entry_back_with_a_higher_number(app, moments):
    made = make_registration(make_open_edition())
    with moments(clock.now() + timedelta(hours=1)):
        services.cancel(made, "일정이 겹침")
        db.session.commit()
    confirmation, cancellation = mails()
    _part, before = calendar(confirmation)
    part, event = calendar(cancellation)
    assert part.get_param("method") == "CANCEL"
    assert event.uid.value == before.uid.value
    assert (event.sequence.value, event.status.value) == ("1", "CANCELLED")
    assert event.dtstamp.value > before.dtstamp.value
    assert "일정이 겹침" in parts(cancellation, "text/plain")[0].get_content()
    assert not parts(cancellation, "image/png")


def test_nothing_secret_and_nobody_else_is_in_the_calendar(app):
    edition = make_open_edition()
    make_registration(edition, email="other@example.org")
    make_registration(edition, email="gildong@example.org")
    mail = mails()[1]
    content = parts(mail, "text/calendar")[0].get_content()
    link = parts(mail, "text/plain")[0].get_content().split("/registration.view/")[1].split()[0]
    assert link not in content
    assert "other@example.org" not in content


def test_a_name_is_neither_markup_nor_a_link(app):
    edition = make_open_edition()
    make_registration(edition, language="en", name=LocalizedText("", "<b>Evil.example</b>"))
    (mail,) = mails()
    html = parts(mail, "text/html")[0].get_content()
    text = parts(mail, "text/plain")[0].get_content()
    assert "<b>Evil" not in html
    assert "&lt;b&gt;Evil" in html
    for content in (html, text):
        assert "Evil.example" not in content  # a joiner stands between: no program links it


def test_a_trial_says_that_it_is_one(app):
    make_registration(make_open_edition(is_trial=True))
    (mail,) = mails()
    assert "시험 운영" in parts(mail, "text/plain")[0].get_content()
    _part, event = calendar(mail)
    assert event.summary.value.startswith("[시험]")


def test_the_code_is_in_the_text_and_not_in_the_subject_that_organisers_see(app):
    made = make_registration(make_open_edition(), language="en")
    services.send_fresh_code(made)
    db.session.commit()
    mail = mails()[1]
    text = parts(mail, "text/plain")[0].get_content()
    code = next(word for word in text.split() if word.isdecimal() and len(word) == 6)
    assert code in parts(mail, "text/html")[0].get_content()
    assert code not in mail["Subject"]


def test_what_the_programme_does_not_know_is_left_out(app):
    edition = make_open_edition(seats={})
    edition.latest_release = 0
    made = make_registration(edition)
    services.cancel(made)
    assert len(mails()) == 2
