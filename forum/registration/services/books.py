"""The row that everything which changes seats of an edition locks first."""

from sqlalchemy import select

from forum.core.db import db
from forum.editions.models import Edition
from forum.registration.errors import RegistrationNotOfferedError
from forum.registration.models import RegistrationBook


def lock_book(edition: Edition) -> RegistrationBook:
    """Return how the edition takes registrations, locked: registrations come one by one.

    Raises:
        RegistrationNotOfferedError: it takes none.
    """
    statement = select(RegistrationBook).where(RegistrationBook.edition_id == edition.id)
    book = db.session.scalar(
        statement.with_for_update(of=RegistrationBook).execution_options(populate_existing=True)
    )
    if book is None:
        raise RegistrationNotOfferedError
    return book
