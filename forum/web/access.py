"""Says who may call a view. An application with an unmarked view does not start."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, Protocol

from flask import Flask, current_app, g, redirect, request
from flask.typing import ResponseReturnValue

from forum.core import journal
from forum.core.bearer import BearerToken, Scope, find_token, is_valid
from forum.core.errors import ForbiddenError, Refusal
from forum.core.i18n import lazy_gettext as _l
from forum.core.permissions import Permission
from forum.web import links

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]


class UnmarkedViewError(RuntimeError):
    """A view does not say who may call it."""


class TokenMissingError(Refusal):
    """The request carries no valid bearer token."""

    message = _l("This address needs a valid access token.")
    status = 401


class TokenRevokedError(Refusal):
    """The token was revoked or has expired."""

    message = _l("This access token was revoked or has expired.")
    status = 401


class ScopeMissingError(Refusal):
    """The token was not made for this."""

    message = _l("This access token was not made for this.")
    status = 403


class Doorkeeper(Protocol):
    """What the accounts feature tells about the organiser who asks."""

    def is_signed_in(self) -> bool:
        """Tell whether an organiser is signed in; sets `g.actor`."""

    def permissions(self, edition: str | None) -> frozenset[Permission]:
        """Return what the organiser may do for an edition (None: for the system)."""

    def sign_in_address(self) -> str:
        """Return where to sign in, coming back here afterwards."""


def install_doorkeeper(app: Flask, doorkeeper: Doorkeeper) -> None:
    """Say who knows the organisers."""
    app.extensions["doorkeeper"] = doorkeeper


def _doorkeeper() -> Doorkeeper:
    doorkeeper: Doorkeeper = current_app.extensions["doorkeeper"]
    return doorkeeper


def _mark(view: View[P], access: object) -> View[P]:
    view.__dict__["access"] = access
    return view


def public(view: View[P]) -> View[P]:
    """Let anyone call the view."""
    return _mark(view, "public")


def _edition_asked_for() -> str | None:
    edition = (request.view_args or {}).get("edition")
    return edition if isinstance(edition, str) else None


def may(permission: Permission) -> bool:
    """Tell whether the organiser may do this for the edition of the present address."""
    return permission in _doorkeeper().permissions(_edition_asked_for())


def may_in(permission: Permission, edition: str) -> bool:
    """Tell whether the organiser may do this for another edition than that of the address."""
    return permission in _doorkeeper().permissions(edition)


def present_permissions() -> frozenset[Permission]:
    """Return all that the organiser may do for the edition of the present address."""
    return _doorkeeper().permissions(_edition_asked_for())


def may_open(endpoint: str) -> bool:
    """Tell whether there is such a page and the organiser may see it, for menus and links."""
    view = current_app.view_functions.get(endpoint)
    access = getattr(view, "access", None)
    return may(access) if isinstance(access, Permission) else view is not None


def requires(permission: Permission) -> Callable[[View[P]], View[P]]:
    """Let only organisers call the view who hold the permission for the edition it names."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            doorkeeper = _doorkeeper()
            if not doorkeeper.is_signed_in():
                return redirect(doorkeeper.sign_in_address(), 303)
            if permission not in doorkeeper.permissions(_edition_asked_for()):
                journal.log_access(
                    actor=str(g.get("actor", "")),
                    endpoint=str(request.endpoint),
                    outcome="refused",
                    edition=_edition_asked_for() or "",
                    details={"permission": str(permission)},
                )
                raise ForbiddenError
            return view(*args, **kwargs)

        return _mark(guarded, permission)

    return decorate


def signed_in(view: View[P]) -> View[P]:
    """Let every organiser call the view who is signed in, whatever the roles."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        doorkeeper = _doorkeeper()
        if not doorkeeper.is_signed_in():
            return redirect(doorkeeper.sign_in_address(), 303)
        return view(*args, **kwargs)

    return _mark(guarded, "signed in")


def by_link(purpose: str) -> Callable[[View[P]], View[P]]:
    """Let those call the view who opened a link of this purpose; `g.link` is that link."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            g.link = links.present_link(purpose)
            g.actor = f"link:{g.link.id}"
            return view(*args, **kwargs)

        return _mark(guarded, f"link {purpose}")

    return decorate


def by_token(scope: Scope) -> Callable[[View[P]], View[P]]:
    """Let programs and devices call the view whose bearer token has the scope; `g.token` it is."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            g.token = _bearer(scope)
            g.actor = f"{g.token.owner_type}:{g.token.owner_id}"
            return view(*args, **kwargs)

        return _mark(guarded, f"token {scope}")

    return decorate


def guarded_by(name: str, check: Callable[[], None]) -> Callable[[View[P]], View[P]]:
    """Let those call the view of whom a feature's own check knows; it raises a refusal if not.

    Args:
        name: what the table of access marks says, such as `device`.
        check: looks at the request and puts what it found into `g`.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            check()
            return view(*args, **kwargs)

        return _mark(guarded, name)

    return decorate


def _bearer(scope: Scope) -> BearerToken:
    kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
    token = find_token(secret.strip()) if kind.lower() == "bearer" else None
    if token is None:
        raise TokenMissingError
    if not is_valid(token):
        raise TokenRevokedError
    if scope not in token.scopes:
        raise ScopeMissingError
    return token


def refuse_unmarked_views(app: Flask) -> None:
    """Raise if any view does not say who may call it."""
    unmarked = sorted(
        endpoint
        for endpoint, view in app.view_functions.items()
        if endpoint != "static" and not hasattr(view, "access")
    )
    if unmarked:
        message = f"say who may call these views: {unmarked}"
        raise UnmarkedViewError(message)
