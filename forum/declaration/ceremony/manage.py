"""The run sheet of the ceremony: plain forms, so that it works without JavaScript."""

import hashlib

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.core import clock
from forum.core.i18n import current_language
from forum.core.i18n import gettext as _
from forum.core.permissions import Permission
from forum.declaration import queries
from forum.declaration.ceremony import services
from forum.declaration.ceremony.forms import SheetForm
from forum.declaration.ceremony.queries import load_sheet
from forum.declaration.ceremony.rules import next_turn
from forum.declaration.ceremony.types import TurnState
from forum.declaration.ceremony.views import EVERY
from forum.declaration.errors import DeclarationNotFrozenError, SummaryNotSignableError
from forum.declaration.models import Declaration
from forum.declaration.types import DeclarationKind
from forum.editions.queries import get_edition
from forum.web.access import may, requires
from forum.web.cache import TIME
from forum.web.messages import tell

ceremony_manage = Blueprint("declaration_ceremony_manage", __name__)

CITY = "/declarations/<key>/ceremony/cities/<int:city_id>"


def _get(edition: str, key: str) -> Declaration:
    declaration = queries.get_declaration(get_edition(edition), key)
    if declaration.kind is DeclarationKind.SUMMARY:
        raise SummaryNotSignableError
    if queries.find_frozen_version(declaration) is None:
        raise DeclarationNotFrozenError
    return declaration


def _back(edition: str, key: str) -> ResponseReturnValue:
    return redirect(url_for("declaration_ceremony_manage.sheet", edition=edition, key=key), 303)


def _accepted(form: SheetForm) -> SheetForm:
    """Return a form of buttons alone: whatever it carries is read leniently."""
    form.validate_on_submit()
    return form


def _shown(declaration: Declaration) -> dict[str, object]:
    sheet = load_sheet(declaration)
    return {
        "edition": declaration.edition,
        "section": "declaration",
        "row": declaration,
        "latest": queries.latest_version(declaration),
        "sheet": sheet,
        "next": next_turn(sheet.turns, sheet.called_id),
        "states": TurnState,
        "form": SheetForm(),
        "every": EVERY,
        "now": clock.now(),
    }


@ceremony_manage.get("/declarations/<key>/ceremony")
@requires(Permission.DECLARATION_VIEW)
def sheet(edition: str, key: str) -> ResponseReturnValue:
    """Show the run sheet."""
    return render_template("declaration/ceremony/sheet.html", **_shown(_get(edition, key)))


@ceremony_manage.get("/declarations/<key>/ceremony/live")
@requires(Permission.DECLARATION_VIEW)
def live(edition: str, key: str) -> ResponseReturnValue:
    """Give the part of the run sheet that follows what happens; nothing if nothing has."""
    declaration = _get(edition, key)
    seen = (
        declaration.edition.public_version,
        queries.load_chain_end(declaration),
        current_language(),
        may(Permission.DECLARATION_EDIT),
    )
    etag = hashlib.sha256(repr(seen).encode()).hexdigest()[:32]
    if request.if_none_match.contains_weak(etag):
        response = Response(status=304)
    else:
        page = render_template("declaration/ceremony/live.html", **_shown(declaration))
        response = make_response(page)
    response.set_etag(etag)
    response.headers[TIME] = f"{clock.now():%Y-%m-%dT%H:%M:%SZ}"
    return response


@ceremony_manage.post("/declarations/<key>/ceremony/next")
@requires(Permission.DECLARATION_EDIT)
def call_next(edition: str, key: str) -> ResponseReturnValue:
    """Call the city whose turn it is."""
    form = _accepted(SheetForm())
    turn = services.call_next(_get(edition, key), form.seen_id)
    tell(_("Called: %(city)s.", city=turn.name.in_(current_language())))
    return _back(edition, key)


@ceremony_manage.post("/declarations/<key>/ceremony/show")
@requires(Permission.DECLARATION_EDIT)
def show(edition: str, key: str) -> ResponseReturnValue:
    """Choose what the hall sees."""
    services.show_scene(_get(edition, key), _accepted(SheetForm()).wanted)
    return _back(edition, key)


@ceremony_manage.post(f"{CITY}/call")
@requires(Permission.DECLARATION_EDIT)
def call(edition: str, key: str, city_id: int) -> ResponseReturnValue:
    """Call a city out of its turn."""
    turn = services.call(_get(edition, key), city_id, _accepted(SheetForm()).seen_id)
    tell(_("Called: %(city)s.", city=turn.name.in_(current_language())))
    return _back(edition, key)


@ceremony_manage.post(f"{CITY}/<any(up, down):word>")
@requires(Permission.DECLARATION_EDIT)
def shift(edition: str, key: str, city_id: int, word: str) -> ResponseReturnValue:
    """Put a city one place earlier or later."""
    services.shift(_get(edition, key), city_id, -1 if word == "up" else 1)
    return _back(edition, key)


@ceremony_manage.post(f"{CITY}/place")
@requires(Permission.DECLARATION_EDIT)
def place(edition: str, key: str, city_id: int) -> ResponseReturnValue:
    """Put a city before another one, as it was dragged."""
    services.put_before(_get(edition, key), city_id, _accepted(SheetForm()).before_id)
    return _back(edition, key)


@ceremony_manage.post(f"{CITY}/<any(absent, present):word>")
@requires(Permission.DECLARATION_EDIT)
def attend(edition: str, key: str, city_id: int, word: str) -> ResponseReturnValue:
    """Note whether a city is in the hall."""
    services.mark_absent(_get(edition, key), city_id, is_absent=word == "absent")
    return _back(edition, key)


@ceremony_manage.post(f"{CITY}/<any(out, back):word>")
@requires(Permission.DECLARATION_EDIT)
def leave(edition: str, key: str, city_id: int, word: str) -> ResponseReturnValue:
    """Leave a city out, or take it in again."""
    services.leave_out(_get(edition, key), city_id, is_left_out=word == "out")
    return _back(edition, key)
