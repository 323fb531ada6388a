"""The notices of any release, person by person, against a model that looks at agendas alone.

The rules go by the changes of `compare`; the model asks of each person and session: what did
they have, what do they have now?
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from forum.core.localized import LocalizedText
from forum.notices.rules import notices_of, speakers_of, touched_keys
from forum.notices.types import CalendarMethod, News, Recipient, Tie
from forum.programme.rules import compare, keep_cancelled
from forum.programme.types import (
    Agenda,
    Contribution,
    Place,
    Role,
    RoleHeld,
    Session,
    SessionKind,
    SessionState,
)
from tests.factories.programme import DAY, agenda_of

SPEAKERS = ("gildong", "chunhyang")
SESSIONS = ("a", "b", "c")
TEXTS = (LocalizedText("하나", "One"), LocalizedText("둘", "Two"))
CLOCKS = ((None, None), (DAY, None), (DAY, 570), (DAY + timedelta(days=1), 600))

# Few values for what matters here, so that two agendas differ in little, and often.
roles = st.builds(
    RoleHeld,
    role=st.sampled_from([Role.CHAIR, Role.PANELLIST]),
    speaker=st.sampled_from(SPEAKERS),
    confirmed=st.booleans(),
)
talks = st.builds(
    Contribution,
    order=st.integers(1, 2),
    title=st.sampled_from(TEXTS),
    speaker=st.sampled_from([None, *SPEAKERS]),
)


@st.composite
def sessions(draw: st.DrawFn, key: str) -> Session:
    day, starts = draw(st.sampled_from(CLOCKS))
    return Session(
        key=key,
        kind=SessionKind.SESSION,
        title=draw(st.sampled_from(TEXTS)),
        abstract=draw(st.sampled_from(TEXTS)),
        day=day,
        starts=starts,
        place=draw(st.sampled_from([None, "hall", "room"])),
        roles=tuple(draw(st.lists(roles, max_size=2))),
        contributions=tuple(draw(st.lists(talks, max_size=1))),
        state=draw(st.sampled_from([SessionState.SCHEDULED, *SessionState])),
    )


@st.composite
def agendas(draw: st.DrawFn) -> tuple[Agenda, Agenda]:
    """Return an agenda, and another in which each session is the same, another one, or gone."""
    old = {key: draw(sessions(key)) for key in SESSIONS if draw(st.booleans())}
    new = {}
    for key in SESSIONS:
        fate = draw(st.sampled_from(["same", "one field", "other", "gone"]))
        if fate == "other" or (fate == "one field" and key not in old):
            new[key] = draw(sessions(key))
        elif fate == "one field":
            name = draw(st.sampled_from(["title", "place", "roles", "contributions", "state"]))
            new[key] = replace(old[key], **{name: getattr(draw(sessions(key)), name)})
        elif fate == "same" and key in old:
            new[key] = old[key]
    return _agenda(old.values(), draw), _agenda(new.values(), draw)


def _agenda(entries: Iterable[Session], draw: st.DrawFn) -> Agenda:
    places = tuple(
        Place(key=key, name=TEXTS[0], floor=floor, capacity=draw(st.sampled_from([10, 20])))
        for key, floor in (("hall", draw(st.sampled_from(["8F", ""]))), ("room", ""))
    )
    return agenda_of(*entries, places=places)


keys = st.frozensets(st.sampled_from(SESSIONS), max_size=2)
recipients = st.builds(
    Recipient,
    email=st.just(""),
    names=st.just((LocalizedText("홍길동", "Hong Gildong"),)),
    language=st.just("ko"),
    speakers=st.frozensets(st.sampled_from(SPEAKERS)),
    chosen=keys,
    starred=keys,
)
todays = st.sampled_from([DAY - timedelta(days=30), DAY, DAY + timedelta(days=1)])


def held(agenda: Agenda, key: str) -> Session | None:
    session = agenda.session(key)
    return session if session and session.state is SessionState.SCHEDULED else None


def part(session: Session | None, who: Recipient) -> list[object]:
    if session is None:
        return []
    roles = [(r.role, r.title, r.minutes) for r in session.roles if r.speaker in who.speakers]
    talks = [(c.title, c.minutes) for c in session.contributions if c.speaker in who.speakers]
    return [*roles, *talks]


def seen(agenda: Agenda, session: Session) -> tuple[object, object, object]:
    place = agenda.place(session.place)
    return (
        (session.day, session.starts, session.minutes),
        (place.name, place.floor) if place else None,
        session.title,
    )


def differences(old: Agenda, new: Agenda, key: str) -> set[News]:
    before, after = old.session(key), new.session(key)
    if before is None or after is None:
        return set()
    kinds = (News.MOVED, News.RELOCATED, News.RETITLED)
    pairs = zip(kinds, seen(old, before), seen(new, after), strict=True)
    return {kind for kind, one, other in pairs if one != other}


def news_for(old: Agenda, new: Agenda, key: str, who: Recipient) -> set[News]:
    was, now = held(old, key), held(new, key)
    said: set[News] = set()
    if key in who.chosen | who.starred:
        if was and not now:
            said |= {News.CANCELLED}
        elif now:
            said |= differences(old, new, key) | (set() if was else {News.RESTORED})
    had, has = part(old.session(key), who), part(now, who)
    if was and had and not now:
        said |= {News.CANCELLED}
    elif now and not had and has:
        said |= {News.JOINED}
    elif now and was and had and not has:
        said |= {News.LEFT}
    elif now and had and has:
        said |= differences(old, new, key) | (set() if was else {News.RESTORED})
        said |= {News.PART} if had != has else set()
    return said


def method_for(
    old: Agenda, new: Agenda, key: str, who: Recipient, said: set[News]
) -> CalendarMethod | None:
    """Return what brings a calendar that is right before the release to what is right after."""
    follows = key in who.chosen | who.starred
    before, now = old.session(key), held(new, key)
    stood_in = before is not None and before.day and (follows or bool(part(before, who)))
    stands_in = now is not None and now.day and (follows or bool(part(now, who)))
    if stands_in:
        return CalendarMethod.REQUEST if said - {News.PART, News.LEFT} else None
    if not stood_in or (now and said <= {News.PART}):
        return None
    return CalendarMethod.CANCEL


def is_over(old: Agenda, new: Agenda, key: str, today: date) -> bool:
    sessions = [a.session(key) for a in (old, new)]
    return all(s is None or (s.day is not None and s.day < today) for s in sessions)


@given(agendas(), st.lists(recipients, min_size=1, max_size=3), todays)
def test_everybody_is_told_exactly_what_concerns_them(pair, audience, today):
    old, draft = pair
    new = keep_cancelled(old, draft)
    notices = {
        id(notice.recipient): {one.session: one for one in notice.sessions}
        for notice in notices_of(old, new, compare(old, new), audience, today=today)
    }
    everything = {session.key for agenda in (old, new) for session in agenda.sessions}
    for who in audience:
        expected = {}
        for key in everything:
            said = news_for(old, new, key, who)
            if said and not is_over(old, new, key, today):
                expected[key] = (said, method_for(old, new, key, who, said))
        told = notices.get(id(who), {})
        assert {k: (set(one.news), one.method) for k, one in told.items()} == expected
        for key, one in told.items():
            assert (Tie.ATTENDEE in one.ties) == (key in who.chosen)
            assert (Tie.STAR in one.ties) == (key in who.starred - who.chosen)


@given(agendas())
def test_whoever_could_be_told_is_asked_for(pair):
    """The audience is looked up by the changes: nobody who had or has a part is left out."""
    old, draft = pair
    new = keep_cancelled(old, draft)
    touched = touched_keys(compare(old, new))
    asked = speakers_of(old, touched) | speakers_of(new, touched)
    for key in {s.key for s in (*old.sessions, *new.sessions)}:
        for speaker in SPEAKERS:
            who = Recipient(email="", names=(), language="ko", speakers=frozenset({speaker}))
            if news_for(old, new, key, who):
                assert key in touched
                assert speaker in asked
