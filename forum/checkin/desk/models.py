"""The table of those who were let in although a list said no."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.checkin.types import Reason, Result
from forum.core import clock
from forum.core.db import Base


class AdmittedAnyway(Base):
    """Why a desk let somebody in, and what the list had said.

    The scan is one like any other. The reason may tell of the person, and goes when they do.
    """

    __tablename__ = "admitted_anyway"

    id: Mapped[int] = mapped_column(primary_key=True)
    scan_id: Mapped[int] = mapped_column(ForeignKey("scans.id"), unique=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"), index=True)
    result: Mapped[Result]
    reason: Mapped[Reason | None]
    note: Mapped[str] = mapped_column(String(500))
    actor: Mapped[str] = mapped_column(String(40))
    admitted_at: Mapped[datetime] = mapped_column(default=clock.now)
