"""What a release does to a session's entry in somebody's calendar."""

from collections.abc import Callable
from dataclasses import replace

from forum.calendar.exports import prepare
from forum.calendar.types import Party
from forum.core.localized import Language
from forum.core.mail import Attachment
from forum.notices.types import CalendarMethod, SessionNotice
from forum.programme.exports import calendar_event
from forum.programme.types import Agenda, SessionState

ForOne = Callable[[Party], Attachment]


def calendar_file(
    before: Agenda,
    after: Agenda,
    told: SessionNotice,
    organiser: Party,
    language: Language,
    url: str = "",
) -> ForOne | None:
    """Return what makes the calendar object about a session for one person after another.

    None where calendars have nothing to do. `after` is the release; its SEQUENCE has risen for
    every session that differs. What is taken out keeps the day that calendars know.
    """
    if told.method is None:
        return None
    old, new = before.session(told.session), after.session(told.session)
    session = new or old
    assert session is not None  # noqa: S101  a notice is about a session
    if told.method is CalendarMethod.CANCEL and old is not None:
        # as it stands in the calendar; to where it moved does not concern them
        session = replace(
            session,
            day=old.day,
            starts=old.starts,
            minutes=old.minutes,
            state=SessionState.CANCELLED,
        )
    make = prepare(told.method.value, calendar_event(after, session, url), organiser, language)
    return lambda attendee: Attachment(
        filename=f"{told.session}.ics",
        content_type="text/calendar",
        data=make(attendee),
        method=told.method,
    )
