"""The dashboard of the door, and the screen in the hall; both follow what happens.

A page asks again and again, with the ETag that it was given. As long as nothing has changed
that is one statement and an answer without a body; with every answer it learns the time.
"""

import hashlib

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from forum.checkin import queries
from forum.checkin.arrivals.queries import build_dashboard, choose_list, state_of
from forum.checkin.manage.blueprint import checkin_manage
from forum.checkin.models import CheckinList
from forum.checkin.words import REASON_WORDS, RESULT_WORDS
from forum.core import clock
from forum.core.i18n import current_language
from forum.core.permissions import Permission
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.web.access import may, requires
from forum.web.cache import TIME

EVERY = 1  # seconds between two questions: what happens is seen within two


def _chosen(edition: Edition) -> tuple[list[CheckinList], CheckinList | None]:
    lists = list(queries.list_lists(edition))
    wished = request.args.get("list", type=int)
    return lists, choose_list(lists, wished, clock.today(edition.timezone))


def _etag(edition: Edition, name: str, list_id: int | None) -> str:
    """Name what a page would show: the state, and what else decides how it is written."""
    seen = (name, list_id, current_language(), sorted(_rights()), state_of(edition))
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:32]


def _rights() -> list[str]:
    wanted = (Permission.CHECKIN_EDIT, Permission.REGISTRATION_VIEW)
    return [one.value for one in wanted if may(one)]


def _answer(etag: str, page: str | None) -> Response:
    response = make_response(page) if page is not None else Response(status=304)
    response.set_etag(etag)
    response.headers[TIME] = f"{clock.now():%Y-%m-%dT%H:%M:%SZ}"
    return response


@checkin_manage.get("/")
@requires(Permission.CHECKIN_VIEW)
def index(edition: str) -> ResponseReturnValue:
    """Show who has come to a list, where, and who is missing."""
    found = get_edition(edition)
    lists, target = _chosen(found)
    return render_template("checkin/manage/index.html", **_shown(found, lists, target))


@checkin_manage.get("/live")
@requires(Permission.CHECKIN_VIEW)
def live(edition: str) -> ResponseReturnValue:
    """Give the part of the dashboard that follows the door; nothing if nothing has happened."""
    found = get_edition(edition)
    lists, target = _chosen(found)
    etag = _etag(found, "live", target.id if target else None)
    if request.if_none_match.contains_weak(etag):
        return _answer(etag, None)
    page = render_template("checkin/manage/live.html", **_shown(found, lists, target))
    return _answer(etag, page)


@checkin_manage.get("/hall")
@requires(Permission.CHECKIN_VIEW)
def hall(edition: str) -> ResponseReturnValue:
    """Show numbers for a screen in the hall, and no names."""
    found = get_edition(edition)
    _lists, target = _chosen(found)
    etag = _etag(found, "hall", target.id if target else None)
    if request.if_none_match.contains_weak(etag):
        return _answer(etag, None)
    page = render_template(
        "checkin/manage/hall.html",
        edition=found,
        board=build_dashboard(found, target) if target else None,
        every=EVERY,
        today=clock.today(found.timezone),
    )
    return _answer(etag, page)


def _shown(
    edition: Edition, lists: list[CheckinList], target: CheckinList | None
) -> dict[str, object]:
    return {
        "edition": edition,
        "section": "checkin",
        "lists": lists,
        "target": target,
        "attendance": queries.count_attendance(lists),
        "board": build_dashboard(edition, target) if target else None,
        "result_words": RESULT_WORDS,
        "reason_words": REASON_WORDS,
        "practising": _practising(edition, lists),
        "every": EVERY,
        "now": clock.now(),
    }


def _practising(edition: Edition, lists: list[CheckinList]) -> list[str]:
    """Return the names of what practises."""
    language = current_language()
    devices = queries.list_devices(edition)
    return [
        *(one.name.in_(language) for one in lists if one.is_practice),
        *(one.name for one in devices if one.is_practice and one.revoked_at is None),
    ]
