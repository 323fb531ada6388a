"""Tables of the people feature."""

from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.cities.models import City
from forum.core.db import Base, JsonType, Timestamped
from forum.core.localized import EMPTY, LocalizedText
from forum.people.types import OrganisationKind


class Organisation(Timestamped, Base):
    """An international organisation, an institution, a union, an employer, a university."""

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[LocalizedText]
    kind: Mapped[OrganisationKind]


class Person(Timestamped, Base):
    """A person of a programme, or an office whose holder is not named (`role_only`)."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[LocalizedText]
    title: Mapped[LocalizedText] = mapped_column(default=EMPTY)  # position and affiliation
    biography: Mapped[LocalizedText] = mapped_column(default=EMPTY)
    works: Mapped[list[dict[str, Any]]] = mapped_column(JsonType, default=list)  # of {ko, en}
    role_only: Mapped[bool] = mapped_column(default=False)
    sort_key: Mapped[str] = mapped_column(String(120), default="")
    email: Mapped[str] = mapped_column(String(254), default="")  # for organisers and mails alone
    language: Mapped[str] = mapped_column(String(2), default="ko")  # of the mails to them
    city_id: Mapped[int | None] = mapped_column(ForeignKey("cities.id"), index=True)
    city: Mapped[City | None] = relationship()
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    organisation: Mapped[Organisation | None] = relationship()
