"""What a city's link shows: the text that is to be signed, and who signs it for the city."""

from typing import cast

from flask import Blueprint, Flask, g, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from forum.core.errors import Refusal
from forum.core.i18n import current_language
from forum.core.links import CapabilityLink
from forum.declaration import queries
from forum.declaration.mandates.rules import Act, can
from forum.declaration.naming import services
from forum.declaration.naming.errors import OwnAddressError, PersonNamedError
from forum.declaration.naming.forms import NamingForm
from forum.declaration.naming.types import NAME
from forum.declaration.types import DeclarationState
from forum.programme.errors import FileTooLargeError
from forum.programme.uploads import ACCEPT, LARGEST_FILE, MEGABYTE, Upload, recognise
from forum.web.access import by_link, public
from forum.web.limits import limiter
from forum.web.links import register_purpose
from forum.web.uploads import is_too_large, takes_file

naming = Blueprint("declaration_naming", __name__)

OFTEN = "60 per hour"


def _entry(link: CapabilityLink) -> str:
    del link
    return url_for("declaration_naming.name", language=current_language())


def _set_up(state: BlueprintSetupState) -> None:
    register_purpose(cast("Flask", state.app), NAME, _entry)


naming.record(_set_up)


@naming.route("", methods=["GET", "POST"])
@by_link(NAME)
@limiter.limit(OFTEN, methods=["POST"])
@takes_file(LARGEST_FILE)
def name() -> ResponseReturnValue:
    """Ask whom the city sends, and take it down. The link is used up by it."""
    mandate = queries.get_mandate_by_id(g.link.subject_id)
    if not can(mandate.state, Act.NAME):
        raise PersonNamedError
    form = NamingForm(language=mandate.language)
    status = 200
    if request.method == "POST":
        status = 422
        letter = _letter(form) if form.validate_on_submit() else None
        if not form.errors:
            try:
                services.name_person(mandate, g.link, form.person(), letter)
            except OwnAddressError as refusal:
                form.reject(refusal.sentence(), form.email)
            else:
                return redirect(url_for("declaration_naming.thanks"), 303)
    declaration = mandate.declaration
    page = render_template(
        "declaration/naming/name.html",
        edition=declaration.edition,
        section="declaration",
        mandate=mandate,
        declaration=queries.as_public(declaration),
        is_public=declaration.state is not DeclarationState.DRAFT,
        accept=ACCEPT,
        form=form,
    )
    return page, status


def _letter(form: NamingForm) -> Upload | None:
    """Return the letter that was sent, or say at its field why it cannot be kept."""
    sent = form.sent
    if sent is None:
        return None
    try:
        if is_too_large(sent):
            raise FileTooLargeError(limit=LARGEST_FILE // MEGABYTE)
        return recognise(sent.read(), sent.filename or "")
    except Refusal as refusal:
        form.reject(refusal.sentence(), form.letter)
        return None


@naming.get("/thanks")
@public
def thanks() -> ResponseReturnValue:
    """Say that it is taken down; nothing personal is on the page, as the link is used up."""
    return render_template("declaration/naming/thanks.html")
