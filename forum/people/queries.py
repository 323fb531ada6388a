"""Reads of the people feature."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload

from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.people.errors import PersonNotFoundError
from forum.people.models import Organisation, Person
from forum.people.rules import is_namesake


def list_people() -> Sequence[Person]:
    """Return everybody with city and organisation, in no order that matters."""
    return db.session.scalars(
        select(Person).options(
            defer(Person.works, raiseload=True),
            joinedload(Person.city),
            joinedload(Person.organisation),
        )
    ).all()


def get_person(key: str) -> Person:
    """Return a person.

    Raises:
        PersonNotFoundError: nobody has this key.
    """
    person = db.session.scalar(select(Person).where(Person.key == key))
    if person is None:
        raise PersonNotFoundError
    return person


def lock_person(key: str) -> Person:
    """Return a person as saved by now, with the row locked until the transaction ends.

    Raises:
        PersonNotFoundError: nobody has this key, or no longer.
    """
    statement = select(Person).where(Person.key == key).with_for_update()
    person = db.session.scalar(statement.execution_options(populate_existing=True))
    if person is None:
        raise PersonNotFoundError
    return person


def list_keys() -> frozenset[str]:
    """Return the key of everybody."""
    return frozenset(db.session.scalars(select(Person.key)))


def list_namesakes(name: LocalizedText, other_than: Person | None = None) -> Sequence[Person]:
    """Return the people whose name is the same in a language."""
    names = db.session.execute(select(Person.id, Person.name))
    left_out = other_than.id if other_than else None
    found = [row.id for row in names if row.id != left_out and is_namesake(name, row.name)]
    if not found:
        return ()
    return db.session.scalars(select(Person).where(Person.id.in_(found)).order_by(Person.id)).all()


def list_organisations() -> Sequence[Organisation]:
    """Return every organisation, in no order that matters."""
    return db.session.scalars(select(Organisation)).all()
