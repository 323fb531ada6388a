"""The table of notes."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import clock
from forum.core.db import Base


class Note(Base):
    """What an organiser has written about somebody. It goes with the person's data."""

    __tablename__ = "registration_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registrations.id", ondelete="CASCADE"), index=True
    )
    text: Mapped[str] = mapped_column(String(2000))
    written_by: Mapped[str] = mapped_column(String(60))  # such as `user:3`
    written_at: Mapped[datetime] = mapped_column(default=clock.now)
