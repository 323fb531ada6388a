"""What is noted of papers of the hall."""

from forum.core import audit
from forum.editions.models import Edition


def note_lanyards(edition: Edition, count: int, reason: str) -> None:
    """Write down that the names went out as a spreadsheet, and why."""
    audit.record(
        "badges.lanyards_exported",
        edition_id=edition.id,
        object_type="edition",
        object_id=edition.id,
        details={"rows": count, "reason": reason},
    )
