"""What a limit is about, and how many of its seats are free, as values."""

from collections.abc import Iterable

from forum.registration.models import Limit
from forum.registration.waiting.rules import Room
from forum.registration.waiting.types import ADMISSION, option_subject, session_subject


def rooms_of(limits: Iterable[Limit]) -> list[Room]:
    """Return how many seats of some limits are free, as values."""
    return [
        Room(subject=subject_of(limit), category_id=limit.category_id, left=limit.seats_left)
        for limit in limits
    ]


def subject_of(limit: Limit) -> str:
    """Return what one has a seat in by a limit."""
    if limit.session_key:
        return session_subject(limit.session_key)
    return option_subject(limit.option_key) if limit.option_key else ADMISSION
