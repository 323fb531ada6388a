"""Public pages of the programme."""

from datetime import UTC, datetime, timedelta

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.calendar.links import calendar_links, webcal
from forum.core import clock
from forum.core.dates import format_utc, moment_of
from forum.core.i18n import current_language
from forum.core.settings import current_settings
from forum.editions.queries import get_public_edition, public_state
from forum.programme import queries
from forum.programme.changes import Programme
from forum.programme.display import release_date, scores_of, undated
from forum.programme.errors import SessionNotFoundError
from forum.programme.exports import calendar_event
from forum.programme.filters import (
    Filters,
    by_default,
    choose,
    cities_of,
    days_of,
    is_large,
    kinds_of,
    languages_of,
    marks_of,
    read_filters,
    rooms_of,
    topics_of,
    words_of,
)
from forum.programme.layout import parts_of
from forum.programme.types import Agenda, Session
from forum.web.access import public
from forum.web.cache import cached, true_until

programme = Blueprint("programme", __name__)
programme.add_app_template_global(words_of)
programme.add_app_template_filter(format_utc, "utc")


def _state(edition: str) -> object:
    return public_state(edition)


def _session_state(edition: str, session: str) -> object:
    del session
    return public_state(edition)


@programme.get("/programme")
@public
@cached(_state)
def index(edition: str) -> ResponseReturnValue:
    """Show the agenda, or what a reader chooses of it."""
    found = get_public_edition(edition)
    shown = queries.public_programme(found)
    filters = read_filters(request.args, shown.agenda)
    return render_template(
        "programme/index.html",
        edition=found,
        releases=found.latest_release,
        **agenda_context(shown, filters),
    )


@programme.get("/programme/<session>")
@public
@cached(_session_state)
def show(edition: str, session: str) -> ResponseReturnValue:
    """Show one session."""
    found = get_public_edition(edition)
    shown = queries.public_programme(found)
    agenda, entry = shown.agenda, get_session(shown.agenda, session)
    place_in_order = agenda.sessions.index(entry)
    return render_template(
        "programme/show.html",
        edition=found,
        section="programme",
        agenda=agenda,
        session=entry,
        place=agenda.place(entry.place),
        parts=parts_of(agenda, entry),
        roles=[
            (held, speaker)
            for held in entry.roles
            if (speaker := agenda.speaker(held.speaker)) is not None
        ],
        contributions=[
            (
                contribution,
                agenda.city(contribution.city),
                agenda.speaker(contribution.speaker),
                entry.minutes_of(contribution),
            )
            for contribution in entry.contributions
        ],
        expected_cities=[
            city for key in entry.expected_cities if (city := agenda.city(key)) is not None
        ],
        session_mark=marks_of(shown.changes).get(entry.key),
        parallel=agenda.parallel_to(entry),
        before=agenda.sessions[place_in_order - 1] if place_in_order else None,
        after=next(iter(agenda.sessions[place_in_order + 1 :]), None),
        starts_at=_moment(agenda, entry, entry.starts),
        ends_at=_moment(agenda, entry, entry.ends),
        **_calendars(agenda, entry),
    )


def _calendars(agenda: Agenda, session: Session) -> dict[str, object]:
    """Return the links that put a session into a calendar; none before the first release."""
    if agenda.release is None:
        return {"calendars": None, "webcal": ""}
    slug, key = agenda.edition.slug, session.key
    base = current_settings().public_url
    page = url_for("programme.show", edition=slug, session=key)
    file = url_for("programme.session_calendar", edition=slug, session=key)
    event = calendar_event(agenda, session, base + page)
    return {
        "calendars": calendar_links(event, current_language()),
        "webcal": webcal(base + file),
    }


def agenda_context(shown: Programme, filters: Filters) -> dict[str, object]:
    """Return what every drawing of an agenda needs."""
    agenda = shown.agenda
    visible = by_default(agenda, filters, clock.today(agenda.edition.timezone))
    if visible.day != filters.day:
        true_until(_midnight(agenda))  # tomorrow another day is today
    chosen = choose(agenda, visible)
    return {
        "section": "programme",
        "agenda": agenda,
        "shown": chosen,
        "scores": scores_of(chosen),
        "undated": undated(chosen),
        "filters": filters,
        "day_shown": visible.day,
        "large": is_large(agenda),
        "days": days_of(agenda),
        "rooms": rooms_of(agenda),
        "kinds": kinds_of(agenda),
        "cities": cities_of(agenda),
        "tongues": languages_of(agenda),
        "topics": topics_of(agenda),
        "marks": marks_of(shown.changes),
        "release_date": release_date(agenda),
    }


def _midnight(agenda: Agenda) -> datetime:
    """Return when the next day begins where the forum is."""
    zone = agenda.edition.timezone
    return moment_of(clock.today(zone) + timedelta(days=1), 0, zone).astimezone(UTC)


def get_session(agenda: Agenda, key: str) -> Session:
    """Return the session with this key.

    Raises:
        SessionNotFoundError: the agenda has none.
    """
    session = agenda.session(key)
    if session is None:
        raise SessionNotFoundError
    return session


def _moment(agenda: Agenda, session: Session, minute: int | None) -> datetime | None:
    if session.day is None or minute is None:
        return None
    return moment_of(session.day, minute, agenda.edition.timezone).astimezone(UTC)
