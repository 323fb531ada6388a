"""The dashboard of the door: what it counts and draws, and that it follows what happens."""

from datetime import UTC, datetime, timedelta

import pytest

from forum.checkin.arrivals.queries import build_dashboard, choose_list, list_arrivals, state_of
from forum.checkin.arrivals.rules import HEIGHT, WIDTH, chart_of, parts_by_city, parts_by_gate
from forum.checkin.arrivals.types import Arrival, Expected
from forum.checkin.services.devices import revoke_device
from forum.checkin.services.scans import device_scanner, record_scans, undo_scan
from forum.checkin.sync.services import hear
from forum.checkin.types import Direction, Mode
from forum.cities.models import City
from forum.cities.types import CityKind, Region
from forum.core.db import db, set_reading
from forum.core.localized import EMPTY, LocalizedText
from forum.core.permissions import Role
from forum.registration.models import RegistrationBook
from forum.registration.tags.services import change_tag, give_tag, write_tag
from forum.registration.tags.types import TagColour
from tests.conftest import count_queries
from tests.factories.accounts import make_organiser
from tests.factories.checkin import (
    code_of,
    enrolled,
    make_edition,
    make_list,
    make_person,
    scan_of,
)

HERE = "/manage/dwc-2026/checkin/"
NINE = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)  # in Seoul
GATE = LocalizedText(ko="1번 문", en="Gate 1")


def arrival(number, minutes, *, city=None, gate=GATE):
    return Arrival(
        registration_id=number,
        at=NINE + timedelta(minutes=minutes),
        category_id=1,
        city_id=city,
        gate=gate,
    )


# ---------------------------------------------------------------- rules


def test_nothing_is_drawn_before_somebody_has_come():
    assert chart_of([], "Asia/Seoul") is None


def test_the_chart_has_a_bar_for_each_minute_and_says_the_busiest_one():
    chart = chart_of(
        [arrival(n, minutes) for n, minutes in enumerate((0, 3, 3, 3, 59))], "Asia/Seoul"
    )
    assert chart.bars.count("M") == 3
    assert (chart.most, f"{chart.most_at:%H:%M}", chart.total) == (3, "09:03", 5)
    assert (f"{chart.first:%H:%M}", f"{chart.last:%H:%M}") == ("09:00", "10:00")
    wide = WIDTH / 60
    assert (
        f"M{3 * wide + 0.15 * wide:.1f} {HEIGHT}V0.0" in chart.bars
    )  # the highest reaches the top
    assert [(f"{s.at:%H:%M}", s.count, s.sum) for s in chart.steps] == [
        ("09:00", 4, 4),
        ("09:55", 1, 5),
    ]


def test_the_chart_shows_the_last_day_alone_and_its_rows_stay_few():
    day_before = [arrival(1, -24 * 60)]
    today = [arrival(n, n) for n in range(2, 700)]
    chart = chart_of([*day_before, *today], "Asia/Seoul")
    assert (chart.day.isoformat(), chart.total) == ("2026-11-20", 698)
    assert len(chart.steps) <= 25
    assert chart.bars.count("M") == 140  # of five minutes each, so that they can be seen
    assert chart.steps[-1].sum == 698


def test_cities_stand_by_size_and_no_city_last():
    seoul, busan = LocalizedText("서울", "Seoul"), LocalizedText("부산", "Busan")
    expected = [
        Expected(category_id=1, city_id=None, count=9),
        Expected(category_id=1, city_id=2, count=3),
        Expected(category_id=2, city_id=2, count=1),
        Expected(category_id=1, city_id=1, count=2),
    ]
    parts = parts_by_city({1: seoul, 2: busan}, expected, [arrival(1, 0, city=1)])
    assert [(p.word, p.expected, p.present) for p in parts] == [
        (busan, 4, 0),
        (seoul, 2, 1),
        (EMPTY, 9, 0),
    ]


def test_gates_without_arrivals_are_shown_and_programs_stand_last():
    other = LocalizedText("2번 문", "Gate 2")
    parts = parts_by_gate([GATE, other], [arrival(1, 0, gate=EMPTY), arrival(2, 0, gate=other)])
    assert [(p.word.en, p.present) for p in parts] == [("Gate 2", 1), ("Gate 1", 0), ("", 1)]


# ---------------------------------------------------------------- what is counted


@pytest.fixture
def edition(app):
    del app
    edition = make_edition()
    db.session.commit()
    return edition


def test_somebody_counts_once_at_the_first_time_that_was_not_taken_back(edition):
    target = make_list(edition, mode=Mode.MANY)
    device, _secret = enrolled(edition, target)
    scanner, person, other = device_scanner(device), make_person(edition), make_person(edition)
    times = [NINE + timedelta(minutes=n) for n in (0, 10, 20)]
    scans = [scan_of(code_of(person), f"a{n}", at) for n, at in enumerate(times)]
    out = scan_of(code_of(other), "out", times[0], direction=Direction.OUT)
    first, *_rest = record_scans(scanner, target, [*scans, out])
    undo_scan(scanner, target, first.recorded.scan.id)
    (only,) = list_arrivals(target, [device])
    assert (only.registration_id, only.at, only.gate) == (person.id, times[1], GATE)


def test_the_list_of_today_is_chosen_unless_another_is_asked_for(edition):
    first = make_list(edition, on=edition.starts_on)
    second = make_list(edition, on=edition.ends_on)
    lists = [first, second]
    assert choose_list(lists, None, edition.ends_on) is second
    assert choose_list(lists, first.id, edition.ends_on) is first
    assert choose_list(lists, 999, edition.starts_on.replace(month=1)) is first
    assert choose_list([], None, edition.starts_on) is None


@pytest.mark.both_databases
def test_the_state_changes_with_a_scan_an_undoing_and_a_revoked_device(app):
    del app
    edition = make_edition()
    target = make_list(edition)
    device, _secret = enrolled(edition, target)
    person = make_person(edition)
    states = [state_of(edition), state_of(edition)]
    assert states[0] == states[1]
    (answer,) = record_scans(device_scanner(device), target, [scan_of(code_of(person), "a")])
    states.append(state_of(edition))
    undo_scan(device_scanner(device), target, answer.recorded.scan.id)
    states.append(state_of(edition))
    revoke_device(device)
    db.session.flush()
    states.append(state_of(edition))
    hear(device, 3)
    db.session.flush()
    states.append(state_of(edition))
    assert len(set(states)) == 5


@pytest.mark.both_databases
def test_the_dashboard_tells_categories_cities_gates_guests_refusals_and_devices(app):
    del app
    edition = make_edition()
    target = make_list(edition, categories=("delegate", "press"))
    device, _secret = enrolled(edition, target)
    city = City(
        key="seoul",
        name=LocalizedText("서울", "Seoul"),
        country="KR",
        region=Region.KOREA,
        kind=CityKind.METROPOLIS,
    )
    db.session.add(city)
    db.session.flush()
    here = make_person(edition, "delegate", city_id=city.id)
    late = make_person(edition, "press", sort_key="가")
    stranger = make_person(edition)  # a citizen: not for this list
    db.session.add(RegistrationBook(edition_id=edition.id))
    tag = write_tag(edition, "VIP", TagColour.YELLOW)
    change_tag(tag, TagColour.YELLOW, is_vip=True)
    for one in (here, late, stranger):
        give_tag(one, tag)
    codes = [code_of(here), code_of(stranger), "not a badge"]
    record_scans(device_scanner(device), target, [scan_of(c, f"n{n}") for n, c in enumerate(codes)])
    board = build_dashboard(edition, target)
    assert (board.attendance.expected, board.attendance.present) == (2, 1)
    assert [(p.word.en, p.expected, p.present) for p in board.categories] == [
        ("City delegate", 1, 1),
        ("Press", 1, 0),
    ]
    assert [(p.word.en, p.expected, p.present) for p in board.cities] == [
        ("Seoul", 1, 1),
        ("", 1, 0),
    ]
    assert [(p.word.en, p.present) for p in board.gates] == [("Gate 1", 1)]
    assert [(g.registration_id, g.at is None) for g in board.guests] == [
        (late.id, True),
        (here.id, False),
    ]
    assert board.guests_here == 1
    assert dict(board.refused) == {"not_allowed": 1, "invalid": 1}
    assert [(one.reason, one.number) for one in board.last_refused] == [
        ("unreadable", ""),
        ("category", stranger.number),
    ]
    (seen,) = board.devices
    assert (seen.device.id, seen.scans, seen.at is None) == (device.id, 3, False)


# ---------------------------------------------------------------- pages


def fetched(client, address=HERE):
    page = client.page(address)
    set_reading(value=False)
    return page


def filled(edition, count=3):
    target = make_list(edition)
    device, _secret = enrolled(edition, target)
    for number in range(count):
        person = make_person(edition, name=LocalizedText(ko="", en=f"Person {number} (trial)"))
        record_scans(
            device_scanner(device), target, [scan_of(code_of(person), f"{target.id}-{number}")]
        )
    record_scans(device_scanner(device), target, [scan_of("nonsense", f"{target.id}-x")])
    db.session.commit()
    return target, device


def test_without_a_list_the_dashboard_says_what_to_do(edition, client):
    del edition
    make_organiser(client)
    assert "There is no list yet" in fetched(client).text_of("main")
    assert "There is no list" in fetched(client, f"{HERE}hall").text_of("main")


def test_the_dashboard_shows_who_has_come_and_works_without_scripts(edition, client):
    make_organiser(client)
    target, _device = filled(edition)
    page = fetched(client)
    assert page.text_of(".arrivals-lists") == "First day 3 / 3"
    assert "Fri, 20 Nov: 3 arrivals." in page.text_of("figcaption")
    assert page.texts_of(".arrivals-steps tbody tr") == ["12:00 3 3"]
    assert "not the code of a badge" in page.text_of("section[aria-labelledby=refused]")
    assert page.one("[data-reload]")["href"] == f"{HERE}?list={target.id}"
    assert "As of 12:00:00" in page.text_of(".as-of p:first-child")


def test_the_hall_shows_numbers_and_no_names(edition, client):
    make_organiser(client)
    target, _device = filled(edition)
    page = fetched(client, f"{HERE}hall?list={target.id}")
    assert page.text_of(".hall-count") == "3"
    assert "trial" not in page.text_of("body")


def test_an_answer_without_news_has_no_body_and_tells_the_time(edition, client):
    make_organiser(client)
    target, device = filled(edition)
    for address in (f"{HERE}live?list={target.id}", f"{HERE}hall?list={target.id}"):
        answer = client.get(address)
        known = {"If-None-Match": answer.headers["ETag"]}
        again = client.get(address, headers=known)
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["X-Forum-Time"] == "2026-11-20T03:00:00Z"
        assert again.headers["Cache-Control"] == "private, no-store"
        set_reading(value=False)
        person = make_person(edition)
        nonce = f"news-{address[-12:]}"
        record_scans(device_scanner(device), target, [scan_of(code_of(person), nonce)])
        db.session.commit()
        news = client.get(address, headers=known)
        assert news.status_code == 200
        assert news.headers["ETag"] != answer.headers["ETag"]


def test_the_dashboard_costs_the_same_with_one_row_and_with_three(edition, client):
    make_organiser(client)
    counts, quiet = [], []
    for number in range(3):
        filled(edition, count=number + 1)
        with count_queries() as statements:
            page = client.get(f"{HERE}live")
        counts.append(len(statements))
        with count_queries() as statements:
            client.get(f"{HERE}live", headers={"If-None-Match": page.headers["ETag"]})
        quiet.append(len(statements))
        set_reading(value=False)
    assert len(set(counts)) == 1
    assert set(quiet) == {5}


def test_an_editor_of_the_programme_sees_nothing_of_the_door(edition, client):
    filled(edition)
    make_organiser(client, Role.EDITOR)
    for address in ("", "live", "hall", "lists"):
        assert client.get(HERE + address).status_code == 403
