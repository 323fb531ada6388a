"""Giving somebody's calendar another address."""

from forum.core import audit
from forum.registration.models import Registration
from forum.registration.subscriptions.rules import token_hash, token_of


def renew_subscription(registration: Registration) -> None:
    """Make a new address; the one before leads nowhere from now on."""
    registration.subscription_number += 1
    token = token_of(registration.calendar_uid, registration.subscription_number)
    registration.subscription_hash = token_hash(token)
    audit.record(
        "calendar.renewed",
        edition_id=registration.edition_id,
        object_type="registration",
        object_id=registration.id,
        details={"number": registration.number},
    )
