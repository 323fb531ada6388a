"""Reads of those who are missing."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import joinedload

from forum.checkin.models import CheckinList, Scan
from forum.checkin.queries import came_in, list_seated
from forum.core.db import db
from forum.registration.filters.queries import conditions_of
from forum.registration.models import Category, Registration
from forum.registration.types import ListFilter, RegistrationState

PAGE_LENGTH = 100
MOST_IDS = 500  # that a filter can carry


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A page of those who are missing; `ids` are all of them, if they are few enough."""

    rows: Sequence[Registration]
    total: int
    page: int
    pages: int
    ids: Sequence[int] = ()


def expected_at(target: CheckinList, chosen: ListFilter) -> list[ColumnElement[bool]]:
    """Return what holds of those who may pass a list, and whom a filter finds."""
    conditions = [
        *conditions_of(target.edition, chosen),
        Registration.state == RegistrationState.CONFIRMED,
    ]
    if target.categories:
        keys = select(Category.id).where(
            Category.edition_id == target.edition_id, Category.key.in_(target.categories)
        )
        conditions.append(Registration.category_id.in_(keys))
    if target.seat:
        conditions.append(Registration.id.in_(list_seated(target.edition, target.seat)))
    return conditions


def _is_missing(target: CheckinList) -> ColumnElement[bool]:
    here = exists().where(
        Scan.list_id == target.id, Scan.registration_id == Registration.id, came_in()
    )
    return ~here


def list_missing(target: CheckinList, chosen: ListFilter) -> Missing:
    """Return those who are expected at a list and were not let in, by name. Three statements."""
    conditions = [*expected_at(target, chosen), _is_missing(target)]
    total = db.session.scalar(select(func.count(Registration.id)).where(*conditions)) or 0
    pages = max(1, -(-total // PAGE_LENGTH))
    page = min(max(1, chosen.page), pages)
    by_name = (Registration.sort_key, Registration.id)
    rows = db.session.scalars(
        select(Registration)
        .where(*conditions)
        .order_by(*by_name)
        .limit(PAGE_LENGTH)
        .offset((page - 1) * PAGE_LENGTH)
        .options(joinedload(Registration.category), joinedload(Registration.city))
    )
    few = select(Registration.id).where(*conditions).order_by(*by_name).limit(MOST_IDS + 1)
    ids = db.session.scalars(few).all()
    return Missing(
        rows=rows.unique().all(),
        total=total,
        page=page,
        pages=pages,
        ids=ids if len(ids) <= MOST_IDS else (),
    )
