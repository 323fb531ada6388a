"""Tables of the badges feature."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.db import Base
from forum.registration.models import Registration


class PrintedBy(StrEnum):
    """By which way a badge was printed."""

    BATCH = "batch"
    DESK = "desk"
    COMMAND = "command"


class BadgePrint(Base):
    """One print of one badge. A badge that was issued anew has not been printed yet."""

    __tablename__ = "badge_prints"
    __table_args__ = (Index("ix_badge_prints_registration_id", "registration_id", "reissue"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"))
    registration: Mapped[Registration] = relationship()
    reissue: Mapped[int]
    printed_at: Mapped[datetime]
    printed_by: Mapped[PrintedBy]
