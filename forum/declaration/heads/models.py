"""The table of heads."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core import clock
from forum.core.db import Base
from forum.declaration.models import Declaration


class ChainHead(Base):
    """A chain's last record on a day on which it had gone on; stamped once an authority answers."""

    __tablename__ = "chain_heads"
    __table_args__ = (
        UniqueConstraint("declaration_id", "day"),
        UniqueConstraint("declaration_id", "sequence"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    declaration_id: Mapped[int] = mapped_column(ForeignKey("declarations.id"))
    declaration: Mapped[Declaration] = relationship(lazy="joined", innerjoin=True)
    day: Mapped[date]
    sequence: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    noted_at: Mapped[datetime] = mapped_column(default=clock.now)
    timestamp: Mapped[bytes | None] = mapped_column(LargeBinary)  # RFC 3161, over the hash
