"""The row that everything which changes seats of an edition locks first."""

from sqlalchemy import select

from forum.core.db import db, noted_in_transaction
from forum.editions.models import Edition
from forum.registration.errors import RegistrationNotOfferedError
from forum.registration.models import RegistrationBook


def lock_book(edition: Edition) -> RegistrationBook:
    """Return how the edition takes registrations, locked: registrations come one by one.

    It costs no statement after a locked `get_entry`, with which a request may have begun.

    Raises:
        RegistrationNotOfferedError: it takes none.
    """
    held: RegistrationBook | None = noted_in_transaction().get((RegistrationBook, edition.id))
    if held is not None:
        return held
    statement = select(RegistrationBook).where(RegistrationBook.edition_id == edition.id)
    book = db.session.scalar(
        statement.with_for_update(of=RegistrationBook).execution_options(populate_existing=True)
    )
    if book is None:
        raise RegistrationNotOfferedError
    return book
