"""The table of comments."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core import clock
from forum.core.db import Base, Timestamped
from forum.declaration.models import DeclarationVersion, Mandate


class Comment(Timestamped, Base):
    """What a city said about a part of a draft, and what the organisers answered."""

    __tablename__ = "declaration_comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("declaration_versions.id"), index=True)
    version: Mapped[DeclarationVersion] = relationship(lazy="joined", innerjoin=True)
    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandates.id"), index=True)
    mandate: Mapped[Mandate] = relationship(lazy="joined", innerjoin=True)
    place: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    said_at: Mapped[datetime] = mapped_column(default=clock.now)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[str] = mapped_column(String(60), default="")  # an actor
    answered_at: Mapped[datetime | None]
