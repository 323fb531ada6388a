"""What is on now and next, in the forum and in a room, at every moment of two days."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.dates import moment_of
from forum.core.localized import LocalizedText
from forum.programme.happening import Phase, Stage, happening, room_screen
from forum.programme.types import Place, SessionKind, SessionState
from tests.factories.programme import DAY, agenda_of, session_of

NEXT_DAY = DAY + timedelta(days=1)
HALL = Place(key="hall", name=LocalizedText("홀", "Hall"))
ROOM = Place(key="room", name=LocalizedText("방", "Room"))
OPENING = session_of("opening", starts=540, minutes=60, place="hall")
TALK = session_of("talk", starts=660, minutes=90, place="hall")
PANEL = session_of("panel", starts=660, minutes=60, place="room")
SECOND = session_of("second", day=NEXT_DAY, starts=600, minutes=60, place="room")
AGENDA = agenda_of(OPENING, TALK, PANEL, SECOND, places=(HALL, ROOM))


def seoul(minute: int, day=DAY) -> datetime:
    return moment_of(day, minute, "Asia/Seoul").astimezone(UTC)


def keys(occasions) -> list[str]:
    return [occasion.session.key for occasion in occasions]


@pytest.mark.parametrize(
    ("minute", "phase", "on", "following", "turns"),
    [
        (0, Phase.BEFORE, [], ["opening"], 540),
        (539, Phase.BEFORE, [], ["opening"], 540),
        (540, Phase.ON, ["opening"], ["talk", "panel"], 600),
        (600, Phase.PAUSE, [], ["talk", "panel"], 660),
        (660, Phase.ON, ["talk", "panel"], ["second"], 720),
        (720, Phase.ON, ["talk"], ["second"], 750),
        (750, Phase.OVERNIGHT, [], ["second"], 1440),
        (1440, Phase.PAUSE, [], ["second"], 1440 + 600),
        (1440 + 600, Phase.ON, ["second"], [], 1440 + 660),
        (1440 + 660, Phase.AFTER, [], [], None),
    ],
)
def test_every_moment_has_its_phase_and_says_how_long_it_lasts(minute, phase, on, following, turns):
    there = happening(AGENDA, seoul(minute))

    assert there.phase is phase
    assert [key for room in there.rooms for key in keys(room.now)] == on
    assert keys(there.next) == following
    assert there.turns_at == (None if turns is None else seoul(turns))


def test_each_room_has_what_is_on_in_it_and_what_comes_next_there_that_day():
    hall, room = happening(AGENDA, seoul(550)).rooms

    assert (hall.place, keys(hall.now), keys(hall.next)) == (HALL, ["opening"], ["talk"])
    assert (room.place, keys(room.now), keys(room.next)) == (ROOM, [], ["panel"])


def test_between_two_days_the_rooms_of_the_next_one_are_told():
    there = happening(AGENDA, seoul(800))

    assert there.day == NEXT_DAY
    assert [(room.place, keys(room.next)) for room in there.rooms] == [(ROOM, ["second"])]


def test_what_is_cancelled_is_never_on_nor_next():
    cancelled = session_of("gone", starts=540, minutes=60, state=SessionState.CANCELLED)

    there = happening(agenda_of(cancelled, TALK, places=(HALL,)), seoul(550))

    assert (there.phase, keys(there.next)) == (Phase.BEFORE, ["talk"])


def test_a_break_is_not_what_people_ask_for_as_next():
    pause = session_of("break", starts=600, minutes=60)
    pause = type(pause)(
        key="break",
        kind=SessionKind.BREAK,
        title=pause.title,
        day=DAY,
        starts=600,
        minutes=60,
    )

    there = happening(agenda_of(OPENING, pause, TALK, places=(HALL,)), seoul(550))

    assert keys(there.next) == ["talk"]


def test_what_has_no_place_yet_comes_last():
    placeless = session_of("placeless", starts=540, minutes=60)

    hall, nowhere = happening(agenda_of(placeless, OPENING, places=(HALL,)), seoul(550)).rooms

    assert (hall.place, nowhere.place, keys(nowhere.now)) == (HALL, None, ["placeless"])


def test_without_times_nothing_is_on():
    there = happening(agenda_of(session_of("a", starts=None)), seoul(600))

    assert (there.phase, there.rooms, there.turns_at) == (Phase.UNTIMED, (), None)


def test_a_session_of_unknown_length_is_on_for_half_an_hour():
    agenda = agenda_of(session_of("a", starts=540, minutes=None))

    assert happening(agenda, seoul(569)).phase is Phase.ON
    assert happening(agenda, seoul(570)).phase is Phase.AFTER


@given(st.integers(min_value=-600, max_value=3 * 1440))
def test_until_it_turns_nothing_changes(minute):
    there = happening(AGENDA, seoul(0) + timedelta(minutes=minute))

    if there.turns_at is not None:
        later = happening(AGENDA, there.turns_at - timedelta(seconds=1))
        assert (later.phase, later.rooms, later.next) == (there.phase, there.rooms, there.next)


# ------------------------------------------------------------------ the door of one room


def staged(minute: int, agenda=AGENDA, place=ROOM) -> dict[str, Stage]:
    screen = room_screen(agenda, place, seoul(minute))
    return {entry.session.key: entry.stage for entry in screen.entries}


def test_a_door_shows_only_what_happens_in_its_room_for_all_days():
    assert staged(0) == {"panel": Stage.NEXT, "second": Stage.FAR}
    assert staged(660) == {"panel": Stage.NOW, "second": Stage.NEXT}
    assert staged(720) == {"panel": Stage.PAST, "second": Stage.NEXT}
    assert staged(1440 + 700) == {"panel": Stage.PAST, "second": Stage.PAST}


def test_the_rest_of_the_day_comes_after_what_is_next():
    later = session_of("later", starts=900, place="hall")
    agenda = agenda_of(OPENING, TALK, later, places=(HALL,))

    assert staged(550, agenda, HALL) == {
        "opening": Stage.NOW,
        "talk": Stage.NEXT,
        "later": Stage.LATER,
    }


def test_a_cancelled_session_stays_at_the_door_but_is_never_next():
    gone = session_of("gone", starts=620, place="hall", state=SessionState.CANCELLED)
    agenda = agenda_of(OPENING, gone, TALK, places=(HALL,))

    assert staged(550, agenda, HALL) == {
        "opening": Stage.NOW,
        "gone": Stage.LATER,
        "talk": Stage.NEXT,
    }


def test_what_has_no_time_is_told_as_such():
    agenda = agenda_of(session_of("a", starts=None, place="hall"), places=(HALL,))

    assert staged(0, agenda, HALL) == {"a": Stage.UNTIMED}
