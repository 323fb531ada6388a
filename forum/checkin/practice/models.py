"""The table of what was scanned in practice. It can be cleared: nothing rests on it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.checkin.types import Direction, Reason, Result
from forum.core.db import Base, JsonType


class PracticeScan(Base):
    """One scan in practice and its answer. It is no row of `scans`, so that nobody counts it."""

    __tablename__ = "practice_scans"
    __table_args__ = (
        UniqueConstraint("list_id", "nonce"),
        Index("ix_practice_scans_list_id_registration_id", "list_id", "registration_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("checkin_lists.id", ondelete="CASCADE"))
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registrations.id"), index=True)
    made_up: Mapped[int | None]  # the serial of a badge of nobody
    device_id: Mapped[int | None] = mapped_column(ForeignKey("checkin_devices.id"), index=True)
    actor: Mapped[str] = mapped_column(String(40))
    nonce: Mapped[str] = mapped_column(String(64))
    direction: Mapped[Direction] = mapped_column(default=Direction.IN)
    happened_at: Mapped[datetime]
    result: Mapped[Result]
    reason: Mapped[Reason | None]
    notices: Mapped[list[str]] = mapped_column(JsonType, default=list)
    earlier_id: Mapped[int | None]
    undone_at: Mapped[datetime | None]
