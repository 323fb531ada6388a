"""Registrations as calendar entries, badge tokens, JSON and spreadsheets."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import Any

import xlsxwriter

from forum.calendar.types import CalendarEvent
from forum.core import clock
from forum.core.localized import EMPTY, Language, LocalizedText
from forum.core.settings import current_settings
from forum.programme.exports import UID_HOST, calendar_event
from forum.programme.types import Agenda, Place, Session, SessionState
from forum.registration.models import Registration, SensitiveNeed
from forum.registration.questions.rules import answers_from_mapping, spell_answer
from forum.registration.questions.types import NO_QUESTIONS, FormDefinition
from forum.registration.rules import country_name, first_session, spell_phone
from forum.tokens.rules import encode
from forum.tokens.services import badge_key
from forum.tokens.types import BadgeToken

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


# ------------------------------------------------------------------ the badge


def badge_token(registration: Registration) -> str:
    """Return what the QR code of the person's badge says: signed, and without a name."""
    token = BadgeToken(
        edition=registration.edition.slug,
        serial=registration.serial,
        category=registration.category.number,
        reissue=registration.reissue,
    )
    return encode(token, badge_key(current_settings().keys_dir, registration.edition.slug))


# ------------------------------------------------------------------ calendars


def registration_uid(edition: str, token: str) -> str:
    """Return the UID under which somebody's invitation stays in calendars."""
    return f"{edition}.registration.{token}@{UID_HOST}"


def chosen_sessions(registration: Registration, agenda: Agenda) -> tuple[Session, ...]:
    """Return the sessions that the person has chosen and that the programme still has, by time."""
    keys = frozenset(registration.session_keys)
    return tuple(session for session in agenda.sessions if session.key in keys)


def where(session: Session, agenda: Agenda) -> LocalizedText:
    """Return where a session is, with the floor."""
    return spell_place(agenda.place(session.place))


def spell_place(place: Place | None) -> LocalizedText:
    """Return a place's name with its floor."""
    if place is None:
        return EMPTY
    if not place.floor:
        return place.name
    return LocalizedText(
        ko=f"{place.name.ko} {place.floor}" if place.name.ko else "",
        en=f"{place.name.en}, {place.floor}" if place.name.en else "",
    )


def invitation(registration: Registration, agenda: Agenda, url: str = "") -> CalendarEvent:
    """Return the forum as one entry over all its days, for the invitation that goes by mail.

    The entry is the registration's own: its UID stays, its SEQUENCE rises with every change.
    The description lists what the person has chosen.
    """
    edition = registration.edition
    first = first_session(agenda)
    event = CalendarEvent(
        uid=registration.calendar_uid,
        sequence=registration.calendar_sequence,
        stamped_at=registration.changed_at,
        title=_title(edition.name, is_trial=edition.is_trial),
        day=edition.starts_on,
        last_day=edition.ends_on,
        zone=edition.timezone,
        place=where(first, agenda) if first else EMPTY,
        description=LocalizedText(
            ko=_description(registration, agenda, "ko"), en=_description(registration, agenda, "en")
        ),
        url=url,
        cancelled=not registration.is_confirmed,
    )
    place = agenda.place(first.place) if first else None
    if place is None:
        return event
    return replace(event, latitude=place.latitude, longitude=place.longitude)


def _title(name: LocalizedText, *, is_trial: bool) -> LocalizedText:
    if not is_trial:
        return name
    return LocalizedText(
        ko=f"[시험] {name.ko}" if name.ko else "", en=f"[Trial] {name.en}" if name.en else ""
    )


def _description(registration: Registration, agenda: Agenda, language: Language) -> str:
    lines = []
    for session in chosen_sessions(registration, agenda):
        if session.day is None:
            continue
        clock_time = "" if session.starts is None else f" {_hhmm(session.starts)}"
        lines.append(f"{session.day.isoformat()}{clock_time} {session.title.in_(language)}")
    return "\n".join(lines)


def _hhmm(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def own_events(
    registration: Registration,
    agenda: Agenda,
    address_of: Callable[[Session], str],
    *,
    starred: Collection[str] = (),
) -> list[CalendarEvent]:
    """Return the chosen and starred sessions as calendar entries.

    They have the UIDs of the public feed, so that no calendar shows a session twice.
    """
    if agenda.release is None:
        return []
    keys = frozenset(registration.session_keys) | frozenset(starred)
    return [
        calendar_event(agenda, session, address_of(session))
        for session in agenda.sessions
        if session.key in keys and session.state is SessionState.SCHEDULED
    ]


def withdrawn(event: CalendarEvent, at: datetime) -> CalendarEvent:
    """Return a session's entry as it is taken out of one person's calendar.

    Its SEQUENCE is above the programme's, and the moment that of the person's change where that
    is later: mail programs then take it for newer than what a release has sent them.
    """
    return replace(
        event,
        cancelled=True,
        sequence=event.sequence + 1,
        stamped_at=max(at, event.stamped_at),
    )


def device_mark(registration: Registration) -> str:
    """Return by what a device knows whose stars it keeps: it tells nothing of the person.

    Where two people open their links on one device, the stars of the first are not given to
    the second.
    """
    return sha256(f"stars {registration.calendar_uid}".encode()).hexdigest()[:16]


# ------------------------------------------------------------------ JSON


def to_mapping(registration: Registration) -> dict[str, object]:
    """Return a registration as the API tells it. What is sensitive is not in it."""
    city = registration.city
    return {
        "id": registration.id,
        "number": registration.number,
        "serial": registration.serial,
        "state": registration.state.value,
        "category": registration.category.key,
        "name": registration.name.to_mapping(),
        "email": registration.email,
        "phone": registration.phone,
        "position": registration.position.to_mapping(),
        "affiliation": registration.affiliation.to_mapping(),
        "city": city.key if city else None,
        "country": registration.country,
        "language": registration.language,
        "receiver": registration.receiver,
        "sessions": list(registration.session_keys),
        "answers": registration.answers,
        "confirmed_at": _iso(registration.confirmed_at),
        "cancelled_at": _iso(registration.cancelled_at),
    }


def _iso(moment: Any) -> str | None:  # noqa: ANN401  a datetime or nothing
    return moment.isoformat() if moment else None


# ------------------------------------------------------------------ spreadsheet

COLUMNS: tuple[tuple[str, str, int], ...] = (
    ("번호", "Number", 16),
    ("상태", "State", 11),
    ("분류", "Category", 14),
    ("성명", "Name (Korean)", 18),
    ("로마자 성명", "Name (Latin)", 24),
    ("직위", "Position (ko)", 20),
    ("직위(영어)", "Position (en)", 24),
    ("소속", "Affiliation (ko)", 24),
    ("소속(영어)", "Affiliation (en)", 28),
    ("도시", "City", 18),
    ("나라", "Country", 18),
    ("전자우편", "E-mail", 28),
    ("전화", "Phone", 20),
    ("언어", "Language", 10),
    ("통역 수신기", "Receiver", 12),
    ("참여", "Sessions", 36),
    ("신청", "Registered (UTC)", 20),
    ("취소", "Cancelled (UTC)", 20),
)
WIDTH_OF_ANSWERS = 24


def spreadsheet(
    registrations: Iterable[Registration],
    language: Language,
    forms: Mapping[int, FormDefinition] | None = None,
) -> bytes:
    """Return registrations as an XLSX file of text cells, never formulas.

    `forms` are the versions of own questions that were answered, the latest first: each question
    has a column, under the latest words for it.
    """
    forms = forms or {}
    asked = {q.key: q for form in reversed(list(forms.values())) for q in form.questions()}
    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"created": clock.now().replace(tzinfo=None)})
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("Registrations")
        sheet.freeze_panes(1, 0)
        for column, (korean, english, width) in enumerate(COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, korean if language == "ko" else english, bold)
        for column, question in enumerate(asked.values(), start=len(COLUMNS)):
            sheet.set_column(column, column, WIDTH_OF_ANSWERS)
            sheet.write_string(0, column, question.label.in_(language), bold)
        for row, registration in enumerate(registrations, start=1):
            answers = _answers(registration, asked, forms, language)
            for column, text in enumerate([*_cells(registration, language), *answers]):
                if text:
                    sheet.write_string(row, column, text)
    return target.getvalue()


def _cells(registration: Registration, language: Language) -> tuple[str, ...]:
    city = registration.city
    return (
        registration.number,
        registration.state.value,
        registration.category.name.in_(language),
        registration.name.ko,
        registration.name.en,
        registration.position.ko,
        registration.position.en,
        registration.affiliation.ko,
        registration.affiliation.en,
        city.name.in_(language) if city else "",
        country_name(registration.country, language),
        registration.email,
        spell_phone(registration.phone, language),
        registration.language,
        registration.receiver or "",
        ", ".join(registration.session_keys),
        _spell_moment(registration.confirmed_at),
        _spell_moment(registration.cancelled_at),
    )


def _answers(
    registration: Registration,
    asked: Collection[str],
    forms: Mapping[int, FormDefinition],
    language: Language,
) -> list[str]:
    """Return the answers in the words of the version that was answered."""
    form = forms.get(registration.form_version_id or 0, NO_QUESTIONS)
    answers = answers_from_mapping(registration.answers)
    words = {q.key: spell_answer(q, answers.get(q.key)).in_(language) for q in form.questions()}
    return [words.get(key, "") for key in asked]


def _spell_moment(moment: Any) -> str:  # noqa: ANN401  a datetime or nothing
    return moment.strftime("%Y-%m-%d %H:%M") if moment else ""


def sensitive_mapping(need: SensitiveNeed | None) -> dict[str, object]:
    """Return what somebody needs that is sensitive, for those who may see it."""
    if need is None:
        return {}
    return {"diets": need.diets, "diet_note": need.diet_note, "accessibility": need.accessibility}
