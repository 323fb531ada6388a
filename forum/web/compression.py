"""Built styles and scripts are compressed once, at set-up, and served so to whoever takes it."""

from pathlib import Path

from flask import Flask, Response, request
from werkzeug.security import safe_join

from forum.core.paths import STATIC

ENCODINGS = (("br", ".br"), ("gzip", ".gz"))


def init_app(app: Flask) -> None:
    """Serve the compressed form of a static file, where set-up has made one."""
    app.after_request(_compressed)


def _find(name: str) -> tuple[str, Path] | None:
    for encoding, ending in ENCODINGS:
        if request.accept_encodings[encoding]:
            path = safe_join(str(STATIC), name + ending)
            if path is not None and Path(path).is_file():
                return encoding, Path(path)
    return None


def _is_packed(mimetype: str) -> bool:
    return mimetype.startswith("text/") or mimetype in {"application/wasm", "image/svg+xml"}


def _compressed(response: Response) -> Response:
    if request.endpoint != "static" or not _is_packed(response.mimetype or ""):
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code != 200 or "Range" in request.headers:  # noqa: PLR2004  OK
        return response
    found = _find((request.view_args or {})["filename"])
    if found is not None:
        response.response.close()  # type: ignore[union-attr]  # the plain file
        response.direct_passthrough = False
        response.set_data(found[1].read_bytes())
        response.headers["Content-Encoding"] = found[0]
        etag, _ = response.get_etag()
        if etag:
            response.set_etag(etag, weak=True)  # the same content in another dress
    return response
