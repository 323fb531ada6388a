"""The officers' pages of a signature by hand: enter the page, look at it, confirm or drop it."""

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from forum.core.errors import Refusal
from forum.core.i18n import gettext as _
from forum.core.permissions import Permission
from forum.declaration import queries
from forum.declaration.byhand import services
from forum.declaration.byhand.forms import PageForm
from forum.declaration.byhand.queries import get_page
from forum.declaration.errors import NameDiffersError
from forum.declaration.models import Mandate
from forum.declaration.services import check_can_sign
from forum.editions.queries import get_edition
from forum.programme.errors import FileTooLargeError
from forum.programme.uploads import LARGEST_FILE, MEGABYTE, recognise
from forum.web.access import requires
from forum.web.headers import send_away
from forum.web.messages import tell
from forum.web.uploads import is_too_large, takes_file

byhand_manage = Blueprint("declaration_byhand_manage", __name__)

ACCEPT = ".pdf,.jpg,.jpeg,.png,.webp,.gif"
NOT_ACCEPTED = 422


def _mandate(edition: str, key: str, mandate_id: int) -> Mandate:
    declaration = queries.get_declaration(get_edition(edition), key)
    return queries.get_mandate(declaration, mandate_id)


def _back(mandate: Mandate) -> ResponseReturnValue:
    address = url_for(
        "declaration_mandates_manage.show",
        edition=mandate.declaration.edition.slug,
        key=mandate.declaration.key,
        mandate_id=mandate.id,
    )
    return redirect(address, 303)


@byhand_manage.route("/declarations/<key>/mandates/<int:mandate_id>/page", methods=["GET", "POST"])
@requires(Permission.MANDATE_APPROVE)
@takes_file(LARGEST_FILE)
def enter(edition: str, key: str, mandate_id: int) -> ResponseReturnValue:
    """Take a signed page, which another officer has to confirm."""
    mandate = _mandate(edition, key, mandate_id)
    check_can_sign(mandate)
    form, status = PageForm(), 200
    if form.validate_on_submit():
        try:
            if is_too_large(form.sent):
                raise FileTooLargeError(limit=LARGEST_FILE // MEGABYTE)
            upload = recognise(form.sent.read(), form.sent.filename or "")
            services.enter_page(mandate, form.details(), upload)
        except NameDiffersError as refusal:
            form.reject(refusal.sentence(), form.typed_name)
            status = refusal.status
        except Refusal as refusal:
            form.reject(refusal.sentence(), form.file)
            status = refusal.status
        else:
            tell(_("The page waits for another officer. Nothing is signed yet."))
            return _back(mandate)
    elif form.is_submitted():
        status = NOT_ACCEPTED
    page = render_template(
        "declaration/byhand/enter.html",
        edition=mandate.declaration.edition,
        section="declaration",
        row=mandate.declaration,
        latest=queries.latest_version(mandate.declaration),
        declaration=queries.as_public(mandate.declaration),
        mandate=mandate,
        accept=ACCEPT,
        form=form,
    )
    return page, status


@byhand_manage.get("/declarations/<key>/mandates/<int:mandate_id>/page/<int:page_id>")
@requires(Permission.MANDATE_APPROVE)
def page(edition: str, key: str, mandate_id: int, page_id: int) -> ResponseReturnValue:
    """Hand out a signed page, to be saved and never shown as a page."""
    found = get_page(_mandate(edition, key, mandate_id), page_id)
    return send_away(Response(found.data, content_type=found.content_type), found.filename)


@byhand_manage.post(
    "/declarations/<key>/mandates/<int:mandate_id>/page/<int:page_id>/<any(apply, drop):word>"
)
@requires(Permission.MANDATE_APPROVE)
def decide(edition: str, key: str, mandate_id: int, page_id: int, word: str) -> ResponseReturnValue:
    """Confirm the page of another officer, which signs for the city, or drop it."""
    mandate = _mandate(edition, key, mandate_id)
    services.decide_page(mandate, page_id, applies=word == "apply")
    if word == "apply":
        tell(_("The signature is sealed in the chain of records."))
    else:
        tell(_("The page is dropped. Nothing was signed."))
    return _back(mandate)
