"""The project's own data, loaded as `forum demo` loads it."""

import shutil
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from forum.cities.models import City
from forum.core import clock
from forum.core.db import db
from forum.core.paths import DATA
from forum.demo.services import load_demo, read_demo
from forum.editions.models import Edition, EditionNote
from forum.editions.queries import current_edition, get_edition, list_city_keys
from forum.editions.types import EditionState, NoteKind
from forum.exchange.errors import DataFileError
from forum.exchange.services import Outcome
from forum.people.models import Person
from forum.programme import queries
from forum.programme.changes import SessionChange
from forum.programme.models import Release
from forum.programme.rules import compare
from forum.programme.serial import agenda_from_mapping, changes_from_list
from tests.conftest import NOW
from tests.demo.agenda_2018 import BLOCKS, PRESENTATIONS

SLUGS = ["dwc-2017", "dwc-2018", "dwc-2019", "participation-2021", "dwc-trial"]


def _load():
    return [(loaded.slug, loaded.outcome) for loaded in load_demo()]


def _agenda(slug: str, number: int | None = None):
    return queries.public_programme(get_edition(slug), number).agenda


def _blocks(agenda):
    return [
        (s.day.isoformat(), s.starts, s.ends, s.place, s.key) for s in agenda.sessions if s.is_timed
    ]


@pytest.mark.both_databases
@pytest.mark.usefixtures("app")
def test_load_demo_loads_every_edition_and_a_second_time_changes_nothing():
    assert _load() == [(slug, Outcome.CREATED) for slug in SLUGS]
    before = _counts()

    with clock.stopped_at(NOW + timedelta(days=3)):
        assert _load() == [(slug, Outcome.UNCHANGED) for slug in SLUGS]

    assert _counts() == before
    assert not db.session.dirty


def _counts():
    models = (City, Person, Edition, Release, EditionNote)
    return [db.session.scalar(select(func.count()).select_from(model)) for model in models]


@pytest.mark.usefixtures("app")
def test_the_plan_of_2018_agrees_with_its_source_to_the_minute():
    _load()

    agenda = _agenda("dwc-2018", 2)

    assert _blocks(agenda) == [block[:5] for block in BLOCKS]
    assert [s.title.ko for s in agenda.sessions] == [block[5] for block in BLOCKS]
    assert [s.title.en for s in agenda.sessions] == [block[6] for block in BLOCKS]
    assert len(agenda.sessions) == 15
    talks = [(s.key, c.order, c.city, c.title.ko) for s in agenda.sessions for c in s.contributions]
    assert talks == PRESENTATIONS
    assert len(talks) == 8


@pytest.mark.usefixtures("app")
def test_the_result_of_2018_keeps_the_fifteen_blocks_and_eight_presentations_of_the_plan():
    _load()

    agenda = _agenda("dwc-2018")

    assert agenda.release.number == 3
    assert _blocks(agenda) == [block[:5] for block in BLOCKS]
    talks = [(s.key, c.order, c.city, c.title.ko) for s in agenda.sessions for c in s.contributions]
    assert talks == PRESENTATIONS
    untimed = [session for session in agenda.sessions if not session.is_timed]
    assert [(s.key, s.day, s.title.ko) for s in untimed] == [
        ("labour-market", None, "세션 3. 급변하는 노동시장에서 기회 찾기")
    ]


@pytest.mark.usefixtures("app")
def test_the_three_releases_of_2018_tell_what_they_changed():
    _load()
    releases = list(reversed(queries.list_releases(get_edition("dwc-2018"))))

    assert [(r.number, r.dated, r.dated_inferred) for r in releases] == [
        (1, "2018-07", False),
        (2, "2018-12", True),
        (3, "2019", True),
    ]
    second, third = (
        [(change.kind, change.session) for change in changes if isinstance(change, SessionChange)]
        for changes in (changes_from_list(release.changes) for release in releases[1:])
    )
    assert {("removed", "field-visit"), ("added", "ilo-special"), ("moved", "opening")} <= set(
        second
    )
    assert third == [
        ("retitled", "session-1"),
        ("retitled", "session-2"),
        ("retitled", "session-3"),
        ("retitled", "round-table"),
        ("details", "round-table"),
        ("added", "labour-market"),
    ]


@pytest.mark.usefixtures("app")
def test_sessions_without_a_time_have_none():
    _load()

    of_2017, of_2019 = _agenda("dwc-2017"), _agenda("dwc-2019")

    assert {session.starts for session in of_2017.sessions} == {None}
    assert [day.on and day.on.isoformat() for day in of_2017.days] == [
        "2017-09-04",
        "2017-09-05",
        "2017-09-06",
        "2017-09-07",
    ]
    assert [(day.on, len(day.sessions)) for day in of_2019.days] == [
        (date(2019, 12, 4), 1),
        (None, 5),
    ]


@pytest.mark.usefixtures("app")
def test_the_groups_of_2021_meet_twice_each():
    _load()

    agenda = _agenda("participation-2021")

    assert [(s.day.isoformat(), s.starts, s.key) for s in agenda.sessions] == [
        ("2021-09-30", 19 * 60, "ages-discussion"),
        ("2021-10-02", 10 * 60, "small-firms-discussion"),
        ("2021-10-02", 14 * 60, "platform-discussion"),
        ("2021-10-06", 19 * 60, "equality-discussion"),
        ("2021-10-19", 19 * 60, "equality-forum"),
        ("2021-10-21", 19 * 60, "ages-forum"),
        ("2021-10-23", 10 * 60, "small-firms-forum"),
        ("2021-10-23", 14 * 60, "platform-forum"),
    ]
    assert {group.seats for group in get_edition("participation-2021").groups} == {25}


@pytest.mark.usefixtures("app")
def test_the_facts_beside_the_programme_are_loaded():
    _load()
    of_2017, of_2018 = get_edition("dwc-2017"), get_edition("dwc-2018")

    assert {f.kind.value: f.number for f in of_2018.figures} == {
        "cities": 15,
        "overseas_cities": 13,
        "domestic_cities": 2,
        "agencies": 13,
        "academia": 4,
    }
    assert len(list_city_keys(of_2018)) == 15
    assert sum(o.attending_as == "agencies" for o in of_2018.organisations) == 13
    assert list_city_keys(of_2017)[-1] == "setagaya"
    assert [o.organisation.key for o in of_2017.organisations if o.involvement == "sponsor"] == [
        "moel",
        "fes",
        "kli",
    ]
    network = [note for note in get_edition("dwc-2019").notes if note.kind is NoteKind.SECRETARIAT]
    assert [note.heading.en for note in network] == ["Network", "Joint research", "Academic events"]
    seoul = db.session.scalars(select(City).where(City.key == "seoul")).one()
    wage = seoul.indicators[2]
    assert wage.title.ko == "생활임금 적용인원(누적)"
    assert [(v.year, int(v.amount), v.reached) for v in wage.values] == [
        (2016, 2519, True),
        (2017, 11619, True),
        (2018, 10774, False),
        (2019, 11000, False),
        (2020, 11000, False),
    ]


@pytest.mark.usefixtures("app")
def test_the_trial_edition_copies_the_plan_of_2018_thirty_days_ahead():
    _load()

    trial, plan = get_edition("dwc-trial"), agenda_from_mapping(_release("dwc-2018", 2).agenda)

    assert trial.is_trial
    assert trial.state is EditionState.PUBLISHED
    assert current_edition() is trial
    assert trial.starts_on == date(2026, 12, 20)
    shift = trial.starts_on - date(2018, 12, 11)
    agenda = _agenda("dwc-trial")
    assert [(s.key, s.day, s.starts, s.title) for s in agenda.sessions] == [
        (s.key, s.day + shift if s.day else None, s.starts, s.title) for s in plan.sessions
    ]


def _release(slug: str, number: int) -> Release:
    return queries.get_release(get_edition(slug), number)


@pytest.mark.usefixtures("app")
def test_a_data_file_that_changed_is_taken_over_as_a_further_release(tmp_path):
    shutil.copytree(DATA, tmp_path / "data")
    list(load_demo(tmp_path / "data"))
    path = tmp_path / "data" / "editions" / "dwc-2017.yaml"
    path.write_text(path.read_text().replace("ko: 기자회견", "ko: 공동 기자회견"))

    outcomes = {loaded.slug: loaded.outcome for loaded in load_demo(tmp_path / "data")}

    assert outcomes["dwc-2017"] is Outcome.UPDATED
    assert outcomes["dwc-2018"] is Outcome.UNCHANGED
    old, new = _agenda("dwc-2017", 1), _agenda("dwc-2017", 2)
    assert [change.kind for change in compare(old, new)] == ["retitled"]
    assert new.sequences["press"] == 1


@pytest.mark.usefixtures("app")
def test_a_city_that_is_written_differently_makes_every_public_page_anew(tmp_path):
    shutil.copytree(DATA, tmp_path / "data")
    list(load_demo(tmp_path / "data"))
    before = {e.slug: e.public_version for e in db.session.scalars(select(Edition))}
    path = tmp_path / "data" / "cities.yaml"
    path.write_text(path.read_text().replace("ko: 빈", "ko: 비엔나"))

    list(load_demo(tmp_path / "data"))

    after = {e.slug: e.public_version for e in db.session.scalars(select(Edition))}
    assert all(after[slug] > before[slug] for slug in SLUGS)


@pytest.mark.usefixtures("app")
def test_a_broken_data_file_names_file_line_and_field_and_loads_nothing(tmp_path):
    shutil.copytree(DATA, tmp_path / "data")
    path = tmp_path / "data" / "editions" / "dwc-2018.yaml"
    lines = path.read_text().splitlines()
    line = next(n for n, text in enumerate(lines, start=1) if "start: 09:30" in text)
    lines[line - 1] = lines[line - 1].replace("09:30", "9.30 am")
    path.write_text("\n".join(lines))

    with pytest.raises(DataFileError) as refused:
        list(load_demo(tmp_path / "data"))

    (problem,) = refused.value.problems
    assert refused.value.name == "editions/dwc-2018.yaml"
    assert problem.line == line
    assert problem.where == "releases[1].programme[1].sessions[0].start"
    assert db.session.scalar(select(func.count()).select_from(City)) == 0


def test_every_data_file_of_the_project_can_be_read():
    data = read_demo()

    assert [file.edition.slug for file in data.editions] == SLUGS[:4]
    assert len(data.glossary.words) > 70
    assert data.action_plan.plan.document == "GB.346/INS/3"
    assert sum(o.budget.amount for o in data.action_plan.objectives) == 37_500_000
    summary = data.editions[0].declaration
    assert (summary.kind, len(summary.articles)) == ("summary", 8)
