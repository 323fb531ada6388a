"""An agenda as files: calendar entries and JSON. The same agenda, the same bytes."""

import json
from collections.abc import Callable

from forum.calendar.types import CalendarEvent
from forum.core.localized import EMPTY, Language, LocalizedText
from forum.programme.serial import agenda_to_mapping
from forum.programme.types import Agenda, Place, RoleHeld, Session, SessionState
from forum.programme.words import KIND_WORDS, PLACE_TO_BE_CONFIRMED, ROLE_WORDS

UID_HOST = "decent-work-city-forum"

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
