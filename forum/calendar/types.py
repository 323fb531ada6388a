"""Values that are written into calendars."""

from dataclasses import dataclass
from datetime import date, datetime

from forum.core.localized import EMPTY, LocalizedText


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """One entry of a calendar.

    `uid` stays the same for the life of the event and `sequence` rises with every change that
    matters to those who come. `starts` is minutes since midnight in `zone`; an event without
    it is an all-day event, from `day` to `last_day`; one without `day` is in no calendar.
    `stamped_at` is when this state of it was released (aware): the same release has the same
    bytes. Nothing here may be secret: calendars are shared, synchronised and read aloud.
    """

    uid: str
    title: LocalizedText
    stamped_at: datetime
    sequence: int = 0
    day: date | None = None
    last_day: date | None = None
    starts: int | None = None
    minutes: int | None = None
    zone: str = "Asia/Seoul"
    place: LocalizedText = EMPTY
    latitude: float | None = None
    longitude: float | None = None
    description: LocalizedText = EMPTY
    category: LocalizedText = EMPTY
    url: str = ""
    cancelled: bool = False
    tentative: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who invites, or who is invited."""

    name: str
    email: str
