"""Public pages are made once for each state of what they show, then served as bytes.

A view marked `@cached(version)` names a function that tells, with one statement at most,
which state of the public data there is (such as an edition's `public_version`). The page's
bytes are kept under that state, its address and its query, also compressed, each with its
ETag, so that a warm request costs one indexed read and no template.
"""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from threading import Lock
from typing import ParamSpec
from urllib.parse import urlencode

from flask import Response, current_app, g, make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.http import parse_etags

from forum.core import clock

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]
Key = tuple[object, ...]

CACHE_BYTES = 48 * 1024 * 1024
TIME = "X-Forum-Time"
PUBLIC = "public, max-age=0, must-revalidate"
WORTH_COMPRESSING = 500
COMPRESSIBLE = (
    "text/",
    "application/json",
    "application/xml",
    "application/atom+xml",
    "application/manifest+json",
)
MAX_QUERY = 400


@dataclass(frozen=True, slots=True)
class Page:
    """A page's bytes, plain and compressed, with what stands in its head."""

    body: bytes
    compressed: bytes | None
    etag: str
    headers: tuple[tuple[str, str], ...]
    valid_until: datetime | None


class PageCache:
    """Keeps the pages asked for last, up to a number of bytes. Safe for threads."""

    def __init__(self, limit: int = CACHE_BYTES) -> None:
        """Begin empty."""
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._limit = limit
        self._size = 0
        self._lock = Lock()

    def get(self, key: Key) -> Page | None:
        """Return the page if it is there and still true."""
        with self._lock:
            page = self._pages.get(key)
            if page is None:
                return None
            if page.valid_until is not None and page.valid_until <= clock.now():
                self._drop(key)
                return None
            self._pages.move_to_end(key)
            return page

    def put(self, key: Key, page: Page) -> None:
        """Keep the page, and let go of those that were not asked for longest."""
        with self._lock:
            if key in self._pages:
                self._drop(key)
            self._pages[key] = page
            self._size += self._weight(page)
            while self._size > self._limit and self._pages:
                self._drop(next(iter(self._pages)))

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._pages.clear()
            self._size = 0

    @staticmethod
    def _weight(page: Page) -> int:
        return len(page.body) + len(page.compressed or b"")

    def _drop(self, key: Key) -> None:
        self._size -= self._weight(self._pages.pop(key))


def pages() -> PageCache:
    """Return the application's page cache."""
    cache = current_app.extensions.setdefault("pages", PageCache())
    assert isinstance(cache, PageCache)  # noqa: S101  put there by the line above
    return cache


def true_until(moment: datetime) -> None:
    """Say that the page being made is true only until a moment (the next session begins)."""
    earlier = g.get("page_true_until")
    g.page_true_until = min(earlier, moment) if earlier else moment


def _keep(response: Response) -> Page:
    body = response.get_data()
    kind = response.mimetype or ""
    compress = len(body) >= WORTH_COMPRESSING and kind.startswith(COMPRESSIBLE)
    own = {"content-length", "etag", "vary", "cache-control"}
    return Page(
        body=body,
        compressed=gzip.compress(body, 9, mtime=0) if compress else None,
        etag=hashlib.sha256(body).hexdigest()[:32],
        headers=tuple((n, v) for n, v in response.headers if n.lower() not in own),
        valid_until=g.pop("page_true_until", None),
    )


def _serve(page: Page) -> Response:
    zipped = page.compressed is not None and "gzip" in request.headers.get("Accept-Encoding", "")
    etag = f"{page.etag}-gz" if zipped else page.etag
    asked = request.headers.get("If-None-Match")
    if asked and parse_etags(asked).contains_weak(etag):
        response = Response(status=304)
    else:
        body = page.compressed if zipped and page.compressed is not None else page.body
        response = Response(body, headers=list(page.headers))
        if zipped:
            response.headers["Content-Encoding"] = "gzip"
    response.headers["ETag"] = f'"{etag}"'
    response.headers["Cache-Control"] = PUBLIC
    if page.compressed is not None:
        response.headers["Vary"] = "Accept-Encoding"
    return response


def _asked_for(names: tuple[str, ...]) -> bytes:
    return urlencode([(name, request.args.get(name, "")) for name in names]).encode()


def cached(
    version: Callable[P, object],
    *,
    takes: tuple[str, ...] | None = None,
    tells_time: bool = False,
) -> Callable[[View[P]], View[P]]:
    """Serve the view's page from memory while `version(*view arguments)` stays the same.

    The version function may raise a `Refusal` (an unknown edition). Only answers with status
    200 are kept; nothing personal may be on such a page. A file that depends on a few query
    parameters alone says which it `takes`, so that no other query makes it anew. A page that
    follows the clock asks for itself again and again: each answer then `tells_time` in a header,
    because the device that shows it may have a clock that is wrong.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def served(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            state = version(*args, **kwargs)
            query = request.query_string if takes is None else _asked_for(takes)
            key: Key = (state, request.path, query, g.language)
            cache = pages()
            page = cache.get(key)
            if page is None:
                g.made_for_everybody = True  # so that nobody's messages are in it
                response = make_response(view(*args, **kwargs))
                if response.status_code != 200:  # noqa: PLR2004  OK
                    return response
                page = _keep(response)
                if len(query) <= MAX_QUERY:
                    cache.put(key, page)
            response = _serve(page)
            if tells_time:
                response.headers[TIME] = f"{clock.now():%Y-%m-%dT%H:%M:%SZ}"
            return response

        return served

    return decorate
