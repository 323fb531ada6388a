"""The table of pages that were signed by hand, and of letters that sign for a city."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core import clock
from forum.core.db import Base, JsonType, Timestamped
from forum.declaration.models import Mandate
from forum.declaration.types import Identification


class SignedPage(Timestamped, Base):
    """A page as it was scanned, what one officer read on it, and what another made of it.

    It is only ever handed out as an attachment; a record holds its SHA-256.
    """

    __tablename__ = "signed_pages"
    __table_args__ = (CheckConstraint("size > 0", name="size"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandates.id"), index=True)
    mandate: Mapped[Mandate] = relationship()
    way: Mapped[Identification]
    statement: Mapped[dict[str, object]] = mapped_column(JsonType)
    filename: Mapped[str] = mapped_column(String(200))
    content_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    entered_by: Mapped[str] = mapped_column(String(60))  # an actor
    entered_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_by: Mapped[str] = mapped_column(String(60), default="")
    decided_at: Mapped[datetime | None]
    is_applied: Mapped[bool] = mapped_column(default=False)
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
