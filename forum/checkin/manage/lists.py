"""The lists and devices of an edition, and the lists' own pages."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.accounts.queries import last_editor_of
from forum.checkin import queries
from forum.checkin.forms import (
    KIND_WORDS,
    MODE_WORDS,
    ListForm,
    list_clashes,
    list_parts,
    values_of,
)
from forum.checkin.manage.blueprint import checkin_manage
from forum.checkin.models import CheckinList
from forum.checkin.services import lists
from forum.core.i18n import gettext as _
from forum.core.localized import LocalizedText
from forum.core.merging import EditedMeanwhileError, marks_of, parts_of
from forum.core.permissions import Permission
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.web.access import requires
from forum.web.conflicts import given_up, posted_parts, side_by_side
from forum.web.forms import Form
from forum.web.messages import tell


@checkin_manage.get("/lists")
@requires(Permission.CHECKIN_VIEW)
def setup(edition: str) -> ResponseReturnValue:
    """Show the lists and the devices, to set them up."""
    found = get_edition(edition)
    every = queries.list_lists(found)
    return render_template(
        "checkin/manage/setup.html",
        edition=found,
        lists=every,
        attendance=queries.count_attendance(every),
        devices=queries.list_devices(found),
        list_names={one.id: one.name for one in every},
        category_names=_category_names(found),
        kind_words=KIND_WORDS,
        mode_words=MODE_WORDS,
    )


def _category_names(edition: Edition) -> Mapping[str, object]:
    return {one.key: one.name for one in queries.list_categories(edition)}


# ---------------------------------------------------------------- lists


def _list_form(edition: Edition, target: CheckinList | None = None) -> ListForm:
    zone = ZoneInfo(edition.timezone)
    values = values_of(lists.details_of_list(target), zone) if target else {}
    subjects = dict(queries.list_subjects(edition))
    if target is not None and target.seat:
        subjects.setdefault(target.seat, LocalizedText(target.seat, target.seat))
    return ListForm(edition, queries.list_categories(edition), subjects, data=values)


@checkin_manage.get("/lists/new")
@requires(Permission.CHECKIN_EDIT)
def new_list(edition: str) -> ResponseReturnValue:
    """Show the empty form of a list."""
    found = get_edition(edition)
    return render_template("checkin/manage/new_list.html", edition=found, form=_list_form(found))


@checkin_manage.post("/lists/new")
@requires(Permission.CHECKIN_EDIT)
def create_list(edition: str) -> ResponseReturnValue:
    """Add a list."""
    found = get_edition(edition)
    form = _list_form(found)
    if not form.validate_on_submit():
        page = render_template("checkin/manage/new_list.html", edition=found, form=form)
        return page, 422
    lists.create_list(found, form.details())
    tell(_("The list is made."))
    return redirect(url_for("checkin_manage.setup", edition=edition), 303)


@checkin_manage.get("/lists/<int:list_id>")
@requires(Permission.CHECKIN_EDIT)
def edit_list(edition: str, list_id: int) -> ResponseReturnValue:
    """Show the form of a list."""
    found = get_edition(edition)
    target = queries.get_list(found, list_id)
    seen = marks_of(parts_of(lists.details_of_list(target)))
    return _edit_page(found, target, _list_form(found, target), seen)


def _edit_page(edition: Edition, target: CheckinList, form: ListForm, seen: str) -> str:
    return render_template(
        "checkin/manage/edit_list.html",
        edition=edition,
        list=target,
        form=form,
        seen=seen,
        simple=Form(),
    )


@checkin_manage.post("/lists/<int:list_id>")
@requires(Permission.CHECKIN_EDIT)
def change_list(edition: str, list_id: int) -> ResponseReturnValue:
    """Save what was changed; ask what to keep where somebody else has changed it meanwhile."""
    found = get_edition(edition)
    target = queries.get_list(found, list_id)
    form, seen = _list_form(found, target), request.form.get("seen", "")
    if not form.validate_on_submit():
        return _edit_page(found, target, form, seen), 422
    try:
        lists.change_list(found, list_id, form.details(), seen, given_up=given_up())
    except EditedMeanwhileError as late:
        return _two_versions(found, target, form, late), late.status
    tell(_("Saved."))
    return redirect(url_for("checkin_manage.setup", edition=edition), 303)


def _two_versions(
    edition: Edition, target: CheckinList, form: ListForm, late: EditedMeanwhileError
) -> str:
    zone = ZoneInfo(edition.timezone)
    return render_template(
        "layouts/two_versions.html",
        edition=edition,
        section="checkin",
        what=target.name,
        back=url_for("checkin_manage.edit_list", edition=edition.slug, list_id=target.id),
        list_name=_("Lists and devices"),
        list_address=url_for("checkin_manage.setup", edition=edition.slug),
        form=form,
        seen=late.conflict.seen,
        rows=side_by_side(form, list_clashes(late.conflict.clashes, zone)),
        posted=posted_parts(list_parts(late.conflict.wanted, zone)),
        who=last_editor_of("checkin_list", target.id),
    )


@checkin_manage.post("/lists/<int:list_id>/delete")
@requires(Permission.CHECKIN_EDIT)
def delete_list(edition: str, list_id: int) -> ResponseReturnValue:
    """Remove a list for which nobody was scanned."""
    lists.delete_list(queries.get_list(get_edition(edition), list_id))
    tell(_("The list is removed."))
    return redirect(url_for("checkin_manage.setup", edition=edition), 303)
