"""The table of places that are passed on."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.db import Base
from forum.registration.models import Draft, Registration
from forum.registration.transfers.types import TransferState

_OPEN = "state = 'asked'"


class Transfer(Base):
    """A place that is offered to an address; a registration has one open offer at most.

    Once it is over nobody's address stays here. The draft has files of whoever fills in.
    """

    __tablename__ = "registration_transfers"
    __table_args__ = (
        Index(
            "uq_registration_transfers_open",
            "registration_id",
            unique=True,
            sqlite_where=text(_OPEN),
            postgresql_where=text(_OPEN),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"), index=True)
    registration: Mapped[Registration] = relationship(foreign_keys=[registration_id])
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("registrations.id"), index=True)
    draft_id: Mapped[int | None] = mapped_column(
        ForeignKey("registration_drafts.id", ondelete="SET NULL"), index=True
    )
    draft: Mapped[Draft | None] = relationship()
    email: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(2))
    state: Mapped[TransferState] = mapped_column(default=TransferState.ASKED)
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
