"""Scans, lists and devices on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from forum.checkin import queries
from forum.checkin.errors import (
    CheckinListNotFoundError,
    DeviceOverError,
    DeviceRevokedError,
    EditionArchivedError,
    ListHasScansError,
    ListNotAllowedError,
    NothingToUndoError,
    OnlyListError,
    TooManyScansError,
)
from forum.checkin.models import CheckinList, Device, Scan
from forum.checkin.services import prepare_trial_checkin
from forum.checkin.services.devices import (
    ENROL_LASTS,
    enrol_device,
    find_invited,
    invite_device,
    revoke_device,
)
from forum.checkin.services.lists import change_list, delete_list, details_of_list
from forum.checkin.services.scans import MOST_SCANS, device_scanner, record_scans, undo_scan
from forum.checkin.types import (
    Attendance,
    Direction,
    ListDetails,
    ListKind,
    Mode,
    Notice,
    Reason,
    Result,
    Scanner,
)
from forum.core import bearer, clock
from forum.core.db import db
from forum.core.links import LinkExpiredError, LinkRevokedError, LinkUnknownError, LinkUsedError
from forum.core.localized import LocalizedText
from forum.core.merging import marks_of, parts_of
from forum.editions.types import EditionState
from forum.registration.models import Attendance as Attendance_
from forum.registration.models import Limit, Seat
from forum.registration.tags.services import change_tag, give_tag
from forum.registration.types import RegistrationState
from tests.conftest import count_queries
from tests.factories.checkin import (
    code_of,
    enrolled,
    honour,
    make_device,
    make_edition,
    make_list,
    make_person,
    scan_of,
)

pytestmark = pytest.mark.both_databases


@pytest.fixture
def door(app):
    """An edition, a list for everybody, a device."""
    del app
    edition = make_edition()
    target = make_list(edition)
    device, _secret = enrolled(edition)
    return edition, target, device


def scan(device, target, code, nonce, **values):
    return record_scans(device_scanner(device), target, [scan_of(code, nonce, **values)])[0]


def result_of(answer):
    return answer.verdict.result, answer.verdict.reason


def test_a_badge_is_admitted_once_and_then_repeats_with_the_first_time_and_place(door):
    edition, target, device = door
    other, _secret = enrolled(edition, name="phone 2")
    person = make_person(edition, "delegate", receiver="en")
    first = scan(device, target, code_of(person), "a")
    assert result_of(first) == (Result.ADMITTED, None)
    assert first.verdict.notices == (Notice.RECEIVER,)
    assert first.person.name == person.name
    assert first.person.category == LocalizedText(ko="도시 대표", en="City delegate")
    assert (first.first, first.times) == (None, 1)

    again = scan(other, target, code_of(person), "b")
    assert result_of(again) == (Result.REPEAT, Reason.ADMITTED_BEFORE)
    assert again.first == first.recorded
    assert again.first.gate == LocalizedText(ko="1번 문", en="Gate 1")
    assert again.times == 2


def test_the_same_nonce_always_gets_its_first_answer(door):
    edition, target, device = door
    person = make_person(edition)
    first = scan(device, target, code_of(person), "a")
    later = scan(device, target, code_of(person), "a", at=clock.now() + timedelta(hours=1))
    assert later == first
    repeat = scan(device, target, code_of(person), "b")
    assert repeat.verdict.result is Result.REPEAT
    person.state = RegistrationState.CANCELLED
    assert scan(device, target, code_of(person), "b") == repeat
    assert db.session.scalar(select(func.count()).select_from(Scan)) == 2


def test_a_nonce_is_a_scan_of_one_list_alone(door):
    edition, target, device = door
    lunch = make_list(edition, kind=ListKind.MEAL)
    person = make_person(edition)
    assert scan(device, target, code_of(person), "a").verdict.result is Result.ADMITTED
    assert scan(device, lunch, code_of(person), "a").verdict.result is Result.ADMITTED


def test_the_typed_number_of_a_badge_is_as_good_as_its_code(door):
    edition, target, device = door
    person = make_person(edition)
    assert result_of(scan(device, target, person.number.lower(), "a")) == (Result.ADMITTED, None)
    again = scan(device, target, code_of(person), "b")
    assert result_of(again) == (Result.REPEAT, Reason.ADMITTED_BEFORE)


def test_each_list_gives_its_own_answer(door):
    edition, _target, device = door
    press = make_list(edition, categories=("press",))
    early = make_list(edition, opens_at=clock.now() + timedelta(hours=1))
    late = make_list(edition, closes_at=clock.now())
    second_day = make_list(edition, on=edition.ends_on)
    person = make_person(edition)
    code = code_of(person)
    assert result_of(scan(device, press, code, "a")) == (Result.NOT_ALLOWED, Reason.CATEGORY)
    assert result_of(scan(device, early, code, "a")) == (Result.NOT_NOW, Reason.EARLY)
    assert result_of(scan(device, late, code, "a")) == (Result.NOT_NOW, Reason.LATE)
    first_day_only = code_of(person, days=1)
    answer = scan(device, second_day, first_day_only, "a")
    assert result_of(answer) == (Result.NOT_ALLOWED, Reason.DAY)


def test_each_badge_gets_its_own_answer(door):
    edition, press, device = door
    foreign = make_person(make_edition("dwc-2025"))
    person = make_person(edition)
    code = code_of(person)
    stranger = code_of(make_person(edition, serial=70_000))
    db.session.execute(text("DELETE FROM registrations WHERE serial = 70000"))
    tampered = code[:20] + ("A" if code[20] != "A" else "B") + code[21:]
    answer = scan(device, press, code_of(foreign), "b")
    assert result_of(answer) == (Result.WRONG_EDITION, Reason.EDITION)
    assert answer.person is None
    assert result_of(scan(device, press, stranger, "c")) == (Result.UNKNOWN, Reason.NO_SUCH_BADGE)
    assert result_of(scan(device, press, tampered, "d")) == (Result.INVALID, Reason.TAMPERED)
    answer = scan(device, press, "https://example.org/", "e")
    assert result_of(answer) == (Result.INVALID, Reason.UNREADABLE)
    wrong = person.number[:-1] + ("1" if person.number[-1] != "1" else "2")
    assert result_of(scan(device, press, wrong, "f")) == (Result.INVALID, Reason.NUMBER)
    person.reissue = 1
    db.session.flush()
    assert result_of(scan(device, press, code, "g")) == (Result.REVOKED, Reason.REISSUED)
    person.state = RegistrationState.CANCELLED
    db.session.flush()
    assert result_of(scan(device, press, code, "h")) == (Result.REVOKED, Reason.CANCELLED)


def test_a_badge_that_shows_another_category_is_to_be_printed_anew(door):
    edition, target, device = door
    person = make_person(edition, "citizen")
    code = code_of(person)
    person.category = make_person(edition, "press").category
    db.session.flush()
    assert scan(device, target, code, "a").verdict.notices == (Notice.REPRINT,)


def test_a_guest_of_honour_is_told_of_as_long_as_the_tag_says_so(door):
    edition, target, device = door
    person = make_person(edition, receiver="en")
    tag = honour(person)
    told = scan(device, target, code_of(person), "a").verdict.notices
    assert told == (Notice.VIP, Notice.RECEIVER)
    kept = queries.list_scans(target, [person.id], [])
    assert [one.notices for one in kept] == [told]  # the same nonce gets the same answer
    other = make_person(edition)
    give_tag(other, tag)
    change_tag(tag, tag.colour, is_vip=False)
    assert scan(device, target, code_of(other), "b").verdict.notices == ()


def test_a_batch_is_judged_in_the_order_of_its_scans_and_answered_in_its_own(door):
    edition, target, device = door
    person = make_person(edition)
    early, late = clock.now() - timedelta(minutes=5), clock.now() - timedelta(minutes=1)
    answers = record_scans(
        device_scanner(device),
        target,
        [
            scan_of(code_of(person), "later", late),
            scan_of("nonsense", "other", late),
            scan_of(code_of(person), "sooner", early),
            scan_of(code_of(person), "sooner", early),
        ],
    )
    assert [a.verdict.result for a in answers] == [
        Result.REPEAT,
        Result.INVALID,
        Result.ADMITTED,
        Result.ADMITTED,
    ]
    assert answers[0].first == answers[2].recorded


def test_a_scan_from_the_future_happened_when_it_was_received(door):
    edition, _target, device = door
    closed = make_list(edition, opens_at=clock.now() + timedelta(hours=1))
    person = make_person(edition)
    answer = scan(device, closed, code_of(person), "a", at=clock.now() + timedelta(days=1))
    assert result_of(answer) == (Result.NOT_NOW, Reason.EARLY)


def test_a_scan_made_without_a_network_counts_for_the_time_at_which_it_was_made(door):
    edition, _target, device = door
    closed = make_list(edition, closes_at=clock.now())
    person = make_person(edition)
    answer = scan(device, closed, code_of(person), "a", at=clock.now() - timedelta(minutes=1))
    assert answer.verdict.result is Result.ADMITTED


def test_a_code_held_before_the_scanner_is_one_scan(door, moments):
    edition, target, device = door
    other, _secret = enrolled(edition, name="phone 2")
    code = code_of(make_person(edition))
    first = record_scans(device_scanner(device), target, [scan_of(code, "a")], is_held=True)
    with moments(clock.now() + timedelta(seconds=4)):
        assert (
            record_scans(device_scanner(device), target, [scan_of(code, "b")], is_held=True)
            == first
        )
        (there,) = record_scans(device_scanner(other), target, [scan_of(code, "c")], is_held=True)
        assert there.verdict.result is Result.REPEAT
    with moments(clock.now() + timedelta(seconds=6)):
        (later,) = record_scans(device_scanner(device), target, [scan_of(code, "d")], is_held=True)
    assert later.verdict.result is Result.REPEAT
    assert db.session.scalar(select(func.count()).select_from(Scan)) == 3


def test_in_and_out_of_a_list_for_loans(door):
    edition, _target, device = door
    headsets = make_list(edition, kind=ListKind.LOAN, mode=Mode.MANY)
    code = code_of(make_person(edition))
    results = [
        scan(device, headsets, code, f"n{n}", direction=way).verdict.result
        for n, way in enumerate((Direction.IN, Direction.OUT, Direction.OUT, Direction.IN))
    ]
    assert results == [Result.ADMITTED, Result.ADMITTED, Result.REPEAT, Result.ADMITTED]


def test_undo_lets_the_badge_in_again_and_keeps_the_history(door):
    edition, target, device = door
    other, _secret = enrolled(edition, name="phone 2")
    code = code_of(make_person(edition))
    first = scan(device, target, code, "a")
    with pytest.raises(NothingToUndoError):
        undo_scan(device_scanner(other), target, first.recorded.scan.id)
    assert undo_scan(device_scanner(device), target, first.recorded.scan.id) == first.recorded
    with pytest.raises(NothingToUndoError):
        undo_scan(device_scanner(device), target, first.recorded.scan.id)
    assert queries.count_attendance([target])[target.id] == Attendance(expected=1, present=0)
    again = scan(device, target, code, "b")
    assert again.verdict.result is Result.ADMITTED
    refused = scan(device, target, "nonsense", "c")
    with pytest.raises(NothingToUndoError):
        undo_scan(device_scanner(device), target, refused.recorded.scan.id)
    assert db.session.scalar(select(func.count()).select_from(Scan)) == 3


def test_scans_refuse_a_revoked_device_a_foreign_list_and_too_long_a_batch(door):
    edition, target, device = door
    foreign = make_list(make_edition("dwc-2025"))
    narrow, _secret = enrolled(edition, make_list(edition), name="phone 2")
    code = code_of(make_person(edition))
    with pytest.raises(ListNotAllowedError):
        scan(device, foreign, code, "a")
    with pytest.raises(ListNotAllowedError):
        scan(narrow, target, code, "a")
    with pytest.raises(TooManyScansError) as refused:
        record_scans(
            device_scanner(device), target, [scan_of("x", str(n)) for n in range(MOST_SCANS + 1)]
        )
    assert "501" in refused.value.sentence()
    revoke_device(device)
    with pytest.raises(DeviceRevokedError):
        scan(device, target, code, "a")
    assert db.session.scalar(select(func.count()).select_from(Scan)) == 0


def test_a_person_s_program_scans_for_its_own_edition(door):
    edition, target, device = door
    code = code_of(make_person(edition))
    program = Scanner(actor="user:3", name="a script", edition_id=edition.id)
    (answer,) = record_scans(program, target, [scan_of(code, "a")])
    assert answer.verdict.result is Result.ADMITTED
    again = scan(device, target, code, "b")
    assert again.first == answer.recorded
    assert (again.first.device, again.first.actor) == ("", "user:3")
    foreign = make_list(make_edition("dwc-2025"))
    with pytest.raises(ListNotAllowedError):
        record_scans(program, foreign, [scan_of(code, "c")])


def test_scans_can_be_neither_changed_nor_deleted(door):
    edition, target, device = door
    answer = scan(device, target, code_of(make_person(edition)), "a")
    undo_scan(device_scanner(device), target, answer.recorded.scan.id)
    db.session.commit()
    for statement in (
        "UPDATE scans SET result = 'repeat'",
        "DELETE FROM scans",
        "DELETE FROM scan_undos",
    ):
        with pytest.raises(DBAPIError, match="append-only"):
            db.session.execute(text(statement))
        db.session.rollback()


def test_a_scan_is_three_statements_whatever_was_scanned_before(door):
    edition, target, device = door
    for number in range(3):
        code = code_of(make_person(edition))
        db.session.commit()
        _loaded = target.edition.slug, device.list_ids, device.gate
        with count_queries() as statements:
            scan(device, target, code, f"n{number}")
        assert len(statements) == 3, "\n".join(statements)


# ---------------------------------------------------------------- at the same moment


def _at_once(app, device_ids, target_id, batches):
    """Send each batch over a connection of its own, all at the same moment."""
    barrier = Barrier(len(batches))

    def send(device_id, batch):
        with app.app_context():
            device = db.session.get_one(Device, device_id)
            target = db.session.get_one(CheckinList, target_id)
            _loaded = device.gate, target.edition.slug
            db.session.commit()  # on SQLite, not to hold the lock at the barrier
            barrier.wait()
            answers = record_scans(device_scanner(device), target, batch)
            db.session.commit()
            return [answer.verdict.result for answer in answers]

    with ThreadPoolExecutor(len(batches)) as pool:
        return list(pool.map(send, device_ids, batches))


def test_a_badge_scanned_four_times_at_the_same_moment_is_admitted_once(door, app):
    edition, target, _device = door
    devices = [enrolled(edition, name=f"phone {n}")[0].id for n in range(4)]
    codes = [code_of(make_person(edition)) for _ in range(5)]
    target_id = target.id
    db.session.commit()
    for number, code in enumerate(codes):
        batches = [[scan_of(code, f"{number}-{gate}")] for gate in range(4)]
        results = sorted(r for (r,) in _at_once(app, devices, target_id, batches))
        assert results == [Result.ADMITTED, Result.REPEAT, Result.REPEAT, Result.REPEAT]


def test_two_devices_send_the_same_badges_in_opposite_order_and_neither_fails(door, app):
    edition, target, _device = door
    devices = [enrolled(edition, name=f"phone {n}")[0].id for n in range(4)]
    codes = [code_of(make_person(edition)) for _ in range(20)]
    target_id = target.id
    db.session.commit()
    batches = []
    for gate in range(4):
        order = codes if gate % 2 else codes[::-1]
        batches.append([scan_of(code, f"{gate}-{n}") for n, code in enumerate(order)])
    results = [r for batch in _at_once(app, devices, target_id, batches) for r in batch]
    assert results.count(Result.ADMITTED) == 20
    assert results.count(Result.REPEAT) == 60


def test_the_same_upload_twice_at_the_same_moment_is_one(door, app):
    edition, target, device = door
    codes = [code_of(make_person(edition)) for _ in range(5)] + ["nonsense", "other nonsense"]
    ids = device.id, target.id
    db.session.commit()
    batch = [scan_of(code, f"n{n}") for n, code in enumerate(codes)]
    first, second, third = _at_once(app, [ids[0]] * 3, ids[1], [batch] * 3)
    assert first == second == third
    assert first == [Result.ADMITTED] * 5 + [Result.INVALID] * 2
    assert db.session.scalar(select(func.count()).select_from(Scan)) == 7


# ---------------------------------------------------------------- lists


def test_a_list_is_changed_and_its_answers_stay(door):
    edition, target, device = door
    answer = scan(device, target, code_of(make_person(edition)), "a")
    wanted = ListDetails(
        name=LocalizedText(ko="기자만", en="Press only"),
        kind=ListKind.SESSION,
        categories=("press",),
        mode=Mode.DAILY,
    )
    change_list(edition, target.id, wanted, marks_of(parts_of(details_of_list(target))))
    db.session.flush()
    assert scan(device, target, "anything", "a") == answer
    assert scan(device, target, code_of(make_person(edition)), "b").verdict.reason is (
        Reason.CATEGORY
    )


def test_a_list_is_removed_only_while_nobody_was_scanned_for_it(door):
    edition, target, device = door
    unused = make_list(edition)
    assert [one.key for one in queries.list_lists(edition)] == ["day-1", "day-2"]
    delete_list(unused)
    db.session.flush()
    assert queries.list_lists(edition) == [target]
    scan(device, target, "nonsense", "a")
    with pytest.raises(ListHasScansError):
        delete_list(target)


def test_no_device_loses_its_only_list_and_then_scans_for_every_one(door):
    edition, target, _device = door
    first, second = make_list(edition), make_list(edition)
    bound, both = make_device(edition, first), make_device(edition, first, second)
    with pytest.raises(OnlyListError) as refused:
        delete_list(first)
    assert bound.name in refused.value.sentence()
    db.session.flush()
    assert both.list_ids == [first.id, second.id]
    bound.revoked_at = clock.now()
    delete_list(first)
    assert both.list_ids == [second.id]
    assert queries.lists_of(both) == [second]
    assert target in queries.list_lists(edition)


def test_a_list_is_found_in_its_own_edition_alone(door):
    _edition, target, _device = door
    with pytest.raises(CheckinListNotFoundError):
        queries.get_list(make_edition("dwc-2025"), target.id)


def test_attendance_counts_who_is_expected_and_who_has_come(door):
    edition, target, device = door
    press = make_list(edition, categories=("press", "delegate"))
    here = make_person(edition, "press")
    make_person(edition, "delegate")
    make_person(edition, "citizen")
    make_person(edition, "citizen", state=RegistrationState.CANCELLED)
    scan(device, target, code_of(here), "a")
    scan(device, target, code_of(here), "b")
    counted = queries.count_attendance([target, press])
    assert counted[target.id] == Attendance(expected=3, present=1)
    assert counted[target.id].absent == 2
    assert counted[press.id] == Attendance(expected=2, present=0)
    assert queries.count_attendance([]) == {}


# ---------------------------------------------------------------- devices


def test_a_device_is_enrolled_once_by_its_link(door):
    edition, _target, _device = door
    device = make_device(edition)
    secret = invite_device(device)
    assert find_invited(secret) is device
    enrolled_device, token = enrol_device(secret)
    assert enrolled_device.enrolled_at == clock.now()
    db.session.flush()
    found = bearer.find_token(token)
    assert found
    assert (found.owner_type, found.owner_id) == ("device", device.id)
    assert found.scopes == ["checkin.scan"]
    with pytest.raises(LinkUsedError):
        enrol_device(secret)
    with pytest.raises(LinkUnknownError):
        enrol_device("made up")


def test_a_device_enrolled_anew_loses_its_old_token(door):
    edition, _target, _device = door
    device, old = enrolled(edition, name="phone 2")
    first, second = invite_device(device), invite_device(device)
    db.session.flush()
    with pytest.raises(LinkRevokedError):
        enrol_device(first)
    enrol_device(second)
    replaced = bearer.find_token(old)
    assert replaced
    assert replaced.revoked_at is not None


def test_an_enrolment_ends_with_its_time_and_with_its_device(door, moments):
    edition, _target, _device = door
    device = make_device(edition)
    secret = invite_device(device)
    with moments(clock.now() + ENROL_LASTS), pytest.raises(LinkExpiredError):
        enrol_device(secret)
    revoke_device(device)
    with pytest.raises(LinkRevokedError):
        enrol_device(secret)
    with pytest.raises(DeviceOverError):
        invite_device(device)


def test_an_archived_edition_has_no_door(app):
    del app
    edition = make_edition("dwc-2018", EditionState.ARCHIVED)
    prepare_trial_checkin(edition)
    assert queries.list_lists(edition) == []
    with pytest.raises(EditionArchivedError):
        make_list(edition)
    with pytest.raises(EditionArchivedError):
        make_device(edition)


def test_the_trial_has_a_list_for_each_day_and_one_for_lunch_made_once(app):
    del app
    edition = make_edition("dwc-trial")
    prepare_trial_checkin(edition)
    prepare_trial_checkin(edition)
    assert [(one.key, one.name.en) for one in queries.list_lists(edition)] == [
        ("day-1", "Day 1"),
        ("day-2", "Day 2"),
        ("meal-1", "Lunch, first day"),
    ]


# ---------------------------------------------------------------- registered for it, and loans


def test_a_list_of_a_session_admits_only_who_chose_it(door):
    edition, _target, device = door
    tour = make_list(edition, kind=ListKind.SESSION, seat="session:tour")
    chose, other = make_person(edition), make_person(edition)
    chose.attendances.append(Attendance_(session_key="tour"))
    other.attendances.append(Attendance_(session_key="walk"))
    db.session.flush()
    assert result_of(scan(device, tour, code_of(chose), "a")) == (Result.ADMITTED, None)
    refused = scan(device, tour, code_of(other), "b")
    assert result_of(refused) == (Result.NOT_ALLOWED, Reason.NO_SEAT)


def test_a_list_of_an_option_admits_only_who_has_a_seat_in_it(door):
    edition, _target, device = door
    bus = make_list(edition, kind=ListKind.TRANSFER, seat="option:bus/early")
    limit = Limit(edition_id=edition.id, key="option:bus/early", option_key="bus/early", capacity=9)
    db.session.add(limit)
    seated, other = make_person(edition), make_person(edition)
    db.session.flush()
    db.session.add(Seat(registration_id=seated.id, limit_id=limit.id))
    db.session.flush()
    batch = [scan_of(code_of(seated), "a"), scan_of(code_of(other), "b")]
    answers = record_scans(device_scanner(device), bus, batch)
    assert [result_of(one)[0] for one in answers] == [Result.ADMITTED, Result.NOT_ALLOWED]
    words = queries.list_subjects(edition)
    assert words == {"option:bus/early": LocalizedText("bus/early", "bus/early")}


def test_a_receiver_is_lent_again_when_it_is_back(door):
    edition, _target, device = door
    loans = make_list(edition, kind=ListKind.LOAN, mode=Mode.LOAN)
    code = code_of(make_person(edition))
    back = Direction.OUT
    ways = [back, Direction.IN, Direction.IN, back, back, Direction.IN]
    answers = [
        result_of(scan(device, loans, code, f"n{number}", direction=way))
        for number, way in enumerate(ways)
    ]
    assert answers == [
        (Result.NOT_ALLOWED, Reason.NOT_LENT),
        (Result.ADMITTED, None),
        (Result.REPEAT, Reason.LENT),
        (Result.ADMITTED, None),
        (Result.REPEAT, Reason.OUT_BEFORE),
        (Result.ADMITTED, None),
    ]


def test_a_wrong_clock_is_set_right_by_the_difference_that_was_measured(door):
    edition, _target, device = door
    now = clock.now()
    opened = make_list(edition, opens_at=now - timedelta(minutes=1))
    code = code_of(make_person(edition))
    behind = timedelta(days=1)
    late = scan(device, opened, code, "a", at=now - behind)
    assert result_of(late) == (Result.NOT_NOW, Reason.EARLY)
    right = scan(device, opened, code, "b", at=now - behind, clock_difference=behind)
    assert result_of(right) == (Result.ADMITTED, None)
    kept = db.session.scalars(select(Scan).where(Scan.nonce == "b")).one()
    assert (kept.scanned_at, kept.clock_difference, kept.happened_at) == (
        now - behind,
        86_400_000,
        now,
    )
