"""The device in the signatory's hands: read, state, review, sign; then it is locked.

The device holds a link for one mandate and half an hour, in a cookie, and nothing else: the officer
was signed out of it. Its pages lead nowhere but to one another.
"""

from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.core import clock
from forum.core.errors import Refusal
from forum.core.i18n import current_language
from forum.core.links import (
    LinkExpiredError,
    LinkRevokedError,
    LinkUnknownError,
    LinkUsedError,
)
from forum.core.localized import LANGUAGES, other_language
from forum.declaration import queries
from forum.declaration.errors import NameDiffersError, StatementChangedError
from forum.declaration.forms import StatementForm
from forum.declaration.ink.rules import ink_from, ink_paths
from forum.declaration.rules import mark_of
from forum.declaration.table import services
from forum.declaration.table.errors import TableClosedError
from forum.declaration.table.forms import SignForm
from forum.declaration.table.models import TableSitting
from forum.declaration.table.queries import get_sitting
from forum.declaration.table.rules import seconds_left
from forum.declaration.table.types import TABLE
from forum.declaration.types import SigningStatement
from forum.web.access import by_link, public
from forum.web.links import LinkNotOpenedError, forget_link

table = Blueprint("declaration_table", __name__)

NOT_ACCEPTED = 422
NOT_OPEN = (LinkNotOpenedError, LinkUnknownError, LinkRevokedError, LinkExpiredError)
LARGEST_STATEMENT = 4 * 1024 * 1024  # a drawing of more points than anybody makes, and words


@table.url_value_preprocessor
def _make_room(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Take a statement whose drawing is too large, so that it is refused at its place."""
    del values
    if endpoint == "declaration_table.state":
        request.max_content_length = request.max_form_memory_size = LARGEST_STATEMENT


@table.errorhandler(LinkUsedError)
def show_thanks(refusal: Refusal) -> ResponseReturnValue:
    """Lead to the end those who have signed here: by going back, or by pressing twice."""
    del refusal
    return redirect(url_for("declaration_table.done"), 303)


@table.errorhandler(Refusal)
def show_end(refusal: Refusal) -> ResponseReturnValue:
    """Say why nothing can be signed here, and ask for the device back."""
    said = TableClosedError() if isinstance(refusal, NOT_OPEN) else refusal
    return render_template("declaration/table/ended.html", refusal=said), refusal.status


def _sitting() -> TableSitting:
    sitting = get_sitting(g.link.subject_id)
    services.check_table(sitting)
    return sitting


def _page(
    template: str, sitting: TableSitting, status: int = 200, **more: object
) -> ResponseReturnValue:
    declaration = sitting.mandate.declaration
    page = render_template(
        f"declaration/table/{template}.html",
        edition=declaration.edition,
        mandate=sitting.mandate,
        declaration=queries.as_public(declaration),
        lasts=seconds_left(sitting.opened_at, clock.now()),
        **more,
    )
    return page, status


@table.get("")
@by_link(TABLE)
def read() -> ResponseReturnValue:
    """Show the whole text, in one language or in both."""
    sitting = _sitting()
    chosen = request.args.get("text", "both")
    reader = current_language()
    shown = (chosen,) if chosen in LANGUAGES else (reader, other_language(reader))
    return _page("read", sitting, shown=shown, chosen=chosen)


@table.route("/statement", methods=["GET", "POST"])
@by_link(TABLE)
def state() -> ResponseReturnValue:
    """Take the statements, the typed name and the drawn signature."""
    sitting = _sitting()
    form = StatementForm(obj=SigningStatement.from_mapping(sitting.statement))
    if form.validate_on_submit():
        try:
            services.state(sitting, form.details())
        except NameDiffersError as refusal:
            form.reject(refusal.sentence(), form.typed_name)
        else:
            return redirect(url_for("declaration_table.review"), 303)
    return _page("state", sitting, NOT_ACCEPTED if form.is_submitted() else 200, form=form)


@table.get("/confirm")
@by_link(TABLE)
def review() -> ResponseReturnValue:
    """Show what will be signed."""
    sitting = _sitting()
    if not sitting.statement:
        return redirect(url_for("declaration_table.state"), 303)
    return _review(sitting, 200)


def _review(
    sitting: TableSitting, status: int, refusal: Refusal | None = None
) -> ResponseReturnValue:
    statement = SigningStatement.from_mapping(sitting.statement)
    form = SignForm(formdata=None, mark=mark_of(sitting.statement))
    ink = ink_paths(ink_from(statement.ink))
    if refusal is not None:
        form.reject(refusal.sentence())
    return _page("review", sitting, status, form=form, statement=statement, ink=ink)


@table.post("/confirm")
@by_link(TABLE)
def sign() -> ResponseReturnValue:
    """Sign, and lock the device."""
    sitting = get_sitting(g.link.subject_id)
    try:
        services.sign_at_table(sitting, SignForm().mark.data or "", g.link)
    except StatementChangedError as refusal:
        return _review(sitting, refusal.status, refusal)
    response = redirect(url_for("declaration_table.done"), 303)
    assert isinstance(response, Response)  # noqa: S101  Flask's redirect makes Flask's
    forget_link(response, TABLE)
    return response


@table.get("/done")
@public
def done() -> ResponseReturnValue:
    """Thank, and ask for the device back. Who signed is not said: the device may lie there."""
    return render_template("declaration/table/done.html")
