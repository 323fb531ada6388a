"""Who is signed in: flask-login over the session's row, and the doorkeeper of the web layer.

The cookie carries the secret of a row of `user_sessions`. The row decides: what is ended there
is ended, whatever a browser still holds.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import cast

import flask_babel
from flask import Flask, Response, g, request, session, url_for
from flask_login import LoginManager, current_user, login_user

from forum.accounts import queries, services
from forum.accounts.rules import permissions_for
from forum.accounts.types import ENTER, Browser, Organiser
from forum.core import clock
from forum.core.localized import LANGUAGES, Language
from forum.core.permissions import Permission
from forum.web import cookies
from forum.web.access import install_doorkeeper
from forum.web.links import register_purpose

SEEN_AGAIN_AFTER = timedelta(minutes=1)
LANGUAGE_COOKIE = "language"
LANGUAGE_LASTS = timedelta(days=365)
# What has no language in its address, and so keeps it in a cookie.
SPEECHLESS = ("/manage", "/api/docs")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The organiser and the session's secret, in the form that flask-login asks for."""

    organiser: Organiser
    secret: str
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        """Return what the cookie carries."""
        return self.secret


class Sessions(LoginManager):  # type: ignore[misc]  # flask-login has no types
    """flask-login, without its cookie that remembers people: nobody is remembered here."""

    def _update_remember_cookie(self, response: Response) -> Response:
        # it would look into the session on every page, and so make public ones personal
        return response


def _load(secret: str) -> SignedIn | None:
    row = queries.find_open_session(secret)
    if row is None:
        return None
    user = row.user
    return SignedIn(
        Organiser(
            id=user.id,
            email=user.email,
            name=user.name,
            language=cast("Language", user.language),
            session_id=row.id,
            last_seen_at=row.last_seen_at,
        ),
        secret,
    )


def find_organiser() -> Organiser | None:
    """Return the organiser who is signed in, if anyone is."""
    found = current_user
    return found.organiser if found and found.is_authenticated else None


def organiser() -> Organiser:
    """Return the organiser who is signed in, in a view that lets nobody else in."""
    return cast("Organiser", g.organiser)


def browser() -> Browser:
    """Return from where the present request comes."""
    return Browser(
        address=request.remote_addr or "", user_agent=request.headers.get("User-Agent", "")
    )


def begin(secret: str) -> None:
    """Let the browser hold a new session, and nothing of an earlier one."""
    session.clear()
    row = _load(secret)
    login_user(row)


def forget() -> None:
    """Let the browser hold nothing any more."""
    session.clear()


def end_present() -> None:
    """End the session that the browser holds, if it holds one."""
    who = find_organiser()
    if who is not None:
        services.end_session(queries.get_session(who.id, who.session_id))


def _speak(language: str) -> None:
    if request.url_rule is None or "language" not in request.url_rule.arguments:
        g.language = language
        flask_babel.refresh()


def remember_language(response: Response, language: str) -> None:
    """Let the browser keep the language of the organisers' pages."""
    cookies.write_cookie(response, LANGUAGE_COOKIE, language, lasts=LANGUAGE_LASTS)


def _recognise() -> None:
    """On the organisers' pages: say in which language, and who is there."""
    if not f"{request.path}/".startswith(tuple(f"{path}/" for path in SPEECHLESS)):
        return
    kept = cookies.read_cookie(LANGUAGE_COOKIE)
    if kept in LANGUAGES:
        _speak(str(kept))
    Door().is_signed_in()


class Door:
    """Tells the web layer about the organiser who asks."""

    def is_signed_in(self) -> bool:
        """Tell whether an organiser is signed in; sets `g.organiser` and `g.actor`."""
        if "organiser" not in g:
            who = find_organiser()
            g.organiser = who
            if who is not None:
                g.actor = f"user:{who.id}"
                _speak(who.language)
                if clock.now() - who.last_seen_at >= SEEN_AGAIN_AFTER:
                    services.see_session(who.session_id)
        return g.organiser is not None

    def permissions(self, edition: str | None) -> frozenset[Permission]:
        """Return what the organiser may do for an edition; one statement a request."""
        if not self.is_signed_in():
            return frozenset()
        if "grants" not in g:
            g.grants = queries.list_grants(organiser().id)
        return permissions_for(g.grants, edition)

    def sign_in_address(self) -> str:
        """Return where to sign in, coming back here afterwards."""
        here = request.full_path.rstrip("?") if request.method == "GET" else ""
        return url_for("accounts.sign_in", next=here or None)


def init_app(app: Flask) -> None:
    """Recognise organisers."""
    manager = Sessions()
    manager.session_protection = None  # the row is the session; a phone changes its address
    manager.init_app(app, add_context_processor=False)
    manager.user_loader(_load)
    install_doorkeeper(app, Door())
    register_purpose(app, ENTER, lambda _link: url_for("accounts.enter"))
    app.before_request(_recognise)
