"""Capability links: what people without an account are known by.

A link carries 128 random bits and is stored hashed. It has one purpose and one subject. A
link that shows may be used again until it is revoked; a link that acts is used up by the act
(`use_link`), never by being opened, because mail scanners open links.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Index, Table, Update, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import clock, randomness
from forum.core.db import Base, Timestamped, db
from forum.core.errors import Refusal
from forum.core.i18n import lazy_gettext as _l

GONE = 410


class LinkUnknownError(Refusal):
    """No link has this secret."""

    message = _l("We do not know this link. Check that you copied all of it.")
    status = 404


class LinkExpiredError(Refusal):
    """The link's time is over."""

    message = _l("This link has expired. Ask for a new one.")
    status = GONE


class LinkUsedError(Refusal):
    """The link was for one act, and the act was done."""

    message = _l("This link has been used already.")
    status = GONE


class LinkRevokedError(Refusal):
    """The link was taken back, usually because a newer one was sent."""

    message = _l(
        "This link is no longer valid. Use the newest link in your mail, or ask the organisers."
    )
    status = GONE


class CapabilityLink(Timestamped, Base):
    """A secret that stands for one subject and one purpose."""

    __tablename__ = "capability_links"
    __table_args__ = (
        Index("ix_capability_links_subject", "purpose", "subject_type", "subject_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    secret_hash: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[str]  # such as `registration.view`, `declaration.sign`
    subject_type: Mapped[str]
    subject_id: Mapped[int]
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


_TABLE = cast("Table", CapabilityLink.__table__)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def issue_link(
    purpose: str, subject_type: str, subject_id: int, *, expires_at: datetime | None = None
) -> str:
    """Make a link and return its secret, which is known to nobody afterwards."""
    secret = randomness.token()
    db.session.add(
        CapabilityLink(
            secret_hash=_hash(secret),
            purpose=purpose,
            subject_type=subject_type,
            subject_id=subject_id,
            expires_at=expires_at,
        )
    )
    return secret


@dataclass(frozen=True, slots=True)
class PreparedLinks:
    """Links for many subjects at once: their secrets, which nobody has yet."""

    purpose: str
    subject_type: str
    secrets: Mapping[int, str]

    def issue(self) -> None:
        """Make them valid, in one statement."""
        if self.secrets:
            rows = [
                {
                    "secret_hash": _hash(secret),
                    "purpose": self.purpose,
                    "subject_type": self.subject_type,
                    "subject_id": subject_id,
                }
                for subject_id, secret in self.secrets.items()
            ]
            db.session.execute(insert(_TABLE), rows)


def prepare_links(purpose: str, subject_type: str, ids: Iterable[int]) -> PreparedLinks:
    """Make up links before the transaction in which they become valid (`issue`)."""
    secrets = {subject_id: randomness.token() for subject_id in ids}
    return PreparedLinks(purpose, subject_type, secrets)


def find_link(purpose: str, secret: str) -> CapabilityLink:
    """Return the valid link with this purpose and secret.

    Raises:
        LinkUnknownError, LinkRevokedError, LinkUsedError, LinkExpiredError: it is not valid.
    """
    link = find_former_link(purpose, secret)
    if link is None:
        raise LinkUnknownError
    if link.revoked_at is not None:
        raise LinkRevokedError
    if link.used_at is not None:
        raise LinkUsedError
    if link.expires_at is not None and link.expires_at <= clock.now():
        raise LinkExpiredError
    return link


def find_former_link(purpose: str, secret: str) -> CapabilityLink | None:
    """Return the link with this purpose and secret, whether or not it is still valid.

    Only for saying what became of it.
    """
    return db.session.scalar(
        select(CapabilityLink).where(
            CapabilityLink.secret_hash == _hash(secret), CapabilityLink.purpose == purpose
        )
    )


def use_link(link: CapabilityLink) -> None:
    """Use the link up, in the transaction of the act that it was for.

    Raises:
        LinkUsedError: somebody was faster, by using the link or by taking it back.
    """
    use_link_of_id(link.id)
    db.session.expire(link, ["used_at"])


def use_link_of_id(link_id: int) -> None:
    """Use up the link with this number, without reading it; otherwise as `use_link`."""
    columns = _TABLE.c
    used = db.session.execute(
        update(_TABLE)
        .where(columns.id == link_id, columns.used_at.is_(None), columns.revoked_at.is_(None))
        .values(used_at=clock.now())
        .returning(columns.id)
    ).first()
    if used is None:
        raise LinkUsedError


def _open_links(purpose: str, subject_type: str, subject_id: int) -> Update:
    """Return a statement on every link of a subject for a purpose that can still be used."""
    return update(CapabilityLink).where(
        CapabilityLink.purpose == purpose,
        CapabilityLink.subject_type == subject_type,
        CapabilityLink.subject_id == subject_id,
        CapabilityLink.revoked_at.is_(None),
        CapabilityLink.used_at.is_(None),
    )


def revoke_links(purpose: str, subject_type: str, subject_id: int) -> None:
    """Take back every link that a subject has for a purpose and that is not used up."""
    db.session.execute(
        _open_links(purpose, subject_type, subject_id).values(revoked_at=clock.now())
    )


def prolong_links(purpose: str, subject_type: str, subject_id: int, until: datetime) -> None:
    """Let every link last longer that a subject has for a purpose and that is still valid."""
    db.session.execute(_open_links(purpose, subject_type, subject_id).values(expires_at=until))
