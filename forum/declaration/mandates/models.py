"""Tables beside a mandate: letters that show it, and changes that a second officer decides."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core import clock
from forum.core.db import Base, JsonType, Timestamped
from forum.declaration.models import Mandate


class MandateLetter(Base):
    """A letter of authority, as it was uploaded. It is only ever handed out as an attachment."""

    __tablename__ = "mandate_letters"
    __table_args__ = (CheckConstraint("size > 0", name="size"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandates.id"), index=True)
    filename: Mapped[str] = mapped_column(String(200))
    content_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    uploaded_by: Mapped[str] = mapped_column(String(60))  # an actor
    uploaded_at: Mapped[datetime] = mapped_column(default=clock.now)
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)


class MandateChange(Timestamped, Base):
    """What an officer wants changed of an approved mandate; another officer decides."""

    __tablename__ = "mandate_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandates.id"), index=True)
    mandate: Mapped[Mandate] = relationship()
    details: Mapped[dict[str, Any]] = mapped_column(JsonType)
    proposed_by: Mapped[str] = mapped_column(String(60))
    proposed_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_by: Mapped[str] = mapped_column(String(60), default="")
    decided_at: Mapped[datetime | None]
    is_applied: Mapped[bool] = mapped_column(default=False)
