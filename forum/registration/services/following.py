"""Making the seats of sessions what a released programme says."""

from sqlalchemy import select

from forum.core.db import db
from forum.core.i18n import current_language
from forum.editions.models import Edition
from forum.programme.types import Agenda, SessionState
from forum.registration.errors import SeatsBelowTakenError
from forum.registration.models import Limit
from forum.registration.queries import find_book
from forum.registration.services.books import lock_book
from forum.registration.services.offering import offer_seats
from forum.registration.services.preparing import set_capacity
from forum.registration.waiting.types import session_subject


def follow_programme(edition: Edition, agenda: Agenda) -> None:
    """Give each session as many seats as the programme says; others keep their limits.

    A session that does not take place, and one whose seats the programme does not say, is left
    as it is. Every limit is looked at before one is changed.

    Raises:
        SeatsBelowTakenError: people hold more seats in a session than it would have.
    """
    seats = {
        session.key: session.seats
        for session in agenda.sessions
        if session.seats is not None and session.state is SessionState.SCHEDULED
    }
    if find_book(edition) is not None:
        lock_book(edition)
    there = {limit.session_key: limit for limit in _lock(edition, seats)}
    for key, limit in there.items():
        if limit.taken > seats[key]:
            session = agenda.session(key)
            title = session.title.in_(current_language()) if session else key
            raise SeatsBelowTakenError(session=title, seats=seats[key], taken=limit.taken)
    for key, wanted in seats.items():
        if key not in there:
            set_capacity(edition, wanted, session=key)
        elif there[key].capacity != wanted:
            there[key].capacity = wanted
    db.session.flush()
    offer_seats(edition, {session_subject(key) for key in seats})


def _lock(edition: Edition, keys: dict[str, int]) -> list[Limit]:
    """Return the sessions' limits, locked in the order in which registrations lock them."""
    statement = (
        select(Limit)
        .where(
            Limit.edition_id == edition.id,
            Limit.category_id.is_(None),
            Limit.session_key.in_(keys),
        )
        .order_by(Limit.id)
        .with_for_update()
    )
    return list(db.session.scalars(statement.execution_options(populate_existing=True)))
