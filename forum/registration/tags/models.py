"""Tables of the tags."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core import clock
from forum.core.db import Base, Timestamped
from forum.registration.tags.types import TagColour


class Tag(Timestamped, Base):
    """A word of an edition's organisers, with a colour."""

    __tablename__ = "registration_tags"
    __table_args__ = (UniqueConstraint("edition_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    key: Mapped[str] = mapped_column(String(60))  # the word, to compare
    word: Mapped[str] = mapped_column(String(30))
    colour: Mapped[TagColour] = mapped_column(default=TagColour.GREY)
    is_vip: Mapped[bool] = mapped_column(default=False)  # whoever has it is a guest of honour


class TagGiven(Base):
    """That somebody has a tag."""

    __tablename__ = "registration_tags_given"
    __table_args__ = (UniqueConstraint("registration_id", "tag_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"))
    tag_id: Mapped[int] = mapped_column(
        ForeignKey("registration_tags.id", ondelete="CASCADE"), index=True
    )
    tag: Mapped[Tag] = relationship()
    given_at: Mapped[datetime] = mapped_column(default=clock.now)
    given_by: Mapped[str] = mapped_column(String(60))
