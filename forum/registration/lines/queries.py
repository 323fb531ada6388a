"""Reads of the organisers' side of waiting lists."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.editions.models import Edition
from forum.programme.queries import public_agenda
from forum.registration.filters.queries import list_answer_choices
from forum.registration.lines.errors import LimitNotFoundError
from forum.registration.lines.models import LineChange
from forum.registration.lines.types import CapacityProposal
from forum.registration.models import Category, Limit, Registration
from forum.registration.waiting.limits import rooms_of, subject_of
from forum.registration.waiting.models import WaitingEntry
from forum.registration.waiting.queries import ORDER, list_line
from forum.registration.waiting.rules import next_in_line
from forum.registration.waiting.types import (
    ADMISSION,
    ON_THE_LIST,
    WaitingState,
    option_subject,
    session_subject,
)

Row = TypeVar("Row")
PEOPLE_PER_PAGE = 50
CHANGES_PER_PAGE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A limit, and how many wait for a seat in it."""

    limit: Limit
    subject: str
    category: Category | None
    waiting: int
    offered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Somebody on a list; the place is 0 once a seat is held."""

    entry: WaitingEntry
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Paged(Generic[Row]):
    """One page of rows, and how many there are in all."""

    rows: Sequence[Row]
    total: int
    page: int
    pages: int
    first: int  # the number of the first row, from 1


def titles_of(edition: Edition) -> Mapping[str, LocalizedText]:
    """Return what sessions and options are called, by their subjects."""
    titles = {session_subject(s.key): s.title for s in public_agenda(edition).sessions}
    return titles | {option_subject(one.key): one.option for one in list_answer_choices(edition)}


def list_lines(edition: Edition) -> Sequence[Line]:
    """Return every limit of an edition: of categories, of sessions, then of options."""
    counts = _counts(edition)
    categories = {
        category.id: category
        for category in db.session.scalars(
            select(Category).where(Category.edition_id == edition.id)
        ).unique()
    }
    limits = db.session.scalars(
        select(Limit)
        .where(Limit.edition_id == edition.id)
        .order_by(Limit.session_key != "", Limit.option_key != "", Limit.id)
    ).all()
    lines = [_line(limit, counts, categories) for limit in limits]
    return sorted(lines, key=_order)


Counts = Mapping[tuple[str, int, WaitingState], int]


def _counts(edition: Edition) -> Counts:
    rows = db.session.execute(
        select(
            WaitingEntry.subject,
            Registration.category_id,
            WaitingEntry.state,
            func.count(WaitingEntry.id),
        )
        .join(Registration, Registration.id == WaitingEntry.registration_id)
        .where(WaitingEntry.edition_id == edition.id, WaitingEntry.state.in_(ON_THE_LIST))
        .group_by(WaitingEntry.subject, Registration.category_id, WaitingEntry.state)
    )
    return {(subject, category, state): count for subject, category, state, count in rows}


def _line(limit: Limit, counts: Counts, categories: Mapping[int, Category]) -> Line:
    subject = subject_of(limit)

    def count(wanted: WaitingState) -> int:
        return sum(
            number
            for (about, category, state), number in counts.items()
            if (about, state) == (subject, wanted) and limit.category_id in {None, category}
        )

    return Line(
        limit=limit,
        subject=subject,
        category=categories.get(limit.category_id) if limit.category_id else None,
        waiting=count(WaitingState.WAITING),
        offered=count(WaitingState.OFFERED),
    )


def _order(line: Line) -> tuple[int, int, str, int]:
    """Put categories in their order first; a category's share stands below its session."""
    limit, place = line.limit, line.category.position + 1 if line.category else 0
    if line.subject == ADMISSION:
        return (0, place, "", 0)
    return (2 if limit.option_key else 1, 0, line.subject, place)


def get_line(edition: Edition, limit_id: int) -> Line:
    """Return a limit of an edition, and how many wait for it.

    Raises:
        LimitNotFoundError
    """
    limit = db.session.get(Limit, limit_id)
    if limit is None or limit.edition_id != edition.id:
        raise LimitNotFoundError
    category = db.session.get(Category, limit.category_id) if limit.category_id else None
    return _line(limit, _counts(edition), {category.id: category} if category else {})


def find_limit(entry: WaitingEntry) -> Limit | None:
    """Return the limit on whose page an entry stands: the whole one, else the category's share."""
    registration = entry.registration
    limits = db.session.scalars(
        select(Limit).where(Limit.edition_id == entry.edition_id).order_by(Limit.id)
    )
    own = [
        limit
        for limit in limits
        if subject_of(limit) == entry.subject
        and limit.category_id in {None, registration.category_id}
    ]
    return min(own, key=lambda limit: limit.category_id is not None, default=None)


def list_people(edition: Edition, line: Line, page: int) -> Paged[Standing]:
    """Return one page of a list: to whom a seat is offered, then who waits, in order.

    The list of a category's share has its people only; their places are those of the whole list.
    """
    of_line: list[ColumnElement[bool]] = [
        WaitingEntry.edition_id == edition.id,
        WaitingEntry.subject == line.subject,
        WaitingEntry.state.in_(ON_THE_LIST),
    ]
    of_category = Registration.category_id == line.limit.category_id
    places = (
        select(
            WaitingEntry.id,
            func.row_number().over(partition_by=WaitingEntry.state, order_by=ORDER).label("place"),
        )
        .join(Registration, Registration.id == WaitingEntry.registration_id)
        .where(*of_line, *((of_category,) if line.subject == ADMISSION else ()))
        .subquery()
    )
    total = line.waiting + line.offered
    page, pages = _page(page, total, PEOPLE_PER_PAGE)
    rows = db.session.execute(
        select(WaitingEntry, places.c.place)
        .join(places, places.c.id == WaitingEntry.id)
        .join(Registration, Registration.id == WaitingEntry.registration_id)
        .where(*(() if line.limit.category_id is None else (of_category,)))
        .order_by(WaitingEntry.state, *ORDER)  # `offered` stands before `waiting`
        .limit(PEOPLE_PER_PAGE)
        .offset((page - 1) * PEOPLE_PER_PAGE)
        .options(
            joinedload(WaitingEntry.registration).joinedload(Registration.category),
            joinedload(WaitingEntry.registration).joinedload(Registration.city),
        )
    )
    return Paged(
        rows=[
            Standing(entry=entry, place=place if entry.state is WaitingState.WAITING else 0)
            for entry, place in rows
        ],
        total=total,
        page=page,
        pages=pages,
        first=(page - 1) * PEOPLE_PER_PAGE + 1,
    )


def _page(page: int, total: int, length: int) -> tuple[int, int]:
    pages = max(1, -(-total // length))
    return min(max(1, page), pages), pages


def propose_capacity(edition: Edition, limit: Limit, capacity: int) -> CapacityProposal:
    """Return what another number of seats would cause, by the rule that offers them."""
    limits = db.session.scalars(select(Limit).where(Limit.edition_id == edition.id)).all()
    rooms = rooms_of(limits)
    for room, one in zip(rooms, limits, strict=True):
        if one.id == limit.id:
            room.left = capacity - limit.taken
    offered = next_in_line(list_line(edition, {subject_of(limit)}), rooms)
    return CapacityProposal(
        limit_id=limit.id,
        before=limit.capacity,
        taken=limit.taken,
        capacity=capacity,
        offered=offered if capacity >= limit.taken else (),
    )


def list_entries_by_id(ids: Sequence[int]) -> Sequence[WaitingEntry]:
    """Return entries with their people, in the order of the ids."""
    rows = db.session.scalars(
        select(WaitingEntry)
        .where(WaitingEntry.id.in_(ids))
        .options(joinedload(WaitingEntry.registration).joinedload(Registration.category))
    )
    found = {row.id: row for row in rows}
    return [found[one] for one in ids if one in found]


def list_changes(edition: Edition, line: Line, page: int) -> Paged[LineChange]:
    """Return one page of what organisers did to a list by hand, the latest first."""
    conditions = [LineChange.edition_id == edition.id, LineChange.subject == line.subject]
    if line.subject == ADMISSION:
        conditions.append(LineChange.category_id == line.limit.category_id)
    total = db.session.scalar(select(func.count(LineChange.id)).where(*conditions)) or 0
    page, pages = _page(page, total, CHANGES_PER_PAGE)
    rows = db.session.scalars(
        select(LineChange)
        .where(*conditions)
        .order_by(LineChange.id.desc())
        .limit(CHANGES_PER_PAGE)
        .offset((page - 1) * CHANGES_PER_PAGE)
        .options(joinedload(LineChange.registration))
    ).all()
    first = (page - 1) * CHANGES_PER_PAGE + 1
    return Paged(rows=rows, total=total, page=page, pages=pages, first=first)


def list_changes_of(registration: Registration) -> Sequence[LineChange]:
    """Return what organisers did by hand to somebody's places on lists, the latest first."""
    return db.session.scalars(
        select(LineChange)
        .where(LineChange.registration_id == registration.id)
        .order_by(LineChange.id.desc())
    ).all()


def reasons_of(registration: Registration, history: Iterable[AuditEntry]) -> dict[int, str]:
    """Return why each thing was done with a registration, by the entries of the audit log.

    Of what is said about somebody the log has no word: it stands where it goes with their data.
    """
    changes = {change.id: change.reason for change in list_changes_of(registration)}
    found = {}
    for entry in history:
        if entry.action in {"registration.cancelled", "registration.rejected"}:
            found[entry.id] = registration.cancel_reason
        elif "change" in entry.details:
            found[entry.id] = changes.get(int(str(entry.details["change"])), "")
        else:
            found[entry.id] = str(entry.details.get("reason", ""))
    return found
