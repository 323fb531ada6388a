"""Every change of the draft goes through here: written, numbered, and able to be taken back.

The edition's row is locked first, so that operations come one after the other. What is asked
of the caller is said in patches (`forum.programme.patches`).
"""

from collections.abc import Iterable

from forum.core import audit
from forum.core.db import db
from forum.core.i18n import current_language
from forum.core.localized import EMPTY, LocalizedText
from forum.editions.models import Edition
from forum.editions.queries import lock_edition
from forum.programme import queries
from forum.programme.errors import (
    ChangedSinceError,
    NothingToRedoError,
    NothingToUndoError,
)
from forum.programme.models import ProgrammeOperation
from forum.programme.patches import Patch, fits
from forum.programme.services.rows import write_patches
from forum.programme.types import OperationKind, Verb


def perform(
    edition: Edition, verb: Verb, patches: Iterable[Patch], *, title: LocalizedText = EMPTY
) -> ProgrammeOperation | None:
    """Change the draft, and keep how to take it back. None if there is nothing to change.

    The caller has locked the edition before it read what the patches were made from.

    Raises:
        PersonMissingError, PlaceMissingError: a session names who or what is not there.
        PlaceInUseError: a place would go that a session is held in.
    """
    made = tuple(patches)
    if not made:
        return None
    return _log(edition, OperationKind.EDIT, verb, made, title)


def undo(edition: Edition) -> ProgrammeOperation:
    """Take back the last operation of the present organiser.

    Raises:
        NothingToUndoError: there is none.
        ChangedSinceError: somebody else has changed the same thing since.
    """
    lock_edition(edition)
    last = queries.find_undoable(edition, audit.present_actor())
    if last is None:
        raise NothingToUndoError
    patches = tuple(patch.reverse for patch in reversed(queries.patches_of(last)))
    _refuse_unless_they_fit(edition, last, patches)
    last.undone = True
    return _log(edition, OperationKind.UNDO, last.verb, patches, last.title, last.number)


def redo(edition: Edition) -> ProgrammeOperation:
    """Do again what the present organiser has taken back last.

    Raises:
        NothingToRedoError: there is none.
        ChangedSinceError: somebody else has changed the same thing since.
    """
    lock_edition(edition)
    last = queries.find_redoable(edition, audit.present_actor())
    if last is None:
        raise NothingToRedoError
    patches = queries.patches_of(last)
    _refuse_unless_they_fit(edition, last, patches)
    last.undone = False
    return _log(edition, OperationKind.REDO, last.verb, patches, last.title, last.number)


def _refuse_unless_they_fit(
    edition: Edition, operation: ProgrammeOperation, patches: tuple[Patch, ...]
) -> None:
    records = queries.draft_records(edition, patches)
    for patch in patches:
        if not fits(patch, records.get((patch.subject, patch.key))):
            raise ChangedSinceError(title=operation.title.in_(current_language()) or patch.key)


def _log(
    edition: Edition,
    kind: OperationKind,
    verb: Verb,
    patches: tuple[Patch, ...],
    title: LocalizedText,
    target: int | None = None,
) -> ProgrammeOperation:
    number = queries.last_operation_number(edition) + 1
    write_patches(edition, patches, number)
    operation = ProgrammeOperation(
        edition_id=edition.id,
        number=number,
        kind=kind,
        verb=verb,
        title=title,
        actor=audit.present_actor(),
        target=target,
        patches=[patch.to_mapping() for patch in patches],
    )
    db.session.add(operation)
    db.session.flush()
    audit.record(
        "programme.edited",
        edition_id=edition.id,
        object_type="operation",
        object_id=operation.id,
        details={
            "number": number,
            "kind": kind.value,
            "verb": verb.value,
            "keys": sorted({patch.key for patch in patches}),
        },
    )
    return operation
