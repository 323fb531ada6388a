"""Public pages of the releases: what each changed, the programme as it was, two compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.core.i18n import current_language
from forum.core.i18n import gettext as _
from forum.core.localized import LocalizedText, other_language
from forum.core.settings import current_settings
from forum.editions.models import Edition
from forum.editions.queries import get_public_edition, public_state
from forum.programme import queries
from forum.programme.changes import Entry, News, count_news, entries_of
from forum.programme.display import date_of, release_date
from forum.programme.errors import ReleaseNotFoundError
from forum.programme.feeds import Feed, FeedEntry, feed_id, write_feed
from forum.programme.filters import read_filters
from forum.programme.models import Release
from forum.programme.rules import compare as compare_agendas
from forum.programme.serial import changes_from_list
from forum.programme.types import Agenda
from forum.programme.views.pages import agenda_context, programme
from forum.web.access import public
from forum.web.cache import cached

ATOM = "application/atom+xml"
LONGEST_NUMBER = 6


@dataclass(frozen=True, kw_only=True)
class ReleaseNews:
    """A release in the changelog and in the feed."""

    number: int
    note: LocalizedText
    date: str
    released_at: datetime
    quiet: bool
    entries: tuple[Entry, ...]
    counts: Mapping[News, int]


def _state(edition: str) -> object:
    return public_state(edition)


def _release_state(edition: str, number: int) -> object:
    del number
    return public_state(edition)


@programme.get("/programme/changes")
@public
@cached(_state, takes=())
def changes(edition: str) -> ResponseReturnValue:
    """Tell what each release changed."""
    found = get_public_edition(edition)
    return render_template(
        "programme/changes.html",
        edition=found,
        section="programme",
        agenda=queries.public_agenda(found),
        releases=_list_news(found),
    )


@programme.get("/programme/changes.atom")
@public
@cached(_state, takes=())
def feed(edition: str) -> ResponseReturnValue:
    """Offer what each release changed as an Atom feed; corrections are left out of it."""
    found = get_public_edition(edition)
    releases = _list_news(found)
    if not releases:
        raise ReleaseNotFoundError
    told = [release for release in releases if not release.quiet]
    agenda = queries.public_agenda(found)
    name = found.name.in_(current_language())
    content = write_feed(
        Feed(
            id=feed_id(found.slug, current_language()),
            title=_("What has changed in the programme: %(edition)s", edition=name),
            author=found.host.in_(current_language()) or name,
            language=current_language(),
            updated=(told or releases)[0].released_at,
            address=_url("programme.feed", found),
            page=_url("programme.changes", found),
            other_language=other_language(current_language()),
            other_address=_url(
                "programme.feed", found, language=other_language(current_language())
            ),
            entries=tuple(_feed_entry(found, agenda, release) for release in told),
        )
    )
    response = Response(content, content_type=f"{ATOM}; charset=utf-8")
    response.content_language = current_language()
    return response


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
        **agenda_context(shown, read_filters(request.args, shown.agenda)),
    )


@programme.get("/programme/releases/<int:number>/compare")
@public
@cached(_release_state, takes=("with",))
def compare(edition: str, number: int) -> ResponseReturnValue:
    """Show what differs between a release and another one, the one before if none is chosen."""
    found = get_public_edition(edition)
    other = _other(request.args.get("with", ""), number)
    first, second = sorted((number, other))
    old = queries.public_programme(found, first).agenda
    new = queries.public_programme(found, second).agenda
    differences = compare_agendas(old, new)
    return render_template(
        "programme/compare.html",
        edition=found,
        section="programme",
        agenda=queries.public_agenda(found),
        number=number,
        other=other,
        old=old.release,
        new=new.release,
        old_date=release_date(old),
        new_date=release_date(new),
        entries=entries_of(differences),
        counts=count_news(differences),
    )


def _other(text: str, number: int) -> int:
    """Return the number of the release to compare one with.

    Raises:
        ReleaseNotFoundError: the text is no number.
    """
    if not text:
        return number - 1 if number > 1 else number + 1
    if not (text.isascii() and text.isdigit()) or len(text) > LONGEST_NUMBER:
        raise ReleaseNotFoundError
    return int(text)


def _list_news(edition: Edition) -> list[ReleaseNews]:
    return [_news(edition, row) for row in queries.list_releases(edition)]


def _news(edition: Edition, row: Release) -> ReleaseNews:
    told = changes_from_list(row.changes)
    return ReleaseNews(
        number=row.number,
        note=row.note,
        date=date_of(row.dated, row.released_at, edition.timezone),
        released_at=row.released_at,
        quiet=row.quiet,
        entries=entries_of(told),
        counts=count_news(told),
    )


def _feed_entry(edition: Edition, agenda: Agenda, news: ReleaseNews) -> FeedEntry:
    return FeedEntry(
        id=feed_id(edition.slug, current_language(), news.number),
        title=_("Programme, release %(number)s", number=news.number),
        updated=news.released_at,
        page=_url("programme.release", edition, number=news.number),
        html=render_template(
            "programme/_feed_entry.html", release=news, agenda=agenda, edition=edition
        ),
    )


def _url(endpoint: str, edition: Edition, **values: str | int) -> str:
    path = url_for(endpoint, edition=edition.slug, **values)  # type: ignore[arg-type]  # its options
    return current_settings().public_url + path
