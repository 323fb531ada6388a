"""Error pages: one sentence in the reader's language; no trace leaves the house."""

import logging
from urllib.parse import urlsplit, urlunsplit

from flask import Flask, Response, make_response, render_template, request
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException

from forum.core.db import db
from forum.core.errors import Refusal
from forum.core.i18n import gettext as _
from forum.web.problems import problem, wants_problem
from forum.web.uploads import largest_file_here

log = logging.getLogger(__name__)

SERVER_ERROR = 500


def _sentence(status: int) -> str:
    sentences = {
        400: _("The request could not be understood."),
        401: _("Sign in first."),
        403: _("You are not allowed to do this."),
        404: _("There is nothing at this address."),
        405: _("This address cannot be used in this way."),
        408: _("The request took too long. Please try again."),
        410: _("What was here is gone."),
        413: _("What you sent is too large."),
        415: _("This kind of file or content is not accepted."),
        422: _("What you sent could not be accepted."),
        429: _("Too many requests. Wait a moment, then try again."),
        503: _("The forum is busy. Please try again in a moment."),
    }
    return sentences.get(
        status, _("Something went wrong on our side. Nothing was changed. Please try again.")
    )


def _too_large() -> str:
    """Return the sentence that names the limit, where a file was to come."""
    largest = largest_file_here()
    if largest is None:
        return _sentence(413)
    return _(
        "What you sent is too large: a file may have at most %(limit)s MB. "
        "Go back and choose another.",
        limit=largest // (1024 * 1024),
    )


def _page_before() -> str:
    """Return the page of ours whose form was refused, so that nobody has to look for it again."""
    adapter = request_ctx.url_adapter
    if adapter is None or request.method != "POST" or not request.referrer:
        return ""
    before = urlsplit(request.referrer)
    if before.netloc != request.host:
        return ""
    try:
        adapter.match(before.path, method="GET")
    except HTTPException:  # what a refused form is shown at may take nothing but a POST
        return ""
    return urlunsplit(("", "", before.path, before.query, ""))


def error_response(status: int, code: str, sentence: str) -> Response:
    """Return the refusal as a page, or as a problem where a program asks."""
    db.session.rollback()
    if wants_problem():
        return problem(status, code, sentence)
    if request_ctx.url_adapter is None:  # the Host is not ours, so no page can be addressed
        return Response(sentence + "\n", status, content_type="text/plain; charset=utf-8")
    page = render_template(
        "errors/error.html", status=status, sentence=sentence, back=_page_before()
    )
    return make_response(page, status)


def _refused(refusal: Refusal) -> ResponseReturnValue:
    return error_response(refusal.status, refusal.code(), refusal.sentence())


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or SERVER_ERROR
    if error.response is not None or status < 400:  # noqa: PLR2004  redirects pass as they are
        return error.get_response()
    sentence = _too_large() if status == 413 else _sentence(status)  # noqa: PLR2004  too large
    response = error_response(status, str(error.name).lower().replace(" ", "-"), sentence)
    for name, value in error.get_headers():
        if name.lower() in {"allow", "retry-after"}:
            response.headers[name] = value
    return response


def _csrf(error: CSRFError) -> ResponseReturnValue:
    log.info("form refused: %s", error.description)
    sentence = _(
        "This form was open for too long, or was sent from another page. "
        "Go back, load the page again and send it once more."
    )
    return error_response(400, "form-expired", sentence)


def _database(error: OperationalError) -> ResponseReturnValue:
    log.error("database: %s", error.orig)
    return error_response(503, "busy", _sentence(503))


def _unstorable(error: DataError) -> ResponseReturnValue:
    # PostgreSQL takes no NUL character, and no text longer than its column
    log.warning("database: %s", error.orig)
    return error_response(400, "bad-request", _sentence(400))


def _unforeseen(error: Exception) -> ResponseReturnValue:
    log.error("unforeseen: %s", type(error).__name__, exc_info=error)
    return error_response(SERVER_ERROR, "internal", _sentence(SERVER_ERROR))


def init_app(app: Flask) -> None:
    """Answer every refusal and every fault."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(DataError, _unstorable)
    if not app.testing:  # a test is to see the fault itself
        app.register_error_handler(Exception, _unforeseen)
