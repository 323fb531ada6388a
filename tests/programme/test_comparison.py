"""What holds for the difference of any two programmes."""

import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.localized import EMPTY, LocalizedText
from forum.programme.changes import CHANGES, Added, SessionChange, When
from forum.programme.comparison.orders import out_of_order
from forum.programme.rules import apply, compare
from forum.programme.serial import changes_from_list, changes_to_list
from forum.programme.types import (
    Access,
    Agenda,
    AgendaCity,
    AgendaItem,
    Contribution,
    Interpretation,
    Material,
    Place,
    ReleaseFacts,
    Role,
    RoleHeld,
    SessionKind,
    SessionState,
    Speaker,
)
from tests.factories.agendas import agendas, large_agenda, revisions, texts
from tests.factories.programme import agenda_of, session_of


@given(agendas)
def test_an_agenda_never_differs_from_itself(agenda):
    assert compare(agenda, agenda) == ()


@given(revisions())
def test_agendas_differ_in_nothing_exactly_if_they_are_equal(both):
    old, new = both

    assert (compare(old, new) == ()) is (old == new)


PLACE = Place(key="hall", name=LocalizedText("홀", "Hall"))
SPEAKER = Speaker(key="weil", name=LocalizedText("와일", "Weil"))
CITY = AgendaCity(key="vienna", name=LocalizedText("빈", "Vienna"))


OTHER_TEXT = LocalizedText("다른 글", "Another text")
OTHER: dict[str, Any] = {
    **dict.fromkeys(("name", "title", "subtitle", "abstract", "audience", "note"), OTHER_TEXT),
    **dict.fromkeys(("access_notes", "biography", "to_be_confirmed", "theme", "host"), OTHER_TEXT),
    **dict.fromkeys(("topics", "works"), (OTHER_TEXT,)),
    **dict.fromkeys(("floor", "sort_key", "own_name", "track", "stream"), "other"),
    **dict.fromkeys(("country", "region", "timezone"), "other"),
    **dict.fromkeys(("capacity", "minutes", "expected", "seats", "expected_cities_about"), 77),
    **dict.fromkeys(("presentations_minutes", "panel_minutes", "discussion_minutes", "starts"), 77),
    **dict.fromkeys(("latitude", "longitude"), 12.5),
    **dict.fromkeys(("off_site", "role_only", "archived", "trial", "optional"), True),
    **dict.fromkeys(("do_not_record", "place_to_be_confirmed"), True),
    **dict.fromkeys(("starts_on", "ends_on", "day"), date(2030, 1, 1)),
    **dict.fromkeys(("inferred", "languages", "expected_cities"), ("other",)),
    "kind": SessionKind.PRESS,
    "place": "room",
    "access": Access.INVITATION,
    "state": SessionState.CANCELLED,
    "interpretation": (Interpretation(language="en", channel="2"),),
    "materials": (Material(title=OTHER_TEXT, address="https://example.org"),),
    "roles": (RoleHeld(role=Role.CHAIR, speaker="weil"),),
    "contributions": (Contribution(order=1, title=OTHER_TEXT),),
    "items": (AgendaItem(text=OTHER_TEXT, decides=True),),
}


def _others(entry: Any) -> list[Any]:
    """Return the entry with each of its fields, its key aside, saying something else."""
    names = [field.name for field in fields(entry) if field.name not in {"key", "slug"}]
    return [replace(entry, **{name: OTHER[name]}) for name in names]


@pytest.mark.parametrize("other", _others(session_of()))
def test_no_field_of_a_session_is_forgotten(other):
    _told_and_applied(agenda_of(session_of()), agenda_of(other))


@pytest.mark.parametrize("other", _others(PLACE))
def test_no_field_of_a_place_is_forgotten(other):
    _told_and_applied(agenda_of(places=(PLACE,)), agenda_of(places=(other,)))


@pytest.mark.parametrize("other", _others(SPEAKER))
def test_no_field_of_a_person_is_forgotten(other):
    _told_and_applied(agenda_of(speakers=(SPEAKER,)), agenda_of(speakers=(other,)))


@pytest.mark.parametrize("other", _others(CITY))
def test_no_field_of_a_city_is_forgotten(other):
    _told_and_applied(agenda_of(cities=(CITY,)), agenda_of(cities=(other,)))


@pytest.mark.parametrize("other", _others(agenda_of().edition))
def test_no_field_of_the_edition_is_forgotten(other):
    _told_and_applied(agenda_of(), replace(agenda_of(), edition=other))


def _told_and_applied(old: Agenda, new: Agenda) -> None:
    assert old != new
    changes = changes_from_list(json.loads(json.dumps(changes_to_list(compare(old, new)))))
    assert changes
    assert apply(old, changes) == new


@given(revisions())
def test_the_changes_applied_to_the_old_agenda_give_the_new_one(both):
    old, new = both

    assert apply(old, compare(old, new)) == new


@given(agendas, agendas)
def test_the_changes_applied_give_the_new_agenda_however_different_it_is(old, new):
    assert apply(old, compare(old, new)) == new


@given(revisions())
def test_changes_do_the_same_after_they_were_stored(both):
    old, new = both
    stored = json.loads(json.dumps(changes_to_list(compare(old, new))))

    assert apply(old, changes_from_list(stored)) == new


@given(revisions())
def test_what_was_made_of_changes_differs_in_these_changes(both):
    old, new = both
    changes = compare(old, new)

    assert compare(old, apply(old, changes)) == changes


@given(revisions())
def test_every_session_that_differs_is_told(both):
    old, new = both
    told = {change.session for change in compare(old, new) if isinstance(change, SessionChange)}

    differing = {
        key
        for key in {s.key for s in (*old.sessions, *new.sessions)}
        if old.session(key) != new.session(key)
    }
    assert differing <= told


@given(revisions(), texts)
def test_which_release_an_agenda_is_makes_no_difference(both, note):
    old, new = both
    facts = ReleaseFacts(number=3, note=note, released_at=datetime(2026, 12, 1, tzinfo=UTC))
    other = replace(new, release=facts, sequences={"a": 3})

    assert compare(old, other) == compare(old, new)
    assert apply(old, compare(old, other)) == new


@given(st.lists(st.integers(0, 30), unique=True, max_size=7), st.randoms())
def test_as_few_as_possible_are_out_of_order(keys, random):
    before = [str(key) for key in keys]
    after = list(before)
    random.shuffle(after)

    moved = out_of_order(before, after)

    assert [k for k in before if k not in moved] == [k for k in after if k not in moved]
    assert len(moved) == len(after) - _longest_run([before.index(key) for key in after])


def _longest_run(numbers: list[int]) -> int:
    """Return the length of the longest rising run, by trying for each where it ends."""
    lengths: list[int] = []
    for index, number in enumerate(numbers):
        smaller = [lengths[other] for other in range(index) if numbers[other] < number]
        lengths.append(1 + max(smaller, default=0))
    return max(lengths, default=0)


def test_sessions_that_move_in_time_need_no_word_about_the_order():
    old = agenda_of(session_of("a"), session_of("b", starts=700), session_of("c", starts=800))
    new = agenda_of(
        session_of("new", starts=600), session_of("b", starts=700), session_of("a", starts=900)
    )

    assert [change.kind for change in compare(old, new)] == ["added", "moved", "removed"]


def test_a_change_that_was_stored_without_what_it_needs_is_not_applied():
    stored = Added(session="b", title=EMPTY, when=When(), place=EMPTY)

    with pytest.raises(ValueError, match="stored without"):
        apply(agenda_of(), [stored])


def test_every_kind_of_change_has_its_name():
    assert {kind: change.kind for kind, change in CHANGES.items()} == {k: k for k in CHANGES}


def test_a_large_programme_differs_only_where_it_was_changed():
    old = large_agenda()
    sessions = list(old.sessions)
    sessions[7] = replace(sessions[7], minutes=60)
    new = replace(old, sessions=tuple(sessions))

    changes = compare(old, new)

    assert [change.kind for change in changes] == ["moved"]
    assert apply(old, changes) == new
