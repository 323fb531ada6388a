"""The table of the spreadsheets that were asked for."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core import clock
from forum.core.db import Base, JsonType
from forum.editions.models import Edition
from forum.registration.sheets.types import SheetState


class Sheet(Base):
    """A spreadsheet of those whom a filter finds: the worker makes it, and deletes it in a day.

    It belongs to who asked for it. That it was made, by whom and why is in the audit log, and
    stays there. A worker that makes it says so by `claimed_until`; if it dies, another begins anew.
    """

    __tablename__ = "registration_sheets"
    __table_args__ = (CheckConstraint("0 <= done AND done <= total", name="done"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    edition: Mapped[Edition] = relationship()
    key: Mapped[str] = mapped_column(String(64), unique=True)  # one for each form that is shown
    chosen: Mapped[dict[str, str]] = mapped_column(JsonType)
    has_sensitive: Mapped[bool] = mapped_column(default=False)
    made_by: Mapped[str] = mapped_column(String(60))  # such as `user:3`
    language: Mapped[str] = mapped_column(String(2))
    state: Mapped[SheetState] = mapped_column(default=SheetState.QUEUED, index=True)
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
        """Tell whether it can be taken."""
        return self.state is SheetState.DONE
