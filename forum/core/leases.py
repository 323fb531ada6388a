"""Leases: of many workers one does what is to be done once a day, and another if that one dies."""

from datetime import date, datetime, timedelta

from sqlalchemy import String, or_, update
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import clock
from forum.core.db import Base, db, take_turn

LASTS = timedelta(minutes=30)


class Lease(Base):
    """Who may do a work now, and for which day it was done last."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    taken_until: Mapped[datetime | None]
    done_on: Mapped[date | None]


def is_due(name: str, on: date) -> bool:
    """Tell whether the work of a day is still to be done; it may be under way."""
    lease = db.session.get(Lease, name, populate_existing=True)
    return lease is None or lease.done_on is None or lease.done_on < on


def take(name: str, on: date, *, lasts: timedelta = LASTS) -> bool:
    """Take the work of a day for oneself; False if it is done, or another is at it."""
    take_turn(db.session, f"lease:{name}")
    if db.session.get(Lease, name) is None:
        db.session.add(Lease(name=name))
        db.session.flush()
    moment = clock.now()
    taken = db.session.execute(
        update(Lease)
        .where(
            Lease.name == name,
            or_(Lease.done_on.is_(None), Lease.done_on < on),
            or_(Lease.taken_until.is_(None), Lease.taken_until <= moment),
        )
        .values(taken_until=moment + lasts)
        .returning(Lease.name)
    )
    return taken.first() is not None


def extend(name: str, *, lasts: timedelta = LASTS) -> None:
    """Say that one is still at it."""
    db.session.execute(
        update(Lease).where(Lease.name == name).values(taken_until=clock.now() + lasts)
    )


def finish(name: str, on: date) -> None:
    """Say that the work of a day is done."""
    db.session.execute(update(Lease).where(Lease.name == name).values(taken_until=None, done_on=on))
