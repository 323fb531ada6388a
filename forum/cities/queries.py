"""Reads of the cities feature."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from forum.cities.errors import CityNotFoundError
from forum.cities.models import City, Indicator
from forum.core.db import db


def list_cities(keys: Iterable[str]) -> Sequence[City]:
    """Return the cities with these keys, in no order that matters."""
    return db.session.scalars(select(City).where(City.key.in_(list(keys)))).all()


def get_city(key: str) -> City:
    """Return a city with its indicators.

    Raises:
        CityNotFoundError: there is none with this key.
    """
    city = db.session.scalar(
        select(City)
        .where(City.key == key)
        .options(selectinload(City.indicators).selectinload(Indicator.values))
    )
    if city is None:
        raise CityNotFoundError
    return city
