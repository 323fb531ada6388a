"""Taking over the programme of a file: looked at first, then all of it at once or nothing.

Between the look and the organiser's word the file waits in a row of its own. The draft changes
by one operation, which can be undone; people whom the file writes differently are written in
the same transaction, in every edition.
"""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import delete, select

from forum.core import audit, clock, randomness
from forum.core.db import db, reading
from forum.core.localized import LocalizedText
from forum.editions.models import Edition
from forum.editions.queries import get_edition, lock_edition
from forum.exchange import queries
from forum.exchange.contents import (
    PersonChange,
    Preview,
    ProgrammeContent,
    agenda_of,
    people_changed,
)
from forum.exchange.errors import DraftChangedError, EditionUnsaidError
from forum.exchange.models import PendingImport
from forum.exchange.programmes import edition_of, read_programme
from forum.exchange.types import Imported
from forum.people.models import Person
from forum.programme.queries import edition_facts, last_operation_number
from forum.programme.services import write_draft
from forum.programme.types import Speaker, Verb

WAITS = timedelta(hours=1)


def import_programme(edition: Edition, content: ProgrammeContent, *, name: str) -> Imported:
    """Make the draft say what a file says, and write the people whom it brings along."""
    edition = lock_edition(edition)
    around = queries.around(edition)
    people = people_changed(content, around)
    _write_people(edition, people)
    agenda = agenda_of(content, around, edition_facts(edition))
    title = LocalizedText(name, name)
    operation = write_draft(edition, agenda, verb=Verb.IMPORTED, title=title)
    return Imported(edition=edition.slug, operation=operation, people=len(people))


def read_upload(edition: Edition, name: str, content: bytes) -> Preview:
    """Return what a file would change, read while nobody is kept from writing: it takes a second.

    Call it before the first change of the transaction.

    Raises:
        Refusal: the file cannot be read, or with everything that is wrong in it.
    """
    db.session.rollback()  # only reads so far
    with reading():
        try:
            around = queries.around(edition)
            return queries.preview(edition, read_programme(name, content, around), around)
        finally:
            db.session.rollback()


def import_into_draft(name: str, content: bytes, slug: str | None = None) -> Imported:
    """Take over a programme at once, into the draft of the edition that is named or says so.

    Raises:
        EditionUnsaidError: neither the caller nor the file says of which edition it is.
        EditionNotFoundError: there is no such edition.
        Refusal: with everything that is wrong in the file.
    """
    slug = slug or edition_of(name, content)
    if not slug:
        raise EditionUnsaidError
    edition = get_edition(slug)
    read = read_programme(name, content, queries.around(edition))
    return import_programme(edition, read, name=name)


def keep_for_later(edition: Edition, name: str, content: bytes) -> PendingImport:
    """Keep a file that was read until the organiser has looked at what it changes.

    What the organiser kept before for this edition goes, and what waited too long.
    """
    actor = audit.present_actor()
    db.session.execute(delete(PendingImport).where(PendingImport.expires_at <= clock.now()))
    db.session.execute(
        delete(PendingImport).where(
            PendingImport.edition_id == edition.id, PendingImport.actor == actor
        )
    )
    pending = PendingImport(
        edition_id=edition.id,
        key=randomness.token(),
        actor=actor,
        filename=name,
        draft_number=last_operation_number(edition),
        expires_at=clock.now() + WAITS,
        data=content,
    )
    db.session.add(pending)
    db.session.flush()
    return pending


def apply_pending(edition: Edition, key: str) -> Imported:
    """Take over the file that waits under this key, all of it.

    Raises:
        ImportGoneError: it waits no longer, or another organiser uploaded it.
        DraftChangedError: the draft has changed since the organiser looked.
        Refusal: what it refers to has gone meanwhile.
    """
    content = _read_pending(edition, key)
    edition = lock_edition(edition)
    pending = queries.get_pending(edition, key)
    if pending.draft_number != last_operation_number(edition):
        raise DraftChangedError
    imported = import_programme(edition, content, name=pending.filename)
    db.session.delete(pending)
    db.session.flush()
    return imported


def _read_pending(edition: Edition, key: str) -> ProgrammeContent:
    """Return what the file that waits says, read before anything is locked."""
    db.session.rollback()  # only reads so far
    with reading():
        try:
            pending = queries.get_pending(edition, key)
            return read_programme(pending.filename, pending.data, queries.around(edition))
        finally:
            db.session.rollback()


def preview_again(edition: Edition, key: str) -> PendingImport:
    """Hold the file that waits against the draft as it is now.

    Raises:
        ImportGoneError: it waits no longer, or another organiser uploaded it.
    """
    pending = queries.get_pending(edition, key)
    pending.draft_number = last_operation_number(edition)
    db.session.flush()
    return pending


def discard_pending(edition: Edition, key: str) -> None:
    """Forget the file that waits.

    Raises:
        ImportGoneError: it waits no longer, or another organiser uploaded it.
    """
    db.session.delete(queries.get_pending(edition, key))
    db.session.flush()


def _write_people(edition: Edition, changes: Iterable[PersonChange]) -> None:
    changes = tuple(changes)
    keys = [change.after.key for change in changes]
    rows = {
        row.key: row
        for row in db.session.scalars(
            select(Person).where(Person.key.in_(keys)).order_by(Person.id).with_for_update()
        )
    }
    there = set(rows)
    for change in changes:
        row = rows.setdefault(change.after.key, Person(key=change.after.key))
        _write_person(row, change.after)
        db.session.add(row)
    db.session.flush()
    for key, row in rows.items():
        audit.record(
            "person.changed" if key in there else "person.added",
            edition_id=edition.id,
            object_type="person",
            object_id=row.id,
            details={"key": key},
        )


def _write_person(row: Person, speaker: Speaker) -> None:
    row.name = speaker.name
    row.title = speaker.title
    row.biography = speaker.biography
    row.works = [work.to_mapping() for work in speaker.works]
    row.role_only = speaker.role_only
    row.sort_key = speaker.sort_key
