"""Organisers' pages of the free pages: written in both languages, looked at, published."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.accounts.queries import last_editor_of
from forum.core.errors import Refusal
from forum.core.i18n import gettext as _
from forum.core.i18n import pgettext
from forum.core.localized import LANGUAGES
from forum.core.markdown import render_markdown
from forum.core.merging import EditedMeanwhileError, marks_of, parts_of
from forum.core.permissions import Permission
from forum.editions import queries, services
from forum.editions.forms import PageForm, values_of_page
from forum.editions.models import Edition, EditionPage
from forum.web.access import requires
from forum.web.conflicts import given_up, posted_parts, side_by_side
from forum.web.forms import Form
from forum.web.messages import tell

pages_manage = Blueprint("pages_manage", __name__)


@pages_manage.get("")
@requires(Permission.EDITION_EDIT)
def index(edition: str) -> ResponseReturnValue:
    """List the free pages of an edition, in their order."""
    found = queries.get_edition(edition)
    return render_template(
        "editions/manage/index.html",
        edition=found,
        section="pages",
        pages=queries.list_pages(found),
        simple=Form(),
    )


# ------------------------------------------------------------------ a new page


@pages_manage.get("/new")
@requires(Permission.EDITION_EDIT)
def new(edition: str) -> ResponseReturnValue:
    """Ask what the page says."""
    return _writing(queries.get_edition(edition), None, PageForm())


@pages_manage.post("/new")
@requires(Permission.EDITION_EDIT)
def create(edition: str) -> ResponseReturnValue:
    """Add a page; it is not published yet."""
    found, form = queries.get_edition(edition), PageForm()
    if request.form.get("preview"):
        return _writing(found, None, form)
    if not form.validate_on_submit():
        return _writing(found, None, form), 422
    try:
        page = services.add_page(found, form.details())
    except Refusal as refusal:
        form.reject(refusal.sentence(), form.slug)
        return _writing(found, None, form), refusal.status
    tell(_("The page is saved. Visitors see it once you publish it."))
    return redirect(_address(found, page), 303)


# ------------------------------------------------------------------ a page


@pages_manage.get("/<int:page_id>")
@requires(Permission.EDITION_EDIT)
def edit(edition: str, page_id: int) -> ResponseReturnValue:
    """Show a page to be changed, and how it looks."""
    found = queries.get_edition(edition)
    page = queries.get_page(found, page_id)
    details = services.details_of_page(page)
    form = PageForm(data=values_of_page(details))
    return _writing(found, page, form, seen=marks_of(parts_of(details)))


def _writing(edition: Edition, page: EditionPage | None, form: PageForm, *, seen: str = "") -> str:
    """Return the form with what it would look like; it is drawn by the one way there is."""
    return render_template(
        "editions/manage/edit.html",
        edition=edition,
        section="pages",
        page=page,
        form=form,
        seen=seen,
        previews={
            language: render_markdown(form.body.text.written_in(language)) for language in LANGUAGES
        },
        simple=Form(),
    )


@pages_manage.post("/<int:page_id>")
@requires(Permission.EDITION_EDIT)
def revise(edition: str, page_id: int) -> ResponseReturnValue:
    """Save what was changed; ask what to keep where somebody else has changed it meanwhile."""
    found = queries.get_edition(edition)
    page, form = queries.get_page(found, page_id), PageForm()
    seen = request.form.get("seen", "")
    if request.form.get("preview"):
        return _writing(found, page, form, seen=seen)
    if form.validate_on_submit() and not form.slug.data:
        form.reject(_("Choose an address."), form.slug)
    if form.errors:
        return _writing(found, page, form, seen=seen), 422
    try:
        services.revise_page(found, page, form.details(), seen, given_up=given_up())
    except EditedMeanwhileError as late:
        return _conflict(found, page, form, late), late.status
    except Refusal as refusal:
        form.reject(refusal.sentence(), form.slug)
        return _writing(found, page, form, seen=seen), refusal.status
    tell(_("The page is saved."))
    return redirect(_address(found, page), 303)


def _conflict(
    edition: Edition, page: EditionPage, form: PageForm, late: EditedMeanwhileError
) -> str:
    return render_template(
        "layouts/two_versions.html",
        edition=edition,
        section="pages",
        what=page.title,
        back=_address(edition, page),
        list_name=pgettext("free pages", "Pages"),
        list_address=url_for("pages_manage.index", edition=edition.slug),
        form=form,
        seen=late.conflict.seen,
        rows=side_by_side(form, late.conflict.clashes),
        posted=posted_parts(parts_of(late.conflict.wanted)),
        who=last_editor_of("page", page.id),
    )


@pages_manage.post("/<int:page_id>/publish")
@requires(Permission.EDITION_EDIT)
def publish(edition: str, page_id: int) -> ResponseReturnValue:
    """Show a page to visitors, or take it from them."""
    found = queries.get_edition(edition)
    page = queries.get_page(found, page_id)
    published = request.form.get("published") == "yes"
    try:
        services.publish_page(found, page, published=published)
    except Refusal as refusal:
        tell(refusal.sentence(), "danger")
    else:
        tell(_("The page is published.") if published else _("Visitors do not see the page now."))
    return redirect(_came_from(found, page), 303)


def _came_from(edition: Edition, page: EditionPage) -> str:
    if request.form.get("back") == "page":
        return _address(edition, page)
    return url_for("pages_manage.index", edition=edition.slug)


@pages_manage.post("/<int:page_id>/move")
@requires(Permission.EDITION_EDIT)
def move(edition: str, page_id: int) -> ResponseReturnValue:
    """Move a page up or down among the others."""
    found = queries.get_edition(edition)
    page = queries.get_page(found, page_id)
    services.move_page(found, page, up=request.form.get("to") == "up")
    return redirect(url_for("pages_manage.index", edition=found.slug), 303)


@pages_manage.post("/<int:page_id>/remove")
@requires(Permission.EDITION_EDIT)
def remove(edition: str, page_id: int) -> ResponseReturnValue:
    """Remove a page."""
    found = queries.get_edition(edition)
    services.remove_page(found, queries.get_page(found, page_id))
    tell(_("The page is removed."))
    return redirect(url_for("pages_manage.index", edition=found.slug), 303)


def _address(edition: Edition, page: EditionPage) -> str:
    return url_for("pages_manage.edit", edition=edition.slug, page_id=page.id)
