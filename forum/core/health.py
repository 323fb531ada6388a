"""Whether this process can serve: what `/readyz` and the metrics ask."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from forum.core import clock, migrations
from forum.core.db import db, set_reading
from forum.core.mail import MailState, OutgoingMail
from forum.core.settings import current_settings

LEAST_SPACE = 100 * 1024 * 1024
OLDEST_MAIL = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that has to be in order."""

    name: str
    is_fine: bool
    value: str


def is_writable() -> bool:
    """Tell whether the database takes a change; nothing is changed."""
    set_reading(value=False)
    try:
        with db.engine.connect() as connection, connection.begin() as transaction:
            connection.execute(text("UPDATE attempts SET subject = subject WHERE 1 = 0"))
            transaction.rollback()
    except SQLAlchemyError:
        return False
    finally:
        set_reading(value=True)
    return True


def outbox_age() -> float:
    """Return for how many seconds mail has been due and nobody has taken any; 0 if none is due.

    Many mails to one domain wait for its pace, and that is in order while the worker works.
    """
    oldest = db.session.scalar(
        select(func.min(OutgoingMail.next_try_at)).where(
            OutgoingMail.state.in_((MailState.QUEUED, MailState.RETRY)),
            OutgoingMail.next_try_at <= clock.now(),
        )
    )
    if oldest is None:
        return 0.0
    taken = db.session.scalar(select(func.max(OutgoingMail.claimed_at)))
    return (clock.now() - max(oldest, taken or oldest)).total_seconds()


def free_space() -> int:
    """Return how many bytes are free where the data lie."""
    folder = current_settings().data_dir
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return shutil.disk_usage(folder).free


def _database() -> Check:
    fine = is_writable()
    return Check("database", fine, "writable" if fine else "not writable")


def _migrations() -> Check:
    fine = migrations.is_at_head(current_settings().database)
    return Check("migrations", fine, "at head" if fine else "run `forum database upgrade`")


def _outbox() -> Check:
    age = outbox_age()
    return Check("outbox", age < OLDEST_MAIL.total_seconds(), f"{age:.0f} s")


def _disk() -> Check:
    space = free_space()
    return Check("disk", space >= LEAST_SPACE, f"{space // 1024**2} MB free")


CHECKS: tuple[Callable[[], Check], ...] = (_database, _migrations, _outbox, _disk)


def check_all() -> list[Check]:
    """Return every check; one that cannot be made is not fine."""
    results = []
    for check in CHECKS:
        try:
            results.append(check())
        except (SQLAlchemyError, OSError) as error:
            results.append(
                Check(check.__name__.strip("_"), is_fine=False, value=type(error).__name__)
            )
    return results
