"""Signing by the link in a mail: read, state, confirm by a fresh code; or decline.

Each step is a plain form. What was stated waits with the mandate, so that it survives going
back and a lost connection; the code comes last, so that it is spent by the act itself.
"""

from collections.abc import Callable
from typing import Any, cast

from flask import Blueprint, Flask, Response, g, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from forum.core.codes import CodeExpiredError, WrongCodeError
from forum.core.deferred import write_later
from forum.core.errors import Refusal
from forum.core.i18n import current_language
from forum.core.i18n import gettext as _
from forum.core.journal import TooManyAttemptsError
from forum.core.links import CapabilityLink, LinkUsedError
from forum.core.localized import LANGUAGES, other_language
from forum.declaration import queries, services
from forum.declaration.documents.services import InstrumentPress, hold_receipt
from forum.declaration.errors import (
    NameDiffersError,
    ReceiptNotFoundError,
    StatementChangedError,
)
from forum.declaration.forms import ConfirmForm, DeclineForm, StatementForm
from forum.declaration.ink.rules import ink_from, ink_paths
from forum.declaration.models import Mandate, Signature
from forum.declaration.rules import mark_of
from forum.declaration.types import SIGN, VIEW, SigningStatement
from forum.web.access import by_link
from forum.web.errors import error_response
from forum.web.forms import Form
from forum.web.limits import limiter
from forum.web.links import present_link, register_purpose, remember_link
from forum.web.messages import tell
from forum.web.transaction import reads_first, write_next

signing = Blueprint("declaration_signing", __name__)

CODES_ALLOWED = "20 per 10 minutes"  # per network address: a delegation may share one
LARGEST_STATEMENT = 4 * 1024 * 1024  # a drawing of more points than anybody makes, and words
CODE_REFUSALS = (WrongCodeError, CodeExpiredError, TooManyAttemptsError)


def _entry(link: CapabilityLink) -> str:
    del link
    return url_for("declaration_signing.read", language=current_language())


def _view(link: CapabilityLink) -> str:
    del link
    return url_for("declaration_signing.done", language=current_language())


def _set_up(state: BlueprintSetupState) -> None:
    app = cast("Flask", state.app)
    register_purpose(app, SIGN, _entry)
    register_purpose(app, VIEW, _view)
    write_later(app, services.ReceiptMail())
    write_later(app, InstrumentPress())


signing.record(_set_up)


@signing.url_value_preprocessor
def _make_room(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Take a statement whose drawing is too large, so that it is refused at its place."""
    del values
    if endpoint == "declaration_signing.prepare":
        request.max_content_length = request.max_form_memory_size = LARGEST_STATEMENT


@signing.errorhandler(LinkUsedError)
def show_what_was_done(refusal: Refusal) -> ResponseReturnValue:
    """Lead those who signed in this browser to what they signed, as going back does."""
    try:
        present_link(VIEW)
    except Refusal:
        return error_response(refusal.status, refusal.code(), refusal.sentence())
    return redirect(url_for("declaration_signing.done"), 303)


def _mandate() -> Mandate:
    return queries.get_mandate_by_id(g.link.subject_id)


def _page(template: str, mandate: Mandate, status: int = 200, **more: object) -> tuple[str, int]:
    declaration = queries.as_public(mandate.declaration)
    page = render_template(
        f"declaration/signing/{template}.html",
        edition=mandate.declaration.edition,
        section="declaration",
        mandate=mandate,
        declaration=declaration,
        **more,
    )
    return page, status


@signing.get("/sign")
@by_link(SIGN)
def read() -> ResponseReturnValue:
    """Show the whole text, in one language or in both."""
    mandate = _mandate()
    services.check_can_sign(mandate)
    chosen = request.args.get("text", "both")
    reader = current_language()
    shown = (chosen,) if chosen in LANGUAGES else (reader, other_language(reader))
    return _page("read", mandate, shown=shown, chosen=chosen)


@signing.get("/sign/statement")
@by_link(SIGN)
def state() -> ResponseReturnValue:
    """Ask for the statements and the typed name."""
    mandate = _mandate()
    services.check_can_sign(mandate)
    waiting = SigningStatement.from_mapping(mandate.statement)
    return _page("state", mandate, form=StatementForm(obj=waiting))


@signing.post("/sign/statement")
@by_link(SIGN)
@limiter.limit(CODES_ALLOWED)
def prepare() -> ResponseReturnValue:
    """Keep what was stated, and send the code."""
    mandate = _mandate()
    form = StatementForm()
    if form.validate_on_submit():
        try:
            services.prepare_signature(mandate, form.details())
        except NameDiffersError as refusal:
            form.reject(refusal.sentence(), form.typed_name)
        else:
            return redirect(url_for("declaration_signing.review"), 303)
    return _page("state", mandate, 422, form=form)


@signing.get("/sign/confirm")
@by_link(SIGN)
def review() -> ResponseReturnValue:
    """Show what will be signed, and ask for the code."""
    mandate = _mandate()
    services.check_can_sign(mandate)
    if "typed_name" not in mandate.statement:
        return redirect(url_for("declaration_signing.state"), 303)
    return _review(mandate, ConfirmForm(), 200)


def _review(mandate: Mandate, form: ConfirmForm, status: int) -> ResponseReturnValue:
    form.mark.data = mark_of(mandate.statement)
    statement = SigningStatement.from_mapping(mandate.statement)
    return _page(
        "review",
        mandate,
        status,
        form=form,
        statement=statement,
        ink=ink_paths(ink_from(statement.ink)),
        simple=Form(),
    )


@signing.post("/sign/confirm")
@reads_first
@by_link(SIGN)
def sign() -> ResponseReturnValue:
    """Sign, if the code is right."""
    form = ConfirmForm()
    return _confirmed(form, services.sign) or _review(_mandate(), form, 422)


def _confirmed(form: ConfirmForm, act: Callable[..., object]) -> ResponseReturnValue | None:
    """Do what the code confirms; return the way on, or nothing if the form says why not."""
    if not form.validate_on_submit():
        return None
    mandate_id = g.link.subject_id
    write_next()
    try:
        act(_mandate(), form.code.data, g.link, mark=form.mark.data or "")
    except CODE_REFUSALS as refusal:
        form.reject(refusal.sentence(), form.code)
        return None
    except StatementChangedError as refusal:
        form.reject(refusal.sentence())
        return None
    response = redirect(url_for("declaration_signing.done"), 303)
    assert isinstance(response, Response)  # noqa: S101  Flask's redirect makes Flask's
    remember_link(response, VIEW, services.open_receipt(mandate_id))
    return response


@signing.post("/sign/code")
@by_link(SIGN)
@limiter.limit(CODES_ALLOWED)
def send_code() -> ResponseReturnValue:
    """Send a new code for signing."""
    mandate = _mandate()
    services.check_can_sign(mandate)
    services.send_code(mandate)
    tell(_("A new code is on its way. Earlier codes no longer work."))
    return redirect(url_for("declaration_signing.review"), 303)


@signing.get("/sign/decline")
@by_link(SIGN)
def decline() -> ResponseReturnValue:
    """Ask for the reason for declining."""
    mandate = _mandate()
    services.check_can_sign(mandate)
    reason = mandate.statement.get("reason", "")
    return _page("decline", mandate, form=DeclineForm(reason=reason))


@signing.post("/sign/decline")
@by_link(SIGN)
@limiter.limit(CODES_ALLOWED)
def prepare_decline() -> ResponseReturnValue:
    """Keep the reason, and send the code."""
    mandate = _mandate()
    form = DeclineForm()
    if form.validate_on_submit():
        services.prepare_decline(mandate, form.reason.data)
        return redirect(url_for("declaration_signing.review_decline"), 303)
    return _page("decline", mandate, 422, form=form)


@signing.get("/sign/decline/confirm")
@by_link(SIGN)
def review_decline() -> ResponseReturnValue:
    """Show the reason, and ask for the code."""
    mandate = _mandate()
    services.check_can_sign(mandate)
    if "reason" not in mandate.statement:
        return redirect(url_for("declaration_signing.decline"), 303)
    return _review_decline(mandate, ConfirmForm(), 200)


def _review_decline(mandate: Mandate, form: ConfirmForm, status: int) -> ResponseReturnValue:
    form.mark.data = mark_of(mandate.statement)
    return _page("review_decline", mandate, status, form=form, simple=Form())


@signing.post("/sign/decline/confirm")
@reads_first
@by_link(SIGN)
def confirm_decline() -> ResponseReturnValue:
    """Decline, if the code is right."""
    form = ConfirmForm()
    return _confirmed(form, services.decline) or _review_decline(_mandate(), form, 422)


@signing.post("/sign/decline/code")
@by_link(SIGN)
@limiter.limit(CODES_ALLOWED)
def send_decline_code() -> ResponseReturnValue:
    """Send a new code for declining."""
    mandate = _mandate()
    services.check_can_sign(mandate)
    services.send_decline_code(mandate)
    tell(_("A new code is on its way. Earlier codes no longer work."))
    return redirect(url_for("declaration_signing.review_decline"), 303)


@signing.get("/signature")
@by_link(VIEW)
def done() -> ResponseReturnValue:
    """Show what was signed, with its receipt; or that the city declined."""
    mandate = _mandate()
    signature = queries.find_signature(mandate)
    if signature is None:
        return _page("declined", mandate, record=queries.find_decline(mandate))
    held = queries.load_receipt(signature)
    ink = ink_paths(held.strokes)
    return _page("done", mandate, receipt=held, ink=ink, wall=_wall(signature))


def _wall(signature: Signature) -> object:
    return queries.load_wall(signature.mandate.declaration)


@signing.get("/signature/receipt.pdf")
@by_link(VIEW)
def receipt() -> ResponseReturnValue:
    """Give the receipt as a PDF."""
    signature = queries.find_signature(_mandate())
    if signature is None:
        raise ReceiptNotFoundError
    number = signature.record.number
    response = Response(hold_receipt(signature), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{number}.pdf"'
    return response
