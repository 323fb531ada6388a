"""Tables of invitations."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core import clock
from forum.core.db import Base, Timestamped
from forum.editions.models import Edition
from forum.registration.invitations.types import InvitationState
from forum.registration.models import Category, Registration

_OPEN = "withdrawn_at IS NULL AND registration_id IS NULL"


class Invitation(Timestamped, Base):
    """An address that may register once in a category; it has one open invitation at most."""

    __tablename__ = "registration_invitations"
    __table_args__ = (
        Index(
            "uq_registration_invitations_open",
            "edition_id",
            "email_key",
            unique=True,
            sqlite_where=text(_OPEN),
            postgresql_where=text(_OPEN),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    edition: Mapped[Edition] = relationship()
    category_id: Mapped[int] = mapped_column(ForeignKey("registration_categories.id"), index=True)
    category: Mapped[Category] = relationship()
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(120), default="")
    language: Mapped[str] = mapped_column(String(2))
    sent_at: Mapped[datetime] = mapped_column(default=clock.now)  # the last time
    opened_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registrations.id"), index=True)
    registration: Mapped[Registration | None] = relationship()

    @property
    def state(self) -> InvitationState:
        """Return how far it has come."""
        if self.registration_id is not None:
            return InvitationState.REGISTERED
        if self.withdrawn_at is not None:
            return InvitationState.WITHDRAWN
        return InvitationState.SENT if self.opened_at is None else InvitationState.OPENED

    @property
    def is_open(self) -> bool:
        """Tell whether somebody can still register by it."""
        return self.registration_id is None and self.withdrawn_at is None
