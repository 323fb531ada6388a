from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from forum.core import dates

TUESDAY = date(2018, 12, 11)


def test_a_day_is_written_as_each_language_writes_it():
    assert dates.format_date(TUESDAY, "ko") == "2018. 12. 11.(화)"
    assert dates.format_date(TUESDAY, "en") == "Tue, 11 December 2018"


def test_a_moment_has_24_hours():
    moment = datetime(2018, 12, 11, 4, 30, tzinfo=UTC)
    seoul = ZoneInfo("Asia/Seoul")
    assert dates.format_datetime(moment, seoul, "ko") == "2018. 12. 11.(화) 13:30"
    assert dates.format_datetime(moment, seoul, "en") == "Tue, 11 December 2018, 13:30"


@pytest.mark.parametrize(
    ("ends", "korean", "english"),
    [
        (date(2018, 12, 11), "2018. 12. 11.(화)", "Tue, 11 December 2018"),
        (date(2018, 12, 12), "2018. 12. 11.(화) – 12.(수)", "11–12 December 2018"),
        (
            date(2019, 1, 2),
            "2018. 12. 11.(화) – 2019. 1. 2.(수)",
            "11 December 2018 – 2 January 2019",
        ),
    ],
)
def test_a_period_does_not_repeat_itself(ends, korean, english):
    assert dates.format_period(TUESDAY, ends, "ko") == korean
    assert dates.format_period(TUESDAY, ends, "en") == english


def test_hours_go_on_past_midnight():
    assert dates.format_minute(25 * 60 + 10) == "25:10"
    moment = dates.moment_of(TUESDAY, 25 * 60 + 10, "Asia/Seoul")
    assert moment.isoformat() == "2018-12-12T01:10:00+09:00"


@pytest.mark.parametrize(("zone", "word"), [("Asia/Seoul", "KST"), ("UTC", "UTC")])
def test_a_zone_is_named_as_beside_a_time(zone, word):
    assert dates.zone_word(zone) == word
