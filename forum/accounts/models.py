"""Tables of the accounts feature."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.types import Entry
from forum.core.db import Base, Timestamped
from forum.core.localized import EMPTY, LocalizedText
from forum.core.permissions import Role


class User(Timestamped, Base):
    """An organiser. The address is kept casefolded, so that it is found however it is typed."""

    __tablename__ = "users"
    __table_args__ = (CheckConstraint("language IN ('ko','en')", name="language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[LocalizedText] = mapped_column(default=EMPTY)
    password_hash: Mapped[str | None]  # argon2id; none until the first one-time link was used
    language: Mapped[str] = mapped_column(String(2), default="ko")  # of mails and pages
    roles: Mapped[list["RoleHeld"]] = relationship(
        cascade="all, delete-orphan", order_by="RoleHeld.id"
    )


class RoleHeld(Timestamped, Base):
    """A role that a user holds for one edition, or for all of them.

    Two rows without an edition are not equal to a UNIQUE constraint, so a partial index keeps
    a role for all editions from being held twice.
    """

    __tablename__ = "roles_held"
    __table_args__ = (
        UniqueConstraint("user_id", "edition_id", "role"),
        Index("ix_roles_held_edition_id", "edition_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"))
    role: Mapped[Role]


class UserSession(Timestamped, Base):
    """A browser in which an organiser is signed in. The cookie holds the secret, this its hash."""

    __tablename__ = "user_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    entered_by: Mapped[Entry]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(String(60))
    user_agent: Mapped[str] = mapped_column(String(300))
