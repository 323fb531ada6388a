"""Reads of the exchange feature."""

from sqlalchemy import select

from forum.cities.models import City
from forum.core.db import db
from forum.editions.models import Series
from forum.exchange.checks import Known
from forum.people.models import Organisation


def known_keys() -> Known:
    """Return the keys that are in the database, to which a file may refer."""
    return Known(
        cities=frozenset(db.session.scalars(select(City.key))),
        organisations=frozenset(db.session.scalars(select(Organisation.key))),
        series=frozenset(db.session.scalars(select(Series.key))),
    )
