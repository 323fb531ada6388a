"""Printing badges. Nothing here knows of HTTP, and nothing commits.

A thousand badges take seconds, for which nobody else may be kept from writing. So everything is
read first, the transaction ends, the paper is set, and only then is it noted what was printed.
These services are called before the first change of a transaction.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, replace

from forum.badges.designs.queries import Kept
from forum.badges.designs.rules import default_design
from forum.badges.designs.types import Sides
from forum.badges.errors import NoBadgesError, TooManyReissuesError
from forum.badges.exports import (
    badges_pdf,
    join_batches,
    missing_on,
    set_batches,
    too_long_on,
)
from forum.badges.facts import facts_of
from forum.badges.models import BadgePrint, PrintedBy
from forum.badges.press import Press, list_to_print
from forum.badges.rules import size_of
from forum.badges.types import (
    BadgeEdition,
    BadgeRequest,
    PrintedBadges,
    PrintPicture,
    ToPrint,
)
from forum.core import audit, clock
from forum.core.db import db, reading
from forum.core.filejobs import (
    FileJob,
    FileState,
    do_files,
    finish_file,
    note_progress,
    order_file,
)
from forum.core.i18n import gettext as _
from forum.core.settings import current_settings
from forum.editions.models import Edition
from forum.registration.errors import ReasonMissingError
from forum.registration.models import MOST_REISSUES, Registration
from forum.registration.notes.services import write_note
from forum.registration.queries import find_by_serial, get_registration_in
from forum.registration.rules import read_note
from forum.registration.services import reissue_badge
from forum.tokens.errors import WrongBadgeNumberError
from forum.tokens.rules import read_badge_number
from forum.tokens.services import make_next_badge_key

BADGES = "badges"  # the kind of their files


@dataclass(frozen=True, slots=True, kw_only=True)
class _Noted:
    """What is noted of one print."""

    registration: int
    reissue: int
    version: int | None
    facts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """All that is needed to set badges and to note it, without the database."""

    edition_id: int
    edition: BadgeEdition
    badges: tuple[ToPrint, ...]
    pictures: Mapping[str, PrintPicture]
    prints: tuple[_Noted, ...]


def print_badges(edition: Edition, wanted: BadgeRequest, *, by: PrintedBy) -> PrintedBadges:
    """Set the badges that are asked for, and note that they were printed.

    Raises:
        UnknownBadgeSizeError: the size is no size of a badge.
        NoBadgesError: nobody is registered who fits.
    """

    def chosen(press: Press) -> Sequence[Registration]:
        return list_to_print(edition, wanted, press)

    return _print(edition, chosen, by, wanted)


def print_badge(edition: Edition, number: str) -> PrintedBadges:
    """Set one badge at the desk, by its number.

    Raises:
        WrongBadgeNumberError: nobody in the edition has this number.
        NoBadgesError: the registration is cancelled.
    """

    def chosen(press: Press) -> Sequence[Registration]:
        del press
        found = find_by_serial(edition, read_badge_number(number, edition.slug))
        if found is None:
            raise WrongBadgeNumberError
        return [found]

    return _print(edition, chosen, PrintedBy.DESK, BadgeRequest())


def print_badge_of(edition: Edition, registration_id: int) -> PrintedBadges:
    """Set the badge of one registration of the edition.

    Raises:
        RegistrationNotFoundError: there is none in this edition.
        NoBadgesError: it is cancelled.
    """

    def chosen(press: Press) -> Sequence[Registration]:
        del press
        return [get_registration_in(edition, registration_id)]

    return _print(edition, chosen, PrintedBy.DESK, BadgeRequest())


def badge_pdf(registration: Registration) -> bytes:
    """Return a person's own badge; nothing is noted, for they may print it as often as they like.

    Raises:
        NoBadgesError: the registration is cancelled.
    """
    press = Press(registration.edition)
    ready = _ready(press, [registration])
    return badges_pdf(ready.badges, ready.edition, pictures=ready.pictures)


def reissue(edition: Edition, registration_id: int, reason: str) -> Registration:
    """Make every earlier print of a badge void, for a reason that is kept as a note.

    The reason may tell of a person, so it goes with the person's data, and the audit log has no
    word of it.

    Raises:
        RegistrationNotFoundError, NoBadgesError, ReasonMissingError, TextTooLongError
        TooManyReissuesError: the badge was issued anew as often as its code can count.
    """
    found = get_registration_in(edition, registration_id)
    if not found.is_confirmed:
        raise NoBadgesError
    said = read_note(reason)
    if not said:
        raise ReasonMissingError
    if found.reissue >= MOST_REISSUES - 1:
        raise TooManyReissuesError
    write_note(found, _("Badge issued anew: %(reason)s", reason=said))
    reissue_badge(found)
    return found


def change_badge_key(edition: Edition) -> str:
    """Sign badges that are printed from now on with a new key; return its name.

    Badges that were printed before stay valid until the file of their key is taken away.
    """
    name = make_next_badge_key(current_settings().keys_dir, edition.slug)
    audit.record(
        "badges.key_changed",
        edition_id=edition.id,
        object_type="edition",
        object_id=edition.id,
        details={"key": name},
    )
    return name


# ---------------------------------------------------------------- at once


def _print(
    edition: Edition,
    chosen: Callable[[Press], Sequence[Registration]],
    by: PrintedBy,
    wanted: BadgeRequest,
) -> PrintedBadges:
    usual = _usual(wanted)
    db.session.rollback()  # whoever asks may be known by now; nothing has been changed
    with reading():
        try:
            press = Press(edition)
            ready = _ready(press, chosen(press), usual)
        finally:
            db.session.rollback()
    pdf = badges_pdf(ready.badges, ready.edition, sheet=wanted.sheet, pictures=ready.pictures)
    _note(ready, by)
    return PrintedBadges(
        pdf=pdf,
        count=len(ready.badges),
        unprintable=tuple(one.holder.number for one in ready.badges if missing_on(one.holder)),
        too_long=tuple(
            one.holder.number for one in ready.badges if too_long_on(one, ready.edition)
        ),
    )


def _usual(wanted: BadgeRequest) -> Kept | None:
    """Return the design that is given in the size that a command asks for."""
    if not wanted.size and wanted.sides is None:
        return None
    width, height = size_of(wanted.size or "A6")
    design = default_design(width, height, sides=wanted.sides or Sides.ONE)
    return Kept(id=0, version=0, version_id=None, design=design)


def _ready(press: Press, chosen: Sequence[Registration], usual: Kept | None = None) -> _Ready:
    expected = [one for one in chosen if one.is_confirmed]
    if not expected:
        raise NoBadgesError
    badges, prints = [], []
    for one in expected:
        kept = usual or press.design_of(one)
        holder = press.holder(one)
        badges.append(ToPrint(holder=holder, design=kept.design))
        prints.append(
            _Noted(
                registration=one.id,
                reissue=one.reissue,
                version=kept.version_id,
                facts=facts_of(replace(holder, token=""), kept.design),
            )
        )
    return _Ready(
        edition_id=press.edition_id,
        edition=press.edition,
        badges=tuple(badges),
        pictures=press.pictures,
        prints=tuple(prints),
    )


def _note(ready: _Ready, by: PrintedBy) -> None:
    now, actor = clock.now(), audit.present_actor()
    db.session.add_all(
        BadgePrint(
            registration_id=one.registration,
            reissue=one.reissue,
            printed_at=now,
            printed_by=by,
            actor=actor,
            design_version_id=one.version,
            facts=one.facts,
        )
        for one in ready.prints
    )
    audit.record(
        "badges.printed",
        edition_id=ready.edition_id,
        object_type="edition",
        object_id=ready.edition_id,
        details={"count": len(ready.prints), "by": by.value},
    )


# ---------------------------------------------------------------- by the worker


def order_badges(edition: Edition, wanted: BadgeRequest, key: str, total: int) -> FileJob:
    """Write down which badges are to be set; the worker does it. A form sent twice is one file."""
    return order_file(BADGES, edition.id, key, wanted.to_mapping(), total)


def do_badge_jobs() -> Generator[int, None, None]:
    """Make the files that wait, and yield where it is to be committed."""
    return do_files(BADGES, _make)


def _make(job_id: int) -> Generator[int, None, None]:
    """Make a file batch by batch, with no transaction open while typst works."""
    with reading():
        job = db.session.get_one(FileJob, job_id)
        wanted, actor = BadgeRequest.from_mapping(job.wanted), job.made_by
        edition = db.session.get_one(Edition, job.edition_id)
        press = Press(edition)
        try:
            ready = _ready(press, list_to_print(edition, wanted, press))
        except NoBadgesError:
            ready = None
        db.session.rollback()
    if ready is None:
        note_progress(job_id, state=FileState.EMPTY, total=0, done=0, finished_at=clock.now())
        yield job_id
        return
    papers, done = [], 0
    for count, pdf in set_batches(ready.badges, ready.edition, wanted.sheet, ready.pictures):
        papers.append(pdf)
        done += count
        if not note_progress(job_id, done=done, total=len(ready.badges)):
            return  # deleted meanwhile
        yield job_id
    if finish_file(job_id, join_batches(papers)):
        with audit.acting_as(actor):
            _note(ready, PrintedBy.BATCH)
    yield job_id
