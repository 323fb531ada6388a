"""The one place that takes and frees seats."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import or_, select

from forum.core.db import db
from forum.registration.models import Category, Limit, Registration, Seat
from forum.registration.waiting.limits import subject_of
from forum.registration.waiting.types import option_of, session_of


def lock_limits_for(category: Category, subjects: Iterable[str]) -> Sequence[Limit]:
    """Return every limit that somebody of a category counts in, locked in one order.

    Those of the category itself are always among them.
    """
    subjects = list(subjects)
    sessions = [session_of(subject) for subject in subjects if session_of(subject)]
    options = [option_of(subject) for subject in subjects if option_of(subject)]
    statement = (
        select(Limit)
        .where(
            Limit.edition_id == category.edition_id,
            or_(Limit.category_id.is_(None), Limit.category_id == category.id),
            Limit.session_key.in_(["", *sessions]),
            Limit.option_key.in_(["", *options]),
        )
        .order_by(Limit.id)
        .with_for_update()
    )
    return db.session.scalars(statement.execution_options(populate_existing=True)).all()


def limits_of(subject: str, limits: Iterable[Limit]) -> list[Limit]:
    """Return those of some limits in which a seat in a subject counts."""
    session, option = session_of(subject), option_of(subject)
    return [limit for limit in limits if (limit.session_key, limit.option_key) == (session, option)]


def has_seat(subject: str, limits: Iterable[Limit]) -> bool:
    """Tell whether every limit of a subject has a free seat."""
    return all(limit.seats_left > 0 for limit in limits_of(subject, limits))


def fullest(subject: str, limits: Iterable[Limit]) -> Limit:
    """Return that limit of a subject which refuses: of several the smallest of the fullest."""
    return min(limits_of(subject, limits), key=lambda limit: (limit.seats_left, limit.capacity))


def take(registration: Registration, subject: str, limits: Iterable[Limit]) -> None:
    """Take one seat in each limit of a subject; they are locked and have one free."""
    held = {seat.limit_id for seat in registration.seats}
    for limit in limits_of(subject, limits):
        if limit.id not in held:
            limit.taken += 1
            registration.seats.append(Seat(limit_id=limit.id))


def free(registration: Registration, subjects: Collection[str] | None = None) -> frozenset[str]:
    """Give back the seats that a registration holds in some subjects, or all of them.

    Return the subjects in which seats became free.
    """
    held = {seat.limit_id: seat for seat in registration.seats}
    if not held:
        return frozenset()
    statement = select(Limit).where(Limit.id.in_(held)).order_by(Limit.id).with_for_update()
    freed: set[str] = set()
    for limit in db.session.scalars(statement.execution_options(populate_existing=True)):
        subject = subject_of(limit)
        if subjects is None or subject in subjects:
            limit.taken -= 1
            registration.seats.remove(held[limit.id])
            freed.add(subject)
    return frozenset(freed)
