"""Mails with parts that take long to make, such as a PDF: the worker makes them, not the request.

The row that causes such a mail says that it is still to be written. Before each sending the
worker reads what the part needs, makes it while no transaction is open, and then writes the
mail and the note that it is written in one transaction. A process that dies in between leaves
the row as it was, and the next sweep finds it.
"""

import logging
from collections.abc import Sequence
from typing import Protocol

from flask import Flask, current_app, g

from forum.core.db import db, reading

log = logging.getLogger(__name__)

_KEY = "deferred_mails"


class DeferredMail(Protocol):
    """One kind of mail that is written later."""

    def waiting(self) -> Sequence[int]:
        """Return the ids of the rows whose mail is still to be written."""

    def make(self, subject: int) -> object:
        """Read what the mail needs, give the transaction up, and make the slow part."""

    def write(self, subject: int, made: object) -> None:
        """Queue the mail and note it, unless another process was faster."""


def write_later(app: Flask, mail: DeferredMail) -> None:
    """Let the worker write this kind of mail before it sends."""
    app.extensions.setdefault(_KEY, []).append(mail)


def wake_worker() -> None:
    """Say that the worker has something to write once the present transaction is committed."""
    g.mail_queued = True


def write_waiting() -> int:
    """Write every mail that waits, and return how many were written. Commits after each."""
    kinds: list[DeferredMail] = current_app.extensions.get(_KEY, [])
    return sum(_write_all(mail) for mail in kinds)


def _write_all(mail: DeferredMail) -> int:
    with reading():
        subjects = mail.waiting()
        db.session.rollback()
    written = 0
    for subject in subjects:
        try:
            with reading():
                made = mail.make(subject)
                db.session.rollback()
            mail.write(subject, made)
            db.session.commit()
            written += 1
        except Exception:  # one paper that cannot be set must not hold back the others
            log.exception("a mail about %s could not be written", subject)
            db.session.rollback()
    return written
