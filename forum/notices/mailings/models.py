"""Tables of mailings and reminders."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Base, JsonType, Timestamped
from forum.core.localized import LocalizedText
from forum.notices.mailings.types import Anchor, MailingState


class Mailing(Timestamped, Base):
    """One mail to all whom a filter found at one moment.

    Its recipients are its mails in the outbox (`batch`), each about a registration. `revision`
    rises with each change of a draft.
    """

    __tablename__ = "mailings"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    state: Mapped[MailingState] = mapped_column(default=MailingState.DRAFT)
    revision: Mapped[int] = mapped_column(default=1)
    subject: Mapped[LocalizedText]
    text: Mapped[LocalizedText]
    chosen: Mapped[dict[str, str]] = mapped_column(JsonType, default=dict)
    recipients: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[dict[str, int]] = mapped_column(JsonType, default=dict)  # by reason
    made_by: Mapped[str] = mapped_column(String(60))
    sent_at: Mapped[datetime | None]
    sent_by: Mapped[str] = mapped_column(String(60), default="")
    cancelled_at: Mapped[datetime | None]

    @property
    def batch(self) -> str:
        """Return under what its mails are found."""
        return f"mailing:{self.id}"


class Reminder(Timestamped, Base):
    """A mailing that goes out by itself, once, some days before or after a date.

    It has run once `mailing_id` is set: the mailing and its mails are written with it.
    """

    __tablename__ = "reminders"
    __table_args__ = (
        CheckConstraint("days BETWEEN 0 AND 365", name="days"),
        CheckConstraint("minute BETWEEN 0 AND 1439", name="minute"),
        CheckConstraint("late_days BETWEEN 0 AND 365", name="late_days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    is_on: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=1)
    subject: Mapped[LocalizedText]
    text: Mapped[LocalizedText]
    chosen: Mapped[dict[str, str]] = mapped_column(JsonType, default=dict)
    anchor: Mapped[Anchor]
    days: Mapped[int]
    minute: Mapped[int]
    late_days: Mapped[int] = mapped_column(default=0)  # who fits only then gets it too
    made_by: Mapped[str] = mapped_column(String(60))
    ran_at: Mapped[datetime | None]
    mailing_id: Mapped[int | None] = mapped_column(ForeignKey("mailings.id"), unique=True)
