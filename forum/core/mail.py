"""The outbox: a mail is a row, written with what caused it; the worker sends it after the commit.

Nothing else talks to a mail server. `forum.core.outbox` sends.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import make_msgid
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from flask import g
from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, insert
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
    """One mail to one person, with the state of its sending."""

    __tablename__ = "outgoing_mails"
    __table_args__ = (
        CheckConstraint("state IN ('queued','sending','sent','retry','failed')", name="state"),
        Index("ix_outgoing_mails_due", "state", "next_try_at"),
        Index("ix_outgoing_mails_about", "about_type", "about_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(unique=True)
    recipient: Mapped[str]
    language: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str | None]
    cause: Mapped[str]  # such as `registration.confirmed`
    about_type: Mapped[str]
    about_id: Mapped[int | None]
    state: Mapped[str] = mapped_column(default=MailState.QUEUED)
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime] = mapped_column(default=clock.now)
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(default="")
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
    """One of many mails that are written at once."""

    recipient: str
    language: Language
    subject: str
    text: str
    html: str | None = None
    attachments: tuple[Attachment, ...] = ()


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
    mail = OutgoingMail(
        **_row(letter, cause, about),
        attachments=[MailAttachment(**_file(file)) for file in attachments],
    )
    db.session.add(mail)
    g.mail_queued = True  # tells the web layer to wake the worker after the commit
    return mail


def queue_all(letters: Iterable[Letter], *, cause: str, about: tuple[str, int | None]) -> int:
    """Write many mails as `queue` does, in two statements, and return how many."""
    written = list(letters)
    if not written:
        return 0
    mails = [_row(letter, cause, about) for letter in written]
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
    g.mail_queued = True
    return len(written)


def unlinked(name: str) -> str:
    """Return a name that somebody has typed so that no mail program makes a link of it."""
    return name.replace(".", f".{WORD_JOINER}")


def _row(letter: Letter, cause: str, about: tuple[str, int | None]) -> dict[str, Any]:
    about_type, about_id = about
    domain = urlsplit(current_settings().public_url).hostname or "localhost"
    return {
        "message_id": make_msgid(domain=domain),
        "recipient": letter.recipient,
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
