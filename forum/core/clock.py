"""The one clock. Tests and trial runs set it; nobody else asks the system for the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_offset = timedelta(0)
_frozen: datetime | None = None


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return _frozen if _frozen is not None else datetime.now(UTC) + _offset


def today(zone: str) -> date:
    """Return the day that it is in an IANA time zone."""
    return now().astimezone(ZoneInfo(zone)).date()


def start_at(moment: datetime) -> None:
    """Let the clock run from this moment on (setting `FORUM_CLOCK`, development only)."""
    global _offset  # noqa: PLW0603  there is one clock
    _offset = moment.astimezone(UTC) - datetime.now(UTC)


@contextmanager
def stopped_at(moment: datetime) -> Iterator[None]:
    """Hold the clock at a moment, for as long as the block lasts."""
    global _frozen  # noqa: PLW0603  there is one clock
    before, _frozen = _frozen, moment.astimezone(UTC)
    try:
        yield
    finally:
        _frozen = before
