"""Decisions about passing a place on, on values alone."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

TRANSFER_LASTS = timedelta(days=7)


def transfer_ends(at: datetime, starts_on: date, timezone: str) -> datetime:
    """Return until when a place can be taken: a week, but not after the forum has begun."""
    begins = datetime.combine(starts_on, time.min, ZoneInfo(timezone))
    return min(at + TRANSFER_LASTS, begins)
