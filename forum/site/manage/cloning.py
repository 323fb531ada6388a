"""Organisers' pages that begin an edition: an empty one, or one made from another."""

from datetime import timedelta

from flask import abort, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from forum.core.errors import Refusal
from forum.core.i18n import gettext as _
from forum.core.permissions import Permission
from forum.editions.errors import (
    AddressMalformedError,
    AddressReservedError,
    EditionAddressTakenError,
)
from forum.editions.forms import NewEditionForm
from forum.editions.models import Edition
from forum.editions.queries import get_edition, list_series
from forum.editions.services import create_edition
from forum.site.cloning import clone_edition
from forum.site.forms import CloneForm
from forum.site.manage.blueprint import editions_manage
from forum.site.queries.settings import origin_of
from forum.web.access import requires
from forum.web.messages import tell

YEAR = timedelta(days=364)  # a year later on the same days of the week


@editions_manage.get("/new")
@requires(Permission.EDITION_CREATE)
def new() -> ResponseReturnValue:
    """Ask what the new edition is."""
    return render_template("editions/manage/new.html", form=NewEditionForm(list_series()))


@editions_manage.post("/new")
@requires(Permission.EDITION_CREATE)
def create() -> ResponseReturnValue:
    """Begin an edition, as a draft."""
    series = list_series()
    form = NewEditionForm(series)
    if not form.validate_on_submit():
        return render_template("editions/manage/new.html", form=form), 422
    chosen = next(row for row in series if row.id == form.series_id.data)
    try:
        edition = create_edition(chosen, form.slug.data, form.details())
    except (AddressMalformedError, AddressReservedError, EditionAddressTakenError) as refusal:
        form.reject(refusal.sentence(), form.slug)
        return render_template("editions/manage/new.html", form=form), refusal.status
    tell(_("The edition is there, as a draft. Say now what it is about."))
    return redirect(url_for("editions_manage.settings", edition=edition.slug), 303)


@editions_manage.get("/<edition>/clone")
@requires(Permission.EDITION_CREATE)
def ask(edition: str) -> ResponseReturnValue:
    """Ask what of an edition the next one begins with."""
    source = get_edition(edition)
    form = CloneForm(
        has_release=bool(source.latest_release),
        data={
            "name": source.name,
            "starts_on": source.starts_on + YEAR,
            "ends_on": source.ends_on + YEAR,
            "timezone": source.timezone,
        },
    )
    return _ask(source, form)


def _ask(source: Edition, form: CloneForm) -> str:
    return render_template(
        "editions/manage/clone.html", edition=source, section="settings", form=form
    )


@editions_manage.post("/<edition>/clone")
@requires(Permission.EDITION_CREATE)
def clone(edition: str) -> ResponseReturnValue:
    """Begin an edition with what was chosen of another one."""
    source = get_edition(edition)
    form = CloneForm(has_release=bool(source.latest_release))
    if not form.validate_on_submit():
        return _ask(source, form), 422
    try:
        made = clone_edition(source, form.wishes(), owner_id=g.organiser.id)
    except (AddressMalformedError, AddressReservedError, EditionAddressTakenError) as refusal:
        form.reject(refusal.sentence(), form.slug)
        return _ask(source, form), refusal.status
    except Refusal as refusal:
        form.reject(refusal.sentence())
        return _ask(source, form), refusal.status
    tell(_("The new edition is there, as a draft."))
    return redirect(url_for("editions_manage.origin", edition=made.slug), 303)


@editions_manage.get("/<edition>/origin")
@requires(Permission.EDITION_VIEW)
def origin(edition: str) -> ResponseReturnValue:
    """Show from what an edition was made, and what is to be looked at now."""
    found = get_edition(edition)
    made = origin_of(found)
    if made is None:
        abort(404)
    return render_template(
        "editions/manage/origin.html", edition=found, section="settings", origin=made
    )
