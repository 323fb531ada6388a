"""The officer's page: confirm who stands there, and hand the device over."""

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from forum.accounts.sessions import end_present, forget, organiser
from forum.core.permissions import Permission
from forum.declaration import queries
from forum.declaration.services import check_can_sign
from forum.declaration.table import services
from forum.declaration.table.forms import HandOverForm
from forum.declaration.table.types import TABLE, TABLE_LASTS
from forum.editions.queries import get_edition
from forum.web.access import requires
from forum.web.links import remember_link

table_manage = Blueprint("declaration_table_manage", __name__)

NOT_ACCEPTED = 422


@table_manage.route("/declarations/<key>/mandates/<int:mandate_id>/table", methods=["GET", "POST"])
@requires(Permission.MANDATE_APPROVE)
def hand_over(edition: str, key: str, mandate_id: int) -> ResponseReturnValue:
    """Hand this device over: the officer is signed out of it, and it can do nothing but sign."""
    declaration = queries.get_declaration(get_edition(edition), key)
    mandate = queries.get_mandate(declaration, mandate_id)
    check_can_sign(mandate)
    form = HandOverForm()
    if form.validate_on_submit():
        me = organiser()
        name = me.name.in_("en") or me.email
        secret = services.open_table(mandate, form.chosen, name)
        language = "en" if mandate.language == "en" else "ko"
        response = redirect(url_for("declaration_table.read", language=language), 303)
        assert isinstance(response, Response)  # noqa: S101  Flask's redirect makes Flask's
        end_present()
        forget()
        remember_link(response, TABLE, secret, lasts=TABLE_LASTS)
        return response
    page = render_template(
        "declaration/table/hand_over.html",
        edition=declaration.edition,
        section="declaration",
        row=declaration,
        latest=queries.latest_version(declaration),
        mandate=mandate,
        form=form,
    )
    return page, NOT_ACCEPTED if form.is_submitted() else 200
