"""Commits once a request, after the view succeeded. Mails are rows in the same transaction.

A request with a safe method can only read. What must be kept although a request fails goes
through `forum.core.journal` once this transaction has ended.

On SQLite a transaction that may write keeps every other writer out from its first query on. A
view that is asked for many times a second finds out who asks, and what for, in a transaction that
reads, and begins the one that writes as late as it can: `reads_first`, and then `begin_writing`
or `write_next`. On PostgreSQL, where nobody waits for one who only may write, it writes in the
transaction in which it reads: a second one cost three exchanges.
"""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, Response, current_app, g, request

from forum.core import journal
from forum.core.db import db, has_one_writer, set_reading
from forum.core.queue import background

FIRST_ERROR_STATUS = 400
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

View = TypeVar("View", bound=Callable[..., object])
_READ_FIRST = "reads_first"


def reads_first(view: View) -> View:
    """Let a view that writes keep no writer out until it says `begin_writing`.

    Stands above the guards.
    """
    setattr(view, _READ_FIRST, True)
    return view


def begin_writing() -> None:
    """End the transaction that read, and let the next one write; nothing if it may write already.

    Rows that were read stay as they are and are not read again by looking at them: what must
    still hold when it is written has to be asked for anew, and locked, from here on.
    """
    if not g.reads_only:
        return
    session = db.session()
    session.expire_on_commit = False
    try:
        session.commit()
    finally:
        session.expire_on_commit = True
    g.reads_only = False
    set_reading(value=False)


def write_next() -> None:
    """Let the transaction after the present one write; the present one goes on reading.

    For views whose service looks first, and then gives its transaction up to the journal.
    """
    g.reads_only = False


def _begin() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    reads_first = hasattr(view, _READ_FIRST) and has_one_writer()
    g.reads_only = request.method in SAFE_METHODS or reads_first
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
