"""What a search on a page looks into, where the page shows one day of a large programme."""

import json
from collections.abc import Callable

from forum.core.dates import format_minute, format_short_date, format_utc, moment_of
from forum.core.localized import Language
from forum.programme.filters import words_of
from forum.programme.types import Agenda, Session, SessionState
from forum.programme.words import KIND_WORDS

Address = Callable[[Agenda, Session], str]


def search_index(agenda: Agenda, language: Language, address_of: Address) -> bytes:
    """Return the sessions as a search lists them, for readers of a language, as JSON.

    Each is `{key, url, title, tongue (the language of the title), kind, when, place, words,
    cancelled, starts, ends}`; the last two are moments in UTC, "" where they are not known.
    """
    entries = [
        {
            "key": session.key,
            "url": address_of(agenda, session),
            "title": session.title.in_(language),
            "tongue": session.title.language_in(language),
            "kind": KIND_WORDS[session.kind].in_(language),
            "when": _when(session, language),
            "place": place.name.in_(language) if place else "",
            "words": words_of(agenda, session),
            "cancelled": session.state is SessionState.CANCELLED,
            "starts": _moment(agenda, session, session.starts),
            "ends": _moment(agenda, session, session.ends),
        }
        for session in agenda.sessions
        for place in (agenda.place(session.place),)
    ]
    return json.dumps(entries, ensure_ascii=False, separators=(",", ":")).encode()


def _moment(agenda: Agenda, session: Session, minute: int | None) -> str:
    if session.day is None or minute is None:
        return ""
    return format_utc(moment_of(session.day, minute, agenda.edition.timezone))


def _when(session: Session, language: Language) -> str:
    day = format_short_date(session.day, language) if session.day else ""
    starts = format_minute(session.starts) if session.starts is not None else ""
    return " ".join(part for part in (day, starts) if part)
