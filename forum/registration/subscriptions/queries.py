"""Reads about subscriptions."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from forum.core.db import db
from forum.core.settings import current_settings
from forum.registration.models import Registration
from forum.registration.subscriptions.rules import token_hash, token_of


def find_subscriber(token: str) -> Registration | None:
    """Return whose calendar stands at the address, if it is one."""
    return db.session.scalar(
        select(Registration)
        .where(Registration.subscription_hash == token_hash(token))
        .options(joinedload(Registration.edition), selectinload(Registration.attendances))
    )


def find_address(registration: Registration) -> str:
    """Return the address of somebody's calendar; empty if there is none that could be shown.

    After the system's secret was changed an address still works, but is known only to the
    calendars that follow it.
    """
    token = token_of(registration.calendar_uid, registration.subscription_number)
    if registration.subscription_hash != token_hash(token):
        return ""
    return f"{current_settings().public_url}/calendar/{token}.ics"
