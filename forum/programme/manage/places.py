"""Rooms and venues: listed, ordered, added, changed, removed."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from forum.core.i18n import gettext as _
from forum.core.permissions import Permission
from forum.editions.models import Edition
from forum.editions.queries import get_edition, lock_edition
from forum.programme import queries, services
from forum.programme.errors import (
    EditConflictError,
    KeyTakenError,
    PlaceGoneError,
    PlaceInUseError,
    PlaceNotFoundError,
)
from forum.programme.forms.places import PLACE_FIELDS, PlaceForm, values_of_place
from forum.programme.manage.blueprint import programme_manage
from forum.programme.manage.clashing import by_whom
from forum.programme.manage.session_page import BareForm
from forum.programme.models import Venue
from forum.programme.serial import place_from_mapping
from forum.web.access import requires
from forum.web.messages import tell

UNPROCESSABLE = 422


@programme_manage.get("/places")
@requires(Permission.PROGRAMME_EDIT)
def places(edition: str) -> ResponseReturnValue:
    """List the rooms and venues in their order, with what is held in them."""
    found = get_edition(edition)
    return render_template(
        "programme/manage/places.html",
        edition=found,
        places=queries.list_places(found),
        uses=queries.list_place_uses(found),
        bare=BareForm(formdata=None),
    )


@programme_manage.get("/places/new")
@requires(Permission.PROGRAMME_EDIT)
def new_place(edition: str) -> ResponseReturnValue:
    """Show an empty form."""
    return _show(get_edition(edition), PlaceForm(), None)


@programme_manage.post("/places/new")
@requires(Permission.PROGRAMME_EDIT)
def create_place(edition: str) -> ResponseReturnValue:
    """Add a room or a venue."""
    found = get_edition(edition)
    form = PlaceForm()
    sound = form.validate()
    if not (form.check_key() and sound):
        return _show(found, form, None), UNPROCESSABLE
    try:
        services.create_place(found, form.filled_in((form.key.data or "").strip()))
    except KeyTakenError as error:
        form.reject(error.sentence(), form.key)
        return _show(found, form, None), error.status
    tell(_("The place is there. Sessions can be held in it."))
    return redirect(_list(found), 303)


@programme_manage.get("/places/<place>")
@requires(Permission.PROGRAMME_EDIT)
def place(edition: str, place: str) -> ResponseReturnValue:
    """Show a room or a venue to change it."""
    found = get_edition(edition)
    venue = _get(found, place)
    form = PlaceForm(data=values_of_place(place_from_mapping(queries.place_record(venue))))
    return _show(found, form, venue)


@programme_manage.post("/places/<place>")
@requires(Permission.PROGRAMME_EDIT)
def save_place(edition: str, place: str) -> ResponseReturnValue:
    """Save a room or a venue."""
    found = lock_edition(get_edition(edition))
    venue = _get(found, place, PlaceGoneError)
    form = PlaceForm()
    if not form.validate():
        return _show(found, form, venue), UNPROCESSABLE
    base = form.base.data
    if base is None:  # nothing is known of what was seen: nothing is overwritten
        raise BadRequest
    try:
        operation = services.revise_place(found, place, base, form.wanted(place))
    except EditConflictError as error:
        conflict = error.conflict
        trouble = {
            "by": by_whom(found, conflict),
            "clashing": [clash.field for clash in conflict.clashes],
            "base": conflict.version,
        }
        return _show(found, form, venue, **trouble), error.status
    tell(
        _("Saved.") if operation else _("Nothing has changed."), "success" if operation else "info"
    )
    return redirect(_list(found), 303)


@programme_manage.post("/places/<place>/order")
@requires(Permission.PROGRAMME_EDIT)
def order_place(edition: str, place: str) -> ResponseReturnValue:
    """Let a place stand further up or down; the grid and the booklet show them in this order."""
    found = lock_edition(get_edition(edition))
    keys = [venue.key for venue in queries.list_venues(found)]
    if place not in keys:
        raise PlaceGoneError
    index = keys.index(place)
    other = index - 1 if request.form.get("order") == "up" else index + 1
    if 0 <= other < len(keys):
        keys[index], keys[other] = keys[other], keys[index]
        services.reorder_places(found, keys, moved=place)
    return redirect(f"{_list(found)}#place-{place}", 303)


@programme_manage.get("/places/<place>/remove")
@requires(Permission.PROGRAMME_EDIT)
def confirm_place_removal(edition: str, place: str) -> ResponseReturnValue:
    """Ask whether a place is to be removed; say what is held in it."""
    found = get_edition(edition)
    return _ask(found, _get(found, place))


@programme_manage.post("/places/<place>/remove")
@requires(Permission.PROGRAMME_EDIT)
def remove_place(edition: str, place: str) -> ResponseReturnValue:
    """Remove a room or a venue in which nothing is held."""
    found = lock_edition(get_edition(edition))
    venue = _get(found, place, PlaceGoneError)
    if queries.list_place_uses(found).get(place):
        return _ask(found, venue), PlaceInUseError.status
    services.remove_place(found, place)
    tell(_("Removed. You can take this back with Undo."))
    return redirect(_list(found), 303)


def _get(
    edition: Edition,
    key: str,
    missing: type[PlaceGoneError | PlaceNotFoundError] = PlaceNotFoundError,
) -> Venue:
    for venue in queries.list_venues(edition):
        if venue.key == key:
            return venue
    raise missing


def _show(edition: Edition, form: PlaceForm, venue: Venue | None, **more: Any) -> str:  # noqa: ANN401
    base = form.base.data if form.is_submitted() and form.base.data is not None else None
    return render_template(
        "programme/manage/place.html",
        edition=edition,
        form=form,
        place=place_from_mapping(queries.place_record(venue)) if venue else None,
        uses=queries.list_place_uses(edition).get(venue.key, ()) if venue else (),
        fields=PLACE_FIELDS,
        **{
            "base": (venue.version if venue else 0) if base is None else base,
            "by": "",
            "clashing": (),
            **more,
        },
    )


def _ask(edition: Edition, venue: Venue) -> str:
    return render_template(
        "programme/manage/remove_place.html",
        edition=edition,
        place=place_from_mapping(queries.place_record(venue)),
        uses=queries.list_place_uses(edition).get(venue.key, ()),
        bare=BareForm(formdata=None),
    )


def _list(edition: Edition) -> str:
    return url_for("programme_manage.places", edition=edition.slug)
