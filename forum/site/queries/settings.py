"""Reads for the settings of an edition: where it comes from, and what a change touches."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from forum.checkin.queries import list_lists
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.editions.models import Edition
from forum.editions.types import EditionDetails
from forum.programme.queries import count_sessions_by_day
from forum.registration.queries import find_book


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """What changed days or another time zone would leave behind.

    Attributes:
        sessions: sessions of the draft that would lie outside the days, and do not now.
        lists: check-in lists of days that would no longer be the edition's.
        closes_at: when registration closes, if that would be after the last day.
        clocks: sessions with a time, which would be meant by the clocks of another zone.
    """

    sessions: int = 0
    lists: int = 0
    closes_at: datetime | None = None
    clocks: int = 0

    def __bool__(self) -> bool:
        """Tell whether anything is touched."""
        return bool(self.sessions or self.lists or self.closes_at or self.clocks)


def touched_by(edition: Edition, wanted: EditionDetails) -> Touched:
    """Return what the change of an edition's days or time zone touches."""
    before, after = (edition.starts_on, edition.ends_on), (wanted.starts_on, wanted.ends_on)
    moved, zoned = before != after, edition.timezone != wanted.timezone
    if not moved and not zoned:
        return Touched()
    by_day = count_sessions_by_day(edition)
    return Touched(
        sessions=sum(count for day, count in by_day.items() if _falls_out(day, before, after)),
        lists=sum(1 for each in list_lists(edition) if _falls_out(each.on, before, after)),
        closes_at=_closes_late(edition, wanted) if moved else None,
        clocks=sum(count for day, count in by_day.items() if day is not None) if zoned else 0,
    )


def _falls_out(day: date | None, before: tuple[date, date], after: tuple[date, date]) -> bool:
    if day is None:
        return False
    return before[0] <= day <= before[1] and not after[0] <= day <= after[1]


def _closes_late(edition: Edition, wanted: EditionDetails) -> datetime | None:
    book = find_book(edition)
    if book is None or book.closes_at is None:
        return None
    last = (book.closes_at.astimezone(ZoneInfo(wanted.timezone)) - timedelta(seconds=1)).date()
    return book.closes_at if last > wanted.ends_on else None


def origin_of(edition: Edition) -> Mapping[str, Any] | None:
    """Return from which edition this one was made and what was copied, if it was."""
    return db.session.scalar(
        select(AuditEntry.details).where(
            AuditEntry.edition_id == edition.id, AuditEntry.action == "edition.cloned"
        )
    )
