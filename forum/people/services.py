"""What can be done with people. Nothing here knows of HTTP, and nothing commits.

Whether a programme names somebody, this feature cannot know: who removes a person asks the
programme first (`forum.site.services`).
"""

from collections.abc import Collection
from typing import cast

from forum.core import audit
from forum.core.db import db, take_turn
from forum.core.localized import Language
from forum.core.merging import merged
from forum.people import queries
from forum.people.models import Person
from forum.people.rules import key_for
from forum.people.types import PersonDetails


def details_of_person(person: Person) -> PersonDetails:
    """Return what is written of a person."""
    return PersonDetails(
        name=person.name,
        title=person.title,
        biography=person.biography,
        role_only=person.role_only,
        sort_key=person.sort_key,
        city_id=person.city_id,
        organisation_id=person.organisation_id,
        email=person.email,
        language=cast("Language", person.language),
    )


def add_person(details: PersonDetails, *, edition_id: int | None = None) -> Person:
    """Add a person, under a key made from the name."""
    take_turn(db.session, "people.key")
    person = Person(key=key_for(details, queries.list_keys()), works=[])
    _write(person, details)
    db.session.add(person)
    db.session.flush()
    _note("person.added", person, edition_id, {"key": person.key})
    return person


def revise_person(
    key: str,
    wanted: PersonDetails,
    seen: str,
    *,
    given_up: Collection[str] = (),
    edition_id: int | None = None,
) -> Person:
    """Save what an organiser changed of a person, whose marks the form carried (`seen`).

    What somebody else has changed since, and this save does not, stays. `given_up` are the
    parts in which the organiser lets stand what is saved.

    Raises:
        PersonNotFoundError: the person has been removed meanwhile.
        EditedMeanwhileError: somebody else has given the same parts other values since.
    """
    person = queries.lock_person(key)
    details, changed = merged(seen, details_of_person(person), wanted, given_up)
    if changed:
        _write(person, details)
        db.session.flush()
        _note("person.changed", person, edition_id, {"key": key, "fields": changed})
    return person


def remove_person(person: Person, *, edition_id: int | None = None) -> None:
    """Remove a person whom no programme names."""
    _note("person.removed", person, edition_id, {"key": person.key})
    db.session.delete(person)
    db.session.flush()


def _write(person: Person, details: PersonDetails) -> None:
    person.name = details.name
    person.title = details.title
    person.biography = details.biography
    person.role_only = details.role_only
    person.sort_key = details.sort_key
    person.city_id = details.city_id
    person.organisation_id = details.organisation_id
    person.email = details.email
    person.language = details.language


def _note(action: str, person: Person, edition_id: int | None, details: dict[str, object]) -> None:
    audit.record(
        action, edition_id=edition_id, object_type="person", object_id=person.id, details=details
    )
