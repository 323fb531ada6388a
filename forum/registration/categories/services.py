"""Writing categories."""

from collections.abc import Sequence
from datetime import datetime

from forum.core import audit
from forum.core.db import db
from forum.editions.models import Edition
from forum.registration.categories.errors import CapacityNeededError
from forum.registration.categories.rules import read_colour, refuse_reversed
from forum.registration.categories.types import CategoryDetails
from forum.registration.errors import TooManyCategoriesError
from forum.registration.models import MOST_CATEGORIES, Category
from forum.registration.queries import list_categories
from forum.registration.questions.editing import new_key
from forum.registration.questions.queries import get_form
from forum.registration.questions.services import assign_form
from forum.registration.rules import read_text
from forum.registration.services.preparing import open_registration, set_capacity


def write_period(edition: Edition, opens_at: datetime | None, closes_at: datetime | None) -> None:
    """Say from when to when an edition takes registrations; the first time begins it.

    Raises:
        PeriodReversedError: it would end before it begins.
    """
    refuse_reversed(opens_at, closes_at)
    open_registration(edition, opens_at=opens_at, closes_at=closes_at)
    db.session.flush()
    audit.record(
        "registration.period",
        edition_id=edition.id,
        object_type="edition",
        object_id=edition.id,
        details={
            "opens_at": opens_at and opens_at.isoformat(),
            "closes_at": closes_at and closes_at.isoformat(),
        },
    )


def add_category(edition: Edition, details: CategoryDetails) -> Category:
    """Offer another way to take part, after the others.

    Raises:
        TooManyCategoriesError, and what `change_category` raises
    """
    present = list_categories(edition)
    free = sorted(set(range(MOST_CATEGORIES)) - {category.number for category in present})
    if not free:
        raise TooManyCategoriesError
    category = Category(
        edition_id=edition.id,
        number=free[0],
        key=new_key(details.name, [other.key for other in present], "category"),
        position=max((other.position for other in present), default=-1) + 1,
        name=details.name,
        badge_word=details.badge_word,
        colour=read_colour(details.colour),
    )
    db.session.add(category)
    db.session.flush()
    _write(edition, category, details)
    _record("category.added", category)
    return category


def change_category(edition: Edition, category: Category, details: CategoryDetails) -> None:
    """Write a category anew. Its key and the number on badges stay.

    Raises:
        ColourInvalidError, ColourTooLightError, PeriodReversedError, CapacityBelowTakenError,
        CapacityNeededError, FormNotFoundError, and what `rules.read_text` raises
    """
    _write(edition, category, details)
    _record("category.changed", category)


def _write(edition: Edition, category: Category, details: CategoryDetails) -> None:
    refuse_reversed(details.opens_at, details.closes_at)
    category.name = read_text(details.name, printed=True)
    category.badge_word = read_text(details.badge_word, printed=True)
    category.hint = read_text(details.hint)
    category.colour = read_colour(details.colour)
    category.way_in, category.is_invited = details.way_in, details.is_invited
    category.is_transferable = details.is_transferable
    category.opens_at, category.closes_at = details.opens_at, details.closes_at
    category.waiting_class = details.waiting_class
    assign_form(category, get_form(edition, details.form) if details.form else None)
    if details.capacity is not None:
        set_capacity(edition, details.capacity, category=category)
    elif category.limit is not None:
        raise CapacityNeededError(taken=category.limit.taken)
    db.session.flush()
    db.session.expire(category, ["limit"])


def move_category(edition: Edition, category: Category, *, up: bool) -> None:
    """Offer a category one place earlier or later."""
    ordered: Sequence[Category] = list_categories(edition)
    keys = [other.key for other in ordered]
    position = keys.index(category.key)
    target = position - 1 if up else position + 1
    if 0 <= target < len(keys):
        keys[position], keys[target] = keys[target], keys[position]
    by_key = {other.key: other for other in ordered}
    for place, key in enumerate(keys):
        by_key[key].position = place
    db.session.flush()


def _record(action: str, category: Category) -> None:
    audit.record(
        action,
        edition_id=category.edition_id,
        object_type="category",
        object_id=category.id,
        details={"key": category.key},
    )
