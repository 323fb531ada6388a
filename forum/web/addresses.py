"""Addresses of our own that came in from outside, such as `next=`."""

from urllib.parse import unquote, urlsplit

from flask import current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

FORBIDDEN = frozenset("\\\t\r\n")


def own_address(text: str | None) -> str | None:
    r"""Return path and query if they lead to a page of ours that can be fetched, else None.

    Browsers read `\` as `/` and drop tabs and line breaks, so that `/\evil.com` has no host
    for `urlsplit` and yet leads to another one: only what the URL map knows is followed.
    """
    if not text or not text.startswith("/") or text.startswith("//") or FORBIDDEN & set(text):
        return None
    try:
        parts = urlsplit(text)
        endpoint, _values = current_app.url_map.bind("").match(unquote(parts.path), method="GET")
    except (HTTPException, RequestRedirect, ValueError):
        return None
    if parts.scheme or parts.netloc or endpoint == "static":
        return None
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
