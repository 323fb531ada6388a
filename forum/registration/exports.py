"""Registrations as calendar entries, badge tokens, JSON and spreadsheets."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from forum.calendar.types import CalendarEvent
from forum.core.localized import EMPTY, Language, LocalizedText
from forum.core.settings import current_settings
from forum.programme.exports import UID_HOST, calendar_event
from forum.programme.types import Agenda, Place, Session, SessionState
from forum.registration.models import Registration
from forum.registration.rules import first_session
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
