"""Asking a guardian, in the transaction in which somebody under 14 registers."""

from datetime import timedelta

from forum.core import clock
from forum.core.links import issue_link
from forum.programme.types import Agenda
from forum.registration import emails
from forum.registration.models import GuardianRequest, Registration
from forum.registration.types import GuardianDetails

ANSWERS_WITHIN = timedelta(days=7)


def new_request(details: GuardianDetails) -> GuardianRequest:
    """Return the row that says whom to ask, and until when."""
    return GuardianRequest(
        name=details.name,
        relation=details.relation,
        email=details.email,
        expires_at=clock.now() + ANSWERS_WITHIN,
    )


def ask_guardian(registration: Registration, agenda: Agenda) -> None:
    """Write the mail to the guardian, with a link for this answer alone."""
    request = registration.guardian
    assert request is not None  # noqa: S101  the caller has looked
    secret = issue_link(
        emails.GUARDIAN_PURPOSE, "registration", registration.id, expires_at=request.expires_at
    )
    emails.send_to_guardian(registration, agenda, secret)
