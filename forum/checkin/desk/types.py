"""Values of the desk."""

from dataclasses import dataclass
from datetime import datetime

from forum.checkin.types import Person, Reason, Result
from forum.core.localized import LocalizedText


@dataclass(frozen=True, slots=True, kw_only=True)
class AgainstTheList:
    """Somebody whom a desk let in although the list said no."""

    person: Person | None
    registration_id: int
    list_name: LocalizedText
    device: str
    gate: LocalizedText
    at: datetime
    result: Result
    reason: Reason | None
    note: str
    undone: bool
