"""The security headers of every answer, pinned by one literal test."""

import re
from unicodedata import normalize
from urllib.parse import quote

from flask import Flask, Response, g, request

from forum.core import randomness
from forum.core.logs import request_id
from forum.core.settings import Settings

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "form-action 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)
SCANNING_POLICY = CONTENT_SECURITY_POLICY.replace(
    "script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'"
).replace("img-src 'self' data: blob:", "img-src 'self' data: blob:; media-src 'self' blob:")
DOWNLOAD_POLICY = "sandbox; default-src 'none'"
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
SCANNING_PERMISSIONS = PERMISSIONS.replace("camera=()", "camera=(self)")
HSTS = "max-age=63072000; includeSubDomains"
PERSONAL = "private, no-store"

_NOT_PLAIN = re.compile(r"[^A-Za-z0-9 _.-]+")


def allow_scanning() -> None:
    """Let the page of the present request use the camera and WebAssembly."""
    g.scanning = True


def send_away(response: Response, filename: str) -> Response:
    """Let a browser save what somebody uploaded under its name, and never show it as a page.

    The name stands twice (RFC 6266): in ASCII for old programs, and as it is written.
    """
    g.is_download = True
    response.headers.set(
        "Content-Disposition",
        "attachment",
        filename=_ascii(filename),
        **{"filename*": f"UTF-8''{quote(filename, safe='')}"},
    )
    return response


def _ascii(filename: str) -> str:
    stem, _dot, ending = filename.rpartition(".")
    plain = normalize("NFKD", stem).encode("ascii", "ignore").decode()
    plain = _NOT_PLAIN.sub("", plain).strip(" .-_")
    return f"{plain or 'file'}.{ending}"


def _policy() -> str:
    if g.get("is_download", False):
        return DOWNLOAD_POLICY
    return SCANNING_POLICY if g.get("scanning", False) else CONTENT_SECURITY_POLICY


def init_app(app: Flask, settings: Settings) -> None:
    """Put the headers on every answer, and an id on every request."""

    def name_request() -> None:
        request_id.set(randomness.token()[:12])

    def add(response: Response) -> Response:
        headers = response.headers
        scanning = g.get("scanning", False)
        headers["Content-Security-Policy"] = _policy()
        headers["Permissions-Policy"] = SCANNING_PERMISSIONS if scanning else PERMISSIONS
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "DENY"
        headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["X-Request-Id"] = request_id.get()
        if settings.is_https:
            headers["Strict-Transport-Security"] = HSTS
        if request.endpoint != "static" and "Cache-Control" not in headers:
            headers["Cache-Control"] = PERSONAL
            response.vary.add("Cookie")
        return response

    app.before_request(name_request)
    app.after_request(add)
