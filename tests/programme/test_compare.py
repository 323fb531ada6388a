from dataclasses import replace
from datetime import date

import pytest

from forum.core.localized import LocalizedText
from forum.programme.changes import (
    Added,
    Cancelled,
    CitiesListed,
    CityChanged,
    ContributionsChanged,
    Detail,
    DetailsChanged,
    EditionChanged,
    ItemsChanged,
    Moved,
    OrderChanged,
    Part,
    PeopleChanged,
    PlaceChanged,
    PlacesListed,
    Register,
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
        Added(session="b", title=TITLE, when=WHEN, place=HALL.name, now=new.session("b")),
        PlacesListed(joined=(HALL,)),
    )


def test_compare_tells_a_removed_session():
    assert compare(agenda_of(session_of(), session_of("b")), agenda_of(session_of())) == (
        Removed(session="b", title=TITLE, when=WHEN, was=session_of("b")),
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
        Relocated(
            session="a", title=TITLE, before=HALL.name, after=ROOM.name, was="hall", now="room"
        ),
    )


def test_compare_tells_a_room_that_is_written_differently():
    renamed = replace(HALL, name=LocalizedText("대강당", "Great hall"))
    old = agenda_of(session_of(place="hall"), places=(HALL,))

    told, place = compare(old, agenda_of(session_of(place="hall"), places=(renamed,)))

    assert told == Relocated(
        session="a", title=TITLE, before=HALL.name, after=renamed.name, was="hall", now="hall"
    )
    assert told.in_same_place
    assert place == PlaceChanged(place="hall", was=HALL, now=renamed, sessions=("a",))


def test_compare_tells_another_floor_with_the_name_of_the_place():
    moved = replace(HALL, floor="9F")
    old = agenda_of(session_of(place="hall"), places=(replace(HALL, floor="8F"),))

    told, _place = compare(old, agenda_of(session_of(place="hall"), places=(moved,)))

    assert (told.before.ko, told.after.en) == ("다목적홀, 8F", "Hall, 9F")


@pytest.mark.parametrize(
    "change",
    [
        {"capacity": 80},
        {"latitude": 37.5},
        {"access_notes": OTHER},
        {"off_site": True},
        {"inferred": ("floor",)},
    ],
)
def test_compare_tells_what_else_differs_about_a_place_once_and_of_no_session(change):
    new = replace(HALL, **change)
    old = agenda_of(session_of(place="hall"), places=(HALL,))

    (told,) = compare(old, agenda_of(session_of(place="hall"), places=(new,)))

    assert told == PlaceChanged(place="hall", was=HALL, now=new, sessions=("a",))
    assert [(d.field, d.after) for d in told.details] == list(change.items())


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
            joined=(Part(role="keynote", name=WEIL.name, speaker="weil"),),
            left=(Part(role="chair", name=KWON.name, speaker="kwon"),),
            was=(RoleHeld(role=Role.CHAIR, speaker="kwon"),),
            now=(RoleHeld(role=Role.KEYNOTE, speaker="weil"),),
        ),
    )


@pytest.mark.parametrize("change", [{"confirmed": False}, {"minutes": 20}, {"title": OTHER}])
def test_compare_tells_whose_part_is_another_one_now(change):
    part = RoleHeld(role=Role.CHAIR, speaker="kwon")
    old = agenda_of(session_of(roles=(part,)), speakers=(KWON,))
    new = agenda_of(session_of(roles=(replace(part, **change),)), speakers=(KWON,))

    (told,) = compare(old, new)

    assert isinstance(told, PeopleChanged)
    assert told.revised == (Part(role="chair", name=KWON.name, speaker="kwon"),)
    assert (told.joined, told.left, told.reordered) == ((), (), False)


def test_compare_tells_another_order_of_people():
    parts = tuple(RoleHeld(role=Role.PANELLIST, speaker=key) for key in ("kwon", "weil"))
    old = agenda_of(session_of(roles=parts), speakers=(KWON, WEIL))
    new = agenda_of(session_of(roles=parts[::-1]), speakers=(KWON, WEIL))

    (told,) = compare(old, new)

    assert isinstance(told, PeopleChanged)
    assert (told.joined, told.left, told.revised, told.reordered) == ((), (), (), True)


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
        ItemsChanged(
            session="a",
            title=TITLE,
            before=(TITLE,),
            after=(OTHER,),
            was=(AgendaItem(text=TITLE),),
            now=(AgendaItem(text=OTHER, decides=True),),
        ),
    )


def test_compare_tells_smaller_things_by_the_names_of_their_fields():
    new = agenda_of(session_of(expected=30, expected_cities=("vienna",)), cities=(VIENNA,))

    assert compare(agenda_of(session_of()), new) == (
        DetailsChanged(
            session="a",
            title=TITLE,
            fields=("expected", "expected_cities"),
            details=(
                Detail(field="expected", before=None, after=30),
                Detail(field="expected_cities", before=(), after=("vienna",)),
            ),
        ),
        CitiesListed(joined=(VIENNA,)),
    )


def test_compare_tells_the_least_that_changed_places_among_the_untimed():
    def listed(*keys: str):
        return agenda_of(*(session_of(key, day=None, starts=None) for key in keys))

    assert compare(listed("a", "b", "c", "d"), listed("d", "a", "b", "c")) == (
        Reordered(session="d", title=TITLE),
        OrderChanged(of=Register.SESSIONS, keys=("d", "a", "b", "c")),
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
            was=WEIL,
            now=corrected,
        ),
    )


def test_compare_tells_what_else_is_written_of_a_person_and_where_they_have_a_part():
    told_more = replace(WEIL, biography=OTHER, works=(OTHER,))
    talk = Contribution(order=1, title=OTHER, speaker="weil")
    sessions = (session_of(contributions=(talk,)), session_of("b"))

    (told,) = compare(
        agenda_of(*sessions, speakers=(WEIL,)), agenda_of(*sessions, speakers=(told_more,))
    )

    assert isinstance(told, SpeakerChanged)
    assert told.sessions == ("a",)
    assert [detail.field for detail in told.details] == ["biography", "works"]


def test_compare_tells_a_city_that_is_written_differently_and_where_it_is_named():
    corrected = replace(VIENNA, name=LocalizedText("비엔나", "Vienna"))
    sessions = (session_of(expected_cities=("vienna",)), session_of("b"))

    assert compare(
        agenda_of(*sessions, cities=(VIENNA,)), agenda_of(*sessions, cities=(corrected,))
    ) == (CityChanged(city="vienna", was=VIENNA, now=corrected, sessions=("a",)),)


@pytest.mark.parametrize(
    ("before", "after", "appears", "vanishes"),
    [
        (When(), When(day=DAY), True, False),
        (When(day=DAY), When(day=DAY, starts=600), True, False),
        (When(day=DAY, starts=600), When(day=DAY, starts=660), False, False),
        (When(day=DAY, starts=600), When(day=DAY), False, True),
        (When(day=DAY, starts=600), When(), False, True),
        (When(minutes=60), When(minutes=90), False, False),
    ],
)
def test_a_time_that_appears_is_told_apart_from_one_that_moves(before, after, appears, vanishes):
    moved = Moved(session="a", title=TITLE, before=before, after=after)

    assert (moved.appears, moved.vanishes) == (appears, vanishes)


def test_compare_tells_the_edition_by_the_names_of_its_fields():
    old = agenda_of()
    new = replace(old, edition=replace(old.edition, theme=OTHER, ends_on=date(2026, 12, 13)))

    assert compare(old, new) == (
        EditionChanged(fields=("ends_on", "theme"), was=old.edition, now=new.edition),
    )


def test_a_timed_session_that_goes_stays_as_cancelled():
    old = agenda_of(session_of(place="hall"), session_of("b", day=None), places=(HALL,))

    kept = keep_cancelled(old, agenda_of())

    assert [(s.key, s.state) for s in kept.sessions] == [("a", SessionState.CANCELLED)]
    assert kept.place("hall") == HALL


def test_a_session_that_is_kept_stands_in_its_time_with_whom_and_what_it_needs_alone():
    lost = session_of(
        "b",
        starts=600,
        roles=(RoleHeld(role=Role.CHAIR, speaker="kwon"),),
        expected_cities=("vienna",),
    )
    left = session_of("a"), session_of("c", starts=660)
    old = agenda_of(
        left[0], lost, left[1], places=(HALL,), speakers=(WEIL, KWON), cities=(MILAN, VIENNA)
    )

    kept = keep_cancelled(old, agenda_of(*left))

    assert [session.key for session in kept.sessions] == ["a", "b", "c"]
    assert (kept.places, kept.speakers, kept.cities) == ((), (KWON,), (VIENNA,))


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
