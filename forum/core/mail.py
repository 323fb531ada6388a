"""The outbox: a mail is a row, written with what caused it; the worker sends it after the commit.

Nothing else talks to a mail server. `forum.core.outbox` sends.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import make_msgid
from enum import StrEnum
from typing import Any, cast
from urllib.parse import urlsplit

from flask import g
from sqlalchemy import (
    CheckConstraint,
    CursorResult,
    ForeignKey,
    Index,
    LargeBinary,
    Table,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core import clock
from forum.core.db import Base, Timestamped, db
from forum.core.localized import Language
from forum.core.settings import current_settings

WORD_JOINER = "\u2060"


class MailState(StrEnum):
    """How far the sending of a mail has come."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    RETRY = "retry"
    FAILED = "failed"
    CANCELLED = "cancelled"


UNSENT = (MailState.QUEUED, MailState.SENDING, MailState.RETRY)


class MailFault(StrEnum):
    """What kept a mail from being sent at the last try, beside the server's own words."""

    RECIPIENT = "recipient"  # the server does not take mail for this address
    CONTENT = "content"  # it does not take this mail
    SENDER = "sender"  # it does not take mail from us
    LOGIN = "login"  # it does not know us
    UNREACHABLE = "unreachable"  # it does not answer
    BROKEN_OFF = "broken_off"  # it stopped answering half way
    UNFIT = "unfit"  # the mail could not be put together


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file in a mail.

    With a `content_id` it is shown inside the HTML (`cid:`). With a `method` (RFC 6047) it is
    a calendar object that mail programs offer to accept.
    """

    filename: str
    content_type: str
    data: bytes
    content_id: str | None = None
    method: str | None = None


class OutgoingMail(Timestamped, Base):
    """One mail to one person, with the state of its sending.

    `batch` names what many mails were written for together, such as `mailing:3`. One that is to
    be cancelled while it is being sent has `cancelled_at` already, and goes out or is cancelled.
    """

    __tablename__ = "outgoing_mails"
    __table_args__ = (
        CheckConstraint(
            "state IN ('queued','sending','sent','retry','failed','cancelled')", name="state"
        ),
        Index("ix_outgoing_mails_due", "state", "next_try_at"),
        Index("ix_outgoing_mails_about", "about_type", "about_id"),
        Index("ix_outgoing_mails_batch", "batch", "state"),
        Index("ix_outgoing_mails_pace", "domain", "claimed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(unique=True)
    recipient: Mapped[str]
    domain: Mapped[str] = mapped_column(default="")  # the recipient's, for the pace
    language: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str | None]
    batch: Mapped[str] = mapped_column(default="")
    cause: Mapped[str]  # such as `registration.confirmed`
    about_type: Mapped[str]
    about_id: Mapped[int | None]
    state: Mapped[str] = mapped_column(default=MailState.QUEUED)
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime] = mapped_column(default=clock.now)
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    fault: Mapped[str] = mapped_column(default="")  # a `MailFault`, of the last try
    last_error: Mapped[str] = mapped_column(default="")  # in the server's words
    attachments: Mapped[list["MailAttachment"]] = relationship(
        cascade="all, delete-orphan", order_by="MailAttachment.id"
    )


class MailAttachment(Base):
    """A file that goes with a mail."""

    __tablename__ = "mail_attachments"

    id: Mapped[int] = mapped_column(primary_key=True)
    mail_id: Mapped[int] = mapped_column(
        ForeignKey("outgoing_mails.id", ondelete="CASCADE"), index=True
    )
    filename: Mapped[str]
    content_type: Mapped[str]
    content_id: Mapped[str | None]
    method: Mapped[str | None]
    data: Mapped[bytes] = mapped_column(LargeBinary)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One of many mails that are written at once. `about` is its own, if it has one."""

    recipient: str
    language: Language
    subject: str
    text: str
    html: str | None = None
    attachments: tuple[Attachment, ...] = ()
    about: tuple[str, int | None] | None = None


def queue(  # noqa: PLR0913  each names a part of a mail
    *,
    recipient: str,
    language: Language,
    subject: str,
    text: str,
    cause: str,
    html: str | None = None,
    about: tuple[str, int | None] = ("", None),
    attachments: tuple[Attachment, ...] = (),
) -> OutgoingMail:
    """Write the mail in the present transaction; the worker sends it once that is committed."""
    letter = Letter(
        recipient=recipient,
        language=language,
        subject=subject,
        text=text,
        html=html,
        attachments=attachments,
    )
    mail = OutgoingMail(**_row(letter, cause, about))
    db.session.add(mail)
    if attachments:
        db.session.flush()
        files = [{"mail_id": mail.id, **_file(file)} for file in attachments]
        # by the table: the mapper would write those without a content id on their own
        db.session.execute(insert(cast("Table", MailAttachment.__table__)), files)
    g.mail_queued = True  # tells the web layer to wake the worker after the commit
    return mail


def queue_all(
    letters: Iterable[Letter],
    *,
    cause: str,
    about: tuple[str, int | None] = ("", None),
    batch: str = "",
) -> int:
    """Write many mails as `queue` does, in two statements, and return how many."""
    written = list(letters)
    if not written:
        return 0
    mails = [_row(letter, cause, letter.about or about, batch) for letter in written]
    g.mail_queued = True
    if not any(letter.attachments for letter in written):
        # by the table, as nothing comes back: the mapper's own way takes half as long again
        db.session.execute(insert(cast("Table", OutgoingMail.__table__)), mails)
        return len(written)
    # in no order: asked for one, SQLite would take them one by one
    statement = insert(OutgoingMail).returning(OutgoingMail.message_id, OutgoingMail.id)
    ids = {row.message_id: row.id for row in db.session.execute(statement, mails)}
    files = [
        {"mail_id": ids[mail["message_id"]], **_file(file)}
        for mail, letter in zip(mails, written, strict=True)
        for file in letter.attachments
    ]
    if files:
        db.session.execute(insert(MailAttachment), files)
    return len(written)


def send_again(mail: OutgoingMail) -> OutgoingMail:
    """Queue a mail once more and return what is queued.

    What was sent goes out as a mail of its own: under the same Message-ID, mail programs would
    take it for the one they have.
    """
    if mail.state != MailState.SENT:
        mail.state, mail.tries, mail.next_try_at = MailState.QUEUED, 0, clock.now()
        mail.cancelled_at = None
        g.mail_queued = True
        return mail
    return queue(
        recipient=mail.recipient,
        language="ko" if mail.language == "ko" else "en",
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        cause=mail.cause,
        about=(mail.about_type, mail.about_id),
        attachments=tuple(
            Attachment(
                filename=file.filename,
                content_type=file.content_type,
                data=file.data,
                content_id=file.content_id,
                method=file.method,
            )
            for file in mail.attachments
        ),
    )


def cancel_batch(batch: str) -> int:
    """Keep what is not sent yet of a batch from being sent, and return how many these were.

    What is being sent at this moment goes out; if that fails, it is not tried again.
    """
    moment = clock.now()
    being_sent = (
        update(OutgoingMail)
        .where(OutgoingMail.batch == batch, OutgoingMail.state == MailState.SENDING)
        .values(cancelled_at=moment)
    )
    waiting = (
        update(OutgoingMail)
        .where(
            OutgoingMail.batch == batch,
            OutgoingMail.state.in_((MailState.QUEUED, MailState.RETRY)),
        )
        .values(state=MailState.CANCELLED, cancelled_at=moment)
    )
    # those that wait first: one that is claimed in between is found by the second statement
    cancelled = db.session.execute(waiting)
    db.session.execute(being_sent)
    return cast("CursorResult[Any]", cancelled).rowcount


def count_batches(batches: Collection[str]) -> Mapping[str, Mapping[str, int]]:
    """Return how many mails of each batch are in each state."""
    rows = db.session.execute(
        select(OutgoingMail.batch, OutgoingMail.state, func.count())
        .where(OutgoingMail.batch.in_(batches))
        .group_by(OutgoingMail.batch, OutgoingMail.state)
    )
    counts: dict[str, dict[str, int]] = {batch: {} for batch in batches}
    for batch, state, count in rows:
        counts[batch][state] = count
    return counts


def domain_of(address: str) -> str:
    """Return the domain of a mail address, to compare."""
    return address.rpartition("@")[2].strip().lower()


def unlinked(name: str) -> str:
    """Return a name that somebody has typed so that no mail program makes a link of it."""
    return name.replace(".", f".{WORD_JOINER}")


def _row(
    letter: Letter, cause: str, about: tuple[str, int | None], batch: str = ""
) -> dict[str, Any]:
    about_type, about_id = about
    domain = urlsplit(current_settings().public_url).hostname or "localhost"
    return {
        "message_id": make_msgid(domain=domain),
        "recipient": letter.recipient,
        "domain": domain_of(letter.recipient),
        "batch": batch,
        "language": letter.language,
        "subject": " ".join(letter.subject.split()),  # a line break would begin another header
        "text": letter.text,
        "html": letter.html,
        "cause": cause,
        "about_type": about_type,
        "about_id": about_id,
    }


def _file(file: Attachment) -> dict[str, Any]:
    return {
        "filename": file.filename,
        "content_type": file.content_type,
        "content_id": file.content_id,
        "method": file.method,
        "data": file.data,
    }
