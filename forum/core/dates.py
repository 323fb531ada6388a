"""Dates and times as each language writes them, by patterns.

Babel's own Korean formats put the half of the day before a 24-hour time, so patterns are
given here: `2018. 12. 11.(화)` and `Tue, 11 December 2018`; `13:30` in both.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date as _format_date
from babel.dates import format_datetime as _format_datetime
from babel.dates import format_timedelta as _format_timedelta

from forum.core.i18n import current_language
from forum.core.localized import Language

DATE = {"ko": "yyyy. M. d.(E)", "en": "EEE, d MMMM yyyy"}
SHORT_DATE = {"ko": "M. d.(E)", "en": "EEE, d MMM"}
DATE_TIME = {"ko": "yyyy. M. d.(E) HH:mm", "en": "EEE, d MMMM yyyy, HH:mm"}
MINUTES_PER_HOUR = 60


def format_date(day: date, language: Language | None = None) -> str:
    """Return a day in full: `2018. 12. 11.(화)`, `Tue, 11 December 2018`."""
    language = language or current_language()
    return _format_date(day, DATE[language], locale=language)


def format_short_date(day: date, language: Language | None = None) -> str:
    """Return a day without its year: `12. 11.(화)`, `Tue, 11 Dec`."""
    language = language or current_language()
    return _format_date(day, SHORT_DATE[language], locale=language)


def format_weekday(day: date, language: Language | None = None) -> str:
    """Return the short name of the weekday: `화`, `Tue`."""
    language = language or current_language()
    return _format_date(day, "E", locale=language)


def format_minute(minute: int) -> str:
    """Return a minute since midnight as `13:30`; past midnight the hours go on: `25:10`."""
    return f"{minute // MINUTES_PER_HOUR:02d}:{minute % MINUTES_PER_HOUR:02d}"


def format_datetime(moment: datetime, zone: ZoneInfo, language: Language | None = None) -> str:
    """Return a moment as the clock in a zone shows it."""
    language = language or current_language()
    local = moment.astimezone(zone)
    return _format_datetime(local, DATE_TIME[language], tzinfo=zone, locale=language)


def format_span(span: timedelta, language: Language | None = None) -> str:
    """Return how long something has lasted, in its largest unit: `3일`, `2 hours`."""
    language = language or current_language()
    return _format_timedelta(span, granularity="minute", threshold=1, locale=language)


def zone_word(zone: str) -> str:
    """Return what a time zone is called beside a time: `KST`, or its name in the IANA database."""
    return "KST" if zone == "Asia/Seoul" else zone


def format_utc(moment: datetime) -> str:
    """Return an aware moment as pages carry it for scripts: `2018-12-11T02:00:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def format_period(starts: date, ends: date, language: Language | None = None) -> str:
    """Return a period without repeating what both days share.

    `2018. 12. 11.(화) – 12.(수)`, `11–12 December 2018`.
    """
    language = language or current_language()
    if starts == ends:
        return format_date(starts, language)
    same_year = starts.year == ends.year
    same_month = same_year and starts.month == ends.month
    if language == "ko":
        pattern = "d.(E)" if same_month else "M. d.(E)" if same_year else DATE["ko"]
        return f"{format_date(starts, 'ko')} – {_format_date(ends, pattern, locale='ko')}"
    end = _format_date(ends, "d MMMM yyyy", locale="en")
    if same_month:
        return f"{starts.day}–{end}"
    start = _format_date(starts, "d MMMM" if same_year else "d MMMM yyyy", locale="en")
    return f"{start} – {end}"


def format_partial(text: str, language: Language | None = None) -> str:
    """Return a day, a month or a year that is known no closer: `2018-07` is `July 2018`."""
    language = language or current_language()
    parts = [int(part) for part in text.split("-")]
    if len(parts) == len(("year", "month", "day")):
        return format_date(date.fromisoformat(text), language)
    if len(parts) == 1:
        return f"{parts[0]}년" if language == "ko" else str(parts[0])
    pattern = "yyyy년 M월" if language == "ko" else "MMMM yyyy"
    return _format_date(date(parts[0], parts[1], 1), pattern, locale=language)


def moment_of(day: date, minute: int, zone: str) -> datetime:
    """Return the aware moment of a minute since midnight on a day in a zone."""
    hours, minutes = divmod(minute, MINUTES_PER_HOUR)
    days, hours = divmod(hours, 24)
    base = datetime(day.year, day.month, day.day, hours, minutes, tzinfo=ZoneInfo(zone))
    return base if not days else base.replace(day=day.day) + (day.resolution * days)


def shifted_moment(moment: datetime, days: int, zone: str, to_zone: str) -> datetime:
    """Return a moment some days later by the clock: what begins at nine begins at nine there."""
    local = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) + timedelta(days=days)
    return local.replace(tzinfo=ZoneInfo(to_zone)).astimezone(UTC)
