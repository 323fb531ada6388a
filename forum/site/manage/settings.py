"""Organisers' pages of an edition's settings: what is said of it, and how far it is."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.accounts.queries import last_editor_of
from forum.core.errors import Refusal
from forum.core.i18n import gettext as _
from forum.core.merging import EditedMeanwhileError, marks_of, parts_of
from forum.core.permissions import Permission
from forum.editions import services as editions
from forum.editions.errors import DatesReversedError
from forum.editions.forms import EditionForm, values_of_edition
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.editions.types import EditionState
from forum.registration.queries import count_confirmed
from forum.site import services
from forum.site.manage.blueprint import editions_manage
from forum.site.queries.settings import Touched, origin_of, touched_by
from forum.web.access import requires
from forum.web.conflicts import given_up, posted_parts, side_by_side
from forum.web.forms import Form
from forum.web.messages import tell


@editions_manage.get("/<edition>/settings")
@requires(Permission.EDITION_EDIT)
def settings(edition: str) -> ResponseReturnValue:
    """Show what is said of an edition, and how far it is."""
    found = get_edition(edition)
    details = editions.details_of_edition(found)
    form = EditionForm(data=values_of_edition(details))
    return _page(found, form, seen=marks_of(parts_of(details)))


def _page(edition: Edition, form: EditionForm, *, seen: str, touched: Touched | None = None) -> str:
    return render_template(
        "editions/manage/settings.html",
        edition=edition,
        section="settings",
        form=form,
        seen=seen,
        touched=touched,
        registered=count_confirmed(edition),
        origin=origin_of(edition),
        simple=Form(),
    )


@editions_manage.post("/<edition>/settings")
@requires(Permission.EDITION_EDIT)
def revise(edition: str) -> ResponseReturnValue:
    """Save what was changed, once the organiser knows what it touches."""
    found, form = get_edition(edition), EditionForm()
    seen = request.form.get("seen", "")
    if not form.validate_on_submit():
        return _page(found, form, seen=seen), 422
    touched = touched_by(found, form.details())
    if touched and not request.form.get("sure"):
        return _page(found, form, seen=seen, touched=touched), 422
    try:
        changed = editions.revise_edition(found, form.details(), seen, given_up=given_up())
    except EditedMeanwhileError as late:
        return _conflict(found, form, late), late.status
    except DatesReversedError as refusal:
        form.reject(refusal.sentence(), form.ends_on)
        return _page(found, form, seen=seen), refusal.status
    tell(_("The settings are saved.") if changed else _("Nothing was changed."))
    return redirect(_address(found), 303)


def _conflict(edition: Edition, form: EditionForm, late: EditedMeanwhileError) -> str:
    return render_template(
        "layouts/two_versions.html",
        edition=edition,
        section="settings",
        what=edition.name,
        back=_address(edition),
        list_name=_("Settings"),
        list_address=_address(edition),
        form=form,
        seen=late.conflict.seen,
        rows=side_by_side(form, late.conflict.clashes),
        posted=posted_parts({**parts_of(late.conflict.wanted), "sure": "yes"}),
        who=last_editor_of("edition", edition.id),
    )


@editions_manage.post("/<edition>/settings/state")
@requires(Permission.EDITION_EDIT)
def change_state(edition: str) -> ResponseReturnValue:
    """Make an edition a draft, publish or archive it."""
    found = get_edition(edition)
    wanted = request.form.get("state", "")
    if wanted not in set(EditionState):
        abort(400)
    state = EditionState(wanted)
    told = {
        EditionState.DRAFT: _("The edition is a draft. Visitors do not see it."),
        EditionState.PUBLISHED: _("The edition is published. Everybody can see it."),
        EditionState.ARCHIVED: _("The edition is archived. Nobody can register any more."),
    }
    try:
        services.change_state(found, state)
    except Refusal as refusal:
        tell(refusal.sentence(), "danger")
    else:
        tell(told[state])
    return redirect(_address(found), 303)


def _address(edition: Edition) -> str:
    return url_for("editions_manage.settings", edition=edition.slug)
