"""Files that take the worker seconds: badges, spreadsheets. One table, whatever they hold.

A file belongs to who asked for it. The worker makes it, says how far it is, and deletes it in a
day, with what was asked for: a filter may hold a name. What was made, by whom and why is in
the audit log, and stays there.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, LargeBinary, String, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column, undefer

from forum.core import audit, clock
from forum.core.db import Base, JsonType, db
from forum.core.errors import NotFoundError
from forum.core.i18n import current_language, lazy_pgettext
from forum.core.i18n import lazy_gettext as _l

KEPT_FOR = timedelta(days=1)
CLAIMED_FOR = timedelta(minutes=3)  # a worker that says nothing for so long is dead


class FileJobNotFoundError(NotFoundError):
    """There is no such file, it is somebody else's, or its day is over."""

    message = _l("There is no such file for you. It is kept for a day, for who asked for it.")


class FileState(StrEnum):
    """How far a file is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    EMPTY = "empty"  # nobody was left for whom to make it
    DELETED = "deleted"  # its day is over


OPEN = (FileState.QUEUED, FileState.RUNNING)
FILE_WORDS = {
    FileState.QUEUED: lazy_pgettext("file", "Waiting"),
    FileState.RUNNING: lazy_pgettext("file", "Being made"),
    FileState.DONE: lazy_pgettext("file", "Ready"),
    FileState.EMPTY: _l("Nobody was left"),
    FileState.DELETED: lazy_pgettext("file", "Deleted"),
}


class FileJob(Base):
    """A file that somebody asked for.

    A worker that makes it says so by `claimed_until`; if it dies, another begins anew.
    """

    __tablename__ = "file_jobs"
    __table_args__ = (CheckConstraint("0 <= done AND done <= total", name="done"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))  # which worker's: `badges`
    edition_id: Mapped[int] = mapped_column(index=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)  # one for each form that is shown
    wanted: Mapped[dict[str, Any]] = mapped_column(JsonType)
    made_by: Mapped[str] = mapped_column(String(60))  # such as `user:3`
    language: Mapped[str] = mapped_column(String(2))
    state: Mapped[FileState] = mapped_column(default=FileState.QUEUED, index=True)
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    claimed_until: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    finished_at: Mapped[datetime | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    size: Mapped[int] = mapped_column(default=0)
    data: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)

    @property
    def is_ready(self) -> bool:
        """Tell whether the file can be taken."""
        return self.state is FileState.DONE

    @property
    def is_open(self) -> bool:
        """Tell whether the worker still has to do with it."""
        return self.state in OPEN


# ---------------------------------------------------------------- for who asks


def find_asked(kind: str, edition_id: int, key: str) -> FileJob | None:
    """Return the file that the same form of the same person has asked for before."""
    found = db.session.scalar(select(FileJob).where(FileJob.key == key))
    asked = (kind, edition_id, audit.present_actor())
    is_same = found is not None and (found.kind, found.edition_id, found.made_by) == asked
    return found if is_same else None


def order_file(
    kind: str, edition_id: int, key: str, wanted: Mapping[str, Any], total: int
) -> FileJob:
    """Write down what is to be made; the worker does it. A form sent twice is one file."""
    if earlier := find_asked(kind, edition_id, key):
        return earlier
    job = FileJob(
        kind=kind,
        edition_id=edition_id,
        key=key,
        wanted=dict(wanted),
        made_by=audit.present_actor(),
        language=current_language(),
        total=total,
        expires_at=clock.now() + KEPT_FOR,
    )
    db.session.add(job)
    db.session.flush()
    return job


def get_file(kind: str, edition_id: int, job_id: int) -> FileJob:
    """Return a file of an edition to who asked for it.

    Raises:
        FileJobNotFoundError: there is none, or it is another's.
    """
    job = db.session.get(FileJob, job_id)
    asked = (kind, edition_id, audit.present_actor())
    if job is None or (job.kind, job.edition_id, job.made_by) != asked:
        raise FileJobNotFoundError
    return job


def list_files(kind: str, edition_id: int) -> Sequence[FileJob]:
    """Return what whoever acts has asked for and can still be taken, the latest first."""
    return db.session.scalars(
        select(FileJob)
        .where(
            FileJob.kind == kind,
            FileJob.edition_id == edition_id,
            FileJob.made_by == audit.present_actor(),
            FileJob.state != FileState.DELETED,
        )
        .order_by(FileJob.id.desc())
    ).all()


def read_file(job: FileJob) -> bytes:
    """Return the file itself.

    Raises:
        FileJobNotFoundError: it is not made yet, or its day is over.
    """
    data = None
    if job.is_ready and job.expires_at > clock.now():
        whole = select(FileJob).where(FileJob.id == job.id).options(undefer(FileJob.data))
        found = db.session.scalar(whole.execution_options(populate_existing=True))
        data = found.data if found else None
    if data is None:
        raise FileJobNotFoundError
    return data


def forget_files(edition_ids: Sequence[int]) -> None:
    """Delete the files of some editions: somebody in them is erased."""
    db.session.execute(
        update(FileJob)
        .where(FileJob.edition_id.in_(edition_ids), FileJob.state != FileState.DELETED)
        .values(state=FileState.DELETED, data=None, wanted={})
    )


# ---------------------------------------------------------------- for the worker


def do_files(
    kind: str, make: Callable[[int], Generator[int, None, None]]
) -> Generator[int, None, None]:
    """Delete what is over its day, make what waits, and yield where it is to be committed."""
    over = update(FileJob).where(
        FileJob.expires_at <= clock.now(), FileJob.state != FileState.DELETED
    )
    db.session.execute(over.values(state=FileState.DELETED, data=None, wanted={}))
    yield 0
    waiting = select(FileJob.id).where(FileJob.kind == kind, FileJob.state.in_(OPEN))
    for job_id in db.session.scalars(waiting.order_by(FileJob.id)).all():
        if _claim(job_id):
            yield job_id
            yield from make(job_id)


def _claim(job_id: int) -> bool:
    """Take a file for oneself; False if another worker is at it."""
    moment = clock.now()
    taken = db.session.execute(
        update(FileJob)
        .where(
            FileJob.id == job_id,
            FileJob.state.in_(OPEN),
            or_(FileJob.claimed_until.is_(None), FileJob.claimed_until <= moment),
        )
        .values(claimed_until=moment + CLAIMED_FOR, state=FileState.RUNNING, done=0)
        .returning(FileJob.id)
    )
    return taken.first() is not None


def note_progress(job_id: int, **values: object) -> bool:
    """Write how far a file is; False if it was deleted meanwhile."""
    written = db.session.execute(
        update(FileJob)
        .where(FileJob.id == job_id, FileJob.state == FileState.RUNNING)
        .values(claimed_until=clock.now() + CLAIMED_FOR, **values)
        .returning(FileJob.id)
    )
    return written.first() is not None


def finish_file(job_id: int, data: bytes) -> bool:
    """Keep the file that was made; False if it was deleted meanwhile."""
    return note_progress(
        job_id, data=data, size=len(data), state=FileState.DONE, finished_at=clock.now()
    )
