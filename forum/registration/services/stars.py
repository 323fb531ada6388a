"""Keeping stars with the person who set them."""

from collections.abc import Iterable

from sqlalchemy import delete, select

from forum.core.db import db
from forum.programme.queries import public_agenda
from forum.registration.errors import AlreadyCancelledError
from forum.registration.models import Registration, Star
from forum.registration.queries import list_star_keys


def change_stars(
    registration: Registration, *, add: Iterable[str] = (), remove: Iterable[str] = ()
) -> frozenset[str]:
    """Set and take off stars, and return the keys of all that the person has then.

    A session that has its star already keeps it as it is, and one that the released programme
    does not name is passed over: what a device kept for a month must not fail as a whole.
    A session in both gets its star.

    Raises:
        AlreadyCancelledError: nobody comes any more for whom they could be kept.
    """
    # the row is locked, so that two devices that send the same star at once keep one
    locked = select(Registration.state).where(Registration.id == registration.id)
    db.session.execute(locked.with_for_update())
    if not registration.is_confirmed:
        raise AlreadyCancelledError
    wanted = frozenset(add)
    there = list_star_keys(registration)
    gone = (frozenset(remove) - wanted) & there
    new = [key for key in _known(registration, wanted - there) if key not in there]
    if gone:
        statement = delete(Star).where(
            Star.registration_id == registration.id, Star.session_key.in_(gone)
        )
        db.session.execute(statement)
    db.session.add_all(Star(registration_id=registration.id, session_key=key) for key in new)
    db.session.flush()
    return (there - gone) | frozenset(new)


def _known(registration: Registration, keys: frozenset[str]) -> list[str]:
    """Return those that the released programme names, in its order."""
    if not keys:
        return []
    agenda = public_agenda(registration.edition)
    return [session.key for session in agenda.sessions if session.key in keys]
