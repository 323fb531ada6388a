"""The table of devices that were handed over at the signing table."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core import clock
from forum.core.db import Base, JsonType, Timestamped
from forum.declaration.models import Mandate
from forum.declaration.table.types import Shown


class TableSitting(Timestamped, Base):
    """One device in one signatory's hands: who was identified how and by whom, what is stated."""

    __tablename__ = "table_sittings"

    id: Mapped[int] = mapped_column(primary_key=True)
    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandates.id"), index=True)
    mandate: Mapped[Mandate] = relationship()
    shown: Mapped[Shown]
    opened_by: Mapped[str] = mapped_column(String(60))  # an actor
    officer: Mapped[str] = mapped_column(String(254))  # by name
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    closed_at: Mapped[datetime | None]
    statement: Mapped[dict[str, object]] = mapped_column(JsonType, default=dict)
