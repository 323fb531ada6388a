"""Tables of the registration feature."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.cities.models import City
from forum.core import clock
from forum.core.db import Base, JsonType, Timestamped
from forum.core.localized import EMPTY, LocalizedText
from forum.editions.models import Edition
from forum.registration.questions.models import FormVersion, RegistrationForm
from forum.registration.types import (
    OVER,
    ConsentBy,
    RegistrationState,
    Source,
    WayIn,
)

MOST_CATEGORIES = 16  # a badge's token has four bits for the category
MOST_REISSUES = 16
WAITING_CLASS = 5
COMING = "state NOT IN ('cancelled', 'rejected', 'erased')"  # as the index below needs it


class RegistrationBook(Base):
    """How an edition takes registrations, and the counter of their serials.

    `asked_version` rises with every change of categories, notices, forms, cities and mails'
    words (`asked.py`), so that a process need not read again what it has read.

    Whoever registers holds this row locked, so that serials have no gap for long, and one
    address cannot register twice at the same moment.
    """

    __tablename__ = "registration_books"
    __table_args__ = (CheckConstraint("opens_at <= closes_at", name="dates"),)

    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), primary_key=True)
    edition: Mapped[Edition] = relationship(lazy="joined", innerjoin=True)
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    last_serial: Mapped[int] = mapped_column(default=0)
    asked_version: Mapped[int] = mapped_column(default=1)  # rises with what people are asked


class Category(Timestamped, Base):
    """A kind of participant: its name, its badge, who may come in and how many.

    `number` (0 to 15) is what the badge's token carries; `colour` is the name of a colour that
    screens and paper know (`delegate`, `speaker`, ...), never told without its word.
    """

    __tablename__ = "registration_categories"
    __table_args__ = (
        UniqueConstraint("edition_id", "key"),
        UniqueConstraint("edition_id", "number"),
        CheckConstraint("number BETWEEN 0 AND 15", name="number"),
        CheckConstraint("waiting_class BETWEEN 1 AND 9", name="waiting_class"),
        CheckConstraint("opens_at <= closes_at", name="dates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    number: Mapped[int]
    key: Mapped[str] = mapped_column(String(60))
    name: Mapped[LocalizedText]
    hint: Mapped[LocalizedText] = mapped_column(default=EMPTY)  # whom it is for
    badge_word: Mapped[LocalizedText]
    colour: Mapped[str] = mapped_column(String(20))  # `#063a74`
    way_in: Mapped[WayIn] = mapped_column(default=WayIn.OPEN)
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    is_invited: Mapped[bool] = mapped_column(default=False)  # may choose sessions by invitation
    is_transferable: Mapped[bool] = mapped_column(default=False)  # a place may go to somebody else
    waiting_class: Mapped[int] = mapped_column(default=WAITING_CLASS)  # lower ones are seated first
    position: Mapped[int]
    form_id: Mapped[int | None] = mapped_column(ForeignKey("registration_forms.id"), index=True)
    form: Mapped[RegistrationForm | None] = relationship()
    limit: Mapped["Limit | None"] = relationship(
        primaryjoin="and_(Limit.category_id == Category.id, Limit.session_key == '', "
        "Limit.option_key == '')",
        viewonly=True,
        lazy="joined",
    )

    @property
    def capacity(self) -> int | None:
        """Return how many may register; None where nobody counts."""
        return self.limit.capacity if self.limit else None

    @property
    def seats_left(self) -> int | None:
        """Return how many seats are free; None where nobody counts."""
        return self.limit.seats_left if self.limit else None


class Limit(Base):
    """A number of seats: of a category, a session, an option, or of a category in one of these.

    Limits overlap: a hall of 300 may have 60 for one category, and whoever sits there counts in
    both. `taken` is changed in one place (`seats.take`, `seats.free`), with the row locked.
    """

    __tablename__ = "limits"
    __table_args__ = (
        UniqueConstraint("edition_id", "key"),
        CheckConstraint("0 <= taken AND taken <= capacity", name="taken"),
        CheckConstraint(
            "category_id IS NOT NULL OR session_key <> '' OR option_key <> ''", name="of_something"
        ),
        CheckConstraint("session_key = '' OR option_key = ''", name="of_one_thing"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    key: Mapped[str] = mapped_column(String(130))  # `category:citizen`, `session:tour`
    category_id: Mapped[int | None] = mapped_column(
        ForeignKey("registration_categories.id"), index=True
    )
    session_key: Mapped[str] = mapped_column(String(60), default="")
    option_key: Mapped[str] = mapped_column(String(121), default="")  # `QUESTION/OPTION`
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)

    @property
    def seats_left(self) -> int:
        """Return how many seats are free."""
        return self.capacity - self.taken


class ConsentNotice(Timestamped, Base):
    """One version of what people are asked to agree to. A change is a new version.

    `sha256` is over both languages of everything that is shown.
    """

    __tablename__ = "consent_notices"
    __table_args__ = (UniqueConstraint("edition_id", "key", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    key: Mapped[str] = mapped_column(String(60))
    version: Mapped[int]
    title: Mapped[LocalizedText]
    purpose: Mapped[LocalizedText]
    items: Mapped[LocalizedText]
    period: Mapped[LocalizedText]
    refusal: Mapped[LocalizedText]
    is_required: Mapped[bool]
    is_sensitive: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    made_by: Mapped[str] = mapped_column(String(40), default="system")  # such as `user:3`
    retired_at: Mapped[datetime | None]  # from then on nobody is asked any more


class Registration(Timestamped, Base):
    """A person who comes to an edition. Serials count from 1 within the edition.

    `reissue` counts how often the badge was printed anew; older ones are no longer valid.
    """

    __tablename__ = "registrations"
    __table_args__ = (
        UniqueConstraint("edition_id", "serial"),
        CheckConstraint("serial BETWEEN 1 AND 16777215", name="serial"),
        CheckConstraint("reissue BETWEEN 0 AND 15", name="reissue"),
        # where thousands come from, and their names in order, without reading every row
        Index("ix_registrations_places", "edition_id", "country", "city_id"),
        Index("ix_registrations_names", "edition_id", "sort_key", "id"),
        Index(
            "uq_registrations_address",
            "edition_id",
            "email_key",
            "colleague_key",
            unique=True,
            sqlite_where=text(COMING),
            postgresql_where=text(COMING),
        ),
        Index("ix_registrations_list", "edition_id", "state", "sort_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    edition: Mapped[Edition] = relationship()
    category_id: Mapped[int] = mapped_column(ForeignKey("registration_categories.id"), index=True)
    category: Mapped[Category] = relationship()
    state: Mapped[RegistrationState] = mapped_column(default=RegistrationState.CONFIRMED)
    source: Mapped[Source] = mapped_column(default=Source.SELF)
    serial: Mapped[int]
    reissue: Mapped[int] = mapped_column(default=0)
    number: Mapped[str] = mapped_column(String(40), index=True)  # what people read out and type
    name: Mapped[LocalizedText]
    sort_key: Mapped[str] = mapped_column(String(250))
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254))  # to compare addresses
    # empty for whose address it is; else who was registered with a colleague's address, by name
    colleague_key: Mapped[str] = mapped_column(String(250), default="")
    phone: Mapped[str] = mapped_column(String(20), default="")  # E.164
    position: Mapped[LocalizedText] = mapped_column(default=EMPTY)
    affiliation: Mapped[LocalizedText] = mapped_column(default=EMPTY)
    city_id: Mapped[int | None] = mapped_column(ForeignKey("cities.id"), index=True)
    city: Mapped[City | None] = relationship()
    country: Mapped[str] = mapped_column(String(2))
    language: Mapped[str] = mapped_column(String(2))
    receiver: Mapped[str | None] = mapped_column(String(2))  # interpretation into this language
    search_text: Mapped[str]  # everything an organiser may look for, folded
    calendar_uid: Mapped[str] = mapped_column(String(120), unique=True)
    calendar_sequence: Mapped[int] = mapped_column(default=0)
    wishes: Mapped[list[list[str]]] = mapped_column(JsonType, default=list)  # subjects, ranked
    waits: Mapped[list[str]] = mapped_column(JsonType, default=list)  # subjects
    form_version_id: Mapped[int | None] = mapped_column(ForeignKey("form_versions.id"), index=True)
    form_version: Mapped[FormVersion | None] = relationship()
    answers: Mapped[dict[str, Any]] = mapped_column(JsonType, default=dict)  # to own questions
    subscription_number: Mapped[int] = mapped_column(default=0)  # how many addresses were revoked
    subscription_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    registered_at: Mapped[datetime] = mapped_column(default=clock.now)
    confirmed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(String(500), default="")
    erased_at: Mapped[datetime | None]

    attendances: Mapped[list["Attendance"]] = relationship(
        order_by="Attendance.id", cascade="all, delete-orphan"
    )
    seats: Mapped[list["Seat"]] = relationship(cascade="all, delete-orphan")
    sensitive: Mapped["SensitiveNeed | None"] = relationship(
        cascade="all, delete-orphan",
        lazy="raise",  # only asked for by those who may see it
    )
    guardian: Mapped["GuardianRequest | None"] = relationship(cascade="all, delete-orphan")
    consents: Mapped[list["ConsentGiven"]] = relationship(
        order_by="ConsentGiven.id", cascade="all, delete-orphan"
    )

    @property
    def is_confirmed(self) -> bool:
        """Tell whether the person is expected."""
        return self.state is RegistrationState.CONFIRMED

    @property
    def is_coming(self) -> bool:
        """Tell whether the person comes or may still come."""
        return self.state not in OVER

    @property
    def session_keys(self) -> tuple[str, ...]:
        """Return the keys of the sessions that the person has chosen."""
        return tuple(attendance.session_key for attendance in self.attendances)


class GuardianRequest(Base):
    """A guardian who is asked whether somebody under 14 may come. It goes with the registration."""

    __tablename__ = "guardian_requests"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    relation: Mapped[str] = mapped_column(String(60))
    email: Mapped[str] = mapped_column(String(254))
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    agreed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]  # refused, or nobody answered in time


class Attendance(Base):
    """A session that somebody has chosen."""

    __tablename__ = "attendances"
    __table_args__ = (
        UniqueConstraint("registration_id", "session_key"),
        Index("ix_attendances_session_key", "session_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"))
    session_key: Mapped[str] = mapped_column(String(60))


class Star(Base):
    """A session that somebody who is registered keeps in their own agenda."""

    __tablename__ = "stars"
    __table_args__ = (
        UniqueConstraint("registration_id", "session_key"),
        Index("ix_stars_session_key", "session_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"))
    session_key: Mapped[str] = mapped_column(String(60))
    starred_at: Mapped[datetime] = mapped_column(default=clock.now)


class Seat(Base):
    """A seat that a registration holds in a limit: `limits.taken` is the number of these."""

    __tablename__ = "seats"
    __table_args__ = (UniqueConstraint("registration_id", "limit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"))
    limit_id: Mapped[int] = mapped_column(ForeignKey("limits.id"), index=True)


class SensitiveNeed(Timestamped, Base):
    """What somebody may not eat, and what helps them: with consent, and purged after the forum."""

    __tablename__ = "sensitive_needs"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"), primary_key=True)
    diets: Mapped[list[str]] = mapped_column(JsonType, default=list)
    diet_note: Mapped[str] = mapped_column(String(500), default="")
    accessibility: Mapped[str] = mapped_column(String(1000), default="")


class ConsentGiven(Base):
    """An answer to a notice: which version was shown, in which language, and what was said.

    Withdrawing, or agreeing later, adds a row; the last one for a key is what holds.
    """

    __tablename__ = "consents_given"
    __table_args__ = (Index("ix_consents_given_registration_id", "registration_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"))
    notice_id: Mapped[int] = mapped_column(ForeignKey("consent_notices.id"), index=True)
    notice: Mapped[ConsentNotice] = relationship()
    key: Mapped[str] = mapped_column(String(60))
    version: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(2))
    given: Mapped[bool]
    given_by: Mapped[ConsentBy] = mapped_column(default=ConsentBy.SELF)
    how: Mapped[str] = mapped_column(String(20), default="")  # a `ConsentHow`, by ORGANISER
    answered_at: Mapped[datetime]


class Draft(Timestamped, Base):
    """What somebody has filled in so far, and the registration that it became.

    The browser holds its token; here is only the token's hash.
    """

    __tablename__ = "registration_drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    language: Mapped[str] = mapped_column(String(2))
    answers: Mapped[dict[str, Any]] = mapped_column(JsonType, default=dict)
    saved_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registrations.id"), index=True)
    registration: Mapped[Registration | None] = relationship()
    invitation_id: Mapped[int | None] = mapped_column(
        ForeignKey("registration_invitations.id", ondelete="SET NULL"), index=True
    )
