"""Public pages and files of the programme."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.calendar.exports import CONTENT_TYPE, publish
from forum.core.dates import moment_of
from forum.core.errors import NotFoundError
from forum.core.i18n import current_language
from forum.core.localized import LocalizedText
from forum.core.settings import current_settings
from forum.editions.models import Edition
from forum.editions.queries import get_public_edition, public_state
from forum.programme import exports, queries
from forum.programme.booklet import booklet_pdf
from forum.programme.changes import Change, Programme
from forum.programme.display import date_of, release_date, scores_of, undated
from forum.programme.errors import ReleaseNotFoundError, SessionNotFoundError
from forum.programme.filters import (
    Filters,
    choose,
    cities_of,
    days_of,
    kinds_of,
    marks_of,
    read_filters,
    rooms_of,
)
from forum.programme.layout import parts_of
from forum.programme.models import Release
from forum.programme.serial import changes_from_list
from forum.programme.types import Agenda, Session
from forum.web.access import public
from forum.web.cache import cached

programme = Blueprint("programme", __name__)


@dataclass(frozen=True, kw_only=True)
class ReleaseNews:
    """A release in the changelog."""

    number: int
    note: LocalizedText
    date: str
    quiet: bool
    changes: tuple[Change, ...]


def _state(edition: str) -> object:
    return public_state(edition)


def _session_state(edition: str, session: str) -> object:
    del session
    return public_state(edition)


def _release_state(edition: str, number: int) -> object:
    del number
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
        **_agenda_context(shown, filters),
    )


@programme.get("/programme/<session>")
@public
@cached(_session_state)
def show(edition: str, session: str) -> ResponseReturnValue:
    """Show one session."""
    found = get_public_edition(edition)
    shown = queries.public_programme(found)
    agenda, entry = shown.agenda, _get_session(shown.agenda, session)
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
        release_date=release_date(agenda),
    )


@programme.get("/programme/changes")
@public
@cached(_state)
def changes(edition: str) -> ResponseReturnValue:
    """Tell what each release changed."""
    found = get_public_edition(edition)
    return render_template(
        "programme/changes.html",
        edition=found,
        section="programme",
        agenda=queries.public_agenda(found),
        releases=[_news(found, release) for release in queries.list_releases(found)],
    )


@programme.get("/programme/releases/<int:number>")
@public
@cached(_release_state)
def release(edition: str, number: int) -> ResponseReturnValue:
    """Show the programme as it was in one release."""
    found = get_public_edition(edition)
    shown = queries.public_programme(found, number)
    return render_template(
        "programme/release.html",
        edition=found,
        release=shown.agenda.release,
        is_latest=number == found.latest_release,
        **_agenda_context(shown, read_filters(request.args, shown.agenda)),
    )


@programme.get("/programme.ics")
@public
@cached(_state)
def calendar(edition: str) -> ResponseReturnValue:
    """Offer the whole programme as a calendar."""
    agenda = _released(edition)
    events = exports.calendar_events(agenda, _session_url)
    name, address = agenda.edition.name, _url("programme.index", edition=edition)
    content = publish(events, name, current_language(), url=address)
    return _file(content, CONTENT_TYPE, f"{edition}-{current_language()}.ics", inline=True)


@programme.get("/programme/<session>.ics")
@public
@cached(_session_state)
def session_calendar(edition: str, session: str) -> ResponseReturnValue:
    """Offer one session as a calendar entry."""
    agenda = _released(edition)
    entry = _get_session(agenda, session)
    event = exports.calendar_event(agenda, entry, _session_url(agenda, entry))
    address = _session_url(agenda, entry)
    content = publish([event], entry.title, current_language(), url=address)
    return _file(content, CONTENT_TYPE, f"{edition}-{session}.ics", inline=True)


@programme.get("/programme.pdf")
@public
@cached(_state)
def booklet(edition: str) -> ResponseReturnValue:
    """Offer the programme as a booklet: in Korean, in English, or in both."""
    agenda = _released(edition)
    address = _url("programme.index", edition=edition)
    match request.args.get("languages", "both"):
        case ("ko" | "en" | "both") as languages:
            content = booklet_pdf(agenda, languages, url=address)
            return _file(content, "application/pdf", f"{edition}-{languages}.pdf", inline=True)
        case _:
            raise NotFoundError


@programme.get("/programme.xlsx")
@public
@cached(_state)
def spreadsheet(edition: str) -> ResponseReturnValue:
    """Offer the programme as a spreadsheet with both languages."""
    content = exports.spreadsheet(_released(edition))
    return _file(content, exports.SPREADSHEET, f"{edition}.xlsx")


@programme.get("/programme.json")
@public
@cached(_state)
def data(edition: str) -> ResponseReturnValue:
    """Offer the programme as JSON with both languages."""
    content = exports.json_file(_released(edition))
    return _file(content, "application/json", f"{edition}.json", inline=True)


def _news(edition: Edition, row: Release) -> ReleaseNews:
    return ReleaseNews(
        number=row.number,
        note=row.note,
        date=date_of(row.dated, row.released_at, edition.timezone),
        quiet=row.quiet,
        changes=changes_from_list(row.changes),
    )


def _agenda_context(shown: Programme, filters: Filters) -> dict[str, object]:
    """Return what every drawing of an agenda needs."""
    agenda = shown.agenda
    chosen = choose(agenda, filters)
    return {
        "section": "programme",
        "agenda": agenda,
        "shown": chosen,
        "scores": scores_of(chosen),
        "undated": undated(chosen),
        "filters": filters,
        "days": days_of(agenda),
        "rooms": rooms_of(agenda),
        "kinds": kinds_of(agenda),
        "cities": cities_of(agenda),
        "marks": marks_of(shown.changes),
        "release_date": release_date(agenda),
    }


def _released(edition: str) -> Agenda:
    """Return the latest released agenda of a public edition.

    Raises:
        EditionNotFoundError: there is no such edition.
        ReleaseNotFoundError: its programme was never released: there is nothing to take away.
    """
    agenda = queries.public_agenda(get_public_edition(edition))
    if agenda.release is None:
        raise ReleaseNotFoundError
    return agenda


def _get_session(agenda: Agenda, key: str) -> Session:
    session = agenda.session(key)
    if session is None:
        raise SessionNotFoundError
    return session


def _moment(agenda: Agenda, session: Session, minute: int | None) -> datetime | None:
    if session.day is None or minute is None:
        return None
    return moment_of(session.day, minute, agenda.edition.timezone).astimezone(UTC)


def _session_url(agenda: Agenda, session: Session) -> str:
    return _url("programme.show", edition=agenda.edition.slug, session=session.key)


def _url(endpoint: str, **values: Any) -> str:  # noqa: ANN401  as url_for takes them
    return current_settings().public_url + url_for(endpoint, **values)


def _file(content: bytes, kind: str, name: str, *, inline: bool = False) -> Response:
    response = Response(content, content_type=kind)
    disposition = "inline" if inline else "attachment"
    response.headers["Content-Disposition"] = f'{disposition}; filename="{name}"'
    return response
