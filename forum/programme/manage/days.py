"""The days of a draft that can be edited: those of the edition, and others that have sessions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from flask import request, url_for

from forum.core import clock
from forum.editions.models import Edition
from forum.programme.rules import is_near

MOST_DAYS: Final = 60  # of an edition: tabs of days on which nothing is planned yet
WITHOUT_DAY: Final = "none"


@dataclass(frozen=True, kw_only=True)
class DayTab:
    """One day that can be edited; `on` is None for what has no day."""

    on: date | None
    count: int
    current: bool

    @property
    def name(self) -> str:
        """Return the day as it stands in an address."""
        return self.on.isoformat() if self.on else WITHOUT_DAY


def days_of(edition: Edition, counts: Mapping[date | None, int]) -> list[date]:
    """Return the edition's own days and those on which something is planned."""
    length = min((edition.ends_on - edition.starts_on).days + 1, MOST_DAYS)
    own = {edition.starts_on + timedelta(days=number) for number in range(length)}
    return sorted(own | {day for day in counts if day is not None})


def chosen_day(edition: Edition, days: Sequence[date]) -> date | None:
    """Return the day that the address names, else today during the forum, else the first."""
    asked = request.args.get("day", "")
    if asked == WITHOUT_DAY:
        return None
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        day = clock.today(edition.timezone)
        return day if day in days else days[0]
    return day if day in days or is_near(edition.starts_on, edition.ends_on, day) else days[0]


def tabs_of(
    days: Sequence[date], counts: Mapping[date | None, int], here: date | None
) -> list[DayTab]:
    """Return the tabs: the days, the one that is shown though it is empty, and what has none."""
    shown: list[date | None] = [*sorted({*days, here} if here else days)]
    if None in counts or here is None:
        shown.append(None)
    return [
        DayTab(
            on=day,
            count=counts.get(day, 0),
            current=day == here,
        )
        for day in shown
    ]


def here() -> dict[str, str]:
    """Return the day and the view that the address names, to come back to them."""
    return {name: request.args[name] for name in ("day", "view") if name in request.args}


def index_address(edition: Edition) -> str:
    """Return the address of the editor's page from which an act was begun."""
    values: dict[str, Any] = here()
    return url_for("programme_manage.index", edition=edition.slug, **values)
