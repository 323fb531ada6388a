"""What becomes of a registration after it was confirmed."""

from collections.abc import Collection

from sqlalchemy import delete, select

from forum.core import audit, clock
from forum.core.codes import issue_code
from forum.core.db import db
from forum.core.links import issue_link
from forum.editions.models import Edition
from forum.programme.queries import public_agenda
from forum.registration import emails
from forum.registration.errors import AlreadyCancelledError, NoAddressError
from forum.registration.models import MOST_REISSUES, Registration, SensitiveNeed
from forum.registration.queries import list_coming, was_mailed_since
from forum.registration.rules import read_email
from forum.registration.services import seats
from forum.registration.services.books import lock_book
from forum.registration.services.drafts import MAIL_PAUSE
from forum.registration.services.offering import offer_seats, withdraw_all
from forum.registration.types import RegistrationState

CODE_PURPOSE = "registration.change"


def cancel(registration: Registration, reason: str = "") -> None:
    """Take a registration back: its seats are free, its badge is void, its calendar entry goes.

    Raises:
        AlreadyCancelledError
    """
    lock_book(registration.edition)
    _lock(registration)
    if not registration.is_coming:
        raise AlreadyCancelledError
    was_expected = registration.is_confirmed
    freed = seats.free(registration)
    withdraw_all(registration)
    registration.state = RegistrationState.CANCELLED
    registration.cancelled_at = registration.changed_at = clock.now()
    registration.cancel_reason = reason
    registration.calendar_sequence += 1
    # whoever does not come eats nothing: the purpose is gone, and so are the data
    db.session.execute(
        delete(SensitiveNeed).where(SensitiveNeed.registration_id == registration.id)
    )
    agenda = public_agenda(registration.edition)
    emails.send_cancellation(registration, agenda, was_expected=was_expected)
    audit.record(
        "registration.cancelled",
        edition_id=registration.edition_id,
        object_type="registration",
        object_id=registration.id,
        details={"number": registration.number},  # the reason goes with the person's data
    )
    offer_seats(registration.edition, freed)


def tell_change(registration: Registration, before: Collection[str]) -> bool:
    """Tell somebody that they attend other sessions than before, by mail and in calendars.

    To be called once the attendances are written and flushed; `before` has the keys of the
    sessions until then. Nothing is sent where they are the same, or to whoever is not expected.
    Return whether the mail was written.
    """
    if not registration.is_confirmed or set(before) == set(registration.session_keys):
        return False
    registration.changed_at = clock.now()
    registration.calendar_sequence += 1
    emails.send_changed(registration, public_agenda(registration.edition), before)
    return True


def reissue_badge(registration: Registration) -> int:
    """Make all earlier prints of the badge void, and return the number of the new one."""
    _lock(registration)
    registration.reissue = (registration.reissue + 1) % MOST_REISSUES
    audit.record(
        "badge.reissued",
        edition_id=registration.edition_id,
        object_type="registration",
        object_id=registration.id,
        details={
            "number": registration.number,
            "reissue": registration.reissue,
        },
    )
    return registration.reissue


def resend_link(edition: Edition, email: str) -> None:
    """Send the link to a registration again, to the address that holds it and to no other.

    Nothing tells whether there was one. Within five minutes of the last such mail none is sent,
    so that nobody can fill another's mailbox.

    Raises:
        EmailInvalidError: it is no address at all.
    """
    for registration in list_coming(edition, read_email(email)):
        if not was_mailed_since(registration, emails.LINK, clock.now() - MAIL_PAUSE):
            send_new_link(registration)


def send_new_link(registration: Registration) -> None:
    """Mail somebody a new link to the registration; earlier ones stay valid.

    Raises:
        NoAddressError
    """
    if not registration.email:
        raise NoAddressError
    secret = issue_link(emails.PURPOSE, "registration", registration.id)
    emails.send_link(registration, public_agenda(registration.edition), secret)


def send_fresh_code(registration: Registration) -> None:
    """Mail a code of ten minutes, with which the person may change the registration.

    Raises:
        NoAddressError
    """
    if not registration.email:
        raise NoAddressError
    code = issue_code(CODE_PURPOSE, "registration", registration.id)
    emails.send_code(registration, public_agenda(registration.edition), code)


def _lock(registration: Registration) -> None:
    statement = select(Registration).where(Registration.id == registration.id)
    db.session.scalar(statement.with_for_update().execution_options(populate_existing=True))
