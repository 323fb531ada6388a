"""Offers: a seat that becomes free is held for who is first on its list, until a deadline."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from forum.core import audit, clock
from forum.core.db import db
from forum.core.links import CapabilityLink, issue_link, revoke_links, use_link
from forum.editions.models import Edition
from forum.programme.queries import public_agenda
from forum.programme.types import Agenda
from forum.registration import emails
from forum.registration.errors import NotOfferedError
from forum.registration.models import Limit, Registration
from forum.registration.services import seats
from forum.registration.services.admitting import give, settle_wishes
from forum.registration.services.books import lock_book
from forum.registration.types import RegistrationState
from forum.registration.waiting.limits import rooms_of
from forum.registration.waiting.models import WaitingEntry
from forum.registration.waiting.queries import (
    get_entry,
    list_line,
    list_overdue,
    list_overdue_editions,
    list_waiting,
)
from forum.registration.waiting.rules import gives_way, next_in_line, offer_ends
from forum.registration.waiting.types import ADMISSION, ON_THE_LIST, WaitingState, session_of


def offer_seats(edition: Edition, subjects: Collection[str] | None = None) -> int:
    """Offer every free seat to who is first in line, and return how many were offered.

    The edition's book is locked by the caller. Of two who wait, the first is passed over only
    if another limit holds for them alone (their category's share is full).
    """
    if subjects is not None and not subjects:
        return 0
    line = list_line(edition, subjects)
    if not line:
        return 0
    agenda = public_agenda(edition)
    limits = lock_all_limits(edition)
    offered = next_in_line(line, rooms_of(limits))
    for entry_id in offered:
        offer_entry(get_entry(entry_id), limits, agenda)
    return len(offered)


def lock_all_limits(edition: Edition) -> Sequence[Limit]:
    """Return every limit of an edition, locked in the order in which all lock them."""
    statement = select(Limit).where(Limit.edition_id == edition.id).order_by(Limit.id)
    return db.session.scalars(
        statement.with_for_update().execution_options(populate_existing=True)
    ).all()


def offer_entry(entry: WaitingEntry, limits: Sequence[Limit], agenda: Agenda) -> None:
    """Hold a seat for somebody and offer it by mail; the limits are locked and have one free."""
    registration = entry.registration
    own = [limit for limit in limits if limit.category_id in {None, registration.category_id}]
    seats.take(registration, entry.subject, own)
    entry.state = WaitingState.OFFERED
    entry.offered_at = clock.now()
    entry.offer_ends_at = offer_ends(entry.offered_at, begins_at(registration, entry, agenda))
    if entry.subject == ADMISSION:
        registration.state = RegistrationState.OFFERED
    db.session.flush()
    secret = issue_link(
        emails.OFFER_PURPOSE, "waiting_entry", entry.id, expires_at=entry.offer_ends_at
    )
    emails.send_offer(registration, agenda, entry, secret)
    _note("waiting.offered", entry)


def begins_at(registration: Registration, entry: WaitingEntry, agenda: Agenda) -> datetime:
    """Return when that begins in which a seat is offered: the session, else the forum."""
    edition = registration.edition
    session = agenda.session(session_of(entry.subject)) if session_of(entry.subject) else None
    day = session.day if session and session.day else edition.starts_on
    minutes = session.starts if session and session.starts is not None else 0
    midnight = datetime.combine(day, time.min, ZoneInfo(edition.timezone))
    return midnight + timedelta(minutes=minutes)


def answer_offer(link: CapabilityLink, *, takes: bool) -> WaitingEntry:
    """Take or leave what is held for somebody, and use up the link of the mail that offered it.

    The book is locked before the link is: who takes offers back does it in this order too.

    Raises:
        LinkUsedError: the offer was answered, or has ended, a moment before.
        NotOfferedError: nothing is held for them, or no longer.
    """
    lock_book(get_entry(link.subject_id).registration.edition)
    use_link(link)
    return accept_offer(link.subject_id) if takes else decline_offer(link.subject_id)


def accept_offer(entry_id: int) -> WaitingEntry:
    """Take the seat that is held for somebody.

    With it they give up the choices ranked below, which others are offered at once.

    Raises:
        NotOfferedError: nothing is held for them, or no longer.
    """
    entry, edition = _lock_offer(entry_id)
    registration = entry.registration
    agenda = public_agenda(edition)
    limits = [
        limit
        for limit in lock_all_limits(edition)
        if limit.category_id in {None, registration.category_id}
    ]
    end_entry(entry, WaitingState.ACCEPTED)
    registration.changed_at = clock.now()
    registration.calendar_sequence += 1
    if entry.subject == ADMISSION:
        settle_wishes(registration, limits)
        secret = issue_link(emails.PURPOSE, "registration", registration.id)
        emails.send_state(registration, agenda, secret, list_waiting(registration))
        _note("waiting.accepted", entry)
        return entry
    give(registration, entry.subject, limits)
    before = frozenset(registration.session_keys)
    freed = _give_up(registration, gives_way(entry.subject, registration.wishes))
    db.session.flush()
    emails.send_seated(registration, agenda, entry, before - frozenset(registration.session_keys))
    _note("waiting.accepted", entry)
    offer_seats(edition, freed)
    return entry


def _give_up(registration: Registration, subjects: frozenset[str]) -> frozenset[str]:
    sessions = {session_of(subject) for subject in subjects}
    for attendance in list(registration.attendances):
        if attendance.session_key in sessions:
            registration.attendances.remove(attendance)
    for entry in _entries_of(registration):
        if entry.subject in subjects:
            end_entry(entry, WaitingState.WITHDRAWN)
    return seats.free(registration, subjects)


def decline_offer(entry_id: int) -> WaitingEntry:
    """Give an offered seat back; it is offered to the next at once.

    Raises:
        NotOfferedError: nothing is held for them, or no longer.
    """
    entry, edition = _lock_offer(entry_id)
    _let_go(entry, edition, WaitingState.DECLINED)
    return entry


def leave_list(entry_id: int) -> WaitingEntry:
    """Take somebody off a list; who waits to be admitted cancels instead.

    Raises:
        NotOfferedError: they are not on it any more.
    """
    entry = get_entry(entry_id)
    edition = entry.registration.edition
    lock_book(edition)
    db.session.refresh(entry)
    if entry.state not in ON_THE_LIST or entry.subject == ADMISSION:
        raise NotOfferedError
    freed = seats.free(entry.registration, {entry.subject}) if _is_held(entry) else frozenset()
    end_entry(entry, WaitingState.WITHDRAWN)
    _note("waiting.left", entry)
    offer_seats(edition, freed)
    return entry


def _is_held(entry: WaitingEntry) -> bool:
    return entry.state is WaitingState.OFFERED


def expire_offers() -> Iterator[int]:
    """Take back every offer whose deadline is over, and offer the seats to the next.

    A part of it is one edition: the worker commits each, once a minute.
    """
    for edition_id in list_overdue_editions(clock.now()):
        edition = db.session.get_one(Edition, edition_id)
        lock_book(edition)
        for entry in list_overdue(edition_id, clock.now()):
            _let_go(entry, edition, WaitingState.EXPIRED)
        yield edition_id


def _let_go(entry: WaitingEntry, edition: Edition, state: WaitingState) -> None:
    registration = entry.registration
    freed = seats.free(registration, {entry.subject})
    end_entry(entry, state)
    agenda = public_agenda(edition)
    if entry.subject == ADMISSION:
        registration.state = RegistrationState.CANCELLED
        registration.cancelled_at = registration.changed_at = clock.now()
        registration.calendar_sequence += 1
    db.session.flush()
    if state is WaitingState.EXPIRED:
        emails.send_offer_over(registration, agenda, entry)
        _note("waiting.expired", entry)
    else:
        _tell_declined(registration, agenda, entry)
        _note("waiting.declined", entry)
    offer_seats(edition, freed)


def _tell_declined(registration: Registration, agenda: Agenda, entry: WaitingEntry) -> None:
    if entry.subject == ADMISSION:
        emails.send_cancellation(registration, agenda, was_expected=False)
    else:
        emails.send_lists(registration, agenda, list_waiting(registration))


def withdraw_all(registration: Registration) -> None:
    """Take somebody off every list, because they do not come; their seats are freed elsewhere."""
    for entry in _entries_of(registration):
        end_entry(entry, WaitingState.WITHDRAWN)


def _entries_of(registration: Registration) -> Sequence[WaitingEntry]:
    return [waiting.entry for waiting in list_waiting(registration)]


def _lock_offer(entry_id: int) -> tuple[WaitingEntry, Edition]:
    entry = get_entry(entry_id)
    edition = entry.registration.edition
    lock_book(edition)
    db.session.refresh(entry)
    if entry.state is not WaitingState.OFFERED or entry.offer_ends_at is None:
        raise NotOfferedError
    if entry.offer_ends_at <= clock.now():
        raise NotOfferedError
    return entry, edition


def end_entry(entry: WaitingEntry, state: WaitingState) -> None:
    """Take somebody off one list; the link of an offer opens nothing any more."""
    entry.state = state
    entry.ended_at = clock.now()
    revoke_links(emails.OFFER_PURPOSE, "waiting_entry", entry.id)


def _note(action: str, entry: WaitingEntry, details: dict[str, object] | None = None) -> None:
    audit.record(
        action,
        edition_id=entry.edition_id,
        object_type="registration",
        object_id=entry.registration_id,
        details={"subject": entry.subject, **(details or {})},
    )
