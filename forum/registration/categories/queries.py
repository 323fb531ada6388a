"""Reads for the organisers' pages of categories."""

from sqlalchemy import func, select

from forum.core.db import db
from forum.editions.models import Edition
from forum.registration.categories.errors import CategoryMissingError
from forum.registration.models import Category, Registration
from forum.registration.queries import find_category
from forum.registration.types import RegistrationState


def get_category(edition: Edition, key: str) -> Category:
    """Return a category of an edition.

    Raises:
        CategoryMissingError
    """
    category = find_category(edition, key)
    if category is None:
        raise CategoryMissingError
    return category


def count_by_category(edition: Edition) -> dict[int, int]:
    """Return how many people are expected in each category, by its id."""
    rows = db.session.execute(
        select(Registration.category_id, func.count())
        .where(
            Registration.edition_id == edition.id,
            Registration.state == RegistrationState.CONFIRMED,
        )
        .group_by(Registration.category_id)
    )
    return {row[0]: row[1] for row in rows}
