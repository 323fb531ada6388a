"""The programme as files: calendar, booklet, spreadsheet, JSON, and what conference apps read."""

from typing import Any

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from forum.calendar.exports import CONTENT_TYPE, publish
from forum.calendar.organisers import public_organiser
from forum.calendar.types import Party
from forum.core.errors import NotFoundError
from forum.core.i18n import DEFAULT_LANGUAGE, current_language
from forum.core.localized import Language
from forum.core.settings import current_settings
from forum.editions.queries import get_public_edition, public_state
from forum.programme import exports, frab, queries
from forum.programme import spreadsheet as spreadsheets
from forum.programme.booklet import booklet_pdf
from forum.programme.errors import ReleaseNotFoundError
from forum.programme.search import search_index
from forum.programme.types import Agenda, Material, Session
from forum.programme.views.pages import get_session, programme
from forum.web.access import public
from forum.web.cache import cached

schedules = Blueprint("schedules", __name__)


def _state(edition: str) -> object:
    return public_state(edition)


def _session_state(edition: str, session: str) -> object:
    del session
    return public_state(edition)


@programme.get("/programme.ics")
@public
@cached(_state, takes=())
def calendar(edition: str) -> ResponseReturnValue:
    """Offer the whole programme as a calendar."""
    agenda = _released(edition)
    events = exports.calendar_events(agenda, _session_url)
    name, address = agenda.edition.name, _url("programme.index", edition=edition)
    content = publish(events, name, current_language(), organiser=_organiser(agenda), url=address)
    return _file(content, CONTENT_TYPE, f"{edition}-{current_language()}.ics", inline=True)


@programme.get("/programme/<session>.ics")
@public
@cached(_session_state, takes=())
def session_calendar(edition: str, session: str) -> ResponseReturnValue:
    """Offer one session as a calendar entry."""
    agenda = _released(edition)
    entry = get_session(agenda, session)
    event = exports.calendar_event(agenda, entry, _session_url(agenda, entry))
    address = _session_url(agenda, entry)
    content = publish(
        [event], entry.title, current_language(), organiser=_organiser(agenda), url=address
    )
    return _file(content, CONTENT_TYPE, f"{edition}-{session}.ics", inline=True)


@programme.get("/programme.pdf")
@public
@cached(_state, takes=("languages",))
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
@cached(_state, takes=())
def spreadsheet(edition: str) -> ResponseReturnValue:
    """Offer the programme as a spreadsheet with both languages."""
    content = spreadsheets.spreadsheet(_released(edition))
    return _file(content, spreadsheets.SPREADSHEET, f"{edition}.xlsx")


@programme.get("/programme.json")
@public
@cached(_state, takes=())
def data(edition: str) -> ResponseReturnValue:
    """Offer the programme as JSON with both languages."""
    content = exports.json_file(_released(edition))
    return _file(content, "application/json", f"{edition}.json", inline=True)


@programme.get("/programme/search.json")
@public
@cached(_state, takes=())
def search(edition: str) -> ResponseReturnValue:
    """Offer what a search looks into, for pages that show one day of a large programme."""
    agenda = _released(edition)
    content = search_index(agenda, current_language(), _session_path)
    return _file(content, "application/json", f"{edition}-search.json", inline=True)


@schedules.get("/schedule.json")
@public
@cached(_state, takes=("language",))
def schedule_json(edition: str) -> ResponseReturnValue:
    """Offer the schedule that conference apps read, in the language of `?language=`."""
    agenda = _released(edition)
    content = frab.schedule_json(agenda, *_schedule_arguments(agenda))
    return _file(content, "application/json", f"{edition}-schedule.json", inline=True)


@schedules.get("/schedule.xml")
@public
@cached(_state, takes=("language",))
def schedule_xml(edition: str) -> ResponseReturnValue:
    """Offer the schedule that older conference apps read, in the language of `?language=`."""
    agenda = _released(edition)
    content = frab.schedule_xml(agenda, *_schedule_arguments(agenda))
    return _file(content, "application/xml", f"{edition}-schedule.xml", inline=True)


class _Addresses(frab.Addresses):
    """The addresses of an edition's sessions and files in one language."""

    def __init__(self, slug: str, language: Language) -> None:
        self._values = {"edition": slug, "language": language}

    def of_session(self, session: Session) -> str:
        return _url("programme.show", session=session.key, **self._values)

    def of_file(self, session: Session, material: Material) -> str:
        return _url("programme.material", session=session.key, file=material.file, **self._values)


def _schedule_arguments(agenda: Agenda) -> tuple[Language, str, frab.Addresses]:
    """Return the language that is asked for, else Korean, and the addresses in that language."""
    match request.args.get("language", DEFAULT_LANGUAGE):
        case ("ko" | "en") as language:
            slug = agenda.edition.slug
            address = _url("site.edition", edition=slug, language=language)
            return language, address, _Addresses(slug, language)
        case _:
            raise NotFoundError


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


def _organiser(agenda: Agenda) -> Party | None:
    return public_organiser(agenda.edition.host, current_language())


def _session_url(agenda: Agenda, session: Session) -> str:
    return _url("programme.show", edition=agenda.edition.slug, session=session.key)


def _session_path(agenda: Agenda, session: Session) -> str:
    return url_for("programme.show", edition=agenda.edition.slug, session=session.key)


def _url(endpoint: str, **values: Any) -> str:  # noqa: ANN401  as url_for takes them
    return current_settings().public_url + url_for(endpoint, **values)


def _file(content: bytes, kind: str, name: str, *, inline: bool = False) -> Response:
    response = Response(content, content_type=kind)
    disposition = "inline" if inline else "attachment"
    response.headers["Content-Disposition"] = f'{disposition}; filename="{name}"'
    return response
