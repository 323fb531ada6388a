"""Tables of late uploads. Rows are added, never changed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.checkin.sync.types import Cause, Choice
from forum.checkin.types import Direction, Result
from forum.core import clock
from forum.core.db import Base, append_only


@append_only
class SetAsideScan(Base):
    """A scan that a device sent and that is not counted: an organiser decides about it.

    `list_id` is no reference: the list may have been removed.
    """

    __tablename__ = "scans_set_aside"
    __table_args__ = (UniqueConstraint("device_id", "list_id", "nonce"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("checkin_devices.id"))
    list_id: Mapped[int]
    nonce: Mapped[str] = mapped_column(String(64))
    cause: Mapped[Cause]
    code_hash: Mapped[str] = mapped_column(String(64))
    serial: Mapped[int | None]  # of a genuine badge of the edition
    direction: Mapped[Direction]
    scanned_at: Mapped[datetime]  # by the device's clock
    clock_difference: Mapped[int]  # ms that it was behind ours
    happened_at: Mapped[datetime]
    received_at: Mapped[datetime] = mapped_column(default=clock.now)
    shown: Mapped[Result | None]
    is_undone: Mapped[bool] = mapped_column(default=False)  # taken back before it was sent


@append_only
class LateShown(Base):
    """What a device showed of a scan before our answer reached it; it said so afterwards."""

    __tablename__ = "scans_shown_late"

    id: Mapped[int] = mapped_column(primary_key=True)
    scan_id: Mapped[int] = mapped_column(ForeignKey("scans.id"), unique=True)
    shown: Mapped[Result]
    received_at: Mapped[datetime] = mapped_column(default=clock.now)


@append_only
class ScanDecision(Base):
    """What an organiser said of somebody whom a device let in by itself."""

    __tablename__ = "scan_decisions"
    __table_args__ = (
        CheckConstraint("(scan_id IS NULL) <> (set_aside_id IS NULL)", name="of_one_thing"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scan_id: Mapped[int | None] = mapped_column(ForeignKey("scans.id"), unique=True)
    set_aside_id: Mapped[int | None] = mapped_column(ForeignKey("scans_set_aside.id"), unique=True)
    choice: Mapped[Choice]
    note: Mapped[str] = mapped_column(String(500), default="")
    actor: Mapped[str] = mapped_column(String(40))
    decided_at: Mapped[datetime] = mapped_column(default=clock.now)
