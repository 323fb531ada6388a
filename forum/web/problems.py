"""Errors of the API: `application/problem+json` (RFC 9457)."""

import json

from flask import Response, request

from forum.core.i18n import current_language


def wants_json() -> bool:
    """Tell whether a script of ours asks: it takes JSON and nothing else, as no navigation does."""
    return request.accept_mimetypes.best == "application/json"


def wants_problem() -> bool:
    """Tell whether the one who asks is a program."""
    return request.path.startswith(("/api/", "/metrics")) or wants_json()


def problem(status: int, code: str, title: str, **fields: object) -> Response:
    """Return a problem: its code for programs, its title for people, and what else helps."""
    body = {"type": f"/api/problems/{code}", "status": status, "code": code, "title": title}
    response = Response(
        json.dumps(body | fields, ensure_ascii=False),
        status=status,
        content_type="application/problem+json",
    )
    response.headers["Content-Language"] = current_language()
    if status == 401:  # noqa: PLR2004  the one status that must say how to sign in
        response.headers["WWW-Authenticate"] = "Bearer"
    return response
