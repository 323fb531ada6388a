"""Cookies of our own: locked to this host, unreadable for scripts, sent only to this site."""

from datetime import timedelta

from flask import Response, request

from forum.core.settings import current_settings


def cookie_name(name: str) -> str:
    """Return the full name; over TLS the browser itself holds it to host and path (`__Host-`)."""
    return f"__Host-{name}" if current_settings().is_https else f"forum_{name}"


def read_cookie(name: str) -> str | None:
    """Return the cookie's value, if it was sent."""
    return request.cookies.get(cookie_name(name))


def write_cookie(response: Response, name: str, value: str, *, lasts: timedelta) -> None:
    """Set the cookie on a response."""
    response.set_cookie(
        cookie_name(name),
        value,
        max_age=int(lasts.total_seconds()),
        path="/",
        secure=current_settings().is_https,
        httponly=True,
        samesite="Lax",
    )


def delete_cookie(response: Response, name: str) -> None:
    """Take the cookie back."""
    response.delete_cookie(
        cookie_name(name),
        path="/",
        secure=current_settings().is_https,
        httponly=True,
        samesite="Lax",
    )
