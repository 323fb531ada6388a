"""Organisers' pages: the text, its freezing, the mandates."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.core.errors import Refusal
from forum.core.i18n import gettext as _
from forum.core.permissions import Permission
from forum.declaration import queries, rules, services
from forum.declaration.errors import (
    DeclarationFrozenError,
    DeclarationKeyTakenError,
    DraftChangedError,
)
from forum.declaration.forms import FreezeForm, MandateForm, NewDeclarationForm, TextForm
from forum.declaration.models import Declaration, Mandate
from forum.declaration.types import DraftText
from forum.editions.queries import get_edition
from forum.web.access import requires
from forum.web.forms import Form
from forum.web.messages import tell

declaration_manage = Blueprint("declaration_manage", __name__)


def _get(edition: str, key: str) -> Declaration:
    return queries.get_declaration(get_edition(edition), key)


def _back(edition: str, key: str) -> ResponseReturnValue:
    return redirect(url_for("declaration_manage.show", edition=edition, key=key), 303)


@declaration_manage.get("/declarations")
@requires(Permission.DECLARATION_VIEW)
def index(edition: str) -> ResponseReturnValue:
    """List an edition's declarations, drafts included."""
    found = get_edition(edition)
    return render_template(
        "declaration/manage/index.html",
        edition=found,
        section="declaration",
        declarations=queries.list_declarations(found),
    )


@declaration_manage.get("/declarations/new")
@requires(Permission.DECLARATION_EDIT)
def new(edition: str) -> ResponseReturnValue:
    """Ask for a new declaration's title and address."""
    return render_template(
        "declaration/manage/new.html",
        edition=get_edition(edition),
        section="declaration",
        form=NewDeclarationForm(),
    )


@declaration_manage.post("/declarations/new")
@requires(Permission.DECLARATION_EDIT)
def create(edition: str) -> ResponseReturnValue:
    """Begin a declaration, and lead to its text."""
    found = get_edition(edition)
    form = NewDeclarationForm()
    if form.validate_on_submit():
        try:
            made = services.draft(found, form.key.data, DraftText(title=form.title.text))
        except DeclarationKeyTakenError as refusal:
            form.reject(refusal.sentence(), form.key)
        else:
            return redirect(url_for("declaration_manage.edit", edition=edition, key=made.key), 303)
    page = render_template(
        "declaration/manage/new.html", edition=found, section="declaration", form=form
    )
    return page, 422


@declaration_manage.get("/declarations/<key>")
@requires(Permission.DECLARATION_VIEW)
def show(edition: str, key: str) -> ResponseReturnValue:
    """Show how far a declaration is: its versions, its mandates, its wall."""
    row = _get(edition, key)
    latest = queries.latest_version(row)
    return render_template(
        "declaration/manage/show.html",
        edition=row.edition,
        section="declaration",
        row=row,
        latest=latest,
        declaration=queries.as_public(row),
        missing=rules.gaps(latest.as_text()),
        mandates=queries.list_mandates(row),
        wall=queries.load_wall(row),
        end=queries.load_chain_end(row),
        form=Form(),
    )


@declaration_manage.get("/declarations/<key>/text")
@requires(Permission.DECLARATION_EDIT)
def edit(edition: str, key: str) -> ResponseReturnValue:
    """Show the draft's articles, both languages side by side."""
    row = _get(edition, key)
    latest = queries.latest_version(row)
    if latest.frozen is not None:
        raise DeclarationFrozenError
    return render_template(
        "declaration/manage/edit.html",
        edition=row.edition,
        section="declaration",
        row=row,
        latest=latest,
        is_changed=False,
        form=TextForm.of(latest.as_text()),
    )


@declaration_manage.post("/declarations/<key>/text")
@requires(Permission.DECLARATION_EDIT)
def revise(edition: str, key: str) -> ResponseReturnValue:
    """Write the draft anew."""
    row = _get(edition, key)
    form = TextForm()
    is_changed = False
    if form.validate_on_submit():
        try:
            services.revise(row, form.details(), seen=form.seen.data or "")
        except DraftChangedError:
            form.reject(_changed_sentence())
            form.show_again(queries.latest_version(row).as_text())
            is_changed = True
        except Refusal as refusal:
            form.reject(refusal.sentence())
        else:
            tell(_("The draft is saved."))
            if form.goes_on():
                return redirect(url_for("declaration_manage.edit", edition=edition, key=key), 303)
            return _back(edition, key)
    page = render_template(
        "declaration/manage/edit.html",
        edition=row.edition,
        section="declaration",
        row=row,
        latest=queries.latest_version(row),
        is_changed=is_changed,
        form=form,
    )
    return page, 422


def _changed_sentence() -> str:
    return _(
        "Somebody has changed the draft since you opened it. What you typed is still here: "
        "compare it with what the draft says now. Saving again puts yours in its place."
    )


@declaration_manage.get("/declarations/<key>/freeze")
@requires(Permission.DECLARATION_EDIT)
def confirm_freeze(edition: str, key: str) -> ResponseReturnValue:
    """Show what will be frozen, and its hash."""
    return _confirm_freeze(_get(edition, key))


def _confirm_freeze(row: Declaration, refusal: Refusal | None = None) -> ResponseReturnValue:
    latest = queries.latest_version(row)
    if latest.frozen is not None:
        raise DeclarationFrozenError
    draft = latest.as_text()
    sha256 = rules.text_sha256(draft)
    page = render_template(
        "declaration/manage/confirm_freeze.html",
        edition=row.edition,
        section="declaration",
        row=row,
        latest=latest,
        draft=draft,
        missing=rules.gaps(draft),
        sha256=sha256,
        signed=queries.load_wall(row).signed,
        refusal=refusal.sentence() if refusal else "",
        form=FreezeForm(formdata=None, seen=sha256),
    )
    return page, refusal.status if refusal else 200


@declaration_manage.post("/declarations/<key>/freeze")
@requires(Permission.DECLARATION_EDIT)
def freeze(edition: str, key: str) -> ResponseReturnValue:
    """Fix the text's bytes for good."""
    row = _get(edition, key)
    try:
        services.freeze(row, seen=FreezeForm().seen.data or "")
    except DraftChangedError as refusal:
        return _confirm_freeze(row, refusal)
    tell(_("The text is frozen. Cities can be invited now."))
    return _back(edition, key)


@declaration_manage.post("/declarations/<key>/versions")
@requires(Permission.DECLARATION_EDIT)
def begin_version(edition: str, key: str) -> ResponseReturnValue:
    """Begin a new version of a frozen text."""
    services.begin_version(_get(edition, key))
    return redirect(url_for("declaration_manage.edit", edition=edition, key=key), 303)


@declaration_manage.get("/declarations/<key>/mandates/new")
@requires(Permission.DECLARATION_EDIT)
def new_mandate(edition: str, key: str) -> ResponseReturnValue:
    """Ask whom a city sends."""
    row = _get(edition, key)
    form = MandateForm()
    form.offer(queries.list_unnamed_cities(row))
    return render_template(
        "declaration/manage/new_mandate.html",
        edition=row.edition,
        section="declaration",
        row=row,
        latest=queries.latest_version(row),
        form=form,
    )


@declaration_manage.post("/declarations/<key>/mandates/new")
@requires(Permission.DECLARATION_EDIT)
def grant_mandate(edition: str, key: str) -> ResponseReturnValue:
    """Enter whom a city sends."""
    row = _get(edition, key)
    form = MandateForm()
    form.offer(queries.list_unnamed_cities(row))
    if form.validate_on_submit():
        try:
            made = services.grant_mandate(row, form.details())
        except Refusal as refusal:
            form.reject(refusal.sentence())
        else:
            tell(_("The mandate is entered. An officer has to approve it."))
            return _to_mandate(edition, key, made.id)
    page = render_template(
        "declaration/manage/new_mandate.html",
        edition=row.edition,
        section="declaration",
        row=row,
        latest=queries.latest_version(row),
        form=form,
    )
    return page, 422


def _back_to(edition: str, key: str, mandate_id: int) -> ResponseReturnValue:
    """Lead back to the page that the button was on: the mandate's, or that of all."""
    if request.args.get("on") != "mandate":
        return _back(edition, key)
    return _to_mandate(edition, key, mandate_id)


def _to_mandate(edition: str, key: str, mandate_id: int) -> ResponseReturnValue:
    page = "declaration_mandates_manage.show"
    return redirect(url_for(page, edition=edition, key=key, mandate_id=mandate_id), 303)


def _mandate(edition: str, key: str, mandate_id: int) -> Mandate:
    return queries.get_mandate(_get(edition, key), mandate_id)


@declaration_manage.post("/declarations/<key>/mandates/<int:mandate_id>/approve")
@requires(Permission.MANDATE_APPROVE)
def approve_mandate(edition: str, key: str, mandate_id: int) -> ResponseReturnValue:
    """Approve a mandate in the officer's own name."""
    services.approve_mandate(_mandate(edition, key, mandate_id))
    tell(_("The mandate is approved. That is sealed in the chain of records."))
    return _to_mandate(edition, key, mandate_id)


@declaration_manage.post("/declarations/<key>/mandates/<int:mandate_id>/invite")
@requires(Permission.DECLARATION_EDIT)
def invite(edition: str, key: str, mandate_id: int) -> ResponseReturnValue:
    """Mail the link to sign; earlier links end."""
    services.invite(_mandate(edition, key, mandate_id))
    tell(_("The invitation is on its way. Earlier links no longer work."))
    return _back_to(edition, key, mandate_id)


@declaration_manage.post("/declarations/<key>/mandates/<int:mandate_id>/withdraw")
@requires(Permission.MANDATE_APPROVE)
def withdraw_mandate(edition: str, key: str, mandate_id: int) -> ResponseReturnValue:
    """Take a mandate back."""
    services.withdraw_mandate(_mandate(edition, key, mandate_id))
    tell(_("The mandate is withdrawn. Its link no longer works."))
    return _back_to(edition, key, mandate_id)
