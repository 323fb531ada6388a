"""What several pages show of an agenda: its days laid out, and when it was released."""

from datetime import datetime
from zoneinfo import ZoneInfo

from forum.core.dates import format_date, format_partial
from forum.programme.layout import DayScore, layout_day
from forum.programme.types import Agenda, Session


def scores_of(agenda: Agenda) -> tuple[DayScore, ...]:
    """Return the agenda's days, laid out."""
    return tuple(layout_day(agenda, day) for day in agenda.days if day.on is not None)


def undated(agenda: Agenda) -> tuple[Session, ...]:
    """Return the sessions whose day is not known."""
    return tuple(session for session in agenda.sessions if session.day is None)


def release_date(agenda: Agenda) -> str:
    """Return when the agenda was released, as close as is known, in the reader's language."""
    facts = agenda.release
    if facts is None:
        return ""
    return date_of(facts.dated, facts.released_at, agenda.edition.timezone)


def date_of(dated: str, released_at: datetime, timezone: str) -> str:
    """Return the date that a source gives, else the day of the release."""
    if dated:
        return format_partial(dated)
    return format_date(released_at.astimezone(ZoneInfo(timezone)).date())
