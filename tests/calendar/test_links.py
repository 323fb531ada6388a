"""Links that put an event into a calendar on the web."""

from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from forum.calendar.links import calendar_links, webcal
from forum.calendar.types import CalendarEvent
from forum.core.localized import LocalizedText


def event(**changes: object) -> CalendarEvent:
    values: dict[str, object] = {
        "uid": "a@forum",
        "title": LocalizedText("세션 1 & 2: 함께", "Session 1 & 2: together"),
        "stamped_at": datetime(2026, 11, 1, tzinfo=UTC),
        "day": date(2026, 12, 11),
        "starts": 570,
        "minutes": 95,
        "place": LocalizedText("다목적홀 (8F)", "Main Hall (8F)"),
        "url": "https://forum.example.org/ko/forum/programme/a",
        **changes,
    }
    return CalendarEvent(**values)  # type: ignore[arg-type]


def query(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def test_google_gets_the_time_in_utc_and_the_zone_to_show_it_in():
    links = calendar_links(event(), "ko")

    assert links is not None
    assert query(links.google) == {
        "action": "TEMPLATE",
        "text": "세션 1 & 2: 함께",
        "dates": "20261211T003000Z/20261211T020500Z",
        "ctz": "Asia/Seoul",
        "location": "다목적홀 (8F)",
        "details": "https://forum.example.org/ko/forum/programme/a",
    }


@pytest.mark.parametrize(
    ("name", "host"), [("office", "outlook.office.com"), ("live", "outlook.live.com")]
)
def test_outlook_gets_the_same_under_its_own_names(name, host):
    address = getattr(calendar_links(event(), "en"), name)

    assert urlsplit(address).netloc == host
    asked = query(address)
    assert asked["subject"] == "Session 1 & 2: together"
    assert (asked["startdt"], asked["enddt"]) == ("2026-12-11T00:30:00Z", "2026-12-11T02:05:00Z")
    assert asked["allday"] == "false"


def test_a_day_without_a_time_is_a_whole_day():
    links = calendar_links(event(starts=None, minutes=None), "ko")

    assert links is not None
    assert query(links.google)["dates"] == "20261211/20261212"
    assert query(links.office)["startdt"] == "2026-12-11"
    assert query(links.office)["enddt"] == "2026-12-12"
    assert query(links.office)["allday"] == "true"


def test_what_is_past_midnight_is_on_the_next_day():
    links = calendar_links(event(starts=1450, minutes=30), "ko")

    assert links is not None
    assert query(links.google)["dates"] == "20261211T151000Z/20261211T154000Z"


def test_an_event_of_unknown_length_is_given_half_an_hour():
    links = calendar_links(event(minutes=None), "ko")

    assert links is not None
    assert query(links.google)["dates"] == "20261211T003000Z/20261211T010000Z"


@pytest.mark.parametrize("changes", [{"day": None}, {"cancelled": True}])
def test_what_has_no_day_or_is_cancelled_goes_into_no_calendar(changes):
    assert calendar_links(event(**changes), "ko") is None


def test_nothing_that_is_typed_can_leave_the_query():
    links = calendar_links(event(title=LocalizedText('"><script>&dates=1', "x")), "ko")

    assert links is not None
    assert query(links.google)["text"] == '"><script>&dates=1'
    assert query(links.google)["dates"].startswith("2026")
    assert "<" not in links.google


def test_a_calendar_program_fetches_the_file_by_webcal():
    assert webcal("https://forum.example.org/a.ics") == "webcal://forum.example.org/a.ics"
