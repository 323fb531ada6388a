"""iCalendar files, read back by two parsers: icalendar and vobject."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from forum.calendar.exports import cancel, publish, request
from forum.calendar.types import CalendarEvent, Party
from forum.core.localized import LocalizedText

RELEASED = datetime(2018, 12, 7, 3, 0, 30, tzinfo=UTC)
NAME = LocalizedText("2018년 좋은 일자리도시 국제포럼", "2018 Decent Work City Forum")
ORGANISER = Party(name="포럼, 사무국", email="forum@forum.example")
ATTENDEE = Party(name="홍길동 (시험)", email="gildong@mail.example")

lines = st.text(
    alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\x85")
).map(str.strip)
texts = st.builds(LocalizedText, ko=lines, en=lines)


def event(**changes: Any) -> CalendarEvent:
    facts: dict[str, Any] = {
        "uid": "dwc-2018.session-1@forum.example",
        "title": LocalizedText("세션 1. 일의 불평등", "Session 1. Inequalities at work"),
        "stamped_at": RELEASED,
        "day": date(2018, 12, 11),
        "starts": 13 * 60 + 30,
        "minutes": 95,
        "place": LocalizedText("다목적홀", "Multipurpose Hall"),
    }
    return CalendarEvent(**(facts | changes))


def published(*events: CalendarEvent, language: Any = "ko", **more: Any) -> bytes:
    return publish(events, NAME, language, **more)


def first(data: bytes) -> Any:
    """Read the first event by the second parser."""
    return vobject.readOne(data.decode()).vevent


def test_a_session_stands_at_its_hour_in_seoul():
    entry = first(published(event()))
    assert entry.dtstart.value.isoformat() == "2018-12-11T13:30:00+09:00"
    assert entry.dtend.value - entry.dtstart.value == timedelta(minutes=95)
    assert entry.uid.value == "dwc-2018.session-1@forum.example"
    assert entry.summary.value == "세션 1. 일의 불평등"
    assert entry.summary.params["LANGUAGE"] == ["ko"]
    assert entry.location.value == "다목적홀"


def test_seoul_has_one_plain_block_without_summer_time():
    data = published(event(), event(uid="2@x"))
    assert data.count(b"BEGIN:VTIMEZONE") == 1
    assert b"DAYLIGHT" not in data
    assert b"RRULE" not in data
    assert b"TZOFFSETFROM:+0900\r\nTZOFFSETTO:+0900" in data


def test_a_zone_whose_offset_changes_is_written_in_utc():
    entry = first(data := published(event(zone="Europe/Paris")))
    assert b"VTIMEZONE" not in data
    assert entry.dtstart.value.isoformat() == "2018-12-11T12:30:00+00:00"


def test_a_day_without_a_time_is_an_all_day_event():
    entry = first(data := published(event(starts=None, minutes=None)))
    assert entry.dtstart.value == date(2018, 12, 11)
    assert entry.dtend.value == date(2018, 12, 12)
    assert entry.transp.value == "TRANSPARENT"
    assert b"VTIMEZONE" not in data


def test_an_event_of_several_days_ends_after_its_last():
    entry = first(published(event(starts=None, minutes=None, last_day=date(2018, 12, 12))))
    assert entry.dtend.value == date(2018, 12, 13)


def test_a_session_that_passes_midnight_ends_on_the_next_day():
    entry = first(published(event(starts=23 * 60 + 30, minutes=60)))
    assert entry.dtend.value.isoformat() == "2018-12-12T00:30:00+09:00"


def test_an_end_that_is_not_known_is_not_made_up():
    assert not hasattr(first(published(event(minutes=None))), "dtend")


def test_what_has_no_day_is_in_no_calendar():
    assert b"VEVENT" not in published(event(day=None, starts=None))
    with pytest.raises(ValueError, match="no day"):
        request(event(day=None), ORGANISER, ATTENDEE, "ko")


def test_a_cancelled_session_stays_and_says_so():
    entry = first(published(event(cancelled=True, sequence=3)))
    assert entry.status.value == "CANCELLED"
    assert entry.sequence.value == "3"
    assert entry.transp.value == "TRANSPARENT"


def test_what_is_to_be_confirmed_is_tentative():
    assert first(published(event(tentative=True))).status.value == "TENTATIVE"


def test_the_description_has_both_languages_the_readers_first():
    korean = first(published(event())).description.value
    english = first(published(event(), language="en")).description.value
    assert korean.index("세션 1") < korean.index("Session 1")
    assert english.index("Session 1") < english.index("세션 1")


def test_a_missing_translation_is_tagged_with_the_language_that_is_shown():
    entry = first(published(event(title=LocalizedText(ko="이동")), language="en"))
    assert entry.summary.value == "이동"
    assert entry.summary.params["LANGUAGE"] == ["ko"]


def test_the_calendar_says_what_it_is_and_how_often_to_ask():
    calendar = vobject.readOne(published(event(), url="https://forum.example/ko").decode())
    assert calendar.method.value == "PUBLISH"
    assert calendar.contents["x-wr-calname"][0].value == NAME.ko
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in published(event())


def test_the_same_release_has_the_same_bytes():
    assert published(event(), event(uid="2@x")) == published(event(), event(uid="2@x"))
    assert b"DTSTAMP:20181207T030030Z" in published(event())


def test_a_published_event_names_its_organiser_if_there_is_one():
    assert not hasattr(first(published(event())), "organizer")
    entry = first(published(event(), organiser=ORGANISER))
    assert entry.organizer.value == "mailto:forum@forum.example"
    assert entry.organizer.params["CN"] == ["포럼, 사무국"]


def test_an_invitation_is_for_one_person_who_has_answered_by_registering():
    data = request(event(sequence=1), ORGANISER, ATTENDEE, "en")
    calendar = vobject.readOne(data.decode())
    assert calendar.method.value == "REQUEST"
    (entry,) = calendar.vevent_list
    (attendee,) = entry.attendee_list
    assert attendee.value == "mailto:gildong@mail.example"
    assert attendee.params["CN"] == ["홍길동 (시험)"]
    assert attendee.params["PARTSTAT"] == ["ACCEPTED"]
    assert entry.organizer.value == "mailto:forum@forum.example"
    assert entry.sequence.value == "1"


def test_a_cancelled_invitation_takes_back_the_same_event():
    data = cancel(event(sequence=2), ORGANISER, ATTENDEE, "ko")
    calendar = vobject.readOne(data.decode())
    assert calendar.method.value == "CANCEL"
    assert calendar.vevent.status.value == "CANCELLED"
    assert calendar.vevent.uid.value == event().uid
    assert calendar.vevent.sequence.value == "2"
    assert data.count(b"\r\nSTATUS") == 1


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("C:\\New; a, b", id="windows"),
        pytest.param('He said "hello"', id="quotes"),
        pytest.param("끝\\", id="backslash"),
        pytest.param("a\\;b\\,c", id="escaped"),
        pytest.param("\\n is not a break", id="not-a-break"),
        pytest.param("한" * 200, id="long"),
        pytest.param("😀" * 99, id="emoji"),
    ],
)
def test_awkward_titles_survive(title):
    data = published(event(title=LocalizedText(title, title)))
    assert first(data).summary.value == title
    assert str(icalendar.Calendar.from_ical(data).events[0]["SUMMARY"]) == title


def test_control_characters_are_left_out():
    assert first(published(event(title=LocalizedText("a\x00b\x1bc", "")))).summary.value == "abc"


@given(texts.filter(bool), texts, texts)
def test_any_text_is_read_back_and_no_line_is_too_long(title, place, description):
    data = published(event(title=title, place=place, description=description, category=place))
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
        assert b"\n" not in line
    entry = first(data)
    assert entry.summary.value == title.in_("ko")
    if place:
        assert entry.location.value == place.in_("ko")
    assert description.ko in entry.description.value
    assert description.en in entry.description.value
    assert icalendar.Calendar.from_ical(data).to_ical()


@given(lines, st.sampled_from((request, cancel)))
def test_any_name_of_a_person_leaves_the_invitation_whole(name, message):
    party = Party(name=name, email="a@b.example")
    data = message(event(), ORGANISER, party, "ko")
    assert first(data).attendee.value == "mailto:a@b.example"


def test_an_edition_without_events_is_an_empty_calendar():
    assert b"VEVENT" not in published()
    assert published().endswith(b"END:VCALENDAR\r\n")
