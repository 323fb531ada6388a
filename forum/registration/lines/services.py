"""What organisers do to waiting lists by hand. Each change and its reason is kept."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from forum.core import audit, clock
from forum.core.dates import format_datetime
from forum.core.db import db
from forum.core.links import issue_link, prolong_links
from forum.editions.models import Edition
from forum.programme.queries import public_agenda
from forum.registration import emails
from forum.registration.errors import (
    CapacityBelowTakenError,
    MovedOutOfPlaceError,
    ReasonMissingError,
)
from forum.registration.lines.errors import (
    DeadlineNotLaterError,
    DeadlineTooLateError,
    LineChangedError,
    NoFreePlaceError,
    NotOnListError,
    OfferedAlreadyError,
    OfferOverError,
)
from forum.registration.lines.models import LineChange
from forum.registration.lines.queries import propose_capacity
from forum.registration.lines.types import CapacityProposal, ChangeKind
from forum.registration.models import Limit, Registration
from forum.registration.rules import read_note
from forum.registration.services import seats
from forum.registration.services.books import lock_book
from forum.registration.services.changing import cancel
from forum.registration.services.offering import (
    begins_at,
    leave_list,
    lock_all_limits,
    offer_entry,
    offer_seats,
)
from forum.registration.waiting.limits import subject_of
from forum.registration.waiting.models import WaitingEntry
from forum.registration.waiting.queries import get_entry, list_entries
from forum.registration.waiting.types import ADMISSION, ON_THE_LIST, WaitingState


def move_entry(
    edition: Edition, entry_id: int, place: int, reason: str, *, seen: int | None = None
) -> WaitingEntry:
    """Move somebody to another place of the list, 1 being the first; the reason is kept.

    Whoever stands there already keeps class and time. `seen` is the place at which the organiser
    saw them; who stands at the wished place already is left there.

    Raises:
        ReasonMissingError, NotOnListError, OfferedAlreadyError, LineChangedError,
        MovedOutOfPlaceError: no list has such a place.
    """
    reason = _reason(reason)
    entry = _lock(edition, entry_id)
    if entry.state is not WaitingState.WAITING:
        raise OfferedAlreadyError
    line = [
        other
        for other in list_entries(edition, entry.subject, _category(entry))
        if other.state is WaitingState.WAITING
    ]
    former = line.index(entry) + 1
    if not 1 <= place <= len(line):
        raise MovedOutOfPlaceError(count=len(line))
    if place == former:
        return entry
    if seen is not None and seen != former:
        raise LineChangedError
    line.remove(entry)
    line.insert(place - 1, entry)
    _order(line, place - 1)
    _note_change(ChangeKind.MOVED, "waiting.moved", entry, reason, {"from": former, "to": place})
    return entry


def _order(line: Sequence[WaitingEntry], moved: int) -> None:
    """Give the moved entry the class and a time between its neighbours'."""
    entry = line[moved]
    before = line[moved - 1] if moved else None
    after = line[moved + 1] if moved + 1 < len(line) else None
    if after is None:
        assert before is not None  # noqa: S101  a list of one was not moved
        entry.waiting_class = before.waiting_class
        entry.ordered_at = before.ordered_at + timedelta(microseconds=1)
        return
    entry.waiting_class = after.waiting_class
    entry.ordered_at = after.ordered_at - timedelta(microseconds=1)
    for earlier in reversed(line[:moved]):  # times that lie too close give way
        if (earlier.waiting_class, earlier.ordered_at) < (after.waiting_class, entry.ordered_at):
            break
        earlier.waiting_class = after.waiting_class
        earlier.ordered_at = entry.ordered_at - timedelta(microseconds=1)
        after, entry = entry, earlier


def offer_place(
    edition: Edition, entry_id: int, reason: str, *, adds_place: bool = False
) -> WaitingEntry:
    """Offer a place to somebody before their turn.

    Free places are offered as soon as they are free, so there is one only where `adds_place`
    makes it: one more in every limit that is full.

    Raises:
        ReasonMissingError, NotOnListError, OfferedAlreadyError, NoFreePlaceError
    """
    reason = _reason(reason)
    entry = _lock(edition, entry_id)
    if entry.state is not WaitingState.WAITING:
        raise OfferedAlreadyError
    limits = [
        limit
        for limit in lock_all_limits(edition)
        if limit.category_id in {None, entry.registration.category_id}
    ]
    if not seats.has_seat(entry.subject, limits):
        if not adds_place:
            full = seats.fullest(entry.subject, limits)
            raise NoFreePlaceError(taken=full.taken, capacity=full.capacity)
        widen(edition, seats.limits_of(entry.subject, limits), reason, entry.registration)
    offer_entry(entry, limits, public_agenda(edition))
    _note_change(ChangeKind.OFFERED, "waiting.preferred", entry, reason)
    return entry


def widen(
    edition: Edition, limits: Iterable[Limit], reason: str, registration: Registration | None = None
) -> list[LineChange]:
    """Give each limit that is full one seat more, for somebody who takes it at once.

    The limits are locked. Whoever makes the registration afterwards notes it in the changes, so
    that the reason goes with the person's data.
    """
    changes = []
    for limit in limits:
        if limit.seats_left <= 0:
            before, limit.capacity = limit.capacity, limit.taken + 1
            changes.append(_keep_capacity(edition, limit, before, reason, registration))
    db.session.flush()
    return changes


def prolong_offer(
    edition: Edition, entry_id: int, until: datetime, reason: str, *, seen: datetime | None = None
) -> WaitingEntry:
    """Hold a seat for somebody longer than was said; they get the new deadline by mail.

    `seen` is the deadline that the organiser saw.

    Raises:
        ReasonMissingError, NotOnListError, OfferOverError, LineChangedError,
        DeadlineNotLaterError, DeadlineTooLateError
    """
    reason = _reason(reason)
    entry = _lock(edition, entry_id)
    former = entry.offer_ends_at
    if entry.state is not WaitingState.OFFERED or former is None or former <= clock.now():
        raise OfferOverError
    if until == former:
        return entry
    if seen is not None and seen != former:
        raise LineChangedError
    if until < former:
        raise DeadlineNotLaterError
    agenda = public_agenda(edition)
    begins = begins_at(entry.registration, entry, agenda)
    if until > begins:
        raise DeadlineTooLateError(begins=format_datetime(begins, ZoneInfo(edition.timezone)))
    entry.offer_ends_at = until
    prolong_links(emails.OFFER_PURPOSE, "waiting_entry", entry.id, until)
    secret = issue_link(emails.OFFER_PURPOSE, "waiting_entry", entry.id, expires_at=until)
    emails.send_offer(entry.registration, agenda, entry, secret)
    details: dict[str, object] = {"from": former.isoformat(), "to": until.isoformat()}
    _note_change(ChangeKind.PROLONGED, "waiting.prolonged", entry, reason, details)
    return entry


def remove_entry(edition: Edition, entry_id: int, reason: str) -> WaitingEntry:
    """Take somebody off a list; a place that was held goes to the next. The mail tells the reason.

    Who waits to take part at all has their registration cancelled with it.

    Raises:
        ReasonMissingError, NotOnListError
    """
    reason = _reason(reason)
    entry = _lock(edition, entry_id)
    if entry.state not in ON_THE_LIST:
        raise NotOnListError
    if entry.subject == ADMISSION:
        cancel(entry.registration, reason)
    else:
        leave_list(entry.id)
        emails.send_unlisted(entry.registration, public_agenda(edition), entry, reason)
    _note_change(ChangeKind.REMOVED, "waiting.removed", entry, reason)
    return entry


def change_capacity(
    edition: Edition, limit: Limit, capacity: int, reason: str, *, seen: str | None = None
) -> CapacityProposal:
    """Give a limit another number of seats, and offer new ones to who waits.

    `seen` is the digest of the proposal that the organiser saw: what is done is what was shown.
    The same number once more changes nothing: somebody has clicked twice.

    Raises:
        ReasonMissingError, CapacityBelowTakenError, LineChangedError
    """
    reason = _reason(reason)
    lock_book(edition)
    limits = lock_all_limits(edition)
    assert limit in limits  # noqa: S101  it was read for this edition
    proposal = propose_capacity(edition, limit, capacity)
    if proposal.is_too_low:
        raise CapacityBelowTakenError(taken=limit.taken)
    if capacity == limit.capacity:
        return proposal
    if seen is not None and seen != proposal.digest():
        raise LineChangedError
    before, limit.capacity = limit.capacity, capacity
    db.session.flush()
    _keep_capacity(edition, limit, before, reason)
    offer_seats(edition, {subject_of(limit)})
    return proposal


def _reason(reason: str) -> str:
    reason = read_note(reason)
    if not reason:
        raise ReasonMissingError
    return reason


def _lock(edition: Edition, entry_id: int) -> WaitingEntry:
    lock_book(edition)
    entry = get_entry(entry_id, edition)
    db.session.refresh(entry)
    if entry.state not in ON_THE_LIST:
        raise NotOnListError
    return entry


def _category(entry: WaitingEntry) -> int | None:
    """Return the category with which somebody waits; None where all wait together."""
    return entry.registration.category_id if entry.subject == ADMISSION else None


def _note_change(
    kind: ChangeKind,
    action: str,
    entry: WaitingEntry,
    reason: str,
    details: dict[str, object] | None = None,
) -> None:
    change = LineChange(
        edition_id=entry.edition_id,
        subject=entry.subject,
        category_id=_category(entry),
        registration_id=entry.registration_id,
        kind=kind,
        details=details or {},
        reason=reason,
        made_by=audit.present_actor(),
    )
    db.session.add(change)
    db.session.flush()
    _note(action, change, "registration", entry.registration_id)


def _keep_capacity(
    edition: Edition,
    limit: Limit,
    before: int,
    reason: str,
    registration: Registration | None = None,
) -> LineChange:
    change = LineChange(
        edition_id=edition.id,
        subject=subject_of(limit),
        category_id=limit.category_id,
        registration_id=registration.id if registration else None,
        kind=ChangeKind.CAPACITY,
        details={"from": before, "to": limit.capacity},
        reason=reason,
        made_by=audit.present_actor(),
    )
    db.session.add(change)
    db.session.flush()
    _note("limit.changed", change, "limit", limit.id)
    return change


def _note(action: str, change: LineChange, object_type: str, object_id: int) -> None:
    """Note what was done in the audit log, which has no word of the reason."""
    audit.record(
        action,
        edition_id=change.edition_id,
        object_type=object_type,
        object_id=object_id,
        details={"subject": change.subject, "change": change.id, **change.details},
    )
