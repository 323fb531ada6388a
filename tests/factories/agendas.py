"""Agendas of all kinds for property tests, and a large one; no database."""

import string
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from forum.core.localized import LocalizedText
from forum.programme.types import (
    Access,
    Agenda,
    AgendaCity,
    AgendaItem,
    Contribution,
    EditionFacts,
    Interpretation,
    Material,
    Place,
    Role,
    RoleHeld,
    Session,
    SessionKind,
    SessionState,
    Speaker,
    by_time,
)
from tests.factories.programme import DAY

# What people write: both scripts, other directions, and characters of four bytes.
characters = st.sampled_from([*"가나 abZ09-‘’", "ة", "é", "🏙", "\u202e", '"', "<"])
words = st.text(characters, max_size=6)
texts = st.builds(LocalizedText, words, words)
titles = st.builds(LocalizedText, words.map("세션{}".format), words.map("Session{}".format))
days = st.sampled_from([None, DAY, DAY + timedelta(days=1), DAY - timedelta(days=3)])
minutes = st.none() | st.integers(1, 300)
counts = st.none() | st.integers(1, 400)
codes = st.lists(st.sampled_from(["ko", "en", "fr"]), max_size=2, unique=True).map(tuple)
names = st.lists(st.sampled_from([f.name for f in fields(Session)]), max_size=2).map(tuple)

PLACES = ("hall", "room", "museum")
SPEAKERS = ("weil", "kwon", "mayor", "chang")
CITIES = ("vienna", "milan", "seoul")
SESSIONS = tuple(string.ascii_lowercase[:7])


@st.composite
def _few(draw: st.DrawFn, plain: Any, values: dict[str, st.SearchStrategy[Any]]) -> Any:
    """Return a plain entry with a few of its fields filled in: all at once take too long."""
    chosen = draw(st.lists(st.sampled_from(sorted(values)), max_size=5, unique=True))
    return replace(plain, **{name: draw(values[name]) for name in chosen})


def _entries(plain: Any, keys: Sequence[str], **values: st.SearchStrategy[Any]) -> Any:
    assert set(values) == {field.name for field in fields(plain)} - {"key"}, "all fields"
    named = st.sampled_from([replace(plain, key=key) for key in keys])
    return named.flatmap(lambda entry: _few(entry, values))


places = _entries(
    Place(key="", name=LocalizedText("장소", "Place")),
    PLACES,
    name=titles,
    floor=st.sampled_from(["", "8F"]),
    capacity=counts,
    off_site=st.booleans(),
    latitude=st.none() | st.floats(-90, 90),
    longitude=st.none() | st.floats(-180, 180),
    access_notes=texts,
    inferred=names,
)
speakers = _entries(
    Speaker(key="", name=LocalizedText("사람", "Person")),
    SPEAKERS,
    name=titles,
    title=texts,
    biography=texts,
    works=st.lists(texts, max_size=2).map(tuple),
    role_only=st.booleans(),
    sort_key=words,
)
cities = _entries(
    AgendaCity(key="", name=LocalizedText("도시", "City")),
    CITIES,
    name=titles,
    own_name=words,
    country=st.sampled_from(["", "AT", "KR"]),
    region=st.sampled_from(["", "europe"]),
)
roles = st.builds(
    RoleHeld,
    role=st.sampled_from(Role),
    speaker=st.sampled_from(SPEAKERS),
    title=texts,
    minutes=minutes,
    confirmed=st.booleans(),
)
contributions = st.builds(
    Contribution,
    order=st.integers(1, 3),
    title=texts,
    city=st.none() | st.sampled_from(CITIES),
    speaker=st.none() | st.sampled_from(SPEAKERS),
    minutes=minutes,
)
materials = st.builds(
    Material,
    title=texts,
    address=st.sampled_from(["", "https://example.org/a"]),
    file=st.sampled_from(["", "k1"]),
    filename=words,
    size=st.integers(0, 10),
)
sessions = _entries(
    Session(key="", kind=SessionKind.SESSION, title=LocalizedText("세션", "Session")),
    SESSIONS,
    kind=st.sampled_from(SessionKind),
    title=titles,
    subtitle=texts,
    abstract=texts,
    topics=st.lists(texts, max_size=2).map(tuple),
    day=days,
    starts=st.none() | st.sampled_from([570, 600, 1439]),
    minutes=minutes,
    place=st.none() | st.sampled_from(PLACES),
    place_to_be_confirmed=st.booleans(),
    track=st.sampled_from(["", "A"]),
    access=st.sampled_from(Access),
    audience=texts,
    expected=counts,
    seats=counts,
    optional=st.booleans(),
    languages=codes,
    interpretation=st.lists(
        st.builds(Interpretation, language=st.sampled_from(["ko", "en"]), channel=words),
        max_size=2,
    ).map(tuple),
    materials=st.lists(materials, max_size=2).map(tuple),
    stream=st.sampled_from(["", "https://example.org/live"]),
    do_not_record=st.booleans(),
    roles=st.lists(roles, max_size=3).map(tuple),
    contributions=st.lists(contributions, max_size=3).map(tuple),
    presentations_minutes=minutes,
    panel_minutes=minutes,
    discussion_minutes=minutes,
    items=st.lists(st.builds(AgendaItem, text=texts, decides=st.booleans()), max_size=2).map(tuple),
    to_be_confirmed=texts,
    expected_cities=st.lists(st.sampled_from(CITIES), max_size=2, unique=True).map(tuple),
    expected_cities_about=counts,
    note=texts,
    state=st.sampled_from(SessionState),
    inferred=names,
).map(lambda session: session if session.day else replace(session, starts=None))
editions = st.builds(
    EditionFacts,
    slug=st.just("forum"),
    name=titles,
    starts_on=st.sampled_from([DAY, DAY - timedelta(days=1)]),
    ends_on=st.just(DAY + timedelta(days=1)),
    timezone=st.just("Asia/Seoul"),
    theme=texts,
    host=texts,
    archived=st.booleans(),
    trial=st.booleans(),
    inferred=names,
)


def _listed(entries: st.SearchStrategy[Any], most: int) -> st.SearchStrategy[Any]:
    return st.lists(entries, max_size=most, unique_by=lambda entry: entry.key).map(tuple)


def _in_time(agenda: Agenda) -> Agenda:
    return replace(agenda, sessions=tuple(sorted(agenda.sessions, key=by_time)))


# In any order, and in the order in which every real agenda is.
unsorted_agendas = st.builds(
    Agenda,
    edition=editions,
    release=st.none(),
    places=_listed(places, 2),
    speakers=_listed(speakers, 3),
    cities=_listed(cities, 2),
    sessions=_listed(sessions, 5),
)
agendas = unsorted_agendas | unsorted_agendas.map(_in_time)


@st.composite
def revisions(draw: st.DrawFn) -> tuple[Agenda, Agenda]:
    """Return an agenda and what it may have become: much of it stays as it was."""
    old, other = draw(agendas), draw(agendas)
    new = replace(
        old,
        edition=draw(st.sampled_from([old.edition, other.edition])),
        places=draw(_revised(old.places, other.places)),
        speakers=draw(_revised(old.speakers, other.speakers)),
        cities=draw(_revised(old.cities, other.cities)),
        sessions=draw(_revised(old.sessions, other.sessions)),
    )
    return old, draw(st.sampled_from([new, _in_time(new)]))


def _revised(old: tuple[Any, ...], other: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    """Choose from both, and where both have a key, field by field."""
    mixed = {entry.key: entry for entry in other}
    choices = [*old, *(entry for entry in other if entry.key not in {e.key for e in old})]
    choices += [_between(entry, mixed[entry.key]) for entry in old if entry.key in mixed]
    if not choices:
        return st.just(())
    return st.just(old) | st.lists(
        st.sampled_from(choices), unique_by=lambda entry: entry.key, max_size=8
    ).map(tuple)


def _between(one: Any, other: Any) -> Any:
    """Return the one with every third field of the other."""
    every_third = [field.name for field in fields(one)][1::3]
    return replace(one, **{name: getattr(other, name) for name in every_third})


def large_agenda() -> Agenda:
    """Return five days of 400 sessions in 20 rooms, with 600 people and 45 cities."""
    rooms = tuple(
        Place(key=f"room-{n}", name=LocalizedText(f"{n}호", f"Room {n}"), capacity=100)
        for n in range(1, 21)
    )
    people = tuple(
        Speaker(
            key=f"person-{n}",
            name=LocalizedText(f"사람 {n}", f"Person {n}"),
            title=LocalizedText("직위", "Position"),
            biography=LocalizedText("약력 " * 60, "Biography " * 60),
        )
        for n in range(600)
    )
    towns = tuple(
        AgendaCity(key=f"city-{n}", name=LocalizedText(f"도시 {n}", f"City {n}")) for n in range(45)
    )
    listed = tuple(
        _large_session(1 + number, DAY + timedelta(days=number // 80), 540 + number // 20 % 4 * 120)
        for number in range(400)
    )
    facts = EditionFacts(
        slug="forum",
        name=LocalizedText("포럼", "Forum"),
        starts_on=DAY,
        ends_on=DAY + timedelta(days=4),
        timezone="Asia/Seoul",
    )
    return Agenda(
        edition=facts, release=None, places=rooms, speakers=people, cities=towns, sessions=listed
    )


def _large_session(number: int, day: date, starts: int) -> Session:
    return Session(
        key=f"session-{number}",
        kind=SessionKind.SESSION,
        title=LocalizedText(f"세션 {number}", f"Session {number}"),
        abstract=LocalizedText("소개 " * 80, "Abstract " * 80),
        day=day,
        starts=starts,
        minutes=90,
        place=f"room-{1 + number % 20}",
        roles=tuple(
            RoleHeld(role=Role.PANELLIST, speaker=f"person-{(number * 4 + part) % 600}")
            for part in range(4)
        ),
        contributions=tuple(
            Contribution(
                order=order,
                title=LocalizedText("발표", "Presentation"),
                city=f"city-{(number + order) % 45}",
                minutes=15,
            )
            for order in range(1, 5)
        ),
        items=(AgendaItem(text=LocalizedText("안건", "Item")),),
    )
