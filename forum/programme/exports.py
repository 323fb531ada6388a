"""An agenda as files: calendar entries, a spreadsheet, JSON. The same agenda, the same bytes."""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC
from io import BytesIO
from typing import Any

import xlsxwriter

from forum.calendar.types import CalendarEvent
from forum.core.dates import format_minute
from forum.core.localized import EMPTY, Language, LocalizedText
from forum.programme.serial import agenda_to_mapping
from forum.programme.types import Agenda, Place, RoleHeld, Session, SessionState
from forum.programme.words import KIND_WORDS, PLACE_TO_BE_CONFIRMED, ROLE_WORDS

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UID_HOST = "decent-work-city-forum"

Cell = str | int | None
Address = Callable[[Agenda, Session], str]


def session_uid(edition: str, session: str) -> str:
    """Return the UID that a session keeps in every calendar, feed and invitation."""
    return f"{edition}.{session}@{UID_HOST}"


def calendar_events(agenda: Agenda, address_of: Address) -> list[CalendarEvent]:
    """Return the agenda's sessions as calendar entries; those without a day are left out later."""
    return [
        calendar_event(agenda, session, address_of(agenda, session)) for session in agenda.sessions
    ]


def calendar_event(agenda: Agenda, session: Session, url: str = "") -> CalendarEvent:
    """Return a session as a calendar entry. The agenda must be a release."""
    assert agenda.release is not None  # noqa: S101  drafts are in nobody's calendar
    place = agenda.place(session.place)
    return CalendarEvent(
        uid=session_uid(agenda.edition.slug, session.key),
        title=_trial_title(agenda, session),
        stamped_at=agenda.release.released_at,
        sequence=agenda.sequences.get(session.key, 0),
        day=session.day,
        starts=session.starts,
        minutes=session.minutes,
        zone=agenda.edition.timezone,
        place=_where(session, place),
        latitude=place.latitude if place else None,
        longitude=place.longitude if place else None,
        description=describe(agenda, session),
        category=KIND_WORDS[session.kind],
        url=url,
        cancelled=session.state is SessionState.CANCELLED,
    )


def _trial_title(agenda: Agenda, session: Session) -> LocalizedText:
    """Say in a calendar, too, that a trial is a trial."""
    if not agenda.edition.trial:
        return session.title
    return LocalizedText(
        ko=f"[시험] {session.title.ko}" if session.title.ko else "",
        en=f"[Trial] {session.title.en}" if session.title.en else "",
    )


def _where(session: Session, place: Place | None) -> LocalizedText:
    if place is None:
        return PLACE_TO_BE_CONFIRMED if session.place_to_be_confirmed else EMPTY
    if not place.floor:
        return place.name
    return LocalizedText(
        ko=f"{place.name.ko} ({place.floor})" if place.name.ko else "",
        en=f"{place.name.en} ({place.floor})" if place.name.en else "",
    )


def describe(agenda: Agenda, session: Session) -> LocalizedText:
    """Return what a session is about and who takes part, as lines of text in each language."""
    return LocalizedText(
        ko="\n".join(_lines(agenda, session, "ko")), en="\n".join(_lines(agenda, session, "en"))
    )


def _lines(agenda: Agenda, session: Session, language: Language) -> list[str]:
    lines = [session.subtitle.written_in(language), session.abstract.written_in(language)]
    lines += [_role_line(agenda, held, language) for held in session.roles]
    for entry in session.contributions:
        city, speaker = agenda.city(entry.city), agenda.speaker(entry.speaker)
        named = city or speaker
        presenter = f"{named.name.in_(language)}: " if named else ""
        lines.append(f"{entry.order}. {presenter}{entry.title.in_(language)}")
    lines += [f"- {item.text.in_(language)}" for item in session.items]
    return [line for line in lines if line]


def _role_line(agenda: Agenda, held: RoleHeld, language: Language) -> str:
    speaker = agenda.speaker(held.speaker)
    if speaker is None:
        return ""
    role = ROLE_WORDS[held.role].in_(language)
    names = (speaker.name.in_(language), speaker.title.written_in(language))
    title = held.title.written_in(language)
    return f"{role}: {', '.join(name for name in names if name)}" + (f" – {title}" if title else "")


def json_file(agenda: Agenda) -> bytes:
    """Return the agenda as a JSON file (the shape of `forum.programme.serial`)."""
    text = json.dumps(agenda_to_mapping(agenda), ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def spreadsheet(agenda: Agenda) -> bytes:
    """Return the agenda as an XLSX file: sessions, presentations, people, cities.

    Every cell is text or a number, never a formula.
    """
    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        if agenda.release is not None:
            made = agenda.release.released_at.astimezone(UTC).replace(tzinfo=None)
            book.set_properties({"created": made, "title": agenda.edition.name.in_("en")})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        for name, widths, rows in _sheets(agenda):
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for column, width in enumerate(widths):
                sheet.set_column(column, column, width)
            for row, cells in enumerate(rows):
                _write_row(sheet, row, cells, plain if row else bold)
            sheet.autofilter(0, 0, len(rows) - 1, len(widths) - 1)
    return target.getvalue()


def _write_row(sheet: Any, row: int, cells: Iterable[Cell], style: object) -> None:  # noqa: ANN401  untyped library
    for column, value in enumerate(cells):
        if isinstance(value, int):
            sheet.write_number(row, column, value, style)
        elif value:
            sheet.write_string(row, column, value, style)


Sheet = tuple[str, Sequence[int], list[list[Cell]]]


def _sheets(agenda: Agenda) -> tuple[Sheet, ...]:
    return (
        _sessions_sheet(agenda),
        _presentations_sheet(agenda),
        _people_sheet(agenda),
        _cities_sheet(agenda),
    )


def _sessions_sheet(agenda: Agenda) -> Sheet:
    rows: list[list[Cell]] = [
        [
            "key",
            "day",
            "starts",
            "ends",
            "minutes",
            "kind",
            "state",
            "title (ko)",
            "title (en)",
            "subtitle (ko)",
            "subtitle (en)",
            "place (ko)",
            "place (en)",
            "access",
        ]
    ]
    for session in agenda.sessions:
        place = agenda.place(session.place)
        rows.append(
            [
                session.key,
                session.day.isoformat() if session.day else None,
                _clock(session.starts),
                _clock(session.ends),
                session.minutes,
                session.kind.value,
                session.state.value,
                *_both(session.title),
                *_both(session.subtitle),
                *_both(place.name if place else EMPTY),
                session.access.value,
            ]
        )
    return "Sessions", (16, 12, 8, 8, 9, 12, 12, 44, 44, 36, 36, 30, 30, 11), rows


def _presentations_sheet(agenda: Agenda) -> Sheet:
    rows: list[list[Cell]] = [
        [
            "session",
            "order",
            "city",
            "city (ko)",
            "city (en)",
            "person (ko)",
            "person (en)",
            "title (ko)",
            "title (en)",
            "minutes",
        ]
    ]
    for session in agenda.sessions:
        for entry in session.contributions:
            city, speaker = agenda.city(entry.city), agenda.speaker(entry.speaker)
            rows.append(
                [
                    session.key,
                    entry.order,
                    entry.city,
                    *_both(city.name if city else EMPTY),
                    *_both(speaker.name if speaker else EMPTY),
                    *_both(entry.title),
                    session.minutes_of(entry),
                ]
            )
    return "Presentations", (16, 7, 16, 16, 16, 20, 20, 44, 44, 9), rows


def _people_sheet(agenda: Agenda) -> Sheet:
    rows: list[list[Cell]] = [
        [
            "session",
            "order",
            "role",
            "person",
            "name (ko)",
            "name (en)",
            "position (ko)",
            "position (en)",
            "title (ko)",
            "title (en)",
            "minutes",
        ]
    ]
    for session in agenda.sessions:
        for order, held in enumerate(session.roles, start=1):
            speaker = agenda.speaker(held.speaker)
            rows.append(
                [
                    session.key,
                    order,
                    held.role.value,
                    held.speaker,
                    *_both(speaker.name if speaker else EMPTY),
                    *_both(speaker.title if speaker else EMPTY),
                    *_both(held.title),
                    held.minutes,
                ]
            )
    return "People", (16, 7, 14, 14, 20, 24, 36, 36, 36, 36, 9), rows


def _cities_sheet(agenda: Agenda) -> Sheet:
    rows: list[list[Cell]] = [["key", "name (ko)", "name (en)", "own name", "country", "region"]]
    rows += [
        [city.key, *_both(city.name), city.own_name, city.country, city.region]
        for city in agenda.cities
    ]
    return "Cities", (16, 18, 18, 18, 9, 14), rows


def _both(text: LocalizedText) -> tuple[str, str]:
    return text.ko, text.en


def _clock(minute: int | None) -> str | None:
    return None if minute is None else format_minute(minute)
