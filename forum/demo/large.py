"""A made-up edition as large as any: 5 days, 400 sessions, 600 people. Each of them says so.

The agenda is a value (`large_agenda`), for measuring what needs no database; `load_large` writes
it as a trial edition and releases it. The same arguments give the same agenda.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import cycle, islice

from forum.core import clock
from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.demo.attendees import FAMILIES, GIVEN, OFFICES
from forum.editions.models import Edition, Series
from forum.editions.types import EditionState
from forum.people.models import Person
from forum.programme.queries import agenda_city
from forum.programme.services import release_programme, write_draft
from forum.programme.types import (
    Agenda,
    AgendaCity,
    Contribution,
    EditionFacts,
    Interpretation,
    Place,
    Role,
    RoleHeld,
    Session,
    SessionKind,
    Speaker,
    by_time,
)
from forum.registration.queries import list_cities

SLUG = "dwc-large"
DAYS, ROOMS, PEOPLE = 5, 16, 600
STARTS = (540, 630, 780, 870, 960)  # of every day and room: 400 sessions
MINUTES = 75
BEGINS_IN = timedelta(days=60)
NAME = LocalizedText("대규모 시험 포럼", "Large trial forum")
KINDS = (SessionKind.SESSION, SessionKind.PANEL, SessionKind.SESSION, SessionKind.ASSEMBLY)
ROLES = (Role.CHAIR, Role.PRESENTER, Role.PANELLIST, Role.PANELLIST)
TALKS = 3
TOPICS = (
    LocalizedText("고용", "Employment"),
    LocalizedText("노동권", "Rights at work"),
    LocalizedText("사회보호", "Social protection"),
    LocalizedText("사회적 대화", "Social dialogue"),
)
SUBJECTS = (
    ("플랫폼 노동자의 사회보험", "Social insurance for platform workers"),
    ("도시의 생활임금 조례", "Living wage ordinances of cities"),
    ("청년 첫 일자리 보장", "A first job guaranteed for the young"),
    ("돌봄 노동의 가치", "What care work is worth"),
    ("공공조달과 노동 조건", "Public procurement and working conditions"),
    ("노동시간 단축 실험", "Trials of shorter working hours"),
    ("이주 노동자 상담", "Advice for migrant workers"),
    ("정의로운 전환과 지역 산업", "A just transition of local industry"),
    ("노동이사제의 여섯 해", "Six years of workers on boards"),
)
VIEWS = (
    ("사례와 교훈", "cases and lessons"),
    ("도시의 역할", "the part of cities"),
    ("숫자로 본 성과", "results in numbers"),
    ("다음 단계", "the next step"),
)


def large_agenda(cities: Sequence[AgendaCity], begins: date) -> Agenda:
    """Return a made-up programme of full size; nothing in it is taken from a real one."""
    speakers = tuple(_speaker(number) for number in range(1, PEOPLE + 1))
    sessions = [
        _session(number, begins, cities) for number in range(1, DAYS * len(STARTS) * ROOMS + 1)
    ]
    return Agenda(
        edition=EditionFacts(
            slug=SLUG,
            name=NAME,
            starts_on=begins,
            ends_on=begins + timedelta(days=DAYS - 1),
            timezone="Asia/Seoul",
            trial=True,
        ),
        release=None,
        places=tuple(_place(number) for number in range(1, ROOMS + 1)),
        speakers=speakers,
        cities=tuple(cities),
        sessions=tuple(sorted(sessions, key=by_time)),
    )


def load_large(series: Series) -> Edition:
    """Write the large edition and release it."""
    begins = clock.today("Asia/Seoul") + BEGINS_IN
    agenda = large_agenda([agenda_city(city) for city in list_cities()], begins)
    edition = Edition(
        series=series,
        slug=SLUG,
        state=EditionState.PUBLISHED,
        is_trial=True,
        name=NAME,
        starts_on=agenda.edition.starts_on,
        ends_on=agenda.edition.ends_on,
    )
    db.session.add(edition)
    db.session.add_all(
        Person(key=s.key, name=s.name, title=s.title, sort_key=s.sort_key) for s in agenda.speakers
    )
    db.session.flush()
    write_draft(edition, agenda)
    release_programme(edition, LocalizedText("시험용 프로그램", "A programme to try things out"))
    return edition


def _place(number: int) -> Place:
    return Place(
        key=f"room-{number}",
        name=LocalizedText(f"회의실 {number} (시험)", f"Room {number} (trial)"),
        floor=f"{number // 4 + 1}F",
        capacity=40 + number * 10,
    )


def _speaker(number: int) -> Speaker:
    family, given = FAMILIES[number % len(FAMILIES)], GIVEN[number % len(GIVEN)]
    office = OFFICES[number % len(OFFICES)]
    return Speaker(
        key=f"trial-person-{number}",
        name=LocalizedText(
            f"{family[0]}{given[0]} (시험 {number})", f"{family[1]} {given[1]} (trial {number})"
        ),
        title=LocalizedText(*office),
        sort_key=f"{family[1]} {given[1]} {number:03d}",
    )


def _session(number: int, begins: date, cities: Sequence[AgendaCity]) -> Session:
    index = number - 1
    room, slot, day = index % ROOMS, index // ROOMS % len(STARTS), index // ROOMS // len(STARTS)
    subject, view = SUBJECTS[number % len(SUBJECTS)], VIEWS[number % len(VIEWS)]
    people = islice(cycle(range(1, PEOPLE + 1)), number * len(ROLES) % PEOPLE, None)
    return Session(
        key=f"trial-{number}",
        kind=KINDS[number % len(KINDS)],
        title=LocalizedText(
            f"{number}. {subject[0]}: {view[0]}", f"{number}. {subject[1]}: {view[1]}"
        ),
        abstract=LocalizedText(
            _thrice(
                f"시험용으로 지어낸 순서입니다. 여러 도시가 {subject[0]}에 관하여 이야기합니다."
            ),
            _thrice(f"A made-up session: cities share {view[1]} on {subject[1].lower()}."),
        ),
        topics=(TOPICS[number % len(TOPICS)],),
        day=begins + timedelta(days=day),
        starts=STARTS[slot],
        minutes=MINUTES,
        place=f"room-{room + 1}",
        languages=("ko",) if number % 3 else ("en",),
        interpretation=(Interpretation(language="en" if number % 3 else "ko", channel="2"),),
        roles=tuple(
            RoleHeld(role=role, speaker=f"trial-person-{person}")
            for role, person in zip(ROLES, people, strict=False)
        ),
        contributions=tuple(_talks(number, cities)),
        presentations_minutes=60,
        discussion_minutes=15,
    )


def _thrice(sentence: str) -> str:
    return " ".join([sentence] * 3)


def _talks(number: int, cities: Sequence[AgendaCity]) -> Iterator[Contribution]:
    for order in range(1, TALKS + 1):
        subject = SUBJECTS[(number + order) % len(SUBJECTS)]
        yield Contribution(
            order=order,
            title=LocalizedText(f"{subject[0]} (시험)", f"{subject[1]} (trial)"),
            city=cities[(number * TALKS + order) % len(cities)].key if cities else None,
        )
