"""Tables of the editions feature."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.cities.models import City
from forum.core.db import Base, JsonType, Timestamped
from forum.core.localized import EMPTY, LocalizedText
from forum.editions.types import (
    AttendingAs,
    CityRole,
    EditionState,
    FigureKind,
    Involvement,
    NoteKind,
)
from forum.people.models import Organisation


class Series(Timestamped, Base):
    """Editions that belong together; the archive and "the current one" stay within a series."""

    __tablename__ = "series"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[LocalizedText]
    position: Mapped[int] = mapped_column(default=0)
    topics: Mapped[list[dict[str, Any]]] = mapped_column(JsonType, default=list)  # of {key, ko, en}


class Edition(Timestamped, Base):
    """One edition of a forum.

    `public_version` rises with everything that its public pages show, so that one statement
    tells whether bytes made before may be served; `latest_release` is the number of the last
    release of its programme, 0 before the first.
    """

    __tablename__ = "editions"
    __table_args__ = (CheckConstraint("starts_on <= ends_on", name="dates"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), index=True)
    series: Mapped[Series] = relationship(lazy="joined", innerjoin=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    state: Mapped[EditionState] = mapped_column(default=EditionState.DRAFT)
    is_trial: Mapped[bool] = mapped_column(default=False)
    name: Mapped[LocalizedText]
    theme: Mapped[LocalizedText] = mapped_column(default=EMPTY)
    host: Mapped[LocalizedText] = mapped_column(default=EMPTY)
    about: Mapped[LocalizedText] = mapped_column(default=EMPTY)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    timezone: Mapped[str] = mapped_column(String(60), default="Asia/Seoul")
    expected_attendance: Mapped[int | None]
    expected_regions: Mapped[list[str]] = mapped_column(JsonType, default=list)
    name_given_by_us: Mapped[bool] = mapped_column(default=False)
    inferred: Mapped[list[str]] = mapped_column(JsonType, default=list)
    public_version: Mapped[int] = mapped_column(default=1)
    latest_release: Mapped[int] = mapped_column(default=0)
    source_digest: Mapped[str] = mapped_column(String(64), default="")  # of the file it came from

    organisations: Mapped[list["EditionOrganisation"]] = relationship(
        order_by="EditionOrganisation.position", cascade="all, delete-orphan"
    )
    cities: Mapped[list["EditionCity"]] = relationship(
        order_by="EditionCity.position", cascade="all, delete-orphan"
    )
    figures: Mapped[list["EditionFigure"]] = relationship(
        order_by="EditionFigure.position", cascade="all, delete-orphan"
    )
    notes: Mapped[list["EditionNote"]] = relationship(
        order_by="EditionNote.position", cascade="all, delete-orphan"
    )
    groups: Mapped[list["DiscussionGroup"]] = relationship(
        order_by="DiscussionGroup.position", cascade="all, delete-orphan"
    )

    @property
    def archived(self) -> bool:
        """Tell whether it is over; templates take an edition or an agenda's facts of it."""
        return self.state is EditionState.ARCHIVED

    @property
    def trial(self) -> bool:
        """Tell whether it is a trial."""
        return self.is_trial


class EditionOrganisation(Base):
    """An organisation's part in an edition, in order."""

    __tablename__ = "edition_organisations"
    __table_args__ = (UniqueConstraint("edition_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)
    involvement: Mapped[Involvement]
    attending_as: Mapped[AttendingAs | None]
    name: Mapped[LocalizedText] = mapped_column(default=EMPTY)  # as the source writes it
    position: Mapped[int]


class EditionCity(Base):
    """A city's part in an edition, in order."""

    __tablename__ = "edition_cities"
    __table_args__ = (UniqueConstraint("edition_id", "city_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    city_id: Mapped[int] = mapped_column(ForeignKey("cities.id"), index=True)
    city: Mapped[City] = relationship(lazy="joined", innerjoin=True)
    role: Mapped[CityRole]
    position: Mapped[int]


class EditionFigure(Base):
    """A number that a source states about an edition."""

    __tablename__ = "edition_figures"
    __table_args__ = (UniqueConstraint("edition_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    kind: Mapped[FigureKind]
    number: Mapped[int]
    position: Mapped[int]


class EditionNote(Base):
    """A short text of an edition: a step of its preparation, a role of the network it founds.

    `starts` and `ends` are days or months as the source gives them: `2018-12-11`, `2018-05`.
    """

    __tablename__ = "edition_notes"
    __table_args__ = (UniqueConstraint("edition_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    kind: Mapped[NoteKind]
    heading: Mapped[LocalizedText] = mapped_column(default=EMPTY)
    text: Mapped[LocalizedText]
    starts: Mapped[str] = mapped_column(String(10), default="")
    ends: Mapped[str] = mapped_column(String(10), default="")
    position: Mapped[int]


class DiscussionGroup(Base):
    """A group with seats that meets during an edition; its meetings are sessions of the programme.

    A meeting's session has the key `<group>-discussion` or `<group>-forum`.
    """

    __tablename__ = "discussion_groups"
    __table_args__ = (
        UniqueConstraint("edition_id", "key"),
        CheckConstraint("seats > 0", name="seats"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    key: Mapped[str] = mapped_column(String(60))
    title: Mapped[LocalizedText]
    seats: Mapped[int]
    position: Mapped[int]


class EditionPage(Timestamped, Base):
    """A free page of an edition's site (about, travel, contact): a title and Markdown."""

    __tablename__ = "edition_pages"
    __table_args__ = (UniqueConstraint("edition_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    slug: Mapped[str] = mapped_column(String(60))
    title: Mapped[LocalizedText]
    body: Mapped[LocalizedText] = mapped_column(default=EMPTY)
    position: Mapped[int]
    is_published: Mapped[bool] = mapped_column(default=False)
