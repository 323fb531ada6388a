"""Somebody's calendar as a file that programs follow."""

from collections.abc import Callable, Collection

from forum.calendar.exports import publish
from forum.calendar.organisers import public_organiser
from forum.calendar.types import CalendarEvent
from forum.core.localized import Language, LocalizedText
from forum.programme.exports import calendar_event
from forum.programme.types import Agenda, Session
from forum.registration.exports import withdrawn
from forum.registration.models import Registration


def subscription_events(
    registration: Registration,
    agenda: Agenda,
    address_of: Callable[[Session], str],
    starred: Collection[str],
) -> list[CalendarEvent]:
    """Return what the person attends and starred, as the released programme has it.

    What does not take place stays and says so. Once the registration is cancelled everything
    does; before it is confirmed there is nothing.
    """
    is_over = registration.cancelled_at is not None
    if agenda.release is None or not (registration.is_confirmed or is_over):
        return []
    keys = frozenset(registration.session_keys) | frozenset(starred)
    events = [
        calendar_event(agenda, session, address_of(session))
        for session in agenda.sessions
        if session.key in keys
    ]
    if not is_over:
        return events
    return [withdrawn(event, registration.changed_at) for event in events]


def subscription_file(
    registration: Registration,
    agenda: Agenda,
    address_of: Callable[[Session], str],
    starred: Collection[str],
    url: str,
) -> bytes:
    """Return the calendar; the same programme and the same choice give the same bytes."""
    language: Language = "ko" if registration.language == "ko" else "en"
    edition = registration.edition
    return publish(
        subscription_events(registration, agenda, address_of, starred),
        subscription_name(registration),
        language,
        organiser=public_organiser(edition.host, language),
        url=url,
    )


def subscription_name(registration: Registration) -> LocalizedText:
    """Return what the calendar is called in the list of somebody's calendars."""
    name = registration.edition.name
    return LocalizedText(
        ko=f"내 일정 – {name.ko}" if name.ko else "", en=f"My agenda – {name.en}" if name.en else ""
    )
