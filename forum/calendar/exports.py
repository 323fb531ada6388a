"""Events -> the bytes of an iCalendar file.

The same values give the same bytes: every moment comes with the event, none from the clock.
"""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneStandard, vCalAddress, vText
from icalendar.parser import Contentline

from forum.calendar.types import CalendarEvent, Party
from forum.core.localized import Language, LocalizedText, other_language

PRODUCT = "-//Decent Work City Forum//Forum//EN"
CONTENT_TYPE = "text/calendar; charset=utf-8"
REFRESH = "PT1H"

Method = Literal["REQUEST", "CANCEL"]

# What XML and RFC 5545 both forbid in text; a pasted title may bring it.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def publish(
    events: Iterable[CalendarEvent],
    name: LocalizedText,
    language: Language,
    *,
    organiser: Party | None = None,
    url: str = "",
) -> bytes:
    """Return a calendar that is offered to everybody (METHOD:PUBLISH).

    Events that have no day are left out. RFC 5546 asks for an organiser in published events:
    give one where there is an address that may be public.
    """
    calendar = _calendar("PUBLISH")
    calendar.add("NAME", _text(name.in_(language), name.language_in(language)))
    calendar.add("X-WR-CALNAME", _text(name.in_(language)))
    calendar.add("REFRESH-INTERVAL", _plain(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", _plain(REFRESH))
    if url:
        calendar.add("URL", _uri(url))
    dated = [event for event in events if event.day is not None]
    _add_zones(calendar, dated)
    for event in dated:
        component = _event(event, language)
        if organiser is not None:
            component.add("ORGANIZER", _address(organiser))
        calendar.add_component(component)
    return bytes(calendar.to_ical())


def request(event: CalendarEvent, organiser: Party, attendee: Party, language: Language) -> bytes:
    """Return an invitation for one person (METHOD:REQUEST), to be sent by mail.

    Mail programs put it into the person's calendar, and replace it when one with the same UID
    and a higher SEQUENCE comes. The person has registered already, so no answer is asked for.

    Raises:
        ValueError: the event has no day.
    """
    return prepare("REQUEST", event, organiser, language)(attendee)


def cancel(event: CalendarEvent, organiser: Party, attendee: Party, language: Language) -> bytes:
    """Return what takes an invitation back (METHOD:CANCEL); its SEQUENCE must be higher.

    Raises:
        ValueError: the event has no day.
    """
    return prepare("CANCEL", event, organiser, language)(attendee)


def prepare(
    method: Method, event: CalendarEvent, organiser: Party, language: Language
) -> Callable[[Party], bytes]:
    """Return what makes the same invitation, or its taking back, for one person after another.

    Raises:
        ValueError: the event has no day.
    """
    if event.day is None:
        message = f"{event.uid} has no day: nobody can be invited to it"
        raise ValueError(message)
    calendar = _calendar(method)
    _add_zones(calendar, [event])
    component = _event(event, language)
    component.add("ORGANIZER", _address(organiser))
    if method == "CANCEL":
        component["STATUS"] = _plain("CANCELLED")
    calendar.add_component(component)
    before, end, after = bytes(calendar.to_ical()).rpartition(b"END:VEVENT")
    return lambda attendee: before + _attendee(method, attendee) + end + after


def _attendee(method: Method, attendee: Party) -> bytes:
    invited = _address(attendee)
    invited.params.update(
        {
            "CUTYPE": "INDIVIDUAL",
            "ROLE": "REQ-PARTICIPANT",
            "PARTSTAT": "ACCEPTED" if method == "REQUEST" else "NEEDS-ACTION",
            "RSVP": "FALSE",
        }
    )
    line = Contentline.from_parts("ATTENDEE", invited.params, invited)
    return bytes(line.to_ical()) + b"\r\n"


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("PRODID", _plain(PRODUCT))
    calendar.add("VERSION", _plain("2.0"))
    calendar.add("CALSCALE", _plain("GREGORIAN"))
    calendar.add("METHOD", _plain(method))
    return calendar


def _event(event: CalendarEvent, language: Language) -> Event:
    component = Event()
    component.add("UID", _text(event.uid))
    component.add("DTSTAMP", event.stamped_at.astimezone(UTC).replace(microsecond=0))
    component.add("LAST-MODIFIED", event.stamped_at.astimezone(UTC).replace(microsecond=0))
    component.add("SEQUENCE", event.sequence)
    _add_times(component, event)
    for name, text in (
        ("SUMMARY", event.title),
        ("LOCATION", event.place),
        ("CATEGORIES", event.category),
    ):
        if text:
            component.add(name, _text(text.in_(language), text.language_in(language)))
    component.add("DESCRIPTION", _text(_description(event, language), language))
    if event.latitude is not None and event.longitude is not None:
        component.add("GEO", (event.latitude, event.longitude))
    if event.url:
        component.add("URL", _uri(event.url))
    component.add("CLASS", _plain("PUBLIC"))
    component.add("STATUS", _plain(_status(event)))
    return component


def _status(event: CalendarEvent) -> str:
    if event.cancelled:
        return "CANCELLED"
    return "TENTATIVE" if event.tentative else "CONFIRMED"


def _description(event: CalendarEvent, language: Language) -> str:
    """Both languages, the reader's first; where a text is missing, its language is left out."""
    parts = []
    for spoken in (language, other_language(language)):
        title, place = event.title.written_in(spoken), event.place.written_in(spoken)
        text = event.description.written_in(spoken)
        lines = [line for line in (title, place) if line]
        if lines or text:
            parts.append("\n".join(lines) + (f"\n\n{text}" if text else ""))
    if event.url:
        parts.append(event.url)
    return "\n\n".join(part.strip() for part in parts)


# ---------------------------------------------------------------- times


def _add_times(component: Event, event: CalendarEvent) -> None:
    assert event.day is not None  # noqa: S101  the callers have left the others out
    if event.starts is None:
        component.add("DTSTART", event.day)
        component.add("DTEND", (event.last_day or event.day) + timedelta(days=1))
        component.add("TRANSP", _plain("TRANSPARENT"))
        return
    start = _moment(event.day, event.starts)
    _add_moment(component, "DTSTART", start, event)
    if event.minutes:
        _add_moment(component, "DTEND", start + timedelta(minutes=event.minutes), event)
    component.add("TRANSP", _plain("TRANSPARENT" if event.cancelled else "OPAQUE"))


def _moment(day: date, minutes: int) -> datetime:
    return datetime.combine(day, time.min) + timedelta(minutes=minutes)


def _add_moment(component: Event, name: str, wall: datetime, event: CalendarEvent) -> None:
    """Write a wall-clock time with its zone, or in UTC if the zone's offset changes."""
    if _offset(event.zone) is None:
        component.add(name, wall.replace(tzinfo=ZoneInfo(event.zone)).astimezone(UTC))
        return
    component.add(name, wall, parameters={"TZID": event.zone})


def _add_zones(calendar: Calendar, events: list[CalendarEvent]) -> None:
    for zone in sorted({event.zone for event in events if event.starts is not None}):
        offset = _offset(zone)
        if offset is not None:
            calendar.add_component(_plain_zone(zone, offset))


def _offset(zone: str) -> timedelta | None:
    """Return the offset of a zone that has had no other since 2000; such as Seoul's, +09:00."""
    info = ZoneInfo(zone)
    offsets = {
        info.utcoffset(datetime(year, month, 1))  # noqa: DTZ001  a wall clock
        for year in range(2000, 2051)
        for month in (1, 7)
    }
    return offsets.pop() if len(offsets) == 1 else None


def _plain_zone(zone: str, offset: timedelta) -> Timezone:
    """One STANDARD block and nothing else.

    The library would write none, or Seoul's summer time of 1988, which Outlook applies today.
    """
    standard = TimezoneStandard()
    standard.add("DTSTART", datetime(1970, 1, 1))  # noqa: DTZ001  a wall clock
    standard.add("TZOFFSETFROM", offset)
    standard.add("TZOFFSETTO", offset)
    name = ZoneInfo(zone).tzname(datetime(2020, 1, 1))  # noqa: DTZ001
    standard.add("TZNAME", _plain(name or zone))
    component = Timezone()
    component.add("TZID", _plain(zone))
    component.add_component(standard)
    return component


# ---------------------------------------------------------------- text


class _Text(vText):
    r"""TEXT as RFC 5545 3.3.11 escapes it.

    The library takes a backslash before an N for a line break already escaped, and breaks a
    title such as "C:\New" in two.
    """

    def to_ical(self) -> bytes:
        r"""Escape backslash, semicolon, comma and line break."""
        text = str(self).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
        return text.replace("\n", "\\n").encode()


class _Plain(vText):
    """A value that is not TEXT (an address, a word of the standard) and is never escaped."""

    def to_ical(self) -> bytes:
        """Return it as it is."""
        return str(self).encode()


def _clean(text: str) -> str:
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _text(text: str, language: Language | None = None) -> _Text:
    return _Text(_clean(text), params={"LANGUAGE": language} if language else {})


def _plain(text: str) -> _Plain:
    return _Plain(text)


def _uri(text: str) -> _Plain:
    return _Plain(re.sub(r"\s", "", _clean(text)))


def _address(party: Party) -> vCalAddress:
    address = vCalAddress(f"mailto:{party.email}")
    address.params["CN"] = re.sub(r"\s+", " ", _clean(party.name)).replace('"', "\u2019").strip()
    return address
