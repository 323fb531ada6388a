"""Tables of the programme feature: the draft that organisers edit, and its releases."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.cities.models import City
from forum.core import clock
from forum.core.db import Base, JsonType, append_only
from forum.core.localized import EMPTY, LocalizedText
from forum.editions.models import Edition
from forum.people.models import Person
from forum.programme.types import (
    Access,
    OperationKind,
    Role,
    SessionKind,
    SessionState,
    Verb,
)


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
    access_notes: Mapped[LocalizedText] = mapped_column(default=EMPTY)
    inferred: Mapped[list[str]] = mapped_column(JsonType, default=list)
    position: Mapped[int]
    version: Mapped[int] = mapped_column(default=0)  # number of the last operation on it


class ProgrammeSession(Base):
    """One block of an edition's draft programme. Day, time, length and place may be unknown.

    `starts` is in minutes since midnight in the edition's time zone. `version` is the number of
    the last operation that changed it: what a second editor's form is held against.
    """

    __tablename__ = "programme_sessions"
    __table_args__ = (
        UniqueConstraint("edition_id", "key"),
        CheckConstraint("starts IS NULL OR day IS NOT NULL", name="time_has_day"),
        CheckConstraint("starts BETWEEN 0 AND 1439", name="starts"),
        CheckConstraint("minutes > 0", name="minutes"),
        CheckConstraint("seats > 0", name="seats"),
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
    seats: Mapped[int | None]
    optional: Mapped[bool] = mapped_column(default=False)
    languages: Mapped[list[str]] = mapped_column(JsonType, default=list)
    interpretation: Mapped[list[dict[str, Any]]] = mapped_column(JsonType, default=list)
    materials: Mapped[list[dict[str, Any]]] = mapped_column(JsonType, default=list)
    stream: Mapped[str] = mapped_column(String(500), default="")
    do_not_record: Mapped[bool] = mapped_column(default=False)
    presentations_minutes: Mapped[int | None]
    panel_minutes: Mapped[int | None]
    discussion_minutes: Mapped[int | None]
    to_be_confirmed: Mapped[LocalizedText] = mapped_column(default=EMPTY)
    expected_cities_about: Mapped[int | None]
    inferred: Mapped[list[str]] = mapped_column(JsonType, default=list)
    version: Mapped[int] = mapped_column(default=0)

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
    confirmed: Mapped[bool] = mapped_column(default=True)
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
    what differs from the release before, `warnings` what the organiser released it over.
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
    warnings: Mapped[list[dict[str, Any]]] = mapped_column(JsonType, default=list)  # released over


append_only(Release)


class ProgrammeOperation(Base):
    """One change of the draft, in order: what undo takes back and a late save is held against.

    An undo and a redo are entries of their own, whose `target` is the entry they take back or
    do again; `undone` says of an edit that it is taken back at present. `patches` are those of
    `forum.programme.patches`.
    """

    __tablename__ = "programme_operations"
    __table_args__ = (
        UniqueConstraint("edition_id", "number"),
        Index("ix_programme_operations_actor", "edition_id", "actor", "number"),
        CheckConstraint("number > 0", name="number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    number: Mapped[int]
    kind: Mapped[OperationKind] = mapped_column(default=OperationKind.EDIT)
    verb: Mapped[Verb]
    title: Mapped[LocalizedText] = mapped_column(default=EMPTY)  # of what was changed
    actor: Mapped[str] = mapped_column(String(60))  # as in the audit log: `user:3`, `system`
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    target: Mapped[int | None]
    undone: Mapped[bool] = mapped_column(default=False)
    patches: Mapped[list[dict[str, Any]]] = mapped_column(JsonType)


class EditorPresence(Base):
    """Who has a session of the draft open, and when that was last heard of."""

    __tablename__ = "editor_presences"
    __table_args__ = (UniqueConstraint("edition_id", "session_key", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    session_key: Mapped[str] = mapped_column(String(60))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    seen_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)


class MaterialFile(Base):
    """An uploaded file. It is never changed; which session shows it, the session's materials say.

    `key` is random and part of its address.
    """

    __tablename__ = "material_files"
    __table_args__ = (CheckConstraint("size > 0", name="size"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    filename: Mapped[str] = mapped_column(String(200))
    content_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    uploaded_by: Mapped[str] = mapped_column(String(60))
    uploaded_at: Mapped[datetime] = mapped_column(default=clock.now)
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
