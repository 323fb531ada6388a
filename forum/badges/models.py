"""Tables of the badges feature."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.badges.designs.models import BadgeDesignVersion
from forum.core import clock
from forum.core.db import Base, JsonType, append_only
from forum.editions.models import Edition
from forum.registration.models import Registration


class PrintedBy(StrEnum):
    """By which way a badge was printed."""

    BATCH = "batch"
    DESK = "desk"
    COMMAND = "command"


class JobState(StrEnum):
    """How far a file of badges is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    EMPTY = "empty"  # nobody was left for whom to print
    DELETED = "deleted"


@append_only
class BadgePrint(Base):
    """One print of one badge. A badge that was issued anew has not been printed yet.

    `design_version_id` is empty for the design that is given; `facts` are the first letters of
    a hash over what stood on it, enough to tell that something has changed since.
    """

    __tablename__ = "badge_prints"
    __table_args__ = (Index("ix_badge_prints_registration_id", "registration_id", "reissue"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"))
    registration: Mapped[Registration] = relationship()
    reissue: Mapped[int]
    printed_at: Mapped[datetime]
    printed_by: Mapped[PrintedBy]
    actor: Mapped[str] = mapped_column(String(60), default="system")  # such as `user:3`
    design_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("badge_design_versions.id"), index=True
    )
    design_version: Mapped[BadgeDesignVersion | None] = relationship()
    facts: Mapped[str] = mapped_column(String(8), default="")


class BadgeJob(Base):
    """A file of many badges: the worker makes it, and deletes it in a day.

    It belongs to who asked for it. A worker that makes it says so by `claimed_until`; if it
    dies, another begins anew. That the badges were printed is noted when the file is there.
    """

    __tablename__ = "badge_jobs"
    __table_args__ = (CheckConstraint("0 <= done AND done <= total", name="done"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    edition: Mapped[Edition] = relationship()
    key: Mapped[str] = mapped_column(String(64), unique=True)  # one for each form that is shown
    wanted: Mapped[dict[str, Any]] = mapped_column(JsonType)
    made_by: Mapped[str] = mapped_column(String(60))
    state: Mapped[JobState] = mapped_column(default=JobState.QUEUED, index=True)
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
        return self.state is JobState.DONE

    @property
    def is_open(self) -> bool:
        """Tell whether the worker still has to do with it."""
        return self.state in (JobState.QUEUED, JobState.RUNNING)
