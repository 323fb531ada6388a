"""The same request twice is one request: the answer to an Idempotency-Key is kept and replayed.

The row is written in the transaction of the act itself, so that there is an answer exactly if
there is the act. Two at once wait for one another at the unique constraint.
"""

import hashlib

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Base, Timestamped, db
from forum.core.errors import Refusal
from forum.core.i18n import lazy_gettext as _l

LONGEST_KEY = 200


class IdempotencyKeyMissingError(Refusal):
    """A request that changes something carries no key."""

    message = _l("Send an Idempotency-Key header with a value of your own, at most 200 characters.")
    status = 400


class IdempotencyKeyReusedError(Refusal):
    """The key was used for another request."""

    message = _l("This Idempotency-Key was used for another request. Choose a new one.")


class KeptAnswer(Timestamped, Base):
    """What a request was answered; `status` is 0 while it is being worked on."""

    __tablename__ = "kept_answers"
    __table_args__ = (UniqueConstraint("asker", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    asker: Mapped[str]  # such as `token:12`
    key: Mapped[str]
    request_hash: Mapped[str]
    status: Mapped[int] = mapped_column(default=0)
    body: Mapped[str] = mapped_column(default="")

    @property
    def is_known(self) -> bool:
        """Tell whether the request was answered before."""
        return self.status != 0

    def keep(self, status: int, body: str) -> None:
        """Keep the answer."""
        self.status, self.body = status, body


def hash_request(method: str, path: str, body: bytes) -> str:
    """Return what tells one request from another."""
    return hashlib.sha256(b"\0".join((method.encode(), path.encode(), body))).hexdigest()


def claim(asker: str, key: str, request_hash: str) -> KeptAnswer:
    """Return the row of this key: with the answer given before, or one to keep the answer in.

    Raises:
        IdempotencyKeyMissingError: the key is empty or too long.
        IdempotencyKeyReusedError: it was used for another request.
    """
    if not key or len(key) > LONGEST_KEY:
        raise IdempotencyKeyMissingError
    kept = _find(asker, key)
    if kept is None:
        kept = KeptAnswer(asker=asker, key=key, request_hash=request_hash)
        try:
            with db.session.begin_nested():
                db.session.add(kept)
        except IntegrityError:  # the same request came twice at once, and the other was faster
            kept = _find(asker, key)
            if kept is None:
                raise
    if kept.request_hash != request_hash:
        raise IdempotencyKeyReusedError
    return kept


def _find(asker: str, key: str) -> KeptAnswer | None:
    return db.session.scalar(
        select(KeptAnswer).where(KeptAnswer.asker == asker, KeptAnswer.key == key)
    )
