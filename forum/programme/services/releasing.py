"""Releasing the draft as an immutable, numbered snapshot."""

from dataclasses import replace
from datetime import datetime

from forum.core import audit, clock
from forum.core.db import db
from forum.core.localized import EMPTY, LocalizedText
from forum.editions.models import Edition
from forum.editions.queries import lock_edition
from forum.editions.services import touch_public
from forum.programme import queries
from forum.programme.errors import (
    NothingChangedError,
    NothingToReleaseError,
)
from forum.programme.models import Release
from forum.programme.rules import compare, keep_cancelled, next_sequences
from forum.programme.serial import agenda_from_mapping, agenda_to_mapping, changes_to_list
from forum.programme.services.drafting import write_draft
from forum.programme.types import ReleaseFacts, Verb


def release_programme(
    edition: Edition,
    note: LocalizedText = EMPTY,
    *,
    quiet: bool = False,
    dated: str = "",
    dated_inferred: bool = False,
    released_at: datetime | None = None,
) -> Release:
    """Release the draft: keep it as an immutable, numbered snapshot that visitors see.

    `quiet` is for corrections that nobody is to be told of. `dated` is the day, month or year
    that a source gives a programme which is taken over from it; `released_at` is then the
    moment to keep for it, otherwise now.

    Raises:
        NothingToReleaseError: the draft has no session.
        NothingChangedError: the draft says what the last release says.
    """
    edition = lock_edition(edition)
    draft = queries.build_agenda(edition)
    if not draft.sessions:
        raise NothingToReleaseError
    last = queries.find_latest_release(edition)
    before = agenda_from_mapping(last.agenda) if last else None
    number = last.number + 1 if last else 1
    agenda = keep_cancelled(before, draft)
    changes = compare(before, agenda) if before else ()
    if last is not None and not changes:
        raise NothingChangedError(number=last.number)
    facts = ReleaseFacts(
        number=number,
        note=note,
        released_at=released_at or clock.now(),
        dated=dated,
        dated_inferred=dated_inferred,
    )
    agenda = replace(agenda, release=facts, sequences=next_sequences(before, agenda))
    release = Release(
        edition_id=edition.id,
        number=number,
        note=note,
        dated=dated,
        dated_inferred=dated_inferred,
        quiet=quiet,
        released_at=facts.released_at,
        agenda=agenda_to_mapping(agenda),
        changes=changes_to_list(changes),
    )
    db.session.add(release)
    edition.latest_release = number
    db.session.flush()
    touch_public(edition)
    audit.record(
        "programme.released",
        edition_id=edition.id,
        object_type="release",
        object_id=release.id,
        details={"number": number, "changes": len(changes), "quiet": quiet},
    )
    return release


def restore_release(edition: Edition, number: int) -> None:
    """Make the draft say what an earlier release said. Visitors see it with the next release.

    Raises:
        ReleaseNotFoundError: there is no such release.
        PersonMissingError: somebody of it is no longer there.
    """
    agenda = agenda_from_mapping(queries.get_release(edition, number).agenda)
    write_draft(edition, agenda, verb=Verb.BROUGHT_BACK)
