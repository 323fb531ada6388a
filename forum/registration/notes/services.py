"""Writing notes, and taking them back."""

from forum.core import audit
from forum.core.db import db
from forum.registration.errors import TextTooLongError
from forum.registration.models import Registration
from forum.registration.notes.errors import NoteMissingError
from forum.registration.notes.models import Note

LONGEST_NOTE = 2000


def write_note(registration: Registration, text: str) -> Note:
    """Write something about somebody for the other organisers. The audit log has no word of it.

    Raises:
        NoteMissingError, TextTooLongError
    """
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise NoteMissingError
    if len(text) > LONGEST_NOTE:
        raise TextTooLongError(count=LONGEST_NOTE)
    note = Note(registration_id=registration.id, text=text, written_by=audit.present_actor())
    db.session.add(note)
    db.session.flush()
    _note("registration.noted", registration)
    return note


def remove_note(registration: Registration, note: Note) -> None:
    """Take a note back."""
    db.session.delete(note)
    _note("registration.note_removed", registration)


def _note(action: str, registration: Registration) -> None:
    audit.record(
        action,
        edition_id=registration.edition_id,
        object_type="registration",
        object_id=registration.id,
    )
