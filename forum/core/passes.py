"""Passes: once a fresh code was right, the browser that brought it may act for a while.

A pass belongs to one link and one browser. The row here says until when; the browser holds the
secret of it. Whoever has the link but not the browser has no pass, and whoever has kept the
cookie has none after ten minutes.
"""

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import clock, randomness
from forum.core.db import Base, Timestamped, db
from forum.core.links import CapabilityLink

PASS_LASTS = timedelta(minutes=10)


class FreshPass(Timestamped, Base):
    """Until when a browser may act by a link. The browser has the secret, this its hash."""

    __tablename__ = "fresh_passes"

    id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int] = mapped_column(
        ForeignKey("capability_links.id", ondelete="CASCADE"), index=True
    )
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def grant_pass(link: CapabilityLink) -> str:
    """Let the holder of the secret that is returned act by the link for ten minutes."""
    secret = randomness.token()
    expires_at = clock.now() + PASS_LASTS
    db.session.add(FreshPass(link_id=link.id, secret_hash=_hash(secret), expires_at=expires_at))
    return secret


def has_pass(link: CapabilityLink, secret: str | None) -> bool:
    """Tell whether a browser may act by the link now."""
    if not secret:
        return False
    found = select(FreshPass.id).where(
        FreshPass.link_id == link.id,
        FreshPass.secret_hash == _hash(secret),
        FreshPass.expires_at > clock.now(),
    )
    return db.session.scalar(found) is not None
