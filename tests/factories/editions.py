"""Makes series, editions, cities and people; every argument has a default that is valid."""

from datetime import date
from itertools import count

from sqlalchemy import select

from forum.cities.models import City
from forum.cities.types import CityKind, Region
from forum.core.db import db
from forum.core.localized import EMPTY, LocalizedText
from forum.editions.models import Edition, Series
from forum.editions.types import EditionState
from forum.people.models import Person

_numbers = count(1)


def make_series(*, key: str = "series") -> Series:
    """Return the series with this key, made if it is not there."""
    there = db.session.scalar(select(Series).where(Series.key == key))
    if there is not None:
        return there
    series = Series(key=key, name=LocalizedText("연속 행사", "Series"))
    db.session.add(series)
    db.session.flush()
    return series


def make_edition(
    *,
    slug: str | None = None,
    name: LocalizedText | None = None,
    theme: LocalizedText = EMPTY,
    state: EditionState = EditionState.PUBLISHED,
    starts_on: date = date(2026, 12, 11),
    ends_on: date = date(2026, 12, 12),
    timezone: str = "Asia/Seoul",
    is_trial: bool = False,
    series: Series | None = None,
) -> Edition:
    """Return a new edition, published unless said otherwise."""
    number = next(_numbers)
    edition = Edition(
        series=series or make_series(),
        slug=slug or f"edition-{number}",
        name=name or LocalizedText(f"{number}번째 포럼", f"Forum number {number}"),
        theme=theme,
        host=LocalizedText("서울특별시", "Seoul Metropolitan Government"),
        state=state,
        starts_on=starts_on,
        ends_on=ends_on,
        timezone=timezone,
        is_trial=is_trial,
    )
    db.session.add(edition)
    db.session.flush()
    return edition


def make_city(
    *,
    key: str | None = None,
    name: LocalizedText | None = None,
    region: Region = Region.EUROPE,
    country: str = "DE",
) -> City:
    """Return a new city."""
    number = next(_numbers)
    city = City(
        key=key or f"city-{number}",
        name=name or LocalizedText(f"도시 {number}", f"City {number}"),
        own_name=f"Stadt {number}",
        country=country,
        region=region,
        kind=CityKind.CITY,
        latitude=53.5,
        longitude=10.0,
    )
    db.session.add(city)
    db.session.flush()
    return city


def make_person(
    *, key: str | None = None, name: LocalizedText | None = None, role_only: bool = False
) -> Person:
    """Return a new person, plainly made up."""
    number = next(_numbers)
    person = Person(
        key=key or f"person-{number}",
        name=name or LocalizedText(f"홍길동 {number} (시험)", f"Hong Gildong {number} (trial)"),
        title=LocalizedText("시험 연구소 연구원", "Researcher, Trial Institute"),
        role_only=role_only,
        sort_key=f"hong gildong {number}",
    )
    db.session.add(person)
    db.session.flush()
    return person
