"""Categories by approval: an organiser lets somebody in, or says why not."""

from forum.core import audit, clock
from forum.core.db import db
from forum.core.links import issue_link
from forum.programme.queries import public_agenda
from forum.registration import emails
from forum.registration.errors import NotPendingError, ReasonMissingError
from forum.registration.models import Registration
from forum.registration.rules import read_note
from forum.registration.services import seats
from forum.registration.services.admitting import join_lists, settle_wishes
from forum.registration.services.books import lock_book
from forum.registration.types import RegistrationState
from forum.registration.waiting.queries import list_waiting
from forum.registration.waiting.types import ADMISSION


def approve(registration: Registration) -> Registration:
    """Let somebody in who asked; where the category is full they wait, from when they asked.

    Raises:
        NotPendingError: somebody decided before.
    """
    _lock_pending(registration)
    edition = registration.edition
    choices = {choice for wish in registration.wishes for choice in wish}
    limits = seats.lock_limits_for(registration.category, choices)
    registration.changed_at = clock.now()
    if seats.has_seat(ADMISSION, limits):
        settle_wishes(registration, limits)
    else:
        registration.state = RegistrationState.WAITING
        join_lists(registration, (ADMISSION,), since=registration.registered_at)
    db.session.flush()
    secret = issue_link(emails.PURPOSE, "registration", registration.id)
    emails.send_state(registration, public_agenda(edition), secret, list_waiting(registration))
    _note("registration.approved", registration)
    return registration


def reject(registration: Registration, reason: str) -> None:
    """Turn a request down; the mail tells the reason.

    Raises:
        ReasonMissingError, NotPendingError
    """
    reason = read_note(reason)
    if not reason:
        raise ReasonMissingError
    _lock_pending(registration)
    registration.state = RegistrationState.REJECTED
    registration.cancelled_at = registration.changed_at = clock.now()
    registration.cancel_reason = reason
    emails.send_rejection(registration, public_agenda(registration.edition))
    _note("registration.rejected", registration)


def _lock_pending(registration: Registration) -> None:
    lock_book(registration.edition)
    db.session.refresh(registration)
    if registration.state is not RegistrationState.PENDING:
        raise NotPendingError


def _note(action: str, registration: Registration) -> None:
    audit.record(
        action,
        edition_id=registration.edition_id,
        object_type="registration",
        object_id=registration.id,
        details={"number": registration.number},  # the reason goes with the person's data
    )
