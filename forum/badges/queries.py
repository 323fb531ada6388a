"""Reads of the badges feature."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from forum.badges.models import BadgePrint
from forum.badges.types import Order
from forum.core.db import db
from forum.editions.models import Edition
from forum.registration.models import Category, ConsentGiven, Registration
from forum.registration.queries import list_categories, list_confirmed
from forum.registration.types import RegistrationState

PHOTO_NOTICE = "photos"


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryCount:
    """How many badges a category needs, and how many of them were printed."""

    category: Category
    expected: int
    printed: int

    @property
    def open(self) -> int:
        """Return how many are still to be printed."""
        return self.expected - self.printed


def count_badges(edition: Edition) -> Sequence[CategoryCount]:
    """Return the counts of every category, in order."""
    rows = db.session.execute(
        select(
            Registration.category_id,
            func.count(Registration.id.distinct()),
            func.count(BadgePrint.registration_id.distinct()),
        )
        .outerjoin(
            BadgePrint,
            and_(
                BadgePrint.registration_id == Registration.id,
                BadgePrint.reissue == Registration.reissue,
                _says_the_same(),
            ),
        )
        .where(
            Registration.edition_id == edition.id,
            Registration.state == RegistrationState.CONFIRMED,
        )
        .group_by(Registration.category_id)
    )
    counts = {category: (expected, printed) for category, expected, printed in rows}
    return [
        CategoryCount(
            category=category,
            expected=counts.get(category.id, (0, 0))[0],
            printed=counts.get(category.id, (0, 0))[1],
        )
        for category in list_categories(edition)
    ]


def list_to_print(
    edition: Edition, category: str = "", *, only_new: bool = False, order: Order = Order.NAME
) -> Sequence[Registration]:
    """Return those whose badges are asked for, in the order in which they are handed out."""
    chosen = list_confirmed(edition, category)
    if only_new:
        printed = _printed(edition)
        chosen = [one for one in chosen if (one.id, one.reissue) not in printed]
    if order is Order.CITY:
        return sorted(chosen, key=lambda one: one.city.name.in_("ko") if one.city else "\uffff")
    if order is Order.CATEGORY:
        return sorted(chosen, key=lambda one: one.category.position)
    return chosen


def _printed(edition: Edition) -> set[tuple[int, int]]:
    rows = db.session.execute(
        select(BadgePrint.registration_id, BadgePrint.reissue)
        .join(BadgePrint.registration)
        .where(Registration.edition_id == edition.id, _says_the_same())
    )
    return {(registration, reissue) for registration, reissue in rows}


def _says_the_same() -> ColumnElement[bool]:
    """Tell whether a print says what the badge says now, as far as its person has changed it."""
    return or_(
        Registration.badge_changed_at.is_(None),
        Registration.badge_changed_at < BadgePrint.printed_at,
    )


def is_print_outdated(registration: Registration) -> bool:
    """Tell whether somebody's valid badge was printed, but only before its person changed it."""
    changed_at = registration.badge_changed_at
    if changed_at is None or not registration.is_confirmed:
        return False
    last = db.session.scalar(
        select(func.max(BadgePrint.printed_at)).where(
            BadgePrint.registration_id == registration.id,
            BadgePrint.reissue == registration.reissue,
        )
    )
    return last is not None and last <= changed_at


def photo_answers(edition: Edition) -> Mapping[int, bool]:
    """Return, for each registration that was asked, whether it may be photographed."""
    later = aliased(ConsentGiven)
    rows = db.session.execute(
        select(ConsentGiven.registration_id, ConsentGiven.given)
        .join(Registration, Registration.id == ConsentGiven.registration_id)
        .where(
            Registration.edition_id == edition.id,
            ConsentGiven.key == PHOTO_NOTICE,
            ~select(later.id)
            .where(
                later.registration_id == ConsentGiven.registration_id,
                later.key == PHOTO_NOTICE,
                later.id > ConsentGiven.id,
            )
            .exists(),
        )
    )
    return {row.registration_id: row.given for row in rows}
