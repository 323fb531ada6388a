"""Releasing a programme and telling those it touches, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass

from forum.core import audit, clock
from forum.core.localized import EMPTY, LocalizedText
from forum.core.mail import queue_all
from forum.editions.models import Edition
from forum.editions.types import EditionState
from forum.notices import emails
from forum.notices.errors import WarningsStandError
from forum.notices.queries import RELEASE, list_audience
from forum.notices.rules import notices_of
from forum.notices.types import Notice
from forum.programme.models import Release
from forum.programme.proposals import Basis, Proposal
from forum.programme.serial import warnings_to_list
from forum.programme.services import take_proposal, write_release
from forum.programme.surroundings import surroundings_of
from forum.programme.warnings import AgendaWarning, warnings_of
from forum.registration.services import follow_programme


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a release has caused."""

    release: Release
    mails: int


def release_and_tell(
    edition: Edition,
    note: LocalizedText = EMPTY,
    *,
    quiet: bool = False,
    seen: Basis | None = None,
    despite_warnings: bool = False,
) -> Told:
    """Release the draft, set the seats of its sessions, and write the mails it causes.

    Nothing is written before every reason to refuse has been looked at. `seen` is what the
    organiser looked at. A `quiet` release is a correction that nobody is told of.

    Raises:
        ReleasedMeanwhileError, DraftChangedError: it is no longer what was seen.
        NothingToReleaseError, NothingChangedError: there is nothing to release.
        WarningsStandError: there are warnings, and `despite_warnings` was not said.
        SeatsBelowTakenError: a session would have fewer seats than people hold.
    """
    proposal = take_proposal(edition, seen)
    warnings = warnings_about(edition, proposal)
    if warnings and not despite_warnings:
        raise WarningsStandError
    follow_programme(edition, proposal.agenda)
    agenda = proposal.released(note)
    notices = () if quiet else prepare_notices(edition, proposal)
    release = write_release(
        edition, proposal, agenda, quiet=quiet, warnings=warnings_to_list(warnings)
    )
    mails = 0
    if notices and proposal.before is not None:
        letters = emails.LetterWriter(edition, proposal.before, agenda, note).write_all(notices)
        mails = queue_all(letters, cause=emails.RELEASED, about=(RELEASE, release.id))
    _record(edition, release, mails, warnings)
    return Told(release=release, mails=mails)


def warnings_about(edition: Edition, proposal: Proposal) -> tuple[AgendaWarning, ...]:
    """Return what an organiser should know of what is to be released."""
    around = surroundings_of(edition, proposal.agenda)
    return warnings_of(proposal.agenda, around=around)


def prepare_notices(edition: Edition, proposal: Proposal) -> tuple[Notice, ...]:
    """Return who would be told what. Only the programme of a published edition is told of."""
    if proposal.is_first or edition.state is not EditionState.PUBLISHED:
        return ()
    return notices_of(
        proposal.before,
        proposal.agenda,
        proposal.changes,
        list_audience(edition, proposal),
        today=clock.today(edition.timezone),
    )


def _record(
    edition: Edition, release: Release, mails: int, warnings: Sequence[AgendaWarning]
) -> None:
    if mails:
        audit.record(
            "programme.told",
            edition_id=edition.id,
            object_type=RELEASE,
            object_id=release.id,
            details={"number": release.number, "mails": mails},
        )
    if warnings:
        audit.record(
            "programme.released_over_warnings",
            edition_id=edition.id,
            object_type=RELEASE,
            object_id=release.id,
            details={
                "number": release.number,
                "warnings": sorted({warning.kind.value for warning in warnings}),
            },
        )
