"""The one exception to "one commit a request": what must be kept although the request fails.

Wrong codes and passwords, refused access, a session's last-seen, and the access log of
sensitive views are written in a short transaction of their own; and a paper that is made when it
is fetched, because whatever leaves the house is listed. It changes nothing else.
The main transaction is given up first if it has only read, because on SQLite it would
otherwise hold the lock that the journal needs.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import cast

from flask import g, has_request_context
from sqlalchemy import Index, Table, delete, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from forum.core import clock
from forum.core.db import Base, JsonType, db, set_reading, take_turn
from forum.core.errors import Refusal
from forum.core.i18n import lazy_gettext as _l

ATTEMPTS_ALLOWED = 5
ATTEMPTS_WINDOW = timedelta(minutes=10)


class Attempt(Base):
    """One try at a secret: a code or a password."""

    __tablename__ = "attempts"
    __table_args__ = (Index("ix_attempts_subject_made_at", "subject", "made_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]  # what is tried, such as `password:12` or `code:sign:7`
    made_at: Mapped[datetime]


_ATTEMPTS = cast("Table", Attempt.__table__)


class AccessEntry(Base):
    """Who looked at what is sensitive, or was refused."""

    __tablename__ = "access_entries"
    __table_args__ = (Index("ix_access_entries_edition_made_at", "edition", "made_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    actor: Mapped[str]
    endpoint: Mapped[str]
    outcome: Mapped[str]  # seen, refused
    edition: Mapped[str] = mapped_column(default="")  # the slug of whose data it was
    details: Mapped[dict[str, object]] = mapped_column(JsonType)


class TooManyAttemptsError(Refusal):
    """The secret was tried too often within ten minutes."""

    message = _l("That was tried too often. Wait ten minutes, then try again.")
    status = 429


class PendingChangesError(RuntimeError):
    """The journal was asked to write while the main transaction holds changes."""


@contextmanager
def transaction() -> Iterator[Session]:
    """Write in a transaction of its own, and commit it."""
    _give_up_reading()
    with _independent() as session:
        yield session


def _give_up_reading() -> None:
    """End the main transaction, which must only have read."""
    if db.session.new or db.session.dirty or db.session.deleted:
        message = "write to the journal before the first change, or use `later`"
        raise PendingChangesError(message)
    db.session.rollback()


@contextmanager
def _independent() -> Iterator[Session]:
    set_reading(value=False)
    try:
        with Session(db.engine) as session, session.begin():
            yield session
    finally:
        set_reading(value=bool(has_request_context() and g.get("reads_only", False)))


def later(write: Callable[[Session], None]) -> None:
    """Write once the request's own transaction has ended, however it ended."""
    g.setdefault("journal", []).append(write)


def write_what_waits() -> None:
    """Write what `later` collected; the web layer calls it after the main transaction."""
    waiting: list[Callable[[Session], None]] = g.pop("journal", [])
    if waiting:
        with _independent() as session:
            for write in waiting:
                write(session)


def spend_attempt(subject: str) -> None:
    """Count a try at a secret before it is compared, so that parallel tries count as well.

    Raises:
        TooManyAttemptsError: five tries within ten minutes have been spent.
    """
    with transaction() as session:
        _count_attempts(session, subject)
        _keep_attempt(session, subject)


@contextmanager
def counted_attempt(subject: str) -> Iterator[None]:
    """Compare a secret inside the block, in the main transaction, which goes on if it was right.

    If the block refuses, the try is kept, and it alone; it must not change anything itself. Until
    the transaction ends nobody else tries the same secret, so that parallel tries count as well.
    For secrets that are compared in no time: on SQLite every other writer waits meanwhile.

    Raises:
        TooManyAttemptsError: five tries within ten minutes have been spent.
    """
    _give_up_reading()
    set_reading(value=False)
    session = db.session()
    try:
        spent = _count_attempts(session, subject)
    except TooManyAttemptsError:
        session.rollback()
        raise
    try:
        yield
    except Refusal:
        _keep_attempt(session, subject)
        session.commit()
        raise
    if spent:
        forgive_attempts(subject)


def _count_attempts(session: Session, subject: str) -> int:
    """Let nobody else try the same secret now, and return how often that was tried already."""
    take_turn(session, subject)
    attempts = _ATTEMPTS.c
    spent = session.scalar(
        select(func.count()).where(attempts.subject == subject, attempts.made_at >= _window())
    )
    if spent is not None and spent >= ATTEMPTS_ALLOWED:
        raise TooManyAttemptsError
    return spent or 0


def _keep_attempt(session: Session, subject: str) -> None:
    session.execute(delete(_ATTEMPTS).where(_ATTEMPTS.c.made_at < _window()))
    session.execute(insert(_ATTEMPTS).values(subject=subject, made_at=clock.now()))


def _window() -> datetime:
    return clock.now() - ATTEMPTS_WINDOW


def forgive_attempts(subject: str) -> None:
    """Forget the tries, in the main transaction, once the secret was right."""
    db.session.execute(delete(_ATTEMPTS).where(_ATTEMPTS.c.subject == subject))


def log_access(
    *, actor: str, endpoint: str, outcome: str, details: dict[str, object], edition: str = ""
) -> None:
    """Note that something sensitive was seen, or that access was refused.

    The organisers of the edition look through what was noted, month by month.
    """

    def write(session: Session) -> None:
        session.add(
            AccessEntry(
                actor=actor,
                endpoint=endpoint,
                outcome=outcome,
                edition=edition,
                details=details,
            )
        )

    later(write)
