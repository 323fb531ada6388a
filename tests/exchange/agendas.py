"""Agendas of any kind that a draft can hold, for properties."""

from datetime import date

from hypothesis import strategies as st

from forum.core.localized import EMPTY, LocalizedText
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

FACTS = EditionFacts(
    slug="forum-2030",
    name=LocalizedText("포럼", "Forum"),
    starts_on=date(2030, 1, 1),
    ends_on=date(2030, 1, 5),
    timezone="Asia/Seoul",
)
KEYS = st.from_regex(r"[a-z][a-z0-9]{2,8}(-[a-z0-9]{1,5})?", fullmatch=True)
HARD = ("=1+1", "+82 10", "_x0041_", "yes", "1", "2030-01-01", "مدينة", "\U0001f3db", "\U00020000")


def lines(longest: int) -> st.SearchStrategy[str]:
    """Return any text that people can write: no control characters, no space around it."""
    letters = st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\u202d\u202e")
    written = st.text(letters, max_size=min(longest, 30)).map(str.strip)
    return st.one_of(st.sampled_from([word for word in HARD if len(word) <= longest]), written)


def texts(longest: int = 60, *, needed: bool = False) -> st.SearchStrategy[LocalizedText]:
    """Return any bilingual text; `needed` ones say something in a language."""
    both = st.builds(LocalizedText, lines(longest), lines(longest))
    if needed:
        return both.filter(bool)
    return st.one_of(st.just(EMPTY), both)


def numbers(least: int = 0, most: int = 1000) -> st.SearchStrategy[int | None]:
    """Return a number, or none."""
    return st.one_of(st.none(), st.integers(least, most))


INFERRED = st.lists(st.sampled_from(["title", "day", "floor"]), unique=True, max_size=2).map(tuple)
PLACES = st.builds(
    Place,
    key=KEYS,
    name=texts(needed=True),
    floor=lines(20),
    capacity=numbers(),
    off_site=st.booleans(),
    latitude=st.one_of(st.none(), st.floats(-90, 90)),
    longitude=st.one_of(st.none(), st.floats(-180, 180)),
    access_notes=texts(),
    inferred=INFERRED,
)
SPEAKERS = st.builds(
    Speaker,
    key=KEYS,
    name=texts(needed=True),
    title=texts(),
    biography=texts(),
    works=st.lists(texts(needed=True), max_size=2).map(tuple),
    role_only=st.booleans(),
    sort_key=lines(120),
)
CITIES = st.builds(
    AgendaCity,
    key=KEYS,
    name=texts(needed=True),
    own_name=lines(60),
    country=st.sampled_from(["KR", "DE"]),
    region=st.sampled_from(["korea", "europe"]),
)
LANGUAGES = st.sampled_from(["ko", "en", "fr", "es"])
FILES = {
    "a-file": Material(
        title=EMPTY, file="a-file", filename="발표.pdf", content_type="application/pdf", size=9
    )
}
MATERIALS = st.one_of(
    st.builds(Material, title=texts(), address=st.just("https://example.org/a?b=1&c=2")),
    st.builds(
        Material,
        title=texts(),
        file=st.just("a-file"),
        filename=st.just("발표.pdf"),
        content_type=st.just("application/pdf"),
        size=st.just(9),
    ),
)


def unique(entries, most):
    """Return some of them, each key once."""
    return st.lists(entries, max_size=most, unique_by=lambda entry: entry.key).map(tuple)


@st.composite
def agendas(draw: st.DrawFn) -> Agenda:
    """Return an agenda as a draft has it: in the order of time, presentations numbered."""
    places = draw(unique(PLACES, 3))
    speakers = draw(unique(SPEAKERS, 4))
    cities = draw(unique(CITIES, 3))
    keys = draw(st.lists(KEYS, max_size=5, unique=True))
    sessions = [draw(sessions_with(key, places, speakers, cities)) for key in keys]
    return Agenda(
        edition=FACTS,
        release=None,
        places=places,
        speakers=speakers,
        cities=cities,
        sessions=tuple(sorted(sessions, key=by_time)),
    )


@st.composite
def sessions_with(draw: st.DrawFn, key: str, places, speakers, cities) -> Session:
    """Return a session that refers to what there is."""
    some_place = _one_of(places)
    some_speaker = _one_of(speakers)
    some_city = _one_of(cities)
    day = draw(st.one_of(st.none(), st.dates(date(2029, 12, 30), date(2030, 1, 6))))
    starts = draw(numbers(0, 1439)) if day else None
    contributions = draw(
        st.lists(
            st.builds(
                Contribution,
                order=st.just(1),
                title=texts(needed=True),
                city=some_city,
                speaker=some_speaker,
                minutes=numbers(1, 90),
            ),
            max_size=3,
        )
    )
    roles = st.builds(
        RoleHeld,
        role=st.sampled_from(Role),
        speaker=st.sampled_from([s.key for s in speakers] or [""]),
        title=texts(),
        minutes=numbers(1, 90),
        confirmed=st.booleans(),
    )
    return Session(
        key=key,
        kind=draw(st.sampled_from(SessionKind)),
        title=draw(texts(needed=True)),
        subtitle=draw(texts()),
        abstract=draw(texts()),
        topics=draw(st.lists(texts(needed=True), max_size=2).map(tuple)),
        day=day,
        starts=starts,
        minutes=draw(numbers(1, 1440)),
        place=draw(some_place),
        place_to_be_confirmed=draw(st.booleans()),
        track=draw(lines(20)),
        access=draw(st.sampled_from(Access)),
        audience=draw(texts()),
        expected=draw(numbers()),
        seats=draw(numbers(1)),
        optional=draw(st.booleans()),
        languages=draw(st.lists(LANGUAGES, unique=True, max_size=3).map(tuple)),
        interpretation=draw(
            st.lists(
                st.builds(Interpretation, language=LANGUAGES, channel=lines(20)), max_size=2
            ).map(tuple)
        ),
        materials=draw(st.lists(MATERIALS, max_size=2).map(tuple)),
        stream=draw(st.sampled_from(["", "https://example.org/live"])),
        do_not_record=draw(st.booleans()),
        roles=draw(st.lists(roles, max_size=3).map(tuple)) if speakers else (),
        contributions=tuple(
            Contribution(
                order=order,
                title=entry.title,
                city=entry.city,
                speaker=entry.speaker,
                minutes=entry.minutes,
            )
            for order, entry in enumerate(contributions, start=1)
        ),
        presentations_minutes=draw(numbers(1, 90)),
        panel_minutes=draw(numbers(1, 90)),
        discussion_minutes=draw(numbers(1, 90)),
        items=draw(
            st.lists(
                st.builds(AgendaItem, text=texts(needed=True), decides=st.booleans()), max_size=2
            ).map(tuple)
        ),
        to_be_confirmed=draw(texts()),
        expected_cities=draw(
            st.lists(st.sampled_from([c.key for c in cities]), unique=True).map(tuple)
            if cities
            else st.just(())
        ),
        expected_cities_about=draw(numbers()),
        note=draw(texts()),
        state=draw(st.sampled_from(SessionState)),
        inferred=draw(INFERRED),
    )


def _one_of(entries) -> st.SearchStrategy[str | None]:
    return st.sampled_from([None, *(entry.key for entry in entries)])
