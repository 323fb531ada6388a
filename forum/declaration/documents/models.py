"""The table of sealed papers."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import clock
from forum.core.db import Base
from forum.declaration.documents.types import DocumentKind


class SealedDocument(Base):
    """A paper that was sealed and left the house. Its hash stays; superseded bytes are dropped."""

    __tablename__ = "sealed_documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    declaration_id: Mapped[int] = mapped_column(ForeignKey("declarations.id"), index=True)
    signature_id: Mapped[int | None] = mapped_column(ForeignKey("signatures.id"), unique=True)
    kind: Mapped[DocumentKind]
    number: Mapped[str] = mapped_column(String(60), default="")  # of the receipt
    sequence: Mapped[int]  # of the last record that it renders
    head: Mapped[str] = mapped_column(String(64))  # that record's hash
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    has_timestamp: Mapped[bool] = mapped_column(default=False)
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
