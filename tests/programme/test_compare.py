from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.localized import LocalizedText
from forum.programme.changes import (
    Added,
    Cancelled,
    ContributionsChanged,
    DetailsChanged,
    EditionChanged,
    ItemsChanged,
    Moved,
    Part,
    PeopleChanged,
    Relocated,
    Removed,
    Reordered,
    Restored,
    Retitled,
    SpeakerChanged,
    When,
)
from forum.programme.rules import compare, keep_cancelled, next_sequences
from forum.programme.types import (
    AgendaCity,
    AgendaItem,
    Contribution,
    Place,
    Role,
    RoleHeld,
    Session,
    SessionState,
    Speaker,
)
from tests.factories.programme import DAY, agenda_of, session_of

HALL = Place(key="hall", name=LocalizedText("다목적홀", "Hall"))
ROOM = Place(key="room", name=LocalizedText("간담회장", "Room"))
WEIL = Speaker(key="weil", name=LocalizedText("와일", "Weil"))
KWON = Speaker(key="kwon", name=LocalizedText("권", "Kwon"))
VIENNA = AgendaCity(key="vienna", name=LocalizedText("빈", "Vienna"))
MILAN = AgendaCity(key="milan", name=LocalizedText("밀라노", "Milan"))
WHEN = When(day=DAY, starts=570, minutes=90)
OTHER = LocalizedText("다른 제목", "Another title")
TITLE = session_of().title


def test_compare_finds_nothing_between_the_same_agendas():
    assert compare(agenda_of(session_of()), agenda_of(session_of())) == ()


def test_compare_tells_an_added_session():
    new = agenda_of(session_of(), session_of("b", place="hall"), places=(HALL,))

    assert compare(agenda_of(session_of()), new) == (
        Added(session="b", title=TITLE, when=WHEN, place=HALL.name),
    )


def test_compare_tells_a_removed_session():
    assert compare(agenda_of(session_of(), session_of("b")), agenda_of(session_of())) == (
        Removed(session="b", title=TITLE, when=WHEN),
    )


def test_compare_tells_a_cancelled_and_a_restored_session():
    held, cancelled = session_of(), session_of(state=SessionState.CANCELLED)

    assert compare(agenda_of(held), agenda_of(cancelled)) == (
        Cancelled(session="a", title=TITLE, when=WHEN),
    )
    assert compare(agenda_of(cancelled), agenda_of(held)) == (
        Restored(session="a", title=TITLE, when=WHEN),
    )


@pytest.mark.parametrize(
    "change", [{"starts": 600}, {"minutes": 60}, {"day": date(2026, 12, 12)}, {"starts": None}]
)
def test_compare_tells_a_session_that_moved_in_time(change):
    (told,) = compare(agenda_of(session_of()), agenda_of(session_of(**change)))

    after = When(**{"day": DAY, "starts": 570, "minutes": 90, **change})
    assert told == Moved(session="a", title=TITLE, before=WHEN, after=after)


def test_compare_tells_a_session_that_moved_to_another_room():
    places = (HALL, ROOM)
    old = agenda_of(session_of(place="hall"), places=places)

    assert compare(old, agenda_of(session_of(place="room"), places=places)) == (
        Relocated(session="a", title=TITLE, before=HALL.name, after=ROOM.name),
    )


def test_compare_tells_a_room_that_is_written_differently():
    renamed = replace(HALL, name=LocalizedText("대강당", "Great hall"))
    old = agenda_of(session_of(place="hall"), places=(HALL,))

    assert compare(old, agenda_of(session_of(place="hall"), places=(renamed,))) == (
        Relocated(session="a", title=TITLE, before=HALL.name, after=renamed.name),
    )


def test_compare_tells_another_title():
    retitled = replace(session_of(), title=OTHER)

    assert compare(agenda_of(session_of()), agenda_of(retitled)) == (
        Retitled(session="a", title=OTHER, before=TITLE, after=OTHER),
    )


def test_compare_tells_who_joined_and_who_left():
    speakers = (WEIL, KWON)
    old = agenda_of(
        session_of(roles=(RoleHeld(role=Role.CHAIR, speaker="kwon"),)), speakers=speakers
    )
    new = agenda_of(
        session_of(roles=(RoleHeld(role=Role.KEYNOTE, speaker="weil"),)), speakers=speakers
    )

    assert compare(old, new) == (
        PeopleChanged(
            session="a",
            title=TITLE,
            joined=(Part(role="keynote", name=WEIL.name),),
            left=(Part(role="chair", name=KWON.name),),
        ),
    )


def test_compare_tells_another_order_of_presentations():
    talks = [Contribution(order=n, title=OTHER, city=c) for n, c in ((1, "vienna"), (2, "milan"))]
    turned = [Contribution(order=n, title=OTHER, city=c) for n, c in ((1, "milan"), (2, "vienna"))]
    cities = (VIENNA, MILAN)
    old = agenda_of(session_of(contributions=tuple(talks)), cities=cities)
    new = agenda_of(session_of(contributions=tuple(turned)), cities=cities)

    (told,) = compare(old, new)

    assert isinstance(told, ContributionsChanged)
    assert [text.ko for text in told.before] == ["빈: 다른 제목", "밀라노: 다른 제목"]
    assert [text.en for text in told.after] == ["Milan: Another title", "Vienna: Another title"]
    assert told.reordered


def test_compare_tells_other_points_on_the_agenda_of_a_session():
    old = agenda_of(session_of(items=(AgendaItem(text=TITLE),)))
    new = agenda_of(session_of(items=(AgendaItem(text=OTHER, decides=True),)))

    assert compare(old, new) == (
        ItemsChanged(session="a", title=TITLE, before=(TITLE,), after=(OTHER,)),
    )


def test_compare_tells_smaller_things_by_the_names_of_their_fields():
    new = agenda_of(session_of(expected=30, expected_cities=("vienna",)), cities=(VIENNA,))

    assert compare(agenda_of(session_of()), new) == (
        DetailsChanged(session="a", title=TITLE, fields=("expected", "expected_cities")),
    )


def test_compare_tells_the_least_that_changed_places_among_the_untimed():
    def listed(*keys: str):
        return agenda_of(*(session_of(key, day=None, starts=None) for key in keys))

    assert compare(listed("a", "b", "c", "d"), listed("d", "a", "b", "c")) == (
        Reordered(session="d", title=TITLE),
    )


def test_compare_tells_a_person_whose_name_is_written_differently():
    corrected = replace(WEIL, name=LocalizedText("데이비드 와일", "David Weil"))

    assert compare(agenda_of(speakers=(WEIL,)), agenda_of(speakers=(corrected,))) == (
        SpeakerChanged(
            speaker="weil",
            before=WEIL.name,
            after=corrected.name,
            title_before=WEIL.title,
            title_after=WEIL.title,
        ),
    )


def test_compare_tells_the_edition_by_the_names_of_its_fields():
    old = agenda_of()
    new = replace(old, edition=replace(old.edition, theme=OTHER, ends_on=date(2026, 12, 13)))

    assert compare(old, new) == (EditionChanged(fields=("ends_on", "theme")),)


def test_a_timed_session_that_goes_stays_as_cancelled():
    old = agenda_of(session_of(place="hall"), session_of("b", day=None), places=(HALL,))

    kept = keep_cancelled(old, agenda_of())

    assert [(s.key, s.state) for s in kept.sessions] == [("a", SessionState.CANCELLED)]
    assert kept.place("hall") == HALL


def test_a_sequence_rises_only_for_what_a_reader_of_the_session_sees_change():
    places = (HALL, ROOM)
    first = agenda_of(session_of(place="hall"), session_of("b", place="room"), places=places)
    first = replace(first, sequences=next_sequences(None, first))
    renamed = (replace(HALL, name=OTHER), ROOM)
    second = agenda_of(session_of(place="hall"), session_of("b", place="room"), places=renamed)

    assert dict(first.sequences) == {"a": 0, "b": 0}
    assert dict(next_sequences(first, second)) == {"a": 1, "b": 0}


def test_a_sequence_never_falls_when_a_session_goes_and_comes_back():
    first = replace(agenda_of(session_of()), sequences={"a": 4})
    second = keep_cancelled(first, agenda_of())
    second = replace(second, sequences=next_sequences(first, second))
    third = agenda_of(session_of())

    assert second.sequences["a"] == 5
    assert next_sequences(second, third)["a"] == 6


texts = st.builds(LocalizedText, st.text(max_size=3), st.text(max_size=3))
sessions = st.builds(
    Session,
    key=st.sampled_from("abcdef"),
    kind=st.just(session_of().kind),
    title=texts,
    subtitle=texts,
    day=st.sampled_from([None, DAY]),
    starts=st.none() | st.integers(0, 1439),
    minutes=st.none() | st.integers(1, 300),
    place=st.sampled_from([None, "hall", "room"]),
    state=st.sampled_from(SessionState),
    roles=st.lists(
        st.builds(RoleHeld, role=st.sampled_from(Role), speaker=st.sampled_from(["weil", "kwon"])),
        max_size=2,
    ).map(tuple),
)
agendas = st.lists(sessions, max_size=6, unique_by=lambda session: session.key).map(
    lambda listed: agenda_of(*listed, places=(HALL, ROOM), speakers=(WEIL, KWON))
)


@given(agendas)
def test_an_agenda_never_differs_from_itself(agenda):
    assert compare(agenda, agenda) == ()


@given(agendas, agendas)
def test_agendas_that_do_not_differ_say_the_same(old, new):
    if compare(old, new) == ():
        assert {s.key: s for s in old.sessions} == {s.key: s for s in new.sessions}


@given(agendas, agendas)
def test_every_session_that_differs_is_told(old, new):
    told = {getattr(change, "session", "") for change in compare(old, new)}

    differing = {
        key
        for key in {s.key for s in (*old.sessions, *new.sessions)}
        if old.session(key) != new.session(key)
    }
    assert differing <= told
