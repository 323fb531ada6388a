"""More time, observing, and the text on paper, by the link that signs."""

from flask import Blueprint, Response, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from forum.core.codes import CodeExpiredError, WrongCodeError
from forum.core.errors import Refusal
from forum.core.i18n import current_language
from forum.core.i18n import gettext as _
from forum.core.journal import TooManyAttemptsError
from forum.declaration import queries
from forum.declaration import services as signing_services
from forum.declaration.answers import services
from forum.declaration.answers.exports import text_pdf
from forum.declaration.answers.forms import LaterForm
from forum.declaration.forms import CodeForm
from forum.declaration.models import Mandate
from forum.declaration.types import SIGN, VIEW
from forum.web.access import by_link
from forum.web.forms import Form
from forum.web.limits import limiter
from forum.web.links import remember_link
from forum.web.messages import tell

answers = Blueprint("declaration_answers", __name__)

OFTEN = "20 per 10 minutes"
PAPERS = "30 per 10 minutes"
NOT_ACCEPTED = 422


def _mandate() -> Mandate:
    mandate = queries.get_mandate_by_id(g.link.subject_id)
    signing_services.check_can_sign(mandate)
    return mandate


def _page(template: str, mandate: Mandate, status: int = 200, **more: object) -> tuple[str, int]:
    page = render_template(
        f"declaration/answers/{template}.html",
        edition=mandate.declaration.edition,
        section="declaration",
        mandate=mandate,
        declaration=queries.as_public(mandate.declaration),
        **more,
    )
    return page, status


@answers.get("/text.pdf")
@by_link(SIGN)
@limiter.limit(PAPERS)
def text() -> ResponseReturnValue:
    """Give the frozen text in both languages as a PDF."""
    mandate = _mandate()
    declaration = queries.as_public(mandate.declaration)
    made = text_pdf(mandate, declaration, current_language())
    response = Response(made, mimetype="application/pdf")
    name = f"{declaration.key}-{declaration.text.number}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@answers.route("/later", methods=["GET", "POST"])
@by_link(SIGN)
@limiter.limit(OFTEN, methods=["POST"])
def later() -> ResponseReturnValue:
    """Take the answer that more time is needed."""
    mandate = _mandate()
    form = LaterForm(until=mandate.later_until)
    if form.validate_on_submit():
        try:
            services.need_time(mandate, form.day)
        except Refusal as refusal:
            form.reject(refusal.sentence(), form.until)
        else:
            tell(_("The organisers know that you need more time. Your link goes on working."))
            return redirect(url_for("declaration_signing.read"), 303)
    return _page("later", mandate, NOT_ACCEPTED if form.is_submitted() else 200, form=form)


@answers.get("/observe")
@by_link(SIGN)
def observe() -> ResponseReturnValue:
    """Say what observing means, and offer the code."""
    return _page("observe", _mandate(), form=Form())


@answers.post("/observe")
@by_link(SIGN)
@limiter.limit(OFTEN)
def prepare_observing() -> ResponseReturnValue:
    """Send the code."""
    services.prepare_observing(_mandate())
    return redirect(url_for("declaration_answers.confirm_observing"), 303)


@answers.route("/observe/confirm", methods=["GET", "POST"])
@by_link(SIGN)
def confirm_observing() -> ResponseReturnValue:
    """Observe, if the code is right."""
    mandate = _mandate()
    form = CodeForm()
    if form.validate_on_submit():
        try:
            services.observe(mandate, form.code.data, g.link)
        except (WrongCodeError, CodeExpiredError, TooManyAttemptsError) as refusal:
            form.reject(refusal.sentence(), form.code)
        else:
            response = redirect(url_for("declaration_signing.done"), 303)
            assert isinstance(response, Response)  # noqa: S101  Flask's redirect makes Flask's
            held = queries.get_mandate_by_id(g.link.subject_id)
            remember_link(response, VIEW, signing_services.open_receipt(held.id))
            return response
    status = NOT_ACCEPTED if form.is_submitted() else 200
    return _page("confirm_observing", mandate, status, form=form)
