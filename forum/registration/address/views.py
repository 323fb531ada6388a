"""Wanting another address, by the link in the mail and a code; proving it, by the link to it."""

from flask import Blueprint, Response, g, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from forum.core.errors import Refusal
from forum.core.i18n import gettext as _
from forum.registration.address import services
from forum.registration.address.errors import AddressOverError
from forum.registration.address.forms import AddressForm
from forum.registration.address.queries import find_wish
from forum.registration.emails import ADDRESS_PURPOSE, PURPOSE
from forum.registration.forms import EmptyForm
from forum.registration.queries import get_registration
from forum.registration.views.fresh import needs_fresh_code
from forum.registration.views.mine import my, my_page, my_registration
from forum.web.access import by_link
from forum.web.limits import limiter
from forum.web.links import forget_link, remember_link
from forum.web.messages import tell

address = Blueprint("address", __name__)


@my.route("/address", methods=["GET", "POST"])
@by_link(PURPOSE)
@limiter.limit("20/hour", methods=["POST"])
@needs_fresh_code()
def change_address() -> ResponseReturnValue:
    """Ask for the new address; the answer does not tell whether it is known."""
    mine = my_registration()
    if not mine.is_coming:
        return redirect(url_for("my.show"), 303)
    form = AddressForm()
    status = 200
    if form.validate_on_submit():
        try:
            services.ask_address(mine, form.email.data)
        except Refusal as refusal:
            form.reject(refusal.sentence(), form.email)
            status = refusal.status
        else:
            return redirect(url_for("my.change_address"), 303)
    elif form.is_submitted():
        status = 422
    return make_response(my_page(mine, "change_address", form=form, wish=find_wish(mine)), status)


@my.post("/address/withdraw")
@by_link(PURPOSE)
@needs_fresh_code("my.change_address")
def keep_address() -> ResponseReturnValue:
    """Take the wish back."""
    services.withdraw_wish(my_registration())
    tell(_("Our mails go on going to your present address."))
    return redirect(url_for("my.show"), 303)


@address.get("")
@by_link(ADDRESS_PURPOSE)
def show() -> ResponseReturnValue:
    """Say what the button does. Of whom the registration is, a stranger does not learn."""
    mine = get_registration(g.link.subject_id)
    wish = find_wish(mine)
    if wish is None or not mine.is_coming:
        raise AddressOverError
    return render_template(
        "registration/address/show.html",
        edition=mine.edition,
        registration=mine,
        wish=wish,
        form=EmptyForm(),
    )


@address.post("")
@by_link(ADDRESS_PURPOSE)
def prove() -> ResponseReturnValue:
    """Let the mails go there from now on, and open the registration here."""
    secret = services.prove_address(g.link)
    tell(_("Our mails go to your new address from now on. Earlier links are void."))
    response = redirect(url_for("my.show"), 303)
    assert isinstance(response, Response)  # noqa: S101  Flask's redirect makes Flask's response
    forget_link(response, ADDRESS_PURPOSE)
    remember_link(response, PURPOSE, secret)
    return response
