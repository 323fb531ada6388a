"""The one place that takes and frees seats."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from forum.core.db import db
from forum.registration.models import Category, Limit, Registration, Seat


def lock_limits_for(category: Category, sessions: Sequence[str]) -> Sequence[Limit]:
    """Return every limit that somebody of a category counts in, locked in one order."""
    of_category = or_(Limit.category_id.is_(None), Limit.category_id == category.id)
    statement = (
        select(Limit)
        .where(
            Limit.edition_id == category.edition_id,
            of_category,
            Limit.session_key.in_(["", *sessions]),
        )
        .order_by(Limit.id)
        .with_for_update()
    )
    return db.session.scalars(statement.execution_options(populate_existing=True)).all()


def first_full(limits: Sequence[Limit]) -> Limit | None:
    """Return a limit without a free seat, that of the category before those of sessions."""
    full = [limit for limit in limits if limit.seats_left <= 0]
    return min(full, key=lambda limit: limit.session_key, default=None)


def take(registration: Registration, limits: Sequence[Limit]) -> None:
    """Take one seat in each of these limits, which are locked and have one free."""
    for limit in limits:
        limit.taken += 1
        registration.seats.append(Seat(limit_id=limit.id))


def free(registration: Registration) -> None:
    """Give back every seat that the registration holds."""
    held = [seat.limit_id for seat in registration.seats]
    statement = select(Limit).where(Limit.id.in_(held)).order_by(Limit.id).with_for_update()
    for limit in db.session.scalars(statement.execution_options(populate_existing=True)):
        limit.taken -= 1
    registration.seats.clear()
