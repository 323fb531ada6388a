"""Tables of the waiting lists."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core import clock
from forum.core.db import Base
from forum.registration.models import Registration
from forum.registration.waiting.types import WaitingState

_LISTED = "state IN ('waiting', 'offered')"


class WaitingEntry(Base):
    """One place on a waiting list: by class, then by time, then by number.

    `ordered_at` is the time that counts; it is `joined_at` until an organiser moves the entry,
    which needs a reason. Entries that are over stay, so that who comes back is known.
    """

    __tablename__ = "waiting_entries"
    __table_args__ = (
        Index("ix_waiting_entries_list", "edition_id", "state", "subject"),
        Index(
            "uq_waiting_entries_one_place",
            "registration_id",
            "subject",
            unique=True,
            sqlite_where=text(_LISTED),
            postgresql_where=text(_LISTED),
        ),
        CheckConstraint("(state <> 'offered') OR (offer_ends_at IS NOT NULL)", name="offer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"), index=True)
    registration: Mapped[Registration] = relationship()
    subject: Mapped[str] = mapped_column(String(130))
    waiting_class: Mapped[int]
    joined_at: Mapped[datetime] = mapped_column(default=clock.now)
    ordered_at: Mapped[datetime] = mapped_column(default=clock.now)
    state: Mapped[WaitingState] = mapped_column(default=WaitingState.WAITING)
    offered_at: Mapped[datetime | None]
    offer_ends_at: Mapped[datetime | None] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
