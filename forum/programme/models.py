"""Tables of the programme feature: the draft that organisers edit, and its releases."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.cities.models import City
from forum.core import clock
from forum.core.db import Base, JsonType, append_only
from forum.core.localized import EMPTY, LocalizedText
from forum.editions.models import Edition
from forum.people.models import Person
from forum.programme.types import Access, Role, SessionKind, SessionState


class Venue(Base):
    """A room or a venue of an edition, on or off site."""

    __tablename__ = "venues"
    __table_args__ = (UniqueConstraint("edition_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    key: Mapped[str] = mapped_column(String(60))
    name: Mapped[LocalizedText]
    floor: Mapped[str] = mapped_column(String(20), default="")
    capacity: Mapped[int | None]
    off_site: Mapped[bool] = mapped_column(default=False)
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    inferred: Mapped[list[str]] = mapped_column(JsonType, default=list)
    position: Mapped[int]


class ProgrammeSession(Base):
    """One block of an edition's draft programme. Day, time, length and place may be unknown.

    `starts` is in minutes since midnight in the edition's time zone.
    """

    __tablename__ = "programme_sessions"
    __table_args__ = (
        UniqueConstraint("edition_id", "key"),
        CheckConstraint("starts IS NULL OR day IS NOT NULL", name="time_has_day"),
        CheckConstraint("starts BETWEEN 0 AND 1439", name="starts"),
        CheckConstraint("minutes > 0", name="minutes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    edition: Mapped[Edition] = relationship()
    key: Mapped[str] = mapped_column(String(60))
    position: Mapped[int]
    kind: Mapped[SessionKind]
    state: Mapped[SessionState] = mapped_column(default=SessionState.SCHEDULED)
    title: Mapped[LocalizedText]
    subtitle: Mapped[LocalizedText] = mapped_column(default=EMPTY)
    abstract: Mapped[LocalizedText] = mapped_column(default=EMPTY)
    note: Mapped[LocalizedText] = mapped_column(default=EMPTY)
    topics: Mapped[list[dict[str, Any]]] = mapped_column(JsonType, default=list)  # of {ko, en}
    day: Mapped[date | None]
    starts: Mapped[int | None]
    minutes: Mapped[int | None]
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venues.id"), index=True)
    venue: Mapped[Venue | None] = relationship()
    venue_to_be_confirmed: Mapped[bool] = mapped_column(default=False)
    track: Mapped[str] = mapped_column(String(20), default="")
    access: Mapped[Access] = mapped_column(default=Access.OPEN)
    audience: Mapped[LocalizedText] = mapped_column(default=EMPTY)
    expected: Mapped[int | None]
    optional: Mapped[bool] = mapped_column(default=False)
    presentations_minutes: Mapped[int | None]
    panel_minutes: Mapped[int | None]
    discussion_minutes: Mapped[int | None]
    to_be_confirmed: Mapped[LocalizedText] = mapped_column(default=EMPTY)
    expected_cities_about: Mapped[int | None]
    inferred: Mapped[list[str]] = mapped_column(JsonType, default=list)

    roles: Mapped[list["SessionRole"]] = relationship(
        order_by="SessionRole.position", cascade="all, delete-orphan"
    )
    contributions: Mapped[list["SessionContribution"]] = relationship(
        order_by="SessionContribution.position", cascade="all, delete-orphan"
    )
    items: Mapped[list["SessionItem"]] = relationship(
        order_by="SessionItem.position", cascade="all, delete-orphan"
    )
    expected_cities: Mapped[list["SessionExpectedCity"]] = relationship(
        order_by="SessionExpectedCity.position", cascade="all, delete-orphan"
    )


class SessionRole(Base):
    """A person's part in a session, in order."""

    __tablename__ = "session_roles"
    __table_args__ = (UniqueConstraint("session_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("programme_sessions.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    person: Mapped[Person] = relationship()
    role: Mapped[Role]
    title: Mapped[LocalizedText] = mapped_column(default=EMPTY)
    minutes: Mapped[int | None]
    position: Mapped[int]


class SessionContribution(Base):
    """One presentation inside a session, in order, by a city or by a person."""

    __tablename__ = "session_contributions"
    __table_args__ = (UniqueConstraint("session_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("programme_sessions.id"))
    position: Mapped[int]
    title: Mapped[LocalizedText]
    city_id: Mapped[int | None] = mapped_column(ForeignKey("cities.id"), index=True)
    city: Mapped[City | None] = relationship()
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    person: Mapped[Person | None] = relationship()
    minutes: Mapped[int | None]


class SessionItem(Base):
    """A point on a session's own agenda; some of them decide something."""

    __tablename__ = "session_items"
    __table_args__ = (UniqueConstraint("session_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("programme_sessions.id"))
    position: Mapped[int]
    text: Mapped[LocalizedText]
    decides: Mapped[bool] = mapped_column(default=False)


class SessionExpectedCity(Base):
    """A city that a session's announcement names as expected, in order."""

    __tablename__ = "session_expected_cities"
    __table_args__ = (UniqueConstraint("session_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("programme_sessions.id"))
    city_id: Mapped[int] = mapped_column(ForeignKey("cities.id"), index=True)
    city: Mapped[City] = relationship()
    position: Mapped[int]


class Release(Base):
    """An immutable, numbered snapshot of an edition's programme.

    `dated` is the day, month or year that the source gives the programme, if it is not that of
    the release itself: `2018-07`. `agenda` is the value of `forum.programme.serial`, `changes`
    what differs from the release before.
    """

    __tablename__ = "releases"
    __table_args__ = (
        UniqueConstraint("edition_id", "number"),
        CheckConstraint("number > 0", name="number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    edition: Mapped[Edition] = relationship()
    number: Mapped[int]
    note: Mapped[LocalizedText] = mapped_column(default=EMPTY)
    dated: Mapped[str] = mapped_column(String(10), default="")
    dated_inferred: Mapped[bool] = mapped_column(default=False)
    quiet: Mapped[bool] = mapped_column(default=False)
    released_at: Mapped[datetime] = mapped_column(default=clock.now)
    agenda: Mapped[dict[str, Any]] = mapped_column(JsonType)
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JsonType, default=list)


append_only(Release)
