"""Tables of the ceremony. Whether a city has signed stands with the signatures, not here."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Base, Timestamped
from forum.declaration.ceremony.types import Scene


class Ceremony(Timestamped, Base):
    """What is shown in the hall, and who is called."""

    __tablename__ = "ceremonies"

    declaration_id: Mapped[int] = mapped_column(ForeignKey("declarations.id"), primary_key=True)
    scene: Mapped[Scene] = mapped_column(default=Scene.SIGNING)
    called_id: Mapped[int | None] = mapped_column(ForeignKey("cities.id"))


class CeremonyTurn(Base):
    """A city's place in the order. A city without one comes after those that have one."""

    __tablename__ = "ceremony_turns"
    __table_args__ = (UniqueConstraint("declaration_id", "city_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    declaration_id: Mapped[int] = mapped_column(ForeignKey("declarations.id"))
    city_id: Mapped[int] = mapped_column(ForeignKey("cities.id"))
    position: Mapped[int]
    is_late: Mapped[bool] = mapped_column(default=False)  # came after the order was made
    is_left_out: Mapped[bool] = mapped_column(default=False)
    is_absent: Mapped[bool] = mapped_column(default=False)
    called_at: Mapped[datetime | None]
