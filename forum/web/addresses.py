"""Addresses that came in from outside: `next=`, and the numbers in paths."""

from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Flask, current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter, Map, RequestRedirect

FORBIDDEN = frozenset("\\\t\r\n")
LARGEST_ID = 2**31 - 1


class IdConverter(IntegerConverter):
    """Matches numbers that a row can have; a larger one would be a fault of the database."""

    def __init__(self, map: Map, **options: Any) -> None:  # noqa: A002, ANN401  werkzeug's own
        """Take a limit of the route's own, if it has one."""
        super().__init__(map, **{"max": LARGEST_ID, **options})


def init_app(app: Flask) -> None:
    """Hold the numbers in every path to what a database takes."""
    app.url_map.converters["int"] = IdConverter


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
