"""Tables of own questions."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import clock
from forum.core.db import Base, JsonType, Timestamped, append_only
from forum.core.localized import LocalizedText


class RegistrationForm(Timestamped, Base):
    """A form of an edition. `draft` is what its organisers are working on, `revision` counts that.

    People are asked what the latest version says; a form without a version asks nothing.
    """

    __tablename__ = "registration_forms"
    __table_args__ = (UniqueConstraint("edition_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    key: Mapped[str] = mapped_column(String(60))
    name: Mapped[LocalizedText]
    draft: Mapped[dict[str, Any]] = mapped_column(JsonType)
    revision: Mapped[int] = mapped_column(default=0)


@append_only
class FormVersion(Base):
    """What a form asked from some moment on. Whoever has answered it keeps it."""

    __tablename__ = "form_versions"
    __table_args__ = (UniqueConstraint("form_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("registration_forms.id"))
    number: Mapped[int]
    definition: Mapped[dict[str, Any]] = mapped_column(JsonType)
    sha256: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    made_by: Mapped[str] = mapped_column(String(60))  # as in the audit log: `user:3`, `system`


class AnswerFile(Base):
    """A file that answers a question: of a draft at first, then of the registration.

    `key` is random; the answer holds it.
    """

    __tablename__ = "answer_files"
    __table_args__ = (CheckConstraint("size > 0", name="size"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    draft_id: Mapped[int | None] = mapped_column(
        ForeignKey("registration_drafts.id", ondelete="CASCADE"), index=True
    )
    registration_id: Mapped[int | None] = mapped_column(
        ForeignKey("registrations.id", ondelete="CASCADE"), index=True
    )
    key: Mapped[str] = mapped_column(String(40), unique=True)
    question: Mapped[str] = mapped_column(String(60))
    filename: Mapped[str] = mapped_column(String(200))
    content_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    uploaded_at: Mapped[datetime] = mapped_column(default=clock.now)
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
