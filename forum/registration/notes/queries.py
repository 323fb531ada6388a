"""Reads of notes."""

from collections.abc import Sequence

from sqlalchemy import select

from forum.core.db import db
from forum.registration.models import Registration
from forum.registration.notes.errors import NoteNotFoundError
from forum.registration.notes.models import Note


def list_notes(registration: Registration) -> Sequence[Note]:
    """Return what organisers have written about somebody, the latest first."""
    return db.session.scalars(
        select(Note).where(Note.registration_id == registration.id).order_by(Note.id.desc())
    ).all()


def get_note(registration: Registration, note_id: int, actor: str) -> Note:
    """Return a note about somebody to who has written it.

    Raises:
        NoteNotFoundError
    """
    note = db.session.get(Note, note_id)
    if note is None or note.registration_id != registration.id or note.written_by != actor:
        raise NoteNotFoundError
    return note
