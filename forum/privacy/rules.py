"""Decisions about periods, on values alone."""

from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from forum.privacy.errors import DaysOutOfRangeError
from forum.privacy.types import Counted, Kind, Rule

ERASED_WITHIN = timedelta(days=10)
"""PIPA article 36, Enforcement Decree article 43: ten days from the request."""

MOST_DAYS = 3650
SYSTEM = "system"
DEFAULTS = MappingProxyType(
    {
        Kind.SENSITIVE: (5, Counted.AFTER_FORUM),
        Kind.REGISTRATIONS: (180, Counted.AFTER_FORUM),
        Kind.DRAFTS: (7, Counted.AFTER_USE),
        Kind.INVITATIONS: (30, Counted.AFTER_FORUM),
        Kind.LETTERS: (1825, Counted.AFTER_FORUM),  # the record keeps their hashes
        Kind.COMMENTS: (1825, Counted.AFTER_FORUM),
        Kind.MAILS: (90, Counted.AFTER_USE),
        Kind.OTHER_MAILS: (90, Counted.AFTER_USE),
        Kind.ACCESS_LOG: (730, Counted.AFTER_USE),  # Safety Measures Standard, article 8
        Kind.KEPT_ANSWERS: (7, Counted.AFTER_USE),
        Kind.ADDRESSES: (7, Counted.AFTER_USE),
        Kind.LINKS: (30, Counted.AFTER_USE),
        Kind.CODES: (1, Counted.AFTER_USE),
        Kind.SESSIONS: (30, Counted.AFTER_USE),
        Kind.SITTINGS: (1, Counted.AFTER_USE),
        Kind.PAGES: (30, Counted.AFTER_USE),
    }
)
OF_EDITIONS = (
    Kind.SENSITIVE,
    Kind.REGISTRATIONS,
    Kind.DRAFTS,
    Kind.INVITATIONS,
    Kind.LETTERS,
    Kind.COMMENTS,
    Kind.MAILS,
)
OF_THE_SYSTEM = tuple(kind for kind in Kind if kind not in OF_EDITIONS)


def due_on(asked_on: date) -> date:
    """Return the day by which a request for erasure is to be answered."""
    return asked_on + ERASED_WITHIN


def rule_of(kind: Kind, days: int | None) -> Rule:
    """Return the rule of a kind; `days` where somebody has said another number."""
    default, counted = DEFAULTS[kind]
    return Rule(
        kind=kind,
        days=default if days is None else days,
        counted=counted,
        is_default=days is None or days == default,
    )


def read_days(text: str) -> int:
    """Return a number of days.

    Raises:
        DaysOutOfRangeError
    """
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(MOST_DAYS))):
        raise DaysOutOfRangeError(most=MOST_DAYS)
    days = int(text)
    if days > MOST_DAYS:
        raise DaysOutOfRangeError(most=MOST_DAYS)
    return days


def cutoff(rule: Rule, at: datetime, zone: str) -> datetime:
    """Return before which moment a kind of data must have been used, or the forum been over.

    Of a forum that ends on the 12th, what is kept for five days is destroyed on the 18th, in the
    night after the fifth whole day.
    """
    if rule.counted is Counted.AFTER_USE:
        return at - timedelta(days=rule.days)
    today = datetime.combine(at.astimezone(ZoneInfo(zone)).date(), time.min)
    return (today - timedelta(days=rule.days)).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def destroyed_on(ends_on: date, days: int) -> date:
    """Return the day on which what is kept for so many days after the forum is destroyed."""
    return ends_on + timedelta(days=days + 1)


def spell(rule: Rule) -> str:
    """Return a rule as the destruction log keeps it."""
    if rule.counted is Counted.AFTER_FORUM:
        return f"{rule.days} days after the forum"
    return f"{rule.days} days after use"
