"""Tables of the privacy feature. What was destroyed is noted for good."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core import clock
from forum.core.db import Base, Timestamped, append_only
from forum.privacy.types import ErasureState, Kind
from forum.registration.models import Registration


class ErasureRequest(Base):
    """Somebody wants their data erased; at most one such request waits for each person."""

    __tablename__ = "erasure_requests"
    __table_args__ = (
        Index(
            "uq_erasure_requests_waiting",
            "registration_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_erasure_requests_edition_id", "edition_id", "state", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"), index=True)
    registration: Mapped[Registration] = relationship()
    state: Mapped[ErasureState] = mapped_column(default=ErasureState.WAITING)
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    due_on: Mapped[date]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(String(40), default="")  # such as `user:3`
    reason: Mapped[str] = mapped_column(String(500), default="")  # why it was refused


class RetentionRule(Base):
    """How many days a kind of data is kept, where it is not the number that we begin with."""

    __tablename__ = "retention_rules"
    __table_args__ = (
        UniqueConstraint("scope", "kind"),
        CheckConstraint("days BETWEEN 0 AND 3650", name="days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(String(30))  # `edition:3`, or `system`
    kind: Mapped[Kind]
    days: Mapped[int]


@append_only
class Destruction(Base):
    """What was destroyed: how much of what, by which rule, when and by whom. Never what it was."""

    __tablename__ = "destructions"
    __table_args__ = (Index("ix_destructions_edition_id", "edition_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Kind]
    edition_id: Mapped[int | None]
    count: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    actor: Mapped[str] = mapped_column(String(40))  # `system`, or `user:3` who erased a person
    rule: Mapped[str] = mapped_column(String(60))  # such as `5 days after the forum`


class AccessReview(Timestamped, Base):
    """A month's access log, looked through by somebody."""

    __tablename__ = "access_reviews"
    __table_args__ = (UniqueConstraint("edition_id", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    month: Mapped[str] = mapped_column(String(7))  # 2026-11
    entries: Mapped[int]
    reviewed_by: Mapped[str] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(String(500), default="")
