"""The table of filters that organisers have kept under a name."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Base, JsonType, Timestamped


class SavedFilter(Timestamped, Base):
    """A filter with its order and columns: of one organiser, or of all of an edition."""

    __tablename__ = "saved_filters"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    chosen: Mapped[dict[str, str]] = mapped_column(JsonType)
    is_shared: Mapped[bool] = mapped_column(default=False)
    made_by: Mapped[str] = mapped_column(String(60))  # such as `user:3`
