"""Opening a link from a mail: a page with one button, whose POST gives a cookie.

A GET shows who sent the link and changes nothing, because mail scanners follow links. The
button's POST puts the secret into a cookie and leads to a clean address.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import cast

from flask import Blueprint, Flask, Response, abort, current_app, make_response, redirect
from flask import render_template as render
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from forum.core.errors import Refusal
from forum.core.i18n import lazy_gettext as _l
from forum.core.links import (
    CapabilityLink,
    LinkExpiredError,
    LinkRevokedError,
    LinkUsedError,
    find_former_link,
    find_link,
)
from forum.core.localized import Language
from forum.core.settings import current_settings
from forum.web import cookies

COOKIE_LASTS = timedelta(days=30)

Target = Callable[[CapabilityLink], str]
Explanation = Callable[[CapabilityLink], None]

links = Blueprint("links", __name__)


class LinkNotOpenedError(Refusal):
    """The page belongs to somebody who came by a link, and this browser opened none."""

    message = _l("Open this page with the link in your mail.")
    status = 403


def register_purpose(
    app: Flask, purpose: str, target: Target, explain: Explanation | None = None
) -> None:
    """Say where a link of a purpose leads once it is opened.

    `explain` is asked about a link that is used, revoked or expired: it raises, or answers with
    a page by `abort`, what is better said than that the link is no longer valid.
    """
    app.extensions.setdefault("link_targets", {})[purpose] = target
    app.extensions.setdefault("link_explanations", {})[purpose] = explain


def _targets() -> dict[str, Target]:
    return cast("dict[str, Target]", current_app.extensions.get("link_targets", {}))


def link_address(purpose: str, secret: str, language: Language) -> str:
    """Return the full address of a link, as a mail carries it."""
    # by the map itself, so that commands and the worker, who have no request, can make one too
    parts = {"purpose": purpose, "secret": secret, "language": language}
    path = current_app.url_map.bind("").build("links.open_link", parts)
    return current_settings().public_url + path


def _cookie(purpose: str) -> str:
    return "link_" + purpose.replace(".", "_")


def remember_link(
    response: Response, purpose: str, secret: str, *, lasts: timedelta = COOKIE_LASTS
) -> None:
    """Let this browser hold the link from now on, as if its button had been pressed."""
    cookies.write_cookie(response, _cookie(purpose), secret, lasts=lasts)


def forget_link(response: Response, purpose: str) -> None:
    """Let this browser hold the link no more."""
    cookies.delete_cookie(response, _cookie(purpose))


def held_secret(purpose: str) -> str | None:
    """Return the secret of the link of this purpose that this browser holds."""
    return cookies.read_cookie(_cookie(purpose))


def present_link(purpose: str) -> CapabilityLink:
    """Return the link of this purpose that this browser holds.

    Raises:
        LinkNotOpenedError: it holds none.
        LinkUnknownError, LinkRevokedError, LinkUsedError, LinkExpiredError: it is not valid.
    """
    secret = held_secret(purpose)
    if not secret:
        raise LinkNotOpenedError
    return _find_or_explain(purpose, secret)


def _find_or_explain(purpose: str, secret: str) -> CapabilityLink:
    try:
        return find_link(purpose, secret)
    except (LinkExpiredError, LinkRevokedError, LinkUsedError):
        explain = current_app.extensions.get("link_explanations", {}).get(purpose)
        former = find_former_link(purpose, secret)
        if explain is not None and former is not None:
            explain(former)
        raise


@links.get("/<purpose>/<secret>")
def open_link(purpose: str, secret: str) -> ResponseReturnValue:
    """Show a page with one button."""
    if purpose not in _targets():
        abort(404)
    _find_or_explain(purpose, secret)
    response = make_response(
        render("links/open_link.html", purpose=purpose, secret=secret, form=FlaskForm())
    )
    # the secret goes nowhere, but over TLS the button's POST must say from which site it comes
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


@links.post("/<purpose>/<secret>")
def enter(purpose: str, secret: str) -> ResponseReturnValue:
    """Give the browser the link, and lead to the clean address."""
    target = _targets().get(purpose) or abort(404)
    link = _find_or_explain(purpose, secret)
    response = redirect(target(link), 303)
    assert isinstance(response, Response)  # noqa: S101  Flask's redirect makes Flask's response
    remember_link(response, purpose, secret)
    return response


for _view in (open_link, enter):
    _view.__dict__["access"] = "public"  # `access` imports this module, so marked by hand
