"""Tables of check-in. Scans and their undoing are added, never changed."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.checkin.types import Direction, ListKind, Mode, Reason, Result
from forum.core import clock
from forum.core.db import Base, JsonType, Timestamped, append_only
from forum.core.localized import EMPTY, LocalizedText
from forum.editions.models import Edition


class CheckinList(Timestamped, Base):
    """What people are scanned for: a day, a session, a meal, a bus, a headset."""

    __tablename__ = "checkin_lists"
    __table_args__ = (
        UniqueConstraint("edition_id", "key"),
        CheckConstraint("opens_at < closes_at", name="times"),
        # a list that was removed gives its id to none: devices may still send scans for it
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    edition: Mapped[Edition] = relationship(lazy="joined", innerjoin=True)
    key: Mapped[str] = mapped_column(String(60))
    name: Mapped[LocalizedText]
    kind: Mapped[ListKind]
    on: Mapped[date | None]  # the day whose bit a badge must have
    categories: Mapped[list[str]] = mapped_column(JsonType, default=list)  # keys; none: everybody
    seat: Mapped[str] = mapped_column(String(130), default="")  # what one must be registered for
    mode: Mapped[Mode] = mapped_column(default=Mode.ONCE)
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    position: Mapped[int] = mapped_column(default=0)
    is_practice: Mapped[bool] = mapped_column(default=False)  # nothing that is scanned counts


class Device(Timestamped, Base):
    """A phone or scanner at one gate.

    A revoked device keeps its bearer token, so that it is told what has become of it; the
    services of check-in take nothing from it any more.
    """

    __tablename__ = "checkin_devices"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    edition: Mapped[Edition] = relationship(lazy="joined", innerjoin=True)
    name: Mapped[str] = mapped_column(String(100))  # whose it is, or what is written on it
    gate: Mapped[LocalizedText] = mapped_column(default=EMPTY)
    list_ids: Mapped[list[int]] = mapped_column(JsonType, default=list)  # none: every list
    days: Mapped[list[str]] = mapped_column(JsonType, default=list)  # ISO dates; none: every day
    enrolled_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    is_practice: Mapped[bool] = mapped_column(default=False)  # nothing that it scans counts
    is_desk: Mapped[bool] = mapped_column(default=False)  # registers, prints, lets in anyway
    heard_at: Mapped[datetime | None]  # when its app last said something, to the minute
    waiting: Mapped[int] = mapped_column(default=0)  # scans that it had not sent by then
    reports: Mapped[int] = mapped_column(default=0)  # how often that was written

    @property
    def dates(self) -> tuple[date, ...]:
        """Return the days for which it is enrolled; none: every day."""
        return tuple(date.fromisoformat(day) for day in self.days)


@append_only
class Scan(Base):
    """One scan and its answer.

    `nonce` is the client's name for it: the same nonce in the same list always gets the answer
    that is stored here. `happened_at` is the device's time set right by the difference of the
    clocks that it measured; `shown` is what the device answered by itself, without a network.
    """

    __tablename__ = "scans"
    __table_args__ = (
        UniqueConstraint("list_id", "nonce"),
        # what is counted stands in it, so that nobody has to look at the rows
        Index(
            "ix_scans_list_id_registration_id", "list_id", "registration_id", "result", "direction"
        ),
        Index("ix_scans_device_id_id", "device_id", "id"),
        Index("ix_scans_list_id_received_at", "list_id", "received_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("checkin_lists.id"))
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registrations.id"), index=True)
    device_id: Mapped[int | None] = mapped_column(ForeignKey("checkin_devices.id"))
    actor: Mapped[str] = mapped_column(String(40))  # `device:4`, or `user:3` for a program
    nonce: Mapped[str] = mapped_column(String(64))
    code_hash: Mapped[str] = mapped_column(String(64))  # of the text as it was read
    serial: Mapped[int | None]
    direction: Mapped[Direction] = mapped_column(default=Direction.IN)
    scanned_at: Mapped[datetime]  # by the device's clock
    clock_difference: Mapped[int] = mapped_column(default=0)  # ms that it was behind ours
    happened_at: Mapped[datetime]
    received_at: Mapped[datetime] = mapped_column(default=clock.now)
    result: Mapped[Result]
    reason: Mapped[Reason | None]
    notices: Mapped[list[str]] = mapped_column(JsonType, default=list)
    shown: Mapped[Result | None]
    earlier_id: Mapped[int | None] = mapped_column(ForeignKey("scans.id"))  # what it repeats


@append_only
class ScanUndo(Base):
    """A scan that an usher took back; both stay on record."""

    __tablename__ = "scan_undos"

    id: Mapped[int] = mapped_column(primary_key=True)
    scan_id: Mapped[int] = mapped_column(ForeignKey("scans.id"), unique=True)
    actor: Mapped[str] = mapped_column(String(40))
    undone_at: Mapped[datetime] = mapped_column(default=clock.now)
