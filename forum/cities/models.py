"""Tables of the cities feature."""

from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.cities.types import CityKind, Region
from forum.core.db import Base, Timestamped
from forum.core.localized import EMPTY, LocalizedText


class City(Timestamped, Base):
    """A city government, whichever editions it took part in."""

    __tablename__ = "cities"
    __table_args__ = (
        CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[LocalizedText]
    own_name: Mapped[str] = mapped_column(String(200), default="")
    country: Mapped[str] = mapped_column(String(2))  # ISO 3166-1 alpha-2
    region: Mapped[Region]
    kind: Mapped[CityKind]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    profile: Mapped[LocalizedText] = mapped_column(default=EMPTY)

    indicators: Mapped[list["Indicator"]] = relationship(
        back_populates="city", order_by="Indicator.position", cascade="all, delete-orphan"
    )


class Indicator(Base):
    """Something that a city measures year by year."""

    __tablename__ = "indicators"
    __table_args__ = (UniqueConstraint("city_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("cities.id"))
    city: Mapped[City] = relationship(back_populates="indicators")
    position: Mapped[int]
    area: Mapped[LocalizedText]
    title: Mapped[LocalizedText]
    unit: Mapped[LocalizedText]
    source: Mapped[LocalizedText] = mapped_column(default=EMPTY)

    values: Mapped[list["IndicatorValue"]] = relationship(
        back_populates="indicator", order_by="IndicatorValue.year", cascade="all, delete-orphan"
    )


class IndicatorValue(Base):
    """The value of an indicator in one year, reached or still planned."""

    __tablename__ = "indicator_values"
    __table_args__ = (UniqueConstraint("indicator_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicators.id"), index=True)
    indicator: Mapped[Indicator] = relationship(back_populates="values")
    year: Mapped[int]
    amount: Mapped[Decimal] = mapped_column(Numeric(18, 3))
    reached: Mapped[bool]
