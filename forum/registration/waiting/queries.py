"""Reads of the waiting lists."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from forum.core.db import db
from forum.editions.models import Edition
from forum.registration.errors import RegistrationNotFoundError
from forum.registration.models import Limit, Registration, Seat
from forum.registration.types import RegistrationState
from forum.registration.waiting.models import WaitingEntry
from forum.registration.waiting.types import (
    ADMISSION,
    ON_THE_LIST,
    WaitingState,
    option_subject,
    session_subject,
)

ORDER = (WaitingEntry.waiting_class, WaitingEntry.ordered_at, WaitingEntry.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Where somebody stands on a list: 1 is who gets the next seat, 0 who has one offered."""

    entry: WaitingEntry
    place: int

    @property
    def is_offered(self) -> bool:
        """Tell whether a seat is held for them."""
        return self.entry.state is WaitingState.OFFERED

    @property
    def is_admission(self) -> bool:
        """Tell whether it is about being let in at all."""
        return self.entry.subject == ADMISSION


def list_waiting(registration: Registration) -> Sequence[Waiting]:
    """Return where somebody waits and what is offered to them, in the order of joining."""
    entries = db.session.scalars(
        select(WaitingEntry)
        .where(WaitingEntry.registration_id == registration.id, WaitingEntry.state.in_(ON_THE_LIST))
        .order_by(WaitingEntry.id)
    ).all()
    return [Waiting(entry=entry, place=place_of(entry, registration)) for entry in entries]


def seats_of(registration: Registration) -> frozenset[str]:
    """Return the subjects in which somebody holds a seat, or is noted without one."""
    limits = db.session.scalars(
        select(Limit)
        .join(Seat, Seat.limit_id == Limit.id)
        .where(Seat.registration_id == registration.id)
    )
    options = {option_subject(limit.option_key) for limit in limits if limit.option_key}
    return frozenset(options | {session_subject(key) for key in registration.session_keys})


def place_of(entry: WaitingEntry, registration: Registration) -> int:
    """Return the place of an entry on its list; 0 once a seat is offered.

    Who waits to be admitted waits with those of the same category.
    """
    if entry.state is not WaitingState.WAITING:
        return 0
    other = aliased(WaitingEntry)
    before = or_(
        other.waiting_class < entry.waiting_class,
        and_(
            other.waiting_class == entry.waiting_class,
            or_(
                other.ordered_at < entry.ordered_at,
                and_(other.ordered_at == entry.ordered_at, other.id < entry.id),
            ),
        ),
    )
    statement = select(func.count(other.id)).where(
        other.edition_id == entry.edition_id,
        other.subject == entry.subject,
        other.state == WaitingState.WAITING,
        before,
    )
    if entry.subject == ADMISSION:
        statement = statement.join(Registration, Registration.id == other.registration_id).where(
            Registration.category_id == registration.category_id
        )
    return (db.session.scalar(statement) or 0) + 1


def count_waiting(edition: Edition) -> Mapping[str, int]:
    """Return how many wait for each subject; for being admitted, `admission/CATEGORY_ID`."""
    rows = db.session.execute(
        select(WaitingEntry.subject, Registration.category_id, func.count(WaitingEntry.id))
        .join(Registration, Registration.id == WaitingEntry.registration_id)
        .where(WaitingEntry.edition_id == edition.id, WaitingEntry.state == WaitingState.WAITING)
        .group_by(WaitingEntry.subject, Registration.category_id)
    )
    counts: dict[str, int] = {}
    for subject, category_id, count in rows:
        key = f"{ADMISSION}/{category_id}" if subject == ADMISSION else subject
        counts[key] = counts.get(key, 0) + count
    return counts


def list_line(
    edition: Edition, subjects: Collection[str] | None = None
) -> Sequence[tuple[int, str, int]]:
    """Return who waits, in order: the entry's id, its subject and the person's category."""
    conditions: list[ColumnElement[bool]] = [
        WaitingEntry.edition_id == edition.id,
        WaitingEntry.state == WaitingState.WAITING,
    ]
    if subjects is not None:
        conditions.append(WaitingEntry.subject.in_(subjects))
    rows = db.session.execute(
        select(WaitingEntry.id, WaitingEntry.subject, Registration.category_id)
        .join(Registration, Registration.id == WaitingEntry.registration_id)
        .where(*conditions)
        .order_by(*ORDER)
    )
    return [(entry, subject, category) for entry, subject, category in rows]


def list_entries(edition: Edition, subject: str, category_id: int | None) -> Sequence[WaitingEntry]:
    """Return one list with the people on it: what is offered first, then who waits, in order."""
    conditions = [
        WaitingEntry.edition_id == edition.id,
        WaitingEntry.subject == subject,
        WaitingEntry.state.in_(ON_THE_LIST),
    ]
    if category_id is not None:
        conditions.append(Registration.category_id == category_id)
    return db.session.scalars(
        select(WaitingEntry)
        .join(Registration, Registration.id == WaitingEntry.registration_id)
        .where(*conditions)
        .order_by(WaitingEntry.state, *ORDER)  # `offered` stands before `waiting`
        .options(
            joinedload(WaitingEntry.registration).joinedload(Registration.category),
            joinedload(WaitingEntry.registration).joinedload(Registration.city),
        )
    ).all()


def get_entry(entry_id: int, edition: Edition | None = None) -> WaitingEntry:
    """Return a place on a list.

    Raises:
        RegistrationNotFoundError: there is none, or it is of another edition.
    """
    found = db.session.scalar(
        select(WaitingEntry)
        .where(WaitingEntry.id == entry_id)
        .options(joinedload(WaitingEntry.registration).joinedload(Registration.category))
    )
    if found is None or (edition is not None and found.edition_id != edition.id):
        raise RegistrationNotFoundError
    return found


def list_overdue_editions(at: datetime) -> Sequence[int]:
    """Return the ids of the editions in which an offer has ended."""
    return db.session.scalars(
        select(WaitingEntry.edition_id)
        .where(WaitingEntry.state == WaitingState.OFFERED, WaitingEntry.offer_ends_at <= at)
        .distinct()
    ).all()


def list_overdue(edition_id: int, at: datetime) -> Sequence[WaitingEntry]:
    """Return the offers of an edition that have ended, the oldest first."""
    return db.session.scalars(
        select(WaitingEntry)
        .where(
            WaitingEntry.edition_id == edition_id,
            WaitingEntry.state == WaitingState.OFFERED,
            WaitingEntry.offer_ends_at <= at,
        )
        .order_by(WaitingEntry.offer_ends_at, WaitingEntry.id)
    ).all()


def list_lapsed(registration: Registration) -> Sequence[str]:
    """Return the subjects that were offered to somebody who did not answer in time.

    One that they wait for again, or have by now, is not among them.
    """
    last = (
        select(func.max(WaitingEntry.id))
        .where(WaitingEntry.registration_id == registration.id)
        .group_by(WaitingEntry.subject)
    )
    subjects = db.session.scalars(
        select(WaitingEntry.subject)
        .where(WaitingEntry.id.in_(last), WaitingEntry.state == WaitingState.EXPIRED)
        .order_by(WaitingEntry.id)
    )
    held = seats_of(registration)
    return [subject for subject in subjects if subject not in held]


def has_left(registration: Registration, subject: str) -> bool:
    """Tell whether the person gave a place up before: cancelled, declined, or let an offer pass."""
    former = aliased(Registration)
    same = and_(
        former.edition_id == registration.edition_id,
        former.email_key == registration.email_key,
        former.colleague_key == registration.colleague_key,
    )
    cancelled = exists().where(
        same, former.id != registration.id, former.state == RegistrationState.CANCELLED
    )
    left = (WaitingState.DECLINED, WaitingState.EXPIRED)
    gave_up = exists().where(
        same,
        WaitingEntry.registration_id == former.id,
        WaitingEntry.subject == subject,
        WaitingEntry.state.in_(left),
    )
    return bool(db.session.scalar(select(or_(cancelled, gave_up))))
