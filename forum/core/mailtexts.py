"""What organisers write into the mails of an edition: versioned rows by edition and key.

A mail's facts, its QR code and its buttons are fixed; its subject and what stands before and
after the facts can be written anew. Where nothing was written, the feature's own text holds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, UniqueConstraint, and_, func, select
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import audit
from forum.core.db import Base, Timestamped, append_only, db, take_turn
from forum.core.errors import Refusal
from forum.core.i18n import lazy_gettext as _l
from forum.core.localized import EMPTY, LocalizedText


class MailTextChangedError(Refusal):
    """Somebody else has written the same text meanwhile."""

    message = _l("Somebody else has changed this text meanwhile. What you typed is still here.")
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class MailWords:
    """The words of a mail, in both languages."""

    subject: LocalizedText
    opening: LocalizedText
    closing: LocalizedText


@append_only
class MailText(Timestamped, Base):
    """One version of the words of a mail; one that `is_default` goes back to the own text."""

    __tablename__ = "mail_texts"
    __table_args__ = (UniqueConstraint("edition_id", "key", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int]
    key: Mapped[str] = mapped_column(String(60))  # such as `confirmed`
    version: Mapped[int]
    is_default: Mapped[bool] = mapped_column(default=False)
    subject: Mapped[LocalizedText] = mapped_column(default=EMPTY)
    opening: Mapped[LocalizedText] = mapped_column(default=EMPTY)
    closing: Mapped[LocalizedText] = mapped_column(default=EMPTY)
    actor: Mapped[str]

    @property
    def words(self) -> MailWords:
        """Return what it says."""
        return MailWords(subject=self.subject, opening=self.opening, closing=self.closing)


def find_mail_text(edition_id: int, key: str) -> MailText | None:
    """Return the present version of a text, if one was ever written."""
    return db.session.scalar(
        select(MailText)
        .where(MailText.edition_id == edition_id, MailText.key == key)
        .order_by(MailText.version.desc())
        .limit(1)
    )


def present_mail_texts(edition_id: int) -> Mapping[str, MailText]:
    """Return the present version of every text that was written for an edition, by key."""
    latest = (
        select(MailText.key, func.max(MailText.version).label("version"))
        .where(MailText.edition_id == edition_id)
        .group_by(MailText.key)
        .subquery()
    )
    rows = db.session.scalars(
        select(MailText)
        .join(latest, and_(latest.c.key == MailText.key, latest.c.version == MailText.version))
        .where(MailText.edition_id == edition_id)
    )
    return {row.key: row for row in rows}


def list_mail_texts(edition_id: int, key: str) -> Sequence[MailText]:
    """Return every version of a text, the latest first."""
    return db.session.scalars(
        select(MailText)
        .where(MailText.edition_id == edition_id, MailText.key == key)
        .order_by(MailText.version.desc())
    ).all()


def write_mail_text(edition_id: int, key: str, words: MailWords | None, *, seen: int) -> MailText:
    """Write the next version of a text; None goes back to the feature's own.

    Args:
        edition_id: of which edition.
        key: of which text.
        words: what it says.
        seen: the version that was looked at, 0 for none.

    Raises:
        MailTextChangedError: there is a later one.
    """
    take_turn(db.session, f"mail text {edition_id} {key}")
    latest = find_mail_text(edition_id, key)
    if (latest.version if latest else 0) != seen:
        raise MailTextChangedError
    said = words or MailWords(subject=EMPTY, opening=EMPTY, closing=EMPTY)
    row = MailText(
        edition_id=edition_id,
        key=key,
        version=seen + 1,
        is_default=words is None,
        subject=said.subject,
        opening=said.opening,
        closing=said.closing,
        actor=audit.present_actor(),
    )
    db.session.add(row)
    about: dict[str, Any] = {"edition_id": edition_id, "object_type": "mail_text", "object_id": key}
    if words is None:
        audit.record("mail.text_reset", **about, details={"version": row.version})
    else:
        audit.record("mail.text_written", **about, details={"version": row.version})
    return row
