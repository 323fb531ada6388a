"""Reads of the desk."""

from collections.abc import Sequence

from forum.editions.models import Edition
from forum.registration.models import Registration
from forum.registration.queries import list_registrations
from forum.registration.types import ListFilter

MOST_FOUND = 20


def find_people(edition: Edition, query: str) -> Sequence[Registration]:
    """Return the first of those whom a name, a city or a number finds."""
    if not query.strip():
        return []
    return list_registrations(edition, ListFilter(query=query.strip()[:100])).rows[:MOST_FOUND]
