"""Tables of the designs of badges."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core import clock
from forum.core.db import Base, JsonType, append_only
from forum.editions.models import Edition
from forum.registration.models import Category


class BadgeDesign(Base):
    """A design of an edition; what it looks like is in its versions, of which `latest` holds."""

    __tablename__ = "badge_designs"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    edition: Mapped[Edition] = relationship()
    position: Mapped[int]
    latest: Mapped[int] = mapped_column(default=1)
    deleted_at: Mapped[datetime | None]


@append_only
class BadgeDesignVersion(Base):
    """How a design looked from a moment on: what was printed by it can be printed again."""

    __tablename__ = "badge_design_versions"
    __table_args__ = (UniqueConstraint("design_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    design_id: Mapped[int] = mapped_column(ForeignKey("badge_designs.id"))
    design: Mapped[BadgeDesign] = relationship()
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JsonType)
    made_by: Mapped[str] = mapped_column(String(60))  # such as `user:3`
    made_at: Mapped[datetime] = mapped_column(default=clock.now)


class BadgeAssignment(Base):
    """Which design the badges of a category have; without a row, the edition's first one."""

    __tablename__ = "badge_assignments"

    category_id: Mapped[int] = mapped_column(
        ForeignKey("registration_categories.id", ondelete="CASCADE"), primary_key=True
    )
    category: Mapped[Category] = relationship()
    design_id: Mapped[int] = mapped_column(ForeignKey("badge_designs.id"), index=True)
    design: Mapped[BadgeDesign] = relationship()


class BadgePicture(Base):
    """A picture that stands on badges: drawn anew when it came in, known by its content."""

    __tablename__ = "badge_pictures"
    __table_args__ = (UniqueConstraint("edition_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    key: Mapped[str] = mapped_column(String(16))
    filename: Mapped[str] = mapped_column(String(120))
    format: Mapped[str] = mapped_column(String(4))
    width: Mapped[int]  # pixels
    height: Mapped[int]
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    added_at: Mapped[datetime] = mapped_column(default=clock.now)
