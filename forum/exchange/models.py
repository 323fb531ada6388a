"""Tables of the exchange feature."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import clock
from forum.core.db import Base


class PendingImport(Base):
    """An uploaded file between its preview and the organiser's word. Gone when it is used.

    `draft_number` is the number of the draft's last operation when the preview was made: an
    import that somebody else's edit came before is previewed anew.
    """

    __tablename__ = "pending_imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    actor: Mapped[str] = mapped_column(String(60))
    filename: Mapped[str] = mapped_column(String(200))
    draft_number: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)
