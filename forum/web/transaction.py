"""Commits once a request, after the view succeeded. Mails are rows in the same transaction.

A request with a safe method can only read. What must be kept although a request fails goes
through `forum.core.journal` once this transaction has ended.
"""

from flask import Flask, Response, current_app, g, request

from forum.core import journal
from forum.core.db import db, set_reading
from forum.core.queue import background

FIRST_ERROR_STATUS = 400
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def _begin() -> None:
    g.reads_only = request.method in SAFE_METHODS
    set_reading(value=g.reads_only)


def _finish(response: Response) -> Response:
    if request.method in SAFE_METHODS or response.status_code >= FIRST_ERROR_STATUS:
        db.session.rollback()
    else:
        db.session.commit()
        if g.pop("mail_queued", False) and not current_app.testing:
            background(current_app).wake()  # the real application, not its proxy
        if not current_app.testing:
            for name in g.pop("work_queued", ()):
                background(current_app).start(name)
    journal.write_what_waits()
    return response


def start_after_commit(name: str) -> None:
    """Let the worker do a feature's work as soon as this request has committed."""
    g.setdefault("work_queued", set()).add(name)


def init_app(app: Flask) -> None:
    """Commit unsafe requests that succeed; roll back everything else."""
    app.before_request(_begin)
    app.after_request(_finish)
