"""Home, the archive, privacy, and what crawlers read."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from forum.cities.queries import list_cities
from forum.core import clock
from forum.core.localized import LANGUAGES
from forum.core.settings import current_settings
from forum.editions import queries
from forum.editions.models import Edition
from forum.editions.rules import by_series
from forum.programme.display import undated
from forum.programme.filters import is_large, marks_of
from forum.programme.happening import Happening, Phase, happening
from forum.programme.layout import layout_days
from forum.programme.queries import public_agendas, public_programme
from forum.programme.types import Agenda
from forum.registration.models import RegistrationBook
from forum.registration.queries import find_book, standing_by
from forum.site import exports
from forum.site.rules import by_region, view_of
from forum.web.access import public
from forum.web.cache import cached, true_until
from forum.web.languages import preferred_language

site = Blueprint("site", __name__)
crawlers = Blueprint("crawlers", __name__)

SHOWN_AT_HOME = {Phase.ON, Phase.PAUSE, Phase.OVERNIGHT}


def _state_of_all() -> object:
    return queries.public_states()


def _state_today() -> object:
    """Which edition is current depends on the day, too."""
    return queries.public_states(), clock.today(current_settings().timezone)


def _state(edition: str) -> object:
    return queries.public_state(edition)


@crawlers.get("/")
@public
def front() -> ResponseReturnValue:
    """Lead to the home page in the language that the browser asks for."""
    response = redirect(url_for("site.home", language=preferred_language()), 302)
    response.headers["Vary"] = "Accept-Language"
    return response


@site.get("/")
@public
@cached(_state_today)
def home() -> ResponseReturnValue:
    """Show the current edition."""
    current = queries.current_edition()
    if current is None:
        return render_template("site/empty.html")
    return _edition_page(current.slug)


@site.get("/editions")
@public
@cached(_state_of_all)
def editions() -> ResponseReturnValue:
    """List every edition, series by series."""
    return render_template(
        "site/editions.html",
        section="editions",
        series=by_series(queries.list_public_editions()),
    )


@site.get("/privacy")
@public
@cached(_state_of_all)
def privacy() -> ResponseReturnValue:
    """Say what becomes of personal data."""
    return render_template("site/privacy.html")


@site.get("/<edition>/")
@public
@cached(_state)
def edition(edition: str) -> ResponseReturnValue:
    """Show an edition: what, when, where, and its programme at a glance."""
    return _edition_page(edition)


def _edition_page(slug: str) -> str:
    found = queries.get_edition_with_facts(slug)
    shown = public_programme(found)
    attended = queries.list_city_keys(found)
    cities = list_cities(attended or [city.key for city in shown.agenda.cities])
    book = _book(found)
    return render_template(
        "site/edition.html",
        front=True,
        edition=found,
        agenda=shown.agenda,
        large=(large := is_large(shown.agenda)),
        scores=() if large else layout_days(shown.agenda),
        undated=undated(shown.agenda),
        marks=marks_of(shown.changes),
        facts=view_of(found),
        regions=by_region(cities, attended, shown.agenda),
        attended=len(attended),
        others=_others(found),
        happening=_happening(shown.agenda),
        book=book,
        standing=standing_by(found, book).value,
    )


def _book(edition: Edition) -> RegistrationBook | None:
    """Return from when to when one can register; the page is true until either of them comes."""
    book = find_book(edition)
    if book is not None:
        for moment in (book.opens_at, book.closes_at):
            if moment is not None and moment > clock.now():
                true_until(moment)
    return book


def _happening(agenda: Agenda) -> Happening | None:
    """Return what is on now; nothing before the day on which the forum begins, and after it."""
    if agenda.edition.archived:
        return None
    at = clock.now()
    there = happening(agenda, at)
    if there.turns_at is not None:
        true_until(there.turns_at)
    if there.phase is Phase.BEFORE:
        return there if there.day == clock.today(agenda.edition.timezone) else None
    return there if there.phase in SHOWN_AT_HOME else None


def _others(found: Edition) -> list[Edition]:
    """Return the other editions of the series; trials are nobody's history."""
    others = queries.list_editions_of(found.series)
    return [other for other in others if other.id != found.id and not other.is_trial]


@crawlers.get("/robots.txt")
@public
@cached(_state_of_all)
def robots() -> ResponseReturnValue:
    """Tell crawlers what they may read."""
    address = current_settings().public_url + url_for("crawlers.sitemap")
    return Response(exports.robots(address), content_type="text/plain; charset=utf-8")


@crawlers.get("/sitemap.xml")
@public
@cached(_state_of_all)
def sitemap() -> ResponseReturnValue:
    """List every public page in both languages."""
    content = exports.sitemap(_pages())
    return Response(content, content_type="application/xml; charset=utf-8")


def _pages() -> Iterator[exports.Addresses]:
    for endpoint in ("site.home", "site.editions", "site.privacy"):
        yield _addresses(endpoint)
    agendas = {agenda.edition.slug: agenda for agenda in public_agendas()}
    pages = queries.list_all_published_pages()
    for found in queries.list_public_editions():
        if found.is_trial:
            continue
        for endpoint in ("site.edition", "programme.index", "people.index", "cities.index"):
            yield _addresses(endpoint, edition=found.slug)
        for page in pages.get(found.slug, ()):
            yield _addresses("editions.page", edition=found.slug, page=page)
        if found.slug in agendas:
            yield from _pages_of(agendas[found.slug], queries.list_city_keys(found))


def _pages_of(agenda: Agenda, attended: Sequence[str]) -> Iterator[exports.Addresses]:
    slug = agenda.edition.slug
    for session in agenda.sessions:
        yield _addresses("programme.show", edition=slug, session=session.key)
    for speaker in agenda.speakers:
        yield _addresses("people.show", edition=slug, speaker=speaker.key)
    for key in sorted({city.key for city in agenda.cities} | set(attended)):
        yield _addresses("cities.show", edition=slug, city=key)


def _addresses(endpoint: str, **values: Any) -> exports.Addresses:  # noqa: ANN401  as url_for
    base = current_settings().public_url
    return {
        language: base + url_for(endpoint, **values, language=language) for language in LANGUAGES
    }
