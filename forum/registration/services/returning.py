"""Waiting once more for a session whose offer was not answered in time."""

from forum.core import audit, clock
from forum.core.db import db
from forum.core.i18n import current_language
from forum.editions.types import EditionState
from forum.programme.queries import public_agenda
from forum.registration import emails
from forum.registration.errors import (
    NotComingError,
    NotOfferedError,
    RegistrationClosedError,
    SessionBegunError,
    SessionByInvitationError,
    SessionNotOfferedError,
)
from forum.registration.models import Registration
from forum.registration.queries import list_session_limits
from forum.registration.rules import can_be_chosen, has_begun, needs_invitation
from forum.registration.services.admitting import join_lists
from forum.registration.services.books import lock_book
from forum.registration.services.offering import offer_seats
from forum.registration.waiting.queries import list_lapsed, list_waiting
from forum.registration.waiting.types import session_subject


def wait_again(registration: Registration, session_key: str) -> bool:
    """Put somebody at the end of the list of a session that was offered to them, and return so.

    Where a seat is free it is offered at once. Who waits already, or has the seat, has clicked
    twice: nothing is changed then, and the answer is no.

    Raises:
        NotComingError, RegistrationClosedError, SessionNotOfferedError, SessionBegunError,
        SessionByInvitationError.
        NotOfferedError: it was never offered to them.
    """
    edition, subject = registration.edition, session_subject(session_key)
    lock_book(edition)
    db.session.refresh(registration)
    if not registration.is_confirmed:
        raise NotComingError
    if edition.state is EditionState.ARCHIVED:
        raise RegistrationClosedError
    waits = any(one.entry.subject == subject for one in list_waiting(registration))
    if waits or session_key in registration.session_keys:
        return False
    _refuse(registration, session_key)
    if subject not in list_lapsed(registration):
        raise NotOfferedError
    if not any(subject in wish for wish in registration.wishes):
        registration.wishes = [*registration.wishes, [subject]]
    registration.waits = sorted({*registration.waits, subject})
    registration.changed_at = clock.now()
    join_lists(registration, [subject])
    audit.record(
        "waiting.again",
        edition_id=edition.id,
        object_type="registration",
        object_id=registration.id,
        details={"subject": subject},
    )
    offer_seats(edition, {subject})
    waiting = list_waiting(registration)
    if not any(one.is_offered and one.entry.subject == subject for one in waiting):
        emails.send_lists(registration, public_agenda(edition), waiting)
    return True


def _refuse(registration: Registration, key: str) -> None:
    edition = registration.edition
    session = public_agenda(edition).session(key)
    if session is None or not can_be_chosen(session, list_session_limits(edition)):
        raise SessionNotOfferedError(
            session=session.title.in_(current_language()) if session else key
        )
    if has_begun(session, edition.timezone, clock.now()):
        raise SessionBegunError(session=session.title.in_(current_language()))
    if needs_invitation(session, is_invited=registration.category.is_invited):
        raise SessionByInvitationError(session=session.title.in_(current_language()))
