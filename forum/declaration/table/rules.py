"""How long a page at the table may stand on the screen."""

from datetime import datetime

from forum.declaration.table.types import TABLE_LASTS


def seconds_left(opened_at: datetime, moment: datetime) -> int:
    """Return in how many seconds the device's time is over; 0 if it is."""
    return max(0, round((opened_at + TABLE_LASTS - moment).total_seconds()))
