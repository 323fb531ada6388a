"""Bearer tokens: how devices and programs are known by the API. Stored hashed, with scopes."""

import hashlib
from datetime import datetime
from enum import StrEnum
from functools import cache

from sqlalchemy import Index, Select, bindparam, select, update
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import clock, randomness
from forum.core.db import Base, JsonType, Timestamped, db


class Scope(StrEnum):
    """What a bearer token may be used for."""

    REGISTRATION_READ = "registration.read"
    REGISTRATION_WRITE = "registration.write"
    CHECKIN_SCAN = "checkin.scan"
    METRICS_READ = "metrics.read"


class BearerToken(Timestamped, Base):
    """A token of a person (`user`) or a device (`device`), for one edition or for all."""

    __tablename__ = "bearer_tokens"
    __table_args__ = (Index("ix_bearer_tokens_owner", "owner_type", "owner_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    secret_hash: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    owner_type: Mapped[str]
    owner_id: Mapped[int]
    edition_id: Mapped[int | None]
    scopes: Mapped[list[str]] = mapped_column(JsonType)
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def issue_token(
    *,
    name: str,
    owner_type: str,
    owner_id: int,
    scopes: tuple[Scope, ...],
    edition_id: int | None = None,
    expires_at: datetime | None = None,
) -> str:
    """Make a token and return its secret, which is known to nobody afterwards."""
    secret = randomness.token()
    db.session.add(
        BearerToken(
            secret_hash=_hash(secret),
            name=name,
            owner_type=owner_type,
            owner_id=owner_id,
            edition_id=edition_id,
            scopes=[str(scope) for scope in scopes],
            expires_at=expires_at,
        )
    )
    return secret


def find_token(secret: str) -> BearerToken | None:
    """Return the token with this secret, also a revoked one: its owner gets its own answer."""
    return db.session.scalar(_by_secret(), {"hash": _hash(secret)})


@cache
def _by_secret() -> Select[BearerToken]:
    return select(BearerToken).where(BearerToken.secret_hash == bindparam("hash"))


def is_valid(token: BearerToken) -> bool:
    """Tell whether the token may still be used."""
    expired = token.expires_at is not None and token.expires_at <= clock.now()
    return token.revoked_at is None and not expired


def revoke_tokens(owner_type: str, owner_id: int) -> None:
    """Take back every token of an owner."""
    db.session.execute(
        update(BearerToken)
        .where(
            BearerToken.owner_type == owner_type,
            BearerToken.owner_id == owner_id,
            BearerToken.revoked_at.is_(None),
        )
        .values(revoked_at=clock.now())
    )
