"""The table of the actions on many registrations."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core import clock
from forum.core.db import Base, JsonType
from forum.editions.models import Edition
from forum.registration.bulk.types import UNDOABLE, BulkKind, BulkState

_OPEN = "state <> 'done'"


class BulkJob(Base):
    """One action on many registrations. `done` counts those that were tried, in order of `ids`.

    It rises in the transaction that does the work, so that a worker that is killed goes on where
    it was. `failed` are pairs of a registration's id and the reason in the language of who asked;
    `before` are the former categories by registration, for undoing.
    """

    __tablename__ = "bulk_jobs"
    __table_args__ = (
        CheckConstraint("done >= 0", name="done"),
        Index("ix_bulk_jobs_open", "id", sqlite_where=text(_OPEN), postgresql_where=text(_OPEN)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    edition: Mapped[Edition] = relationship()
    key: Mapped[str] = mapped_column(String(64), unique=True)  # one for each form that is shown
    kind: Mapped[BulkKind]
    ids: Mapped[list[int]] = mapped_column(JsonType)
    reason: Mapped[str] = mapped_column(String(500), default="")
    category: Mapped[str] = mapped_column(String(60), default="")  # where to
    tag_id: Mapped[int | None] = mapped_column(
        ForeignKey("registration_tags.id", ondelete="SET NULL"), index=True
    )
    actor: Mapped[str] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(2))
    state: Mapped[BulkState] = mapped_column(default=BulkState.QUEUED)
    done: Mapped[int] = mapped_column(default=0)
    failed: Mapped[list[tuple[int, str]]] = mapped_column(JsonType, default=list)
    before: Mapped[dict[str, str]] = mapped_column(JsonType, default=dict)
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("bulk_jobs.id"), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    finished_at: Mapped[datetime | None]

    @property
    def is_done(self) -> bool:
        """Tell whether everybody was tried."""
        return self.state is BulkState.DONE

    @property
    def changed(self) -> int:
        """Return with how many it was done."""
        return self.done - len(self.failed)

    @property
    def can_be_undone(self) -> bool:
        """Tell whether a job of its kind can be taken back, and did something."""
        return self.is_done and self.kind in UNDOABLE and bool(self.before)
