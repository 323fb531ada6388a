"""A mailing to 10,000 people: what the preview and the sending take, up to the commit."""

from dataclasses import dataclass
from time import perf_counter, process_time

from flask import Flask
from sqlalchemy import func, insert, select

from forum.bench import inside
from forum.bench.flows import TRIAL
from forum.core import clock
from forum.core.db import db, set_reading
from forum.core.localized import LocalizedText
from forum.core.mail import OutgoingMail
from forum.editions.queries import get_edition
from forum.notices.mailings import queries, services
from forum.notices.mailings.types import Message
from forum.registration.models import Registration
from forum.registration.queries import list_categories

PEOPLE = 10_000
FIRST_SERIAL = 1_000_000
CONFIRMED = {"state": "confirmed"}
MESSAGE = Message(
    subject=LocalizedText("{edition} 안내", "About {edition}"),
    text=LocalizedText(
        "{name} 님께\n\n**{when}**, {where}에서 뵙겠습니다.\n\n- 참가 번호: {number}\n"
        "- 구분: {category}\n\n[참가 신청 보기]({link})",
        "Dear {name},\n\nsee you **{when}**, {where}.\n\n- Your number: {number}\n- Category: "
        "{category}\n\n[Your registration]({link})",
    ),
    chosen=CONFIRMED,
)


@dataclass(frozen=True)
class Sent:
    """What one mailing took."""

    mails: int
    seconds: float
    looked: float
    statements: int
    cpu: float  # seconds of this process, which other work does not lengthen


def prepare(app: Flask) -> None:
    """Let 10,000 people be registered in the trial edition."""
    with app.app_context():
        set_reading(value=False)
        edition = get_edition(TRIAL)
        (category, *_more) = list_categories(edition)
        rows = [
            {
                "edition_id": edition.id,
                "category_id": category.id,
                "serial": FIRST_SERIAL + number,
                "number": f"MAIL-{number:05d}",
                "name": LocalizedText(f"홍길동{number}", f"Hong Gildong {number}"),
                "sort_key": f"{number:05d}",
                "email": f"mail-{number}@example.org",
                "email_key": f"mail-{number}@example.org",
                "country": "KR",
                "language": "en" if number % 3 == 0 else "ko",
                "search_text": f"mail-{number}",
                "calendar_uid": f"mail-{number}",
                "confirmed_at": clock.now(),
            }
            for number in range(PEOPLE)
        ]
        db.session.execute(insert(Registration), rows)
        db.session.commit()


def send(app: Flask) -> Sent:
    """Look at a mailing and send it, as an organiser's two requests do."""
    with app.app_context():
        set_reading(value=False)
        edition = get_edition(TRIAL)
        mailing = services.write_mailing(edition, MESSAGE)
        db.session.commit()
        begun = perf_counter()
        digest = queries.find_audience(edition, mailing.chosen).digest()
        looked = perf_counter()
        worked = process_time()
        with inside.statements() as sent:
            services.send_mailing(edition, mailing.id, seen=1, digest=digest)
            db.session.commit()
        done, worked = perf_counter(), process_time() - worked
        count = select(func.count()).where(OutgoingMail.batch == mailing.batch)
        return Sent(
            mails=db.session.scalar(count) or 0,
            seconds=done - looked,
            looked=looked - begun,
            statements=len(sent),
            cpu=worked,
        )
