from datetime import timedelta

import pytest

from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.programme import queries
from forum.programme.errors import EditConflictError, SessionGoneError
from forum.programme.services import (
    create_session,
    move_session,
    revise_session,
    step_session,
    undo,
)
from forum.programme.types import Slot, Verb
from tests.conftest import count_queries
from tests.factories.editions import make_edition, make_person
from tests.factories.programme import DAY, make_session, make_venue, session_of

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("app")]


def slot(**fields):
    return Slot(**{"day": DAY, "starts": 600, "minutes": 60, "place": None, **fields})


def keys(edition, on=DAY):
    return list(queries.untimed_keys(edition, on))


def test_move_session_puts_a_session_elsewhere_and_undo_brings_it_back():
    edition = make_edition()
    hall = make_venue(edition)
    make_session(edition, key="a", starts=570, minutes=90)

    operation = move_session(edition, "a", 0, slot(place=hall.key))

    assert (operation.verb, operation.number) == (Verb.MOVED, 1)
    assert queries.find_slot(edition, "a") == slot(place=hall.key)
    undo(edition)
    assert queries.find_slot(edition, "a") == slot(starts=570, minutes=90)


def test_move_session_does_nothing_where_the_session_stands_there_already():
    edition = make_edition()
    make_session(edition, key="a", starts=600, minutes=60)
    assert move_session(edition, "a", 0, slot()) is None
    assert queries.last_operation_number(edition) == 0


def test_a_session_that_comes_into_a_room_has_its_place():
    edition = make_edition()
    hall = make_venue(edition)
    row = make_session(edition, key="a")
    row.venue_to_be_confirmed = True
    move_session(edition, "a", 0, slot())
    assert row.venue_to_be_confirmed

    move_session(edition, "a", 1, slot(place=hall.key))

    assert not row.venue_to_be_confirmed


def test_move_session_takes_a_session_off_the_grid():
    edition = make_edition()
    make_session(edition, key="a")
    move_session(edition, "a", 0, Slot(minutes=90))
    assert queries.find_slot(edition, "a") == Slot(minutes=90)


def test_two_who_move_one_session_do_not_overwrite_each_other():
    edition = make_edition()
    make_session(edition, key="a", starts=570, minutes=90)
    make_session(edition, key="b")
    move_session(edition, "a", 0, slot(starts=660, minutes=90))
    move_session(edition, "b", 0, slot(starts=800))

    with pytest.raises(EditConflictError) as refused:
        move_session(edition, "a", 0, slot(starts=720, minutes=90))

    conflict = refused.value.conflict
    assert [(c.field, c.base, c.theirs, c.mine) for c in conflict.clashes] == [
        ("starts", 570, 660, 720)
    ]
    assert conflict.version == 1, "the operation on the other session is none of its business"
    move_session(edition, "a", conflict.version, slot(starts=720, minutes=90))
    assert queries.find_slot(edition, "a") == slot(starts=720, minutes=90)


def test_one_who_moves_the_time_and_one_who_moves_the_room_are_both_heard():
    edition = make_edition()
    hall = make_venue(edition)
    make_session(edition, key="a", starts=570, minutes=90)
    move_session(edition, "a", 0, slot(starts=570, minutes=90, place=hall.key))
    move_session(edition, "a", 0, slot(starts=660, minutes=90))
    assert queries.find_slot(edition, "a") == slot(starts=660, minutes=90, place=hall.key)


def test_move_session_refuses_when_the_session_was_removed():
    with pytest.raises(SessionGoneError):
        move_session(make_edition(), "a", 0, slot())


@pytest.mark.parametrize("operations", [1, 30])
def test_a_move_needs_the_same_statements_however_long_the_history_is(operations):
    edition = make_edition()
    make_session(edition, key="a", people=(make_person(),))
    make_session(edition, key="b")
    for number in range(operations):
        revise_session(edition, "b", number, {"track": str(number)})
    db.session.flush()
    with count_queries() as statements:
        move_session(edition, "a", 0, slot())
    assert len(statements) == 17


def test_step_session_changes_places_with_the_neighbour_of_the_same_day():
    edition = make_edition()
    for key in ("a", "b", "c"):
        make_session(edition, key=key, starts=None)
    make_session(edition, key="elsewhere", day=DAY + timedelta(days=1), starts=None)
    make_session(edition, key="timed")

    operation = step_session(edition, "c", earlier=True)

    assert keys(edition) == ["a", "c", "b"]
    assert operation.verb is Verb.REORDERED
    assert operation.title == queries.session_title(edition, "c")
    assert step_session(edition, "a", earlier=True) is None
    assert step_session(edition, "b", earlier=False) is None
    assert step_session(edition, "timed", earlier=True) is None
    step_session(edition, "a", earlier=False)
    assert keys(edition) == ["c", "a", "b"]


def test_step_session_refuses_when_the_session_was_removed():
    with pytest.raises(SessionGoneError):
        step_session(make_edition(), "a", earlier=True)


@pytest.mark.parametrize("elsewhere", [1, 3])
def test_a_day_of_the_draft_is_read_in_as_many_statements_whatever_there_is(elsewhere):
    edition = make_edition()
    make_session(edition, key="here", people=(make_person(),))
    make_session(edition, key="undated", day=None, starts=None)
    for _ in range(elsewhere):
        make_session(edition, day=DAY + timedelta(days=1), people=(make_person(),))
    with count_queries() as statements:
        shown = queries.draft_day(edition, DAY)
    assert len(statements) == 6
    assert [session.key for session in shown.day.sessions] == ["here"]
    assert [session.key for session in shown.undated] == ["undated"]
    assert len(shown.agenda.speakers) == 1


def test_the_days_of_a_draft_are_counted():
    edition = make_edition()
    make_session(edition)
    make_session(edition)
    make_session(edition, day=None, starts=None)
    assert queries.count_sessions_by_day(edition) == {DAY: 2, None: 1}


def test_what_is_created_can_be_moved_at_the_version_it_has():
    edition = make_edition()
    create_session(edition, session_of("new"))
    assert queries.draft_day(edition, DAY).versions == {"new": 1}
    assert queries.session_title(edition, "new") == LocalizedText("세션", "세션 in English")
    assert move_session(edition, "new", 1, slot()) is not None
