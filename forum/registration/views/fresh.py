"""A fresh code, then act: the one way in which pages of self-service are kept from a stray link.

A view that changes, cancels, downloads or erases says so below `by_link`:

    @my.route("/answers", methods=["GET", "POST"])
    @by_link(PURPOSE)
    @needs_fresh_code()
    def answers() -> ResponseReturnValue: ...

Whoever comes without a pass is led to `/my/registration/code`, gets a mail, writes the code, and
comes back to where they wanted to go. For ten minutes no other code is asked for in that browser
(`forum.core.passes`). A view that takes only POST names the page to come back to:
`needs_fresh_code("my.data")`. Templates ask `has_fresh_code()` to say what a button will do.

Withdrawing a consent needs no code: it must be as easy as giving it.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from forum.core.codes import verify_code
from forum.core.errors import Refusal
from forum.core.i18n import gettext as _
from forum.core.passes import PASS_LASTS, grant_pass, has_pass
from forum.registration import services
from forum.registration.emails import PURPOSE
from forum.registration.forms import CodeForm, EmptyForm
from forum.registration.views.mine import my, my_page, my_registration
from forum.web import cookies
from forum.web.access import by_link
from forum.web.addresses import own_address
from forum.web.limits import limiter
from forum.web.messages import tell
from forum.web.transaction import SAFE_METHODS

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]

COOKIE = "fresh_registration"


def has_fresh_code() -> bool:
    """Tell whether this browser has brought a code by the present link within ten minutes."""
    return has_pass(g.link, cookies.read_cookie(COOKIE))


def needs_fresh_code(page: str = "") -> Callable[[View[P]], View[P]]:
    """Ask for a fresh code first, then come back; `page` is the endpoint to come back to."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if has_fresh_code():
                return view(*args, **kwargs)
            if request.method not in SAFE_METHODS:
                tell(_("Nothing was done: this needs a fresh code first."), "warning")
            back = url_for(page) if page else request.path
            return redirect(url_for("my.ask_code", next=back), 303)

        return guarded

    return decorate


def _next() -> str:
    """Return where somebody wanted to go, if it is a page of ours."""
    return own_address(request.args.get("next")) or url_for("my.show")


@my.get("/code")
@by_link(PURPOSE)
def ask_code() -> ResponseReturnValue:
    """Say why a code is needed, and offer to mail it."""
    if has_fresh_code():
        return redirect(_next(), 303)
    return my_page(my_registration(), "ask_code", form=EmptyForm())


@my.post("/code")
@by_link(PURPOSE)
@limiter.limit("10/hour")
def send_code() -> ResponseReturnValue:
    """Mail a fresh code."""
    services.send_fresh_code(my_registration())
    return redirect(url_for("my.enter_code", next=_next()), 303)


@my.route("/code/enter", methods=["GET", "POST"])
@by_link(PURPOSE)
def enter_code() -> ResponseReturnValue:
    """Take the code, and let this browser act for ten minutes."""
    mine = my_registration()
    form = CodeForm()
    if form.validate_on_submit():
        try:
            verify_code(services.CODE_PURPOSE, "registration", mine.id, form.code.data)
        except Refusal as refusal:
            form.reject(refusal.sentence(), form.code)
        else:
            response = redirect(_next(), 303)
            assert isinstance(response, Response)  # noqa: S101  Flask's redirect makes Flask's
            cookies.write_cookie(response, COOKIE, grant_pass(g.link), lasts=PASS_LASTS)
            return response
    page = my_page(mine, "enter_code", form=form, next=_next())
    return make_response(page, 422 if form.errors else 200)
