"""A programme with every kind and state of session."""

from datetime import date

from forum.core.localized import LocalizedText
from forum.programme.changes import When
from forum.programme.filters import Mark
from forum.programme.types import (
    Access,
    Agenda,
    AgendaCity,
    Contribution,
    EditionFacts,
    Place,
    Role,
    RoleHeld,
    Session,
    SessionKind,
    SessionState,
    Speaker,
)

DAY = date(2030, 5, 2)
EDITION = EditionFacts(
    slug="sample",
    name=LocalizedText("견본 포럼", "Sample Forum"),
    starts_on=DAY,
    ends_on=DAY,
    timezone="Asia/Seoul",
)
PLACES = (
    Place(key="hall", name=LocalizedText("큰 방", "Large room"), floor="8F"),
    Place(key="side", name=LocalizedText("작은 방", "Small room"), floor="8F"),
    Place(key="out", name=LocalizedText("바깥", "Elsewhere"), off_site=True),
)
CITIES = (
    AgendaCity(key="hamburg", name=LocalizedText("함부르크", "Hamburg"), country="DE"),
    AgendaCity(key="vienna", name=LocalizedText("빈", "Vienna"), own_name="Wien", country="AT"),
)
SPEAKER = Speaker(
    key="speaker",
    name=LocalizedText("홍길동 (시험)", "Hong Gildong (trial)"),
    title=LocalizedText("견본 연구소", "Sample institute"),
)
OFFICE = Speaker(key="office", name=LocalizedText("시장", "Mayor"), role_only=True)
MARKS = {
    "assembly": Mark(moved_from=When(day=DAY, starts=870, minutes=60)),
    "panel": Mark(is_new=True),
}


def _session(key: str, kind: SessionKind, ko: str, en: str, **fields: object) -> Session:
    """Return a session of the day."""
    return Session(
        key=key,
        kind=kind,
        title=LocalizedText(ko, en),
        day=DAY,
        **fields,  # type: ignore[arg-type]
    )


def _in_hall(starts: int, minutes: int) -> dict[str, object]:
    return {"starts": starts, "minutes": minutes, "place": "hall"}


def sample_agenda() -> Agenda:
    """Return an agenda with every kind, parallel sessions, a split lane and an empty afternoon."""
    kind = SessionKind
    talks = tuple(
        Contribution(order=n, title=LocalizedText("발표", "Talk"), city=city.key)
        for n, city in enumerate(CITIES, start=1)
    )
    chair = (RoleHeld(role=Role.CHAIR, speaker=SPEAKER.key),)
    sessions = (
        _session(
            "opening", kind.CEREMONY, "개막식", "Opening", starts=540, minutes=30, place="hall"
        ),
        _session(
            "keynote", kind.KEYNOTE, "기조연설", "Keynote", starts=570, minutes=30, place="hall"
        ),
        _session(
            "session",
            kind.SESSION,
            "세션",
            "Session",
            starts=600,
            minutes=90,
            place="hall",
            roles=chair,
            contributions=talks,
            presentations_minutes=60,
            discussion_minutes=30,
        ),
        _session("panel", kind.PANEL, "패널 토론", "Panel", starts=600, minutes=60, place="side"),
        _session(
            "press",
            kind.PRESS,
            "기자회견",
            "Press conference",
            starts=630,
            minutes=60,
            place="side",
            state=SessionState.CANCELLED,
        ),
        _session("break", kind.BREAK, "휴식", "Break", **_in_hall(690, 15)),
        _session(
            "assembly", kind.ASSEMBLY, "총회", "Assembly", starts=705, minutes=60, place="hall"
        ),
        _session(
            "open",
            kind.SESSION,
            "장소 미정 세션",
            "Session without a room",
            starts=705,
            minutes=60,
            place_to_be_confirmed=True,
        ),
        _session("transfer", kind.TRANSFER, "이동", "Transfer", starts=765, minutes=30),
        _session(
            "tour",
            kind.TOUR,
            "견학",
            "Tour",
            starts=795,
            minutes=35,
            place="out",
            access=Access.INVITATION,
        ),
        _session("dinner", kind.MEAL, "만찬", "Dinner", starts=1110, minutes=60, place="out"),
        _session("later", kind.SESSION, "시각 미정 세션", "Session without a time", place="hall"),
    )
    return Agenda(
        edition=EDITION,
        release=None,
        places=PLACES,
        speakers=(SPEAKER, OFFICE),
        cities=CITIES,
        sessions=sessions,
    )
