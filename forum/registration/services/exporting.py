"""Taking registrations out of the house."""

from forum.core import audit
from forum.core.db import db, reading
from forum.core.i18n import current_language
from forum.editions.models import Edition
from forum.registration.errors import ReasonMissingError
from forum.registration.exports import spreadsheet
from forum.registration.queries import list_matching
from forum.registration.questions.queries import definitions_of
from forum.registration.rules import read_note
from forum.registration.types import ListFilter


def export_registrations(edition: Edition, chosen: ListFilter, reason: str) -> bytes:
    """Return those who fit as a spreadsheet, and write down who took it and why.

    A thousand rows take a while, in which nobody else may be kept from writing: call it before
    the first change of the transaction.

    Raises:
        ReasonMissingError
    """
    reason = read_note(reason)
    if not reason:
        raise ReasonMissingError
    db.session.rollback()
    with reading():
        rows = list_matching(edition, chosen)
        content, count = spreadsheet(rows, current_language(), definitions_of(rows)), len(rows)
        db.session.rollback()
    audit.record(
        "registration.exported",
        edition_id=edition.id,
        object_type="edition",
        object_id=edition.id,
        details={
            "reason": reason,
            "rows": count,
            "searched": bool(chosen.query),  # what was looked for may be a name
            "category": chosen.category,
            "state": chosen.state,
            "session": chosen.session,
        },
    )
    return content
