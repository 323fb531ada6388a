"""Registering somebody on their behalf, through the same services as whoever comes alone."""

from dataclasses import replace

from forum.core import clock
from forum.core.db import db
from forum.editions.models import Edition
from forum.programme.queries import public_agenda
from forum.registration import emails
from forum.registration.behalf.errors import ConsentHowMissingError, SimilarPeopleError
from forum.registration.behalf.queries import find_registered, list_similar
from forum.registration.behalf.types import BehalfOrder
from forum.registration.errors import AlreadyRegisteredError, CategoryNotFoundError
from forum.registration.lines.models import LineChange
from forum.registration.lines.services import widen
from forum.registration.models import Draft, Registration
from forum.registration.queries import draft_hash, find_category, find_coming
from forum.registration.questions.queries import read_form
from forum.registration.rules import colleague_key, read_note
from forum.registration.services import DRAFT_LASTS, register_details, seats
from forum.registration.services.books import lock_book
from forum.registration.types import RegistrationDetails, Source
from forum.registration.waiting.types import ADMISSION, option_subject, session_subject


def register_on_behalf(edition: Edition, order: BehalfOrder) -> Registration:
    """Register somebody who has asked an organiser, and write the mails if there is an address.

    The same order a second time returns the same registration: somebody has clicked twice.
    Categories by approval and by invitation are open; what is full is waited for as
    `details.waits` says, or gets one place more with a reason. What was refused must be rolled
    back by the caller, as every request does.

    Raises:
        SimilarPeopleError: somebody like this is registered, and nobody has looked.
        ConsentHowMissingError: an answer to a notice does not say how it was given.
        And what `register_details` and `read_note` raise.
    """
    lock_book(edition)
    known = find_registered(edition, order.key)
    if known is not None:
        return known
    details = _with_colleague(edition, order.details)
    if any(key not in details.noted for key in details.consents):
        raise ConsentHowMissingError
    similar = [] if order.is_another else list_similar(edition, details)
    if similar:
        raise SimilarPeopleError([one.id for one in similar])
    reason = read_note(order.over_reason)
    changes = _widen(edition, details, reason) if reason else []
    registration = register_details(edition, details, source=Source.ON_BEHALF)
    for change in changes:
        change.registration_id = registration.id
    db.session.add(
        Draft(
            token_hash=draft_hash(order.key),
            edition_id=edition.id,
            language=details.language,
            answers={},
            expires_at=clock.now() + DRAFT_LASTS,
            registration_id=registration.id,
        )
    )
    if registration.email and details.noted:
        emails.send_noted(registration, public_agenda(edition))
    db.session.flush()
    return registration


def _with_colleague(edition: Edition, details: RegistrationDetails) -> RegistrationDetails:
    """Let an address hold a second person, as whoever registers a colleague may."""
    if not details.email:
        return details
    holder = find_coming(edition, details.email)
    if holder is None:
        return details
    details = replace(details, is_colleague=True)
    if colleague_key(replace(details, name=holder.name)) == colleague_key(details):
        raise AlreadyRegisteredError(number=holder.number, registration_id=holder.id)
    return details


def _widen(edition: Edition, details: RegistrationDetails, reason: str) -> list[LineChange]:
    """Give one place more to everything that somebody wants and that is full."""
    category = find_category(edition, details.category)
    if category is None:
        raise CategoryNotFoundError
    options = read_form(category, details, is_lenient=True).options
    subjects = [
        ADMISSION,
        *map(session_subject, details.sessions),
        *map(option_subject, (*details.options, *options)),
    ]
    limits = seats.lock_limits_for(category, subjects)
    return widen(edition, limits, reason)
