"""Reads about addresses that are still to be proved."""

from forum.core import clock
from forum.core.db import db
from forum.registration.address.models import AddressWish
from forum.registration.models import Registration


def find_wish(registration: Registration) -> AddressWish | None:
    """Return the address that somebody has still to prove, as long as its link is valid."""
    wish = db.session.get(AddressWish, registration.id)
    return wish if wish is not None and wish.expires_at > clock.now() else None
