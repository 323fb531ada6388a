from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.localized import LocalizedText
from forum.programme.serial import warnings_from_list, warnings_to_list
from forum.programme.types import (
    AgendaCity,
    AgendaItem,
    Contribution,
    Material,
    Place,
    Role,
    RoleHeld,
    Session,
    SessionKind,
    SessionState,
    Speaker,
)
from forum.programme.warnings import AgendaWarning, Surroundings, WarningKind, warnings_of
from forum.programme.warnings.clashes import MINUTES_PER_DAY
from forum.programme.warnings.links import is_address
from tests.factories.programme import DAY, agenda_of, session_of

HALL = Place(key="hall", name=LocalizedText("다목적홀", "Hall"), capacity=80)
MUSEUM = Place(key="museum", name=LocalizedText("박물관", "Museum"), off_site=True)
WEIL = Speaker(key="weil", name=LocalizedText("와일", "Weil"))
MAYOR = Speaker(key="mayor", name=LocalizedText("서울특별시장", "Mayor of Seoul"), role_only=True)
CHAIR = RoleHeld(role=Role.CHAIR, speaker="mayor")
KOREAN = LocalizedText("한국어만", "")
BOTH = LocalizedText("제목", "Title")
ALONE = Surroundings()


def chaired(key: str = "a", **fields: Any) -> Session:
    """Return a session about which there is nothing to say."""
    return replace(session_of(key), **{"roles": (CHAIR,), **fields})


def weil(role: Role = Role.PANELLIST) -> RoleHeld:
    return RoleHeld(role=role, speaker="weil")


def told(*sessions: Session, around: Surroundings = ALONE) -> list[tuple[str, str, str]]:
    """Return kind, session and field of what is wrong with an agenda of these sessions."""
    agenda = agenda_of(*sessions, places=(HALL, MUSEUM), speakers=(WEIL, MAYOR))
    found = warnings_of(agenda, around=around)
    return [(str(warning.kind), warning.session, warning.field) for warning in found]


def the_one(*sessions: Session) -> AgendaWarning:
    agenda = agenda_of(*sessions, places=(HALL, MUSEUM), speakers=(WEIL, MAYOR))
    (warning,) = warnings_of(agenda)
    return warning


def test_a_sound_programme_has_no_warning():
    assert told(chaired(), chaired("b", starts=660)) == []


def test_a_person_in_two_sessions_at_once_is_told_with_both_and_the_time():
    warning = the_one(
        chaired("a", roles=(CHAIR, weil())),
        chaired("b", starts=630, roles=(CHAIR, weil())),
    )

    assert warning.kind is WarningKind.PERSON_TWICE
    assert warning.serious
    assert (warning.session, warning.other, warning.speaker) == ("b", "a", "weil")
    assert (warning.day, warning.starts, warning.ends) == (DAY, 630, 660)
    assert warning.concerns("a")
    assert warning.concerns("b")
    assert not warning.concerns("c")


def test_somebody_who_presents_in_one_session_and_chairs_another_is_twice_at_once():
    talk = Contribution(order=1, title=BOTH, speaker="weil")

    assert told(
        chaired("a", roles=(CHAIR, weil(Role.CHAIR))), chaired("b", contributions=(talk,))
    ) == [("person_twice", "b", "contributions")]


@pytest.mark.parametrize(
    "other",
    [
        {"starts": 660},  # one ends as the other begins
        {"day": DAY + timedelta(days=1)},
        {"starts": None},
        {"day": None, "starts": None},
        {"state": SessionState.CANCELLED},
    ],
)
def test_nobody_is_twice_at_once_in_sessions_that_do_not_coincide(other):
    sessions = (
        chaired("a", place="hall", roles=(CHAIR, weil())),
        chaired("b", **{"place": "hall", "roles": (CHAIR, weil()), **other}),
    )

    assert not {"person_twice", "place_twice"} & {kind for kind, _, _ in told(*sessions)}


def test_somebody_with_two_parts_in_one_session_is_there_once():
    assert told(chaired(roles=(weil(Role.CHAIR), weil()))) == []


def test_an_office_may_be_in_two_sessions():
    assert told(chaired("a"), chaired("b")) == []


def test_a_session_that_goes_on_after_midnight_coincides_with_one_of_the_next_day():
    late = chaired("a", starts=1380, minutes=120, place="hall")
    early = chaired("b", day=DAY + timedelta(days=1), starts=30, place="hall")

    assert ("place_twice", "b", "place") in told(late, early)


def test_a_session_of_unknown_length_takes_up_the_minute_it_begins_in():
    known = chaired("a", place="hall")

    assert told(known, chaired("b", starts=600, minutes=None, place="hall")) == [
        ("place_twice", "b", "place")
    ]
    assert told(known, chaired("b", starts=569, minutes=None, place="hall")) == []


@pytest.mark.parametrize(
    ("kinds", "place", "serious"),
    [
        ((SessionKind.SESSION, SessionKind.PANEL), "hall", True),
        ((SessionKind.SESSION, SessionKind.BREAK), "hall", False),
        ((SessionKind.TOUR, SessionKind.MEAL), "museum", False),
        ((SessionKind.BREAK, SessionKind.BREAK), "hall", None),
        ((SessionKind.SESSION, SessionKind.TRANSFER), "hall", None),
    ],
)
def test_a_place_twice_at_once_is_as_serious_as_what_is_held(kinds, place, serious):
    one, other = (
        chaired(key, kind=kind, place=place) for key, kind in zip("ab", kinds, strict=True)
    )
    found = warnings_of(agenda_of(one, other, places=(HALL, MUSEUM), speakers=(MAYOR,)))

    assert [warning.serious for warning in found] == ([] if serious is None else [serious])


def test_a_programme_without_any_order_is_not_answered_with_every_pair():
    crowd = [chaired(f"s{number}", place="hall") for number in range(60)]

    assert len(told(*crowd)) < 60 * 6


def talks(*minutes: int | None) -> tuple[Contribution, ...]:
    return tuple(
        Contribution(order=order, title=BOTH, minutes=each)
        for order, each in enumerate(minutes, start=1)
    )


@pytest.mark.parametrize(
    ("fields", "needed", "available"),
    [
        ({"contributions": talks(50, 50)}, 100, 90),
        ({"presentations_minutes": 80, "discussion_minutes": 15}, 95, 90),
        ({"panel_minutes": 70, "roles": (replace(CHAIR, minutes=25),)}, 95, 90),
        ({"contributions": talks(10), "presentations_minutes": 91}, 91, 90),
    ],
)
def test_parts_that_take_longer_than_the_session_are_told_in_minutes(fields, needed, available):
    warning = the_one(chaired(**fields))

    assert (warning.kind, warning.field) == (WarningKind.SESSION_TOO_SHORT, "minutes")
    assert (warning.needed, warning.available) == (needed, available)
    assert warning.serious


@pytest.mark.parametrize(
    "fields",
    [
        {"contributions": talks(45, 45)},
        {"presentations_minutes": 75, "discussion_minutes": 15},
        {"contributions": talks(None, None), "presentations_minutes": 90},
        {"contributions": talks(500), "minutes": None},
    ],
)
def test_parts_that_fit_are_not_told(fields):
    assert told(chaired(**fields)) == []


def test_presentations_that_take_longer_than_what_is_set_aside_are_told():
    warning = the_one(chaired(contributions=talks(40, 45), presentations_minutes=80))

    assert (warning.kind, warning.field) == (WarningKind.PRESENTATIONS_TOO_LONG, "contributions")
    assert (warning.needed, warning.available) == (85, 80)


def test_a_session_that_ends_after_midnight_is_told_and_one_that_ends_at_midnight_is_not():
    assert told(chaired(starts=1380, minutes=61)) == [("past_midnight", "a", "minutes")]
    assert told(chaired(starts=1380, minutes=60)) == []


@pytest.mark.parametrize("days", [-1, 1])
def test_a_day_outside_the_edition_is_told_softly(days):
    warning = the_one(chaired(day=DAY + timedelta(days=days)))

    assert (warning.kind, warning.serious) == (WarningKind.OUTSIDE_EDITION, False)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"seats": 81}, [("place_too_small", True, 81)]),
        ({"seats": 80}, []),
        ({"expected": 200}, [("place_too_crowded", False, 200)]),
        ({"seats": 81, "expected": 200}, [("place_too_small", True, 81)]),
        ({"seats": 500, "place": "museum"}, []),  # nobody knows how many it holds
        ({"seats": 500, "place": None}, []),
        ({"seats": 500, "kind": SessionKind.TRANSFER}, []),
    ],
)
def test_a_place_that_is_too_small_is_told(fields, expected):
    session = chaired(**{"place": "hall", **fields})
    found = warnings_of(agenda_of(session, places=(HALL, MUSEUM), speakers=(MAYOR,)))

    assert [(w.kind, w.serious, w.needed) for w in found] == expected
    assert all(warning.available == 80 for warning in found)


def test_what_is_not_confirmed_is_told():
    unsure = chaired(
        place_to_be_confirmed=True,
        roles=(CHAIR, replace(weil(), confirmed=False)),
        to_be_confirmed=BOTH,
    )

    assert told(unsure) == [
        ("place_unconfirmed", "a", "place"),
        ("person_unconfirmed", "a", "roles"),
        ("unconfirmed", "a", "to_be_confirmed"),
    ]


@pytest.mark.parametrize("kind", list(SessionKind))
def test_only_what_somebody_has_to_lead_is_told_to_have_nobody(kind):
    expected = [("chair_missing", "a", "roles")] if kind in {"session", "panel", "assembly"} else []

    assert told(chaired(kind=kind, roles=())) == expected
    assert told(chaired(kind=kind, roles=(weil(Role.MODERATOR),))) == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"title": KOREAN}, [("title", (), "en", True)]),
        ({"subtitle": LocalizedText("", "English")}, [("subtitle", (), "ko", False)]),
        ({"abstract": KOREAN, "note": KOREAN}, [("abstract", (), "en"), ("note", (), "en")]),
        ({"topics": (BOTH, KOREAN)}, [("topics", (2,), "en")]),
        (
            {"items": (AgendaItem(text=KOREAN), AgendaItem(text=BOTH), AgendaItem(text=KOREAN))},
            [("items", (1, 3), "en")],
        ),
        (
            {"contributions": (Contribution(order=1, title=KOREAN),)},
            [("contributions", (1,), "en")],
        ),
        ({"roles": (replace(CHAIR, title=KOREAN),)}, [("roles", (1,), "en")]),
        (
            {"materials": (Material(title=KOREAN, address="https://example.org/a"),)},
            [("materials", (1,), "en")],
        ),
        ({"title": KOREAN, "state": SessionState.CANCELLED}, []),
    ],
)
def test_a_text_in_one_language_is_told_with_its_field(fields, expected):
    found = warnings_of(agenda_of(chaired(**fields), speakers=(MAYOR,)))

    assert {warning.kind for warning in found} <= {WarningKind.TRANSLATION_MISSING}
    seen = [(w.field, w.positions, w.language, w.serious) for w in found]
    assert seen == [entry if len(entry) == 4 else (*entry, False) for entry in expected]


def test_people_cities_and_places_in_one_language_are_told_once_where_they_are_first_met():
    speaker = replace(WEIL, name=KOREAN, works=(KOREAN, KOREAN))
    city = AgendaCity(key="vienna", name=LocalizedText("", "Vienna"))
    empty = Place(key="empty", name=KOREAN)
    talk = Contribution(order=1, title=BOTH, city="vienna")
    sessions = [
        chaired("a"),
        chaired("b", starts=660, roles=(CHAIR, weil()), contributions=(talk,)),
        chaired("c", starts=780, roles=(CHAIR, weil()), expected_cities=("vienna",)),
    ]
    found = warnings_of(
        agenda_of(*sessions, speakers=(speaker, MAYOR), cities=(city,), places=(empty,))
    )

    assert [(w.session, w.speaker or w.city or w.place, w.part, w.language) for w in found] == [
        ("b", "weil", "name", "en"),
        ("b", "weil", "works", "en"),
        ("b", "vienna", "name", "ko"),
        ("", "empty", "name", "en"),
    ]


@pytest.mark.parametrize(
    ("address", "there"),
    [
        ("https://example.org/a?b=c#d", True),
        ("http://example.org:8080", True),
        ("https://한국.example.org/길", True),
        ("https://[2001:db8::1]/", True),
        ("example.org", False),
        ("http://", False),
        ("http:/example.org", False),
        ("https://example", False),
        ("https://exam ple.org", False),
        ("https://example.org:port/", False),
        ("https://-example.org", False),
        ("https://example..org", False),
        ("https://somebody:word@example.org", False),
        ("javascript:alert(1)", False),
        ("ftp://example.org/a", False),
        ("//example.org", False),
        ("", False),
        ("https://example.org/" + "a" * 2000, False),
    ],
)
def test_an_address_is_one_that_a_browser_can_follow(address, there):
    assert is_address(address) is there


def linked(address: str) -> Session:
    return chaired(materials=(Material(title=BOTH, address=address),))


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("https://forum.example.org/ko/forum/programme/a", None),
        ("/en/forum/programme/a", None),
        ("/en/forum/programme/a.ics", None),
        ("/en/forum/programme/changes", None),
        ("/en/forum/programme/gone", "link_dead"),
        ("https://forum.example.org/en/forum/programme/gone?x=1#y", "link_dead"),
        ("/en/about", None),
        ("https://forum.example.org", None),
        ("/en/nothing", "link_dead"),
        ("https://elsewhere.example.org/en/forum/programme/gone", None),
        ("https://forum.example.org.example.net/en/nothing", None),
        ("//forum.example.org/en/nothing", "address_malformed"),
    ],
)
def test_a_link_into_this_site_leads_to_what_is_there(address, kind):
    around = Surroundings(
        base_url="https://forum.example.org/", is_page={"/en/about", "/"}.__contains__
    )

    assert told(linked(address), around=around) == ([(kind, "a", "materials")] if kind else [])


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("자료는 https://example.org/a에서 받습니다.", []),
        ("See (https://example.org/a), or https://example.org.", []),
        ("자료는 https://example/a에서 받습니다.", ["https://example/a"]),
        ("See htp://example.org/a.", ["htp://example.org/a"]),
        ("주소 https:// 는 나중에", ["https://"]),
        ("https://한국.kr", []),
        ("9:00//10:00, and/or", []),
    ],
)
def test_addresses_in_an_abstract_are_looked_at(text, addresses):
    session = chaired(abstract=LocalizedText(text, text))
    found = warnings_of(agenda_of(session, speakers=(MAYOR,)))

    assert [(w.field, w.address) for w in found] == [("abstract", a) for a in addresses]


def test_a_stream_without_an_address_is_told():
    assert told(chaired(stream="on the day")) == [("address_malformed", "a", "stream")]


def test_a_file_that_has_gone_is_told_where_files_are_known():
    session = chaired(materials=(Material(title=BOTH, file="k1", filename="a.pdf"),))

    assert told(session) == []
    assert told(session, around=Surroundings(files={"k1"})) == []
    assert told(session, around=Surroundings(files=set())) == [("file_gone", "a", "materials")]


@pytest.mark.parametrize("kind", [SessionKind.BREAK, SessionKind.TRANSFER])
def test_a_break_without_a_place_or_people_is_sound(kind):
    assert told(chaired(kind=kind, roles=(), place=None)) == []


def test_the_order_is_that_of_the_agenda_then_of_the_kinds():
    sessions = [
        chaired("b", roles=(), place_to_be_confirmed=True, title=KOREAN),
        chaired("a", starts=1380, minutes=90),
    ]

    assert told(*sessions) == [
        ("place_unconfirmed", "b", "place"),
        ("chair_missing", "b", "roles"),
        ("translation_missing", "b", "title"),
        ("past_midnight", "a", "minutes"),
    ]


def test_warnings_of_some_sessions_are_those_that_concern_them():
    agenda = agenda_of(
        chaired("a", place="hall", title=KOREAN),
        chaired("b", place="hall", roles=()),
        chaired("c", starts=900, place="museum", title=KOREAN),
        places=(HALL, replace(MUSEUM, name=KOREAN)),
        speakers=(MAYOR,),
    )

    kinds = [str(warning.kind) for warning in warnings_of(agenda, only={"a"})]

    assert kinds == ["translation_missing", "place_twice"]


timed = st.builds(
    session_of,
    key=st.sampled_from("abcdefgh"),
    day=st.sampled_from([DAY, DAY + timedelta(days=1)]),
    starts=st.integers(0, 1439),
    minutes=st.none() | st.integers(1, 900),
    place=st.sampled_from([None, "hall", "room"]),
    roles=st.lists(st.sampled_from([weil(), CHAIR]), max_size=2).map(tuple),
    state=st.sampled_from([SessionState.SCHEDULED, *SessionState]),
)


def _minutes_of(session: Session) -> set[int]:
    assert session.day is not None
    first = session.day.toordinal() * MINUTES_PER_DAY + (session.starts or 0)
    return set(range(first, first + (session.minutes or 1)))


@given(st.lists(timed, max_size=5, unique_by=lambda session: session.key))
def test_who_and_what_is_wanted_twice_at_once_is_found_as_by_comparing_all_minutes(sessions):
    room = Place(key="room", name=BOTH)
    agenda = agenda_of(*sessions, places=(HALL, room), speakers=(WEIL, MAYOR))
    coinciding = [
        (one, other)
        for one, other in combinations(sessions, 2)
        if SessionState.CANCELLED not in {one.state, other.state}
        and _minutes_of(one) & _minutes_of(other)
    ]

    found = warnings_of(agenda)

    assert {(w.session, w.other, w.place) for w in found if w.kind is WarningKind.PLACE_TWICE} == {
        (other.key, one.key, one.place)
        for one, other in coinciding
        if one.place is not None and one.place == other.place
    }
    assert {
        (w.session, w.other, w.speaker) for w in found if w.kind is WarningKind.PERSON_TWICE
    } == {
        (other.key, one.key, "weil")
        for one, other in coinciding
        if weil() in one.roles and weil() in other.roles
    }
    for warning in found:
        if warning.other:
            by_key = {session.key: session for session in sessions}
            first = warning.day.toordinal() * MINUTES_PER_DAY
            both = _minutes_of(by_key[warning.session]) & _minutes_of(by_key[warning.other])
            assert warning.starts is not None
            assert warning.ends is not None
            assert both == set(range(first + warning.starts, first + warning.ends))


@given(st.from_type(AgendaWarning))
def test_a_warning_survives_json_exactly(warning):
    assert warnings_from_list(warnings_to_list([warning])) == (warning,)


def test_the_day_of_a_warning_is_written_as_a_date():
    (written,) = warnings_to_list([AgendaWarning(kind=WarningKind.PAST_MIDNIGHT, day=date.min)])

    assert written["day"] == "0001-01-01"
