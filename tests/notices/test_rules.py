"""Who is told what of a release: the tables, and each kind of news."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from forum.core.localized import LocalizedText
from forum.notices.rules import (
    NEWS_OF,
    TOLD,
    count_notices,
    group_notices,
    notices_of,
)
from forum.notices.types import CalendarMethod, News, Recipient, Tie
from forum.programme.changes import CHANGES
from forum.programme.rules import compare, keep_cancelled
from forum.programme.types import (
    Agenda,
    Contribution,
    Place,
    Role,
    RoleHeld,
    Session,
    SessionState,
    Speaker,
)
from tests.factories.programme import DAY, agenda_of, session_of

TODAY = DAY - timedelta(days=20)
HALL = Place(key="hall", name=LocalizedText("홀", "Hall"), floor="8F")
ROOM = Place(key="room", name=LocalizedText("회의실", "Room"))
PLACES = (HALL, ROOM)
GILDONG = Speaker(key="gildong", name=LocalizedText("홍길동", "Hong Gildong"))
CHAIR = RoleHeld(role=Role.CHAIR, speaker="gildong")
SPEAKER = Recipient(
    email="gildong@example.org",
    names=(GILDONG.name,),
    language="ko",
    speakers=frozenset({"gildong"}),
)
ATTENDEE = Recipient(
    email="chosen@example.org", names=(GILDONG.name,), language="en", chosen=frozenset("a")
)
STARRER = Recipient(
    email="starred@example.org", names=(GILDONG.name,), language="en", starred=frozenset("a")
)
STRANGER = Recipient(
    email="other@example.org", names=(GILDONG.name,), language="en", chosen=frozenset("z")
)
EVERYBODY = (SPEAKER, ATTENDEE, STARRER, STRANGER)


def agenda(*sessions: Session, **more) -> Agenda:
    return agenda_of(*sessions, **{"places": PLACES, "speakers": (GILDONG,), **more})


def told(before, after, *audience, today=TODAY):
    """Return who is told what of each session, and what their calendar is asked to do."""
    after = keep_cancelled(before, after)
    notices = notices_of(before, after, compare(before, after), audience, today=today)
    return {
        notice.recipient.email.partition("@")[0]: {
            one.session: (set(one.news), one.method) for one in notice.sessions
        }
        for notice in notices
    }


A = session_of("a", place="hall", roles=(CHAIR,))
ALL_OF_A = ("gildong", "chosen", "starred")


def test_every_kind_of_change_is_decided():
    assert NEWS_OF.keys() == CHANGES.keys()
    assert TOLD.keys() == set(News)


@pytest.mark.parametrize(
    ("after", "news"),
    [
        (replace(A, starts=600), News.MOVED),
        (replace(A, minutes=30), News.MOVED),
        (replace(A, day=DAY + timedelta(days=1)), News.MOVED),
        (replace(A, place="room"), News.RELOCATED),
        (replace(A, title=LocalizedText("다른", "Other")), News.RETITLED),
    ],
)
def test_who_has_a_session_is_told_and_their_calendars_are_asked(after, news):
    said = {"a": ({news}, CalendarMethod.REQUEST)}
    assert told(agenda(A), agenda(after), *EVERYBODY) == dict.fromkeys(ALL_OF_A, said)


@pytest.mark.parametrize("after", [(), (replace(A, state=SessionState.CANCELLED),)])
def test_a_session_that_is_cancelled_or_taken_out_leaves_the_calendars(after):
    said = {"a": ({News.CANCELLED}, CalendarMethod.CANCEL)}
    assert told(agenda(A), agenda(*after), *EVERYBODY) == dict.fromkeys(ALL_OF_A, said)


def test_a_session_without_a_day_that_is_taken_out_is_told_but_was_in_no_calendar():
    undated = replace(A, day=None, starts=None)
    said = {"a": ({News.CANCELLED}, None)}
    assert told(agenda(undated), agenda(), *EVERYBODY) == dict.fromkeys(ALL_OF_A, said)


def test_a_session_that_loses_its_day_leaves_the_calendars():
    said = {"a": ({News.MOVED}, CalendarMethod.CANCEL)}
    undated = replace(A, day=None, starts=None)
    assert told(agenda(A), agenda(undated), *EVERYBODY) == dict.fromkeys(ALL_OF_A, said)


def test_what_takes_place_after_all_is_told_with_what_else_differs():
    before = agenda(replace(A, state=SessionState.CANCELLED))
    said = {"a": ({News.RESTORED, News.MOVED}, CalendarMethod.REQUEST)}
    assert told(before, agenda(replace(A, starts=600)), *EVERYBODY) == dict.fromkeys(ALL_OF_A, said)


def test_what_changes_in_a_session_that_stays_cancelled_is_told_to_nobody():
    before = replace(A, state=SessionState.CANCELLED)
    assert told(agenda(before), agenda(replace(before, starts=600)), *EVERYBODY) == {}


@pytest.mark.parametrize(
    "after",
    [
        replace(A, abstract=LocalizedText("요지", "Abstract")),
        replace(A, subtitle=LocalizedText("부제", "Subtitle")),
        replace(A, languages=("ko",)),
        replace(A, seats=30),
        replace(A, contributions=(Contribution(order=1, title=LocalizedText("발표", "Talk")),)),
    ],
)
def test_what_stands_in_the_changelog_alone_is_mailed_to_nobody(after):
    assert told(agenda(A), agenda(after), *EVERYBODY) == {}


def test_a_biography_and_a_place_that_is_described_anew_are_mailed_to_nobody():
    speakers = (replace(GILDONG, biography=LocalizedText("약력", "Biography")),)
    places = (replace(HALL, capacity=400, access_notes=LocalizedText("승강기", "Lift")), ROOM)
    assert told(agenda(A), agenda(A, speakers=speakers, places=places), *EVERYBODY) == {}


def test_a_place_with_another_name_is_another_place():
    places = (replace(HALL, floor="9F"), ROOM)
    said = {"a": ({News.RELOCATED}, CalendarMethod.REQUEST)}
    assert told(agenda(A), agenda(A, places=places), ATTENDEE) == {"chosen": said}


def test_who_comes_and_who_goes_is_told_and_nobody_else():
    without = agenda(replace(A, roles=()))
    assert told(without, agenda(A), *EVERYBODY) == {
        "gildong": {"a": ({News.JOINED}, CalendarMethod.REQUEST)}
    }
    assert told(agenda(A), without, *EVERYBODY) == {
        "gildong": {"a": ({News.LEFT}, CalendarMethod.CANCEL)}
    }


def test_a_contribution_is_a_part_too():
    talk = Contribution(order=1, title=LocalizedText("발표", "Talk"), speaker="gildong")
    with_talk = replace(A, roles=(), contributions=(talk,))
    assert told(agenda(with_talk), agenda(), SPEAKER) == {
        "gildong": {"a": ({News.CANCELLED}, CalendarMethod.CANCEL)}
    }
    assert told(agenda(replace(A, roles=())), agenda(with_talk), SPEAKER) == {
        "gildong": {"a": ({News.JOINED}, CalendarMethod.REQUEST)}
    }


@pytest.mark.parametrize(
    ("part", "is_told"),
    [
        (replace(CHAIR, role=Role.MODERATOR), True),
        (replace(CHAIR, minutes=20), True),
        (replace(CHAIR, title=LocalizedText("인사", "Greeting")), True),
        (replace(CHAIR, confirmed=False), False),
    ],
)
def test_another_part_is_told_by_mail_alone(part, is_told):
    said = {"gildong": {"a": ({News.PART}, None)}} if is_told else {}
    assert told(agenda(A), agenda(replace(A, roles=(part,))), *EVERYBODY) == said


def test_a_number_that_shifts_because_somebody_comes_before_is_told_to_nobody():
    mine = Contribution(order=1, title=LocalizedText("발표", "Talk"), speaker="gildong")
    other = Contribution(order=1, title=LocalizedText("첫 발표", "First talk"))
    before = agenda(replace(A, contributions=(mine,)))
    after = agenda(replace(A, contributions=(other, replace(mine, order=2))))
    assert told(before, after, SPEAKER) == {}


def test_a_new_session_is_told_to_those_in_it_and_to_those_who_had_it_before():
    assert told(agenda(), agenda(A), *EVERYBODY) == {
        "gildong": {"a": ({News.JOINED}, CalendarMethod.REQUEST)},
        "chosen": {"a": ({News.RESTORED}, CalendarMethod.REQUEST)},
        "starred": {"a": ({News.RESTORED}, CalendarMethod.REQUEST)},
    }


def test_a_speaker_who_leaves_and_is_registered_keeps_the_session():
    both = replace(SPEAKER, chosen=frozenset("a"))
    assert told(agenda(A), agenda(replace(A, roles=())), both) == {
        "gildong": {"a": ({News.LEFT}, None)}
    }
    assert told(agenda(A), agenda(replace(A, roles=(), starts=600)), both) == {
        "gildong": {"a": ({News.LEFT, News.MOVED}, CalendarMethod.REQUEST)}
    }


def test_who_speaks_and_is_registered_is_told_once_for_both():
    both = replace(SPEAKER, chosen=frozenset("ab"))
    b = session_of("b", starts=840)
    before, after = agenda(A, b), agenda(replace(A, starts=600), replace(b, starts=900))
    (notice,) = notices_of(before, after, compare(before, after), [both], today=TODAY)
    assert [(one.session, one.ties) for one in notice.sessions] == [
        ("a", (Tie.SPEAKER, Tie.ATTENDEE)),
        ("b", (Tie.ATTENDEE,)),
    ]
    assert notice.ties == {Tie.SPEAKER, Tie.ATTENDEE}


def test_who_joins_a_session_without_a_day_gets_no_calendar_object():
    undated = replace(A, day=None, starts=None)
    assert told(agenda(replace(undated, roles=())), agenda(undated), SPEAKER) == {
        "gildong": {"a": ({News.JOINED}, None)}
    }
    assert told(agenda(replace(A, roles=())), agenda(undated), SPEAKER) == {
        "gildong": {"a": ({News.JOINED}, None)}
    }


def test_the_first_release_is_told_to_nobody():
    assert notices_of(None, agenda(A), (), EVERYBODY, today=TODAY) == ()


def test_what_is_over_is_told_to_nobody():
    after = agenda(replace(A, starts=600))
    assert told(agenda(A), after, ATTENDEE, today=DAY + timedelta(days=1)) == {}
    assert told(agenda(A), after, ATTENDEE, today=DAY) != {}
    later = agenda(replace(A, day=date(2026, 12, 20)))
    assert told(agenda(A), later, ATTENDEE, today=DAY + timedelta(days=1)) != {}


def test_mails_are_counted_by_whom_by_what_and_by_language():
    before, after = agenda(A), agenda(replace(A, starts=600, place="room"))
    notices = notices_of(before, after, compare(before, after), EVERYBODY, today=TODAY)
    counts = count_notices(notices)
    assert counts.mails == 3
    assert counts.ties == {Tie.SPEAKER: 1, Tie.ATTENDEE: 1, Tie.STAR: 1}
    assert counts.news == {News.MOVED: 3, News.RELOCATED: 3}
    assert counts.languages == {"ko": 1, "en": 2}


def test_those_who_are_told_the_same_stand_together():
    before, after = agenda(A), agenda(replace(A, starts=600))
    twin = replace(ATTENDEE, email="twin@example.org")
    audience = [ATTENDEE, SPEAKER, twin]
    notices = notices_of(before, after, compare(before, after), audience, today=TODAY)
    assert [
        [recipient.email for recipient in group.recipients] for group in group_notices(notices)
    ] == [["gildong@example.org"], ["chosen@example.org", "twin@example.org"]]
