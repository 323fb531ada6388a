"""Links that put one event into a calendar on the web. They are followed by a click alone.

Google, and Outlook for organisations and at home, take an event in the query of an address; what
they take is not standardised but has been the same for years. Apple's calendar and all others
read the file: `webcal:` hands it to the program, `https:` downloads it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from forum.calendar.types import CalendarEvent
from forum.core.localized import Language

GOOGLE = "https://calendar.google.com/calendar/render"
OUTLOOK = {
    "office": "https://outlook.office.com/calendar/deeplink/compose",
    "live": "https://outlook.live.com/calendar/0/deeplink/compose",
}
FOLLOWED = {
    "office": "https://outlook.office.com/calendar/0/addfromweb",
    "live": "https://outlook.live.com/calendar/0/addfromweb",
}
ASSUMED = timedelta(minutes=30)  # these calendars take no event without an end


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarLinks:
    """Where one event is put into a calendar on the web."""

    google: str
    office: str
    live: str


def calendar_links(event: CalendarEvent, language: Language) -> CalendarLinks | None:
    """Return the links for an event; None for one that has no day or is cancelled."""
    if event.day is None or event.cancelled:
        return None
    return CalendarLinks(
        google=_google(event, language),
        office=_outlook("office", event, language),
        live=_outlook("live", event, language),
    )


def webcal(address: str) -> str:
    """Return the address under which a calendar program fetches a file by itself."""
    return "webcal:" + address.partition(":")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionLinks:
    """Where a calendar that follows an address is added: on the web, or by a program."""

    google: str
    office: str
    live: str
    program: str  # `webcal:`, for Apple's calendar and most others


def subscription_links(address: str, name: str) -> SubscriptionLinks:
    """Return the links under which calendars begin to follow an address."""
    outlook = _query({"url": address, "name": name})
    return SubscriptionLinks(
        google=f"{GOOGLE}?{_query({'cid': webcal(address)})}",
        office=f"{FOLLOWED['office']}?{outlook}",
        live=f"{FOLLOWED['live']}?{outlook}",
        program=webcal(address),
    )


def _google(event: CalendarEvent, language: Language) -> str:
    starts, ends = _period(event)
    if event.starts is None:
        dates = f"{starts:%Y%m%d}/{ends:%Y%m%d}"
    else:
        dates = f"{starts:%Y%m%dT%H%M%SZ}/{ends:%Y%m%dT%H%M%SZ}"
    query = {
        "action": "TEMPLATE",
        "text": event.title.in_(language),
        "dates": dates,
        "ctz": event.zone,
        "location": event.place.in_(language),
        "details": event.url,
    }
    return f"{GOOGLE}?{_query(query)}"


def _outlook(where: str, event: CalendarEvent, language: Language) -> str:
    starts, ends = _period(event)
    form = "%Y-%m-%d" if event.starts is None else "%Y-%m-%dT%H:%M:%SZ"
    query = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": event.title.in_(language),
        "startdt": starts.strftime(form),
        "enddt": ends.strftime(form),
        "allday": "true" if event.starts is None else "false",
        "location": event.place.in_(language),
        "body": event.url,
    }
    return f"{OUTLOOK[where]}?{_query(query)}"


def _query(values: dict[str, str]) -> str:
    return urlencode({name: value for name, value in values.items() if value}, quote_via=quote)


def _period(event: CalendarEvent) -> tuple[datetime, datetime]:
    """Return when it begins and ends, in UTC; a whole day ends with the next midnight, untouched.

    UTC is understood by all of them alike; an offset or a zone's name is not.
    """
    assert event.day is not None  # noqa: S101  the caller has looked
    midnight = datetime.combine(event.day, time.min)
    if event.starts is None:
        last = datetime.combine(event.last_day or event.day, time.min)
        return midnight, last + timedelta(days=1)
    wall = midnight + timedelta(minutes=event.starts)
    starts = wall.replace(tzinfo=ZoneInfo(event.zone)).astimezone(UTC)
    length = timedelta(minutes=event.minutes) if event.minutes else ASSUMED
    return starts, starts + length
