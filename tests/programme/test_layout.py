from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from forum.core.localized import LocalizedText
from forum.demo.services import read_demo
from forum.exchange.agendas import agendas_of
from forum.programme.layout import DayScore, PartKind, layout_day, layout_days, parts_of
from forum.programme.types import (
    AgendaCity,
    AgendaItem,
    Contribution,
    Day,
    Place,
    Session,
    SessionState,
)
from tests.factories.programme import DAY, agenda_of, session_of


def place(key):
    return Place(key=key, name=LocalizedText(key, key))


def score_of(*sessions: Session, places: tuple[str, ...] = ("hall", "side", "museum")) -> DayScore:
    agenda = agenda_of(*sessions, places=tuple(place(key) for key in places))
    return layout_day(agenda, agenda.days[0])


def block(score, key):
    return next(block for block in score.blocks if block.session.key == key)


def at(clock):
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def test_rows_are_five_minutes_from_the_first_whole_hour():
    score = score_of(session_of(starts=at("09:30"), minutes=95, place="hall"))
    assert (score.first_minute, score.last_minute) == (at("09:00"), at("12:00"))
    assert (block(score, "a").row, block(score, "a").rows) == (6, 19)
    assert [(hour.minute, hour.row) for hour in score.hours] == [(540, 0), (600, 12), (660, 24)]


def test_moments_are_in_utc():
    score = score_of(session_of(starts=at("09:30"), minutes=60, place="hall"))
    assert block(score, "a").starts_at == datetime(DAY.year, DAY.month, DAY.day, 0, 30, tzinfo=UTC)
    assert block(score, "a").ends_at == datetime(DAY.year, DAY.month, DAY.day, 1, 30, tzinfo=UTC)
    assert score.hours[0].at == datetime(DAY.year, DAY.month, DAY.day, 0, 0, tzinfo=UTC)


def test_rooms_stand_side_by_side_in_their_order():
    score = score_of(
        session_of("b", place="side"),
        session_of("a", place="hall"),
    )
    assert [lane.places[0].key for lane in score.lanes] == ["hall", "side"]
    assert block(score, "a").column == 1
    assert block(score, "b").column == 2
    assert block(score, "b").is_parallel
    assert not block(score, "a").is_parallel


def test_what_has_no_place_yet_stands_in_a_dashed_lane_of_its_own():
    score = score_of(
        session_of("session-3", place="hall"),
        session_of("ilo-special", place_to_be_confirmed=True),
    )
    assert [lane.is_open for lane in score.lanes] == [False, True]
    assert score.lanes[1].places == ()
    assert block(score, "ilo-special").column == 2


def test_a_transfer_without_a_place_spans_every_room():
    score = score_of(
        session_of("a", starts=at("09:00"), minutes=60, place="hall"),
        session_of("b", starts=at("09:00"), minutes=60, place="side"),
        session_of("transfer", starts=at("10:00"), minutes=30),
    )
    assert (block(score, "transfer").column, block(score, "transfer").columns) == (1, 2)


def test_a_transfer_beside_which_something_happens_keeps_to_a_lane():
    score = score_of(
        session_of("a", starts=at("09:00"), minutes=90, place="hall"),
        session_of("transfer", starts=at("10:00"), minutes=30),
    )
    assert block(score, "transfer").column == 2
    assert block(score, "transfer").columns == 1


def test_sessions_at_the_same_time_in_one_room_split_its_lane():
    score = score_of(
        session_of("before", starts=at("09:00"), minutes=60, place="hall"),
        session_of("one", starts=at("10:00"), minutes=60, place="hall"),
        session_of("two", starts=at("10:30"), minutes=60, place="hall"),
        session_of("three", starts=at("10:00"), minutes=90, place="side"),
    )
    assert [(lane.column, lane.columns) for lane in score.lanes] == [(1, 2), (3, 1)]
    assert (block(score, "before").column, block(score, "before").columns) == (1, 2)
    assert (block(score, "one").column, block(score, "one").columns) == (1, 1)
    assert (block(score, "two").column, block(score, "two").columns) == (2, 1)
    assert block(score, "three").column == 3


def test_places_little_used_share_a_lane_when_they_never_overlap():
    score = score_of(
        session_of("morning", starts=at("09:00"), minutes=180, place="hall"),
        session_of("lunch", starts=at("12:00"), minutes=60, place="side"),
        session_of("afternoon", starts=at("13:00"), minutes=240, place="hall"),
        session_of("visit", starts=at("17:00"), minutes=60, place="museum"),
    )
    assert [[p.key for p in lane.places] for lane in score.lanes] == [["hall"], ["side", "museum"]]
    assert block(score, "visit").shows_place
    assert not block(score, "morning").shows_place


def test_long_empty_hours_are_drawn_short():
    score = score_of(
        session_of("morning", starts=at("09:00"), minutes=90, place="hall"),
        session_of("dinner", starts=at("18:30"), minutes=90, place="hall"),
    )
    assert [(gap.starts, gap.ends, gap.hours) for gap in score.gaps] == [(660, 1080, 7)]
    assert block(score, "morning").row == 0
    assert score.gaps[0].row == 24
    assert block(score, "dinner").row == 24 + score.gaps[0].rows + 6
    assert [hour.minute // 60 for hour in score.hours] == [9, 10, 18, 19]


def test_a_short_pause_is_drawn_to_scale():
    score = score_of(
        session_of("one", starts=at("09:00"), minutes=60, place="hall"),
        session_of("two", starts=at("12:00"), minutes=60, place="hall"),
    )
    assert len(score.gaps) == 1
    score = score_of(
        session_of("one", starts=at("09:00"), minutes=60, place="hall"),
        session_of("two", starts=at("11:30"), minutes=60, place="hall"),
    )
    assert score.gaps == ()


def test_sessions_without_a_time_keep_their_order_and_are_never_at_midnight():
    score = score_of(
        session_of("second", starts=None, minutes=None, place="hall"),
        session_of("first", starts=None, minutes=None, place="hall"),
    )
    assert score.blocks == ()
    assert [session.key for session in score.untimed] == ["second", "first"]


def test_a_cancelled_session_stays_and_hides_no_parallel_one():
    score = score_of(
        session_of("gone", place="hall", state=SessionState.CANCELLED),
        session_of("b", place="side"),
    )
    assert block(score, "gone").session.state is SessionState.CANCELLED
    assert not block(score, "b").is_parallel


def test_a_session_of_unknown_length_has_a_start_and_no_end():
    score = score_of(session_of(starts=at("09:00"), minutes=None, place="hall"))
    assert block(score, "a").ends_at is None
    assert block(score, "a").rows == 6


def test_contributions_are_drawn_to_scale_inside_their_session():
    session = session_of(
        starts=at("13:30"),
        minutes=95,
        presentations_minutes=80,
        discussion_minutes=15,
        contributions=tuple(
            Contribution(order=n, title=LocalizedText("발표", "Talk"), city=f"city-{n}")
            for n in range(1, 5)
        ),
    )
    cities = tuple(
        AgendaCity(key=f"city-{n}", name=LocalizedText(f"도시 {n}", f"City {n}"))
        for n in range(1, 5)
    )
    parts = parts_of(agenda_of(session, cities=cities), session)
    assert [part.rows for part in parts] == [4, 4, 4, 4, 3]
    assert [part.starts for part in parts] == [810, 830, 850, 870, 890]
    assert [part.label.en for part in parts] == ["City 1", "City 2", "City 3", "City 4", ""]
    assert parts[-1].kind is PartKind.DISCUSSION


def test_what_is_left_of_a_session_belongs_to_its_agenda_items():
    session = session_of(
        minutes=120,
        panel_minutes=30,
        items=(AgendaItem(text=LocalizedText("규약", "Bylaws"), decides=True),),
    )
    parts = parts_of(agenda_of(session), session)
    assert [(part.kind, part.minutes) for part in parts] == [("panel", 30), ("items", 90)]


def test_parts_longer_than_their_session_are_not_drawn():
    session = session_of(minutes=30, panel_minutes=60)
    assert parts_of(agenda_of(session), session) == ()


def test_days_side_by_side_share_one_axis():
    later = date(2026, 12, 12)
    agenda = agenda_of(
        session_of("a", starts=at("11:00"), minutes=60, place="hall"),
        session_of("b", day=later, starts=at("09:30"), minutes=60, place="hall"),
        places=(place("hall"),),
    )
    one, two = layout_days(agenda)
    assert (one.first_minute, one.last_minute) == (two.first_minute, two.last_minute) == (540, 720)


def plan_of_2018():
    file = next(file for file in read_demo().editions if file.edition.slug == "dwc-2018")
    releases = agendas_of(file, agenda_of().edition)
    return next(agenda for _release, agenda in releases if agenda.session("ilo-special"))


def test_the_plan_of_2018_is_drawn_as_it_was():
    first, second = layout_days(plan_of_2018())
    assert [[p.key for p in lane.places] for lane in first.lanes] == [
        ["hall"],
        ["meeting", "museum"],
    ]
    assert (block(first, "transfer").column, block(first, "transfer").columns) == (1, 2)
    assert [part.city for part in block(first, "session-1").parts][:4] == [
        "hamburg",
        "london",
        "marseille",
        "seoul",
    ]
    assert [lane.is_open for lane in second.lanes] == [False, True]
    assert block(second, "session-3").row == block(second, "ilo-special").row
    assert block(second, "ilo-special").is_parallel
    assert len(first.blocks) + len(second.blocks) == 15


@given(
    st.lists(
        st.tuples(
            st.integers(0, 23 * 60),
            st.integers(1, 300),
            st.sampled_from(["hall", "side", "museum", None]),
        ),
        min_size=1,
        max_size=14,
    )
)
def test_no_two_sessions_are_ever_drawn_over_one_another(rows):
    sessions = [
        session_of(f"s{n}", starts=starts, minutes=minutes, place=room)
        for n, (starts, minutes, room) in enumerate(rows)
    ]
    score = score_of(*sessions)
    cells = [
        (row, column)
        for b in score.blocks
        for row in range(b.row, b.row + b.rows)
        for column in range(b.column, b.column + b.columns)
    ]
    assert len(cells) == len(set(cells))
    assert all(b.column >= 1 and b.column + b.columns - 1 <= score.columns for b in score.blocks)
    assert all(b.row >= 0 and b.row + b.rows <= score.rows + 1 for b in score.blocks)


def drafted(*sessions: Session) -> DayScore:
    agenda = agenda_of(*sessions, places=tuple(place(key) for key in ("hall", "side", "museum")))
    day = agenda.days[0] if sessions else Day(on=DAY, sessions=())
    return layout_day(agenda, day, within=(at("08:00"), at("18:00")), every_place=True)


def test_the_editor_draws_every_place_and_what_has_none():
    score = drafted(
        session_of("a", place="side"),
        session_of("bus", place=None, starts=at("12:00"), minutes=30),
    )
    names = [[entry.key for entry in lane.places] for lane in score.lanes]
    assert names == [["hall"], ["side"], ["museum"], []]
    assert block(score, "a").column == 2
    assert (block(score, "bus").column, block(score, "bus").columns) == (4, 1)


def test_the_editor_leaves_no_hour_out():
    score = drafted(
        session_of("a", starts=at("09:00"), minutes=60, place="hall"),
        session_of("b", starts=at("16:00"), minutes=60, place="hall"),
    )
    assert score.gaps == ()
    assert block(score, "b").row == (at("16:00") - at("08:00")) // 5


def test_the_editor_draws_the_hours_of_an_empty_day():
    score = drafted()
    assert (score.first_minute, score.last_minute) == (at("08:00"), at("18:00"))
    assert score.blocks == ()
    assert len(score.lanes) == 4


def test_the_editor_draws_what_runs_outside_the_usual_hours():
    score = drafted(session_of("a", starts=at("06:10"), minutes=60, place="hall"))
    assert (score.first_minute, score.last_minute) == (at("06:00"), at("18:00"))


# -------------------------------------------------------------------------- cut for paper


def wide_score(rooms: int) -> DayScore:
    keys = tuple(f"room-{number}" for number in range(rooms))
    held = [session_of(key, starts=at("10:00"), minutes=60, place=key) for key in keys]
    return score_of(
        *held, session_of("bus", starts=at("12:00"), minutes=30, place=None), places=keys
    )


def test_a_drawing_that_is_narrow_enough_is_left_whole():
    score = wide_score(6)
    assert score.in_parts(6) == (score,)


def test_a_wide_drawing_is_cut_into_parts_of_about_one_width():
    parts = wide_score(16).in_parts(6)

    assert [part.columns for part in parts] == [6, 6, 4]
    assert [lane.places[0].key for part in parts for lane in part.lanes] == [
        f"room-{number}" for number in range(16)
    ]
    assert all(lane.column == index for part in parts for index, lane in enumerate(part.lanes, 1))


def test_what_spans_every_room_is_in_every_part():
    parts = wide_score(16).in_parts(6)

    assert [(block(part, "bus").column, block(part, "bus").columns) for part in parts] == [
        (1, 6),
        (1, 6),
        (1, 4),
    ]
    assert sum(len(part.blocks) for part in parts) == 16 + len(parts)
