"""Releasing the draft as an immutable, numbered snapshot."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from forum.core import audit
from forum.core.db import db
from forum.core.localized import EMPTY, LocalizedText
from forum.editions.models import Edition
from forum.editions.queries import lock_edition
from forum.editions.services import touch_public
from forum.programme import queries
from forum.programme.errors import (
    DraftChangedError,
    NothingChangedError,
    NothingToReleaseError,
    ReleasedMeanwhileError,
)
from forum.programme.models import ProgrammeOperation, Release
from forum.programme.proposals import Basis, Proposal, propose_release
from forum.programme.serial import agenda_from_mapping, agenda_to_mapping, changes_to_list
from forum.programme.services.drafting import write_draft
from forum.programme.types import Agenda, Verb


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
    proposal = take_proposal(edition)
    agenda = proposal.released(note, at=released_at, dated=dated, dated_inferred=dated_inferred)
    return write_release(edition, proposal, agenda, quiet=quiet)


def take_proposal(edition: Edition, seen: Basis | None = None) -> Proposal:
    """Return what is to be released, with the edition locked so that it stays so.

    `seen` is what the organiser looked at.

    Raises:
        ReleasedMeanwhileError: somebody else has released since.
        DraftChangedError: what would be released has changed since.
        NothingToReleaseError: the draft has no session.
        NothingChangedError: the draft says what the last release says.
    """
    lock_edition(edition)
    proposal = propose_release(edition)
    if seen is not None and seen.release != proposal.basis.release:
        raise ReleasedMeanwhileError(number=proposal.basis.release)
    if seen is not None and seen != proposal.basis:
        raise DraftChangedError
    if not proposal.agenda.sessions:
        raise NothingToReleaseError
    if not proposal.is_first and not proposal.changes:
        raise NothingChangedError(number=proposal.basis.release)
    return proposal


def write_release(
    edition: Edition,
    proposal: Proposal,
    agenda: Agenda,
    *,
    quiet: bool = False,
    warnings: Sequence[dict[str, Any]] = (),
) -> Release:
    """Keep a proposal as the release that `agenda` says it is (`Proposal.released`)."""
    facts = agenda.release
    assert facts is not None  # noqa: S101  `Proposal.released` has given it its facts
    release = Release(
        edition_id=edition.id,
        number=facts.number,
        note=facts.note,
        dated=facts.dated,
        dated_inferred=facts.dated_inferred,
        quiet=quiet,
        released_at=facts.released_at,
        agenda=agenda_to_mapping(agenda),
        changes=changes_to_list(proposal.changes),
        warnings=list(warnings),
    )
    db.session.add(release)
    edition.latest_release = facts.number
    db.session.flush()
    touch_public(edition)
    audit.record(
        "programme.released",
        edition_id=edition.id,
        object_type="release",
        object_id=release.id,
        details={"number": facts.number, "changes": len(proposal.changes), "quiet": quiet},
    )
    return release


def restore_release(edition: Edition, number: int) -> ProgrammeOperation | None:
    """Make the draft say what an earlier release said, as one operation that can be undone.

    None if it says so already. Visitors see it with the next release.

    Raises:
        ReleaseNotFoundError: there is no such release.
        PersonMissingError: somebody of it is no longer there.
    """
    agenda = agenda_from_mapping(queries.get_release(edition, number).agenda)
    return write_draft(edition, agenda, verb=Verb.BROUGHT_BACK)
