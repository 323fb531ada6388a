"""The audit log: who did what, when and from where. Rows are added, never changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from flask import g, has_request_context, request
from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import clock
from forum.core.db import Base, JsonType, append_only, db


@append_only
class AuditEntry(Base):
    """One thing that was done."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_edition_id_made_at", "edition_id", "made_at"),
        Index("ix_audit_entries_object", "object_type", "object_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    actor: Mapped[str]  # such as `user:3`, `link:12`, `device:4`, `system`
    address: Mapped[str]  # the client's network address, empty for commands and the worker
    action: Mapped[str]  # such as `registration.cancelled`
    edition_id: Mapped[int | None]
    object_type: Mapped[str]
    object_id: Mapped[str]
    details: Mapped[dict[str, object]] = mapped_column(JsonType)


_acts_for: ContextVar[str] = ContextVar("acts_for", default="")


@contextmanager
def acting_as(actor: str) -> Iterator[None]:
    """Write down what the worker does under the name of who asked for it."""
    token = _acts_for.set(actor)
    try:
        yield
    finally:
        _acts_for.reset(token)


def present_actor() -> str:
    """Return who acts now: whom the worker acts for, whoever the web layer knows, or the system."""
    if _acts_for.get():
        return _acts_for.get()
    return str(g.get("actor", "visitor")) if has_request_context() else "system"


def record(
    action: str,
    *,
    object_type: str,
    object_id: object,
    edition_id: int | None = None,
    details: dict[str, object] | None = None,
) -> None:
    """Write down what was done, in the transaction that does it. Never put secrets in it."""
    db.session.add(
        AuditEntry(
            actor=present_actor(),
            address=(request.remote_addr or "") if has_request_context() else "",
            action=action,
            edition_id=edition_id,
            object_type=object_type,
            object_id=str(object_id),
            details=details or {},
        )
    )
