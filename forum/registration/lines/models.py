"""The table of what organisers did to waiting lists by hand."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core import clock
from forum.core.db import Base, JsonType
from forum.registration.lines.types import ChangeKind
from forum.registration.models import Registration
from forum.registration.rules import LONGEST_NOTE


class LineChange(Base):
    """One change by hand, with its reason.

    The reason stands here and not in the audit log, which never lets go of a word: what is
    written about somebody goes with the person's data.
    """

    __tablename__ = "line_changes"
    __table_args__ = (Index("ix_line_changes_line", "edition_id", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    subject: Mapped[str] = mapped_column(String(130))
    category_id: Mapped[int | None] = mapped_column(
        ForeignKey("registration_categories.id"), index=True
    )
    registration_id: Mapped[int | None] = mapped_column(
        ForeignKey("registrations.id", ondelete="CASCADE"), index=True
    )
    registration: Mapped[Registration | None] = relationship()
    kind: Mapped[ChangeKind]
    details: Mapped[dict[str, Any]] = mapped_column(JsonType, default=dict)  # `from` and `to`
    reason: Mapped[str] = mapped_column(String(LONGEST_NOTE), default="")
    made_by: Mapped[str] = mapped_column(String(60))  # such as `user:3`
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
