"""Tables of the badges feature."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.badges.designs.models import BadgeDesignVersion
from forum.core.db import Base, append_only
from forum.registration.models import Registration


class PrintedBy(StrEnum):
    """By which way a badge was printed."""

    BATCH = "batch"
    DESK = "desk"
    COMMAND = "command"


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
