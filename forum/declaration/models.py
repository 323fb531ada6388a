"""Tables of the declaration feature.

A frozen text and an evidence record are append-only: the database refuses to change them. The
personal values that a record commits to lie beside it and can be erased.
"""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.cities.models import City
from forum.core import clock
from forum.core.db import Base, JsonType, Timestamped, append_only
from forum.core.localized import EMPTY, LocalizedText
from forum.declaration.mandates.rules import is_over
from forum.declaration.types import (
    ArticleText,
    CapacityKind,
    DeclarationKind,
    DeclarationState,
    MandateState,
    RecordKind,
    TextVersion,
)
from forum.editions.models import Edition


class Declaration(Timestamped, Base):
    """A declaration of an edition. Its row is the lock under which its chain grows."""

    __tablename__ = "declarations"
    __table_args__ = (UniqueConstraint("edition_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    edition: Mapped[Edition] = relationship(lazy="joined", innerjoin=True)
    key: Mapped[str] = mapped_column(String(60))
    code: Mapped[str] = mapped_column(String(40), unique=True)  # begins its receipts' numbers
    kind: Mapped[DeclarationKind]
    state: Mapped[DeclarationState] = mapped_column(default=DeclarationState.DRAFT)
    adopted_on: Mapped[date | None]
    adopted_in: Mapped[LocalizedText] = mapped_column(default=EMPTY)
    remark: Mapped[LocalizedText] = mapped_column(default=EMPTY)  # on whose words a summary is

    versions: Mapped[list["DeclarationVersion"]] = relationship(
        back_populates="declaration",
        order_by="DeclarationVersion.number",
        cascade="all, delete-orphan",
    )


class DeclarationVersion(Timestamped, Base):
    """One version of the text: a draft until there is a frozen text for it."""

    __tablename__ = "declaration_versions"
    __table_args__ = (UniqueConstraint("declaration_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    declaration_id: Mapped[int] = mapped_column(ForeignKey("declarations.id"))
    declaration: Mapped[Declaration] = relationship(back_populates="versions")
    number: Mapped[int]
    title: Mapped[LocalizedText]
    preamble: Mapped[LocalizedText] = mapped_column(default=EMPTY)
    prevailing: Mapped[LocalizedText] = mapped_column(default=EMPTY)

    articles: Mapped[list["Article"]] = relationship(
        order_by="Article.number", cascade="all, delete-orphan"
    )
    frozen: Mapped["FrozenText | None"] = relationship(
        back_populates="version", lazy="joined", passive_deletes="all"
    )

    def as_text(self) -> TextVersion:
        """Return the version as a value."""
        return TextVersion(
            edition=self.declaration.edition.slug,
            declaration=self.declaration.key,
            number=self.number,
            title=self.title,
            preamble=self.preamble,
            articles=tuple(ArticleText(article.number, article.text) for article in self.articles),
            prevailing=self.prevailing,
        )


class Article(Base):
    """A numbered article of a version."""

    __tablename__ = "articles"
    __table_args__ = (
        UniqueConstraint("version_id", "number"),
        CheckConstraint("number > 0", name="number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("declaration_versions.id"))
    number: Mapped[int]
    text: Mapped[LocalizedText]


@append_only
class FrozenText(Base):
    """The canonical text of a version, as it was when it was frozen."""

    __tablename__ = "frozen_texts"

    version_id: Mapped[int] = mapped_column(ForeignKey("declaration_versions.id"), primary_key=True)
    version: Mapped[DeclarationVersion] = relationship(back_populates="frozen")
    sha256: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    frozen_at: Mapped[datetime]


_STANDING = "state NOT IN ('declined', 'observing', 'withdrawn')"


class Mandate(Timestamped, Base):
    """Whom a city sends to sign. `statement` waits there for the code that confirms it."""

    __tablename__ = "mandates"
    __table_args__ = (
        Index(
            "uq_mandates_declaration_id_city_id",
            "declaration_id",
            "city_id",
            unique=True,
            sqlite_where=text(_STANDING),
            postgresql_where=text(_STANDING),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    declaration_id: Mapped[int] = mapped_column(ForeignKey("declarations.id"), index=True)
    declaration: Mapped[Declaration] = relationship(lazy="joined", innerjoin=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("cities.id"), index=True)
    city: Mapped[City] = relationship(lazy="joined", innerjoin=True)
    name: Mapped[LocalizedText]
    capacity_kind: Mapped[CapacityKind] = mapped_column(default=CapacityKind.MAYOR)
    capacity: Mapped[LocalizedText]
    email: Mapped[str] = mapped_column(String(254))
    expires_on: Mapped[date | None]  # the last day
    confirm_address: Mapped[str] = mapped_column(String(254), default="")  # the city's own
    confirmed_at: Mapped[datetime | None]  # from there
    denied_at: Mapped[datetime | None]  # from there: it has named somebody else
    asked_at: Mapped[datetime | None]  # the city, at its own address, whom it sends
    reminded_at: Mapped[datetime | None]
    later_at: Mapped[datetime | None]  # when it was said that more time is needed
    later_until: Mapped[date | None]
    language: Mapped[str] = mapped_column(String(2))
    state: Mapped[MandateState] = mapped_column(default=MandateState.PENDING)
    approved_by: Mapped[str] = mapped_column(String(60), default="")  # an actor, such as `user:3`
    approved_at: Mapped[datetime | None]
    invited_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    statement: Mapped[dict[str, object]] = mapped_column(JsonType, default=dict)

    @property
    def has_expired(self) -> bool:
        """Tell whether its last day is past before the city has answered."""
        today = clock.today(self.declaration.edition.timezone)
        return self.answered_at is None and is_over(self.expires_on, today)


@append_only
class EvidenceRecord(Base):
    """One sealed record of a declaration's chain: the truth of which papers are renderings."""

    __tablename__ = "evidence_records"
    __table_args__ = (UniqueConstraint("declaration_id", "sequence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    declaration_id: Mapped[int] = mapped_column(ForeignKey("declarations.id"))
    mandate_id: Mapped[int | None] = mapped_column(ForeignKey("mandates.id"), index=True)
    sequence: Mapped[int]
    number: Mapped[str] = mapped_column(String(60), unique=True)
    kind: Mapped[RecordKind]
    made_at: Mapped[datetime]
    content: Mapped[str] = mapped_column(Text)  # the canonical JSON
    checks: Mapped[str] = mapped_column(Text)  # JSON
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    previous: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(64))  # fingerprint
    public_key: Mapped[str] = mapped_column(String(44))  # base64 of its 32 bytes
    seal: Mapped[str] = mapped_column(String(88))  # base64


class PersonalField(Base):
    """A personal value that a record commits to, with its salt. Erasing both is possible."""

    __tablename__ = "personal_fields"
    __table_args__ = (UniqueConstraint("record_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("evidence_records.id"))
    name: Mapped[str] = mapped_column(String(40))
    salt: Mapped[str | None] = mapped_column(String(64))
    value: Mapped[str | None] = mapped_column(Text)
    is_public: Mapped[bool] = mapped_column(default=False)


class Signature(Base):
    """A city's signature of a version, and whether its receipt was mailed.

    One of a city and version is valid; those that the city has withdrawn stay as rows.
    """

    __tablename__ = "signatures"
    __table_args__ = (
        Index(
            "uq_signatures_version_id_city_id",
            "version_id",
            "city_id",
            unique=True,
            sqlite_where=text("withdrawal_id IS NULL"),
            postgresql_where=text("withdrawal_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("declaration_versions.id"))
    version: Mapped[DeclarationVersion] = relationship()
    city_id: Mapped[int] = mapped_column(ForeignKey("cities.id"), index=True)
    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandates.id"), index=True)
    mandate: Mapped[Mandate] = relationship()
    record_id: Mapped[int] = mapped_column(ForeignKey("evidence_records.id"), unique=True)
    record: Mapped[EvidenceRecord] = relationship(
        lazy="joined", innerjoin=True, foreign_keys=record_id
    )
    withdrawal_id: Mapped[int | None] = mapped_column(
        ForeignKey("evidence_records.id"), unique=True
    )
    withdrawal: Mapped[EvidenceRecord | None] = relationship(foreign_keys=withdrawal_id)
    signed_at: Mapped[datetime] = mapped_column(default=clock.now)
    language: Mapped[str] = mapped_column(String(2))
    publishes_name: Mapped[bool] = mapped_column(default=False)
    receipt_queued_at: Mapped[datetime | None] = mapped_column(index=True)
