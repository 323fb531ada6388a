"""The officer's page: which cities are asked whom they send, and one more."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.core.errors import Refusal
from forum.core.i18n import gettext as _
from forum.core.i18n import ngettext
from forum.core.permissions import Permission
from forum.declaration import queries
from forum.declaration.mandates.forms import CityForm
from forum.declaration.naming import services
from forum.declaration.naming.queries import list_asked
from forum.editions.queries import get_edition
from forum.web.access import requires
from forum.web.forms import Form, read_number
from forum.web.messages import tell

naming_manage = Blueprint("declaration_naming_manage", __name__)


def _to_mandates(edition: str, key: str) -> ResponseReturnValue:
    return redirect(url_for("declaration_mandates_manage.index", edition=edition, key=key), 303)


@naming_manage.route("/declarations/<key>/mandates/cities", methods=["GET", "POST"])
@requires(Permission.DECLARATION_EDIT)
def ask_city(edition: str, key: str) -> ResponseReturnValue:
    """Ask one more city, at its own address, whom it sends; show who is asked already."""
    declaration = queries.get_declaration(get_edition(edition), key)
    form = CityForm()
    form.offer(queries.list_free_cities(declaration))
    if form.validate_on_submit():
        try:
            services.ask_city(declaration, form.details())
        except Refusal as refusal:
            form.reject(refusal.sentence())
        else:
            tell(_("The city is asked, by a mail with a link."))
            return _to_mandates(edition, key)
    page = render_template(
        "declaration/naming/ask_city.html",
        edition=declaration.edition,
        section="declaration",
        row=declaration,
        latest=queries.latest_version(declaration),
        asked=list_asked(declaration),
        form=form,
        simple=Form(formdata=None),
    )
    return page, 422 if form.is_submitted() else 200


@naming_manage.post("/declarations/<key>/mandates/cities/ask")
@requires(Permission.DECLARATION_EDIT)
def ask_invited(edition: str, key: str) -> ResponseReturnValue:
    """Ask exactly those who were shown and have named nobody meanwhile."""
    declaration = queries.get_declaration(get_edition(edition), key)
    seen = {read_number(value) for value in request.form.getlist("seen")}
    count = services.ask_invited(declaration, {one for one in seen if one is not None})
    tell(ngettext("%(num)s city is asked.", "%(num)s cities are asked.", count))
    return _to_mandates(edition, key)
