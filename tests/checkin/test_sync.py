"""What devices keep, what they send late, and what an organiser decides about it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from forum.checkin import queries
from forum.checkin.arrivals.queries import list_arrivals
from forum.checkin.models import Device, Scan, ScanUndo
from forum.checkin.services.devices import revoke_device
from forum.checkin.services.lists import delete_list
from forum.checkin.services.scans import device_scanner, record_scans
from forum.checkin.sync.errors import ConflictDecidedError, ConflictNotFoundError
from forum.checkin.sync.models import LateShown, SetAsideScan
from forum.checkin.sync.queries import count_conflicts, get_conflict, is_over, list_conflicts, pack
from forum.checkin.sync.services import decide_conflict, hear, take_undos, take_uploads
from forum.checkin.sync.types import Cause, Choice, UndoInput, UndoState, Upload
from forum.checkin.types import Direction, Mode, Reason, Result
from forum.core import clock
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.registration.models import Attendance
from forum.registration.tags.services import take_tag
from forum.registration.types import RegistrationState
from tests.factories.checkin import (
    code_of,
    enrolled,
    honour,
    make_edition,
    make_list,
    make_person,
    scan_of,
)

pytestmark = pytest.mark.both_databases

MORNING = datetime(2026, 11, 20, 0, 30, tzinfo=UTC)  # of the first day, in the edition's zone


@pytest.fixture
def door(app):
    """An edition, a list for everybody, two devices."""
    del app
    edition = make_edition()
    target = make_list(edition)
    first, _secret = enrolled(edition)
    second, _secret = enrolled(edition, name="phone 2")
    return edition, target, first, second


def upload(target, person, nonce, *, undone=False, **values):
    values = {"shown": Result.ADMITTED} | values
    scan = scan_of(code_of(person), nonce, **values)
    return Upload(list_id=target.id, scan=scan, is_undone=undone)


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_a_device_learns_of_a_guest_of_honour_with_its_next_sync(door, moments):
    """A tag is given and taken without the registration changing."""
    edition, _target, first, _second = door
    person = make_person(edition)
    with moments(clock.now() + timedelta(hours=1)):
        since = clock.now()
        assert pack(first, since).guests == []
        tag = honour(person)
        after = pack(first, since)
        assert (after.badges, after.guests) == ([], [person.serial])
        take_tag(person, tag)
        assert pack(first, since).guests == []
    honour(make_person(make_edition("dwc-2027")))
    assert pack(first).guests == []


def test_a_device_says_what_waits_and_is_not_written_down_again_and_again(door, moments):
    _edition, _target, first, second = door
    hear(first, 3)
    heard = clock.now()
    with moments(heard + timedelta(seconds=30)):
        hear(first, 3)
        db.session.flush()
        assert (first.heard_at, first.waiting, first.reports) == (heard, 3, 1)
        hear(first, 0)
        db.session.flush()
        assert (first.heard_at, first.waiting, first.reports) == (clock.now(), 0, 2)
    with moments(heard + timedelta(minutes=2)):
        hear(first, 0)
        db.session.flush()
    assert (first.heard_at, first.reports) == (heard + timedelta(minutes=2), 3)
    assert (second.heard_at, second.waiting) == (None, 0)


# ---------------------------------------------------------------- what was decided counts


def present(target):
    return queries.count_attendance([target])[target.id].present


@pytest.mark.parametrize("choice", Choice)
def test_whom_an_organiser_accepts_counts_as_here_and_repeats_later(door, choice):
    edition, _everybody, first, second = door
    target = make_list(edition, categories=("press",))
    person = make_person(edition)
    earlier = clock.now() - timedelta(hours=1)
    take_uploads(first, [upload(target, person, "a", at=earlier)])
    assert present(target) == 0
    (conflict,) = list_conflicts(edition)
    decide_conflict(edition, conflict.key, choice, note="", actor="user:1")

    here = 1 if choice is Choice.ACCEPTED else 0
    assert present(target) == here
    assert [one.at for one in list_arrivals(target, [first])] == [earlier] * here
    assert count_conflicts(edition) == 0
    target.categories = []
    (again,) = record_scans(device_scanner(second), target, [scan_of(code_of(person), "b")])
    assert (again.verdict.result is Result.REPEAT) is bool(here)
    if here:
        assert again.first.device == first.name  # not "by a program"


def test_whom_a_revoked_device_let_in_counts_once_accepted(door):
    edition, target, first, second = door
    person, both = make_person(edition), make_person(edition)
    revoke_device(first)
    take_uploads(first, [upload(target, one, f"n{one.id}") for one in (person, both)])
    take_uploads(second, [upload(target, both, "second")])
    for conflict in list_conflicts(edition):
        decide_conflict(edition, conflict.key, Choice.ACCEPTED, note="", actor="user:1")
    assert present(target) == 2
    assert count(Scan) == 2  # who was in already is not let in twice
    assert queries.last_scan(first, target) is None


def test_a_removed_list_leaves_its_id_to_no_other(door):
    """What a phone scanned for it must never count in the list that is made next."""
    edition, _target, first, _second = door
    gone = make_list(edition)
    delete_list(gone)
    after = make_list(edition)
    (receipt,) = take_uploads(first, [upload(gone, make_person(edition), "a")])
    assert receipt.cause is Cause.NO_LIST
    assert present(after) == 0


def test_what_cannot_be_counted_is_decided_all_the_same(door):
    """A code of nobody, a list that is gone, and a way out."""
    edition, target, first, _second = door
    person = make_person(edition)
    gone = make_list(edition)
    delete_list(gone)
    nobody = Upload(list_id=target.id, scan=scan_of("nonsense", "x", shown=Result.ADMITTED))
    out = upload(make_list(edition, mode=Mode.LOAN), person, "y", direction=Direction.OUT)
    take_uploads(first, [nobody, out, upload(gone, person, "z")])
    conflicts = list_conflicts(edition)
    assert len(conflicts) == 3
    for conflict in conflicts:
        decide_conflict(edition, conflict.key, Choice.ACCEPTED, note="", actor="user:1")
    assert (count_conflicts(edition), present(target)) == (0, 0)


# ---------------------------------------------------------------- uploads


def test_what_was_scanned_without_a_network_is_recorded_once_however_often_it_is_sent(door):
    edition, target, first, _second = door
    person = make_person(edition)
    earlier = clock.now() - timedelta(hours=1)
    late = upload(target, person, "a", at=earlier, clock_difference=timedelta(seconds=-30))
    (receipt,) = take_uploads(first, [late])
    assert receipt.answer.verdict.result is Result.ADMITTED
    assert take_uploads(first, [late, late]) == [receipt, receipt]
    kept = db.session.scalars(select(Scan)).one()
    assert (kept.shown, kept.clock_difference) == (Result.ADMITTED, -30_000)
    assert kept.happened_at == earlier - timedelta(seconds=30)
    assert list_conflicts(edition) == []


def test_what_was_shown_before_a_late_answer_came_is_a_conflict(door):
    """The server had the scan, its answer came too late, and the device had let them in."""
    edition, target, first, second = door
    person = make_person(edition)
    take_uploads(second, [upload(target, person, "a")])
    asked = upload(target, person, "b", shown=None)
    (receipt,) = take_uploads(first, [asked])
    assert (receipt.answer.verdict.result, count_conflicts(edition)) == (Result.REPEAT, 0)
    told = upload(target, person, "b")
    assert take_uploads(first, [told]) == take_uploads(first, [told]) == [receipt]
    (conflict,) = list_conflicts(edition)
    assert (conflict.shown, conflict.result) == (Result.ADMITTED, Result.REPEAT)
    assert (conflict.device, conflict.first.device) == ("phone 1", "phone 2")
    decide_conflict(edition, conflict.key, Choice.ACCEPTED, note="", actor="user:1")
    assert count_conflicts(edition) == 0
    # one that was told with the scan itself is not told again, nor what agrees
    take_uploads(second, [upload(target, person, "a", shown=Result.REPEAT)])
    take_uploads(first, [upload(target, person, "b", shown=Result.REPEAT)])
    assert count(LateShown) == 1


def test_receipts_come_in_the_order_of_the_uploads_of_several_lists(door):
    edition, target, first, _second = door
    lunch = make_list(edition)
    people = [make_person(edition) for _number in range(4)]
    batch = [
        upload(lunch if number % 2 else target, person, f"n{number}")
        for number, person in enumerate(people)
    ]
    receipts = take_uploads(first, batch)
    assert [one.nonce for one in receipts] == ["n0", "n1", "n2", "n3"]
    assert [one.list_id for one in receipts] == [target.id, lunch.id] * 2


def test_a_badge_that_two_devices_admitted_by_themselves_is_a_conflict(door):
    edition, target, first, second = door
    person = make_person(edition, "delegate")
    now = clock.now()
    take_uploads(second, [upload(target, person, "b", at=now - timedelta(minutes=1))])
    (receipt,) = take_uploads(first, [upload(target, person, "a", at=now - timedelta(minutes=9))])
    assert receipt.answer.verdict.reason is Reason.ADMITTED_BEFORE
    (conflict,) = list_conflicts(edition)
    assert (conflict.shown, conflict.result) == (Result.ADMITTED, Result.REPEAT)
    assert conflict.person.name == person.name
    assert (conflict.device, conflict.first.device) == ("phone 1", "phone 2")
    assert count_conflicts(edition) == 1


def test_whoever_was_let_in_with_a_badge_cancelled_meanwhile_is_a_conflict(door):
    edition, target, first, _second = door
    person = make_person(edition)
    code = upload(target, person, "a")
    person.state = RegistrationState.CANCELLED
    take_uploads(first, [code])
    (conflict,) = list_conflicts(edition)
    assert (conflict.result, conflict.reason) == (Result.REVOKED, Reason.CANCELLED)


def test_what_the_device_refused_itself_is_no_conflict(door):
    edition, target, first, second = door
    person = make_person(edition)
    take_uploads(first, [upload(target, person, "a")])
    take_uploads(second, [upload(target, person, "b", shown=Result.REPEAT)])
    take_uploads(second, [upload(target, person, "c", shown=None)])
    assert list_conflicts(edition) == []
    assert count(Scan) == 3


def test_uploads_of_a_revoked_device_are_kept_and_admit_nobody(door):
    edition, target, first, second = door
    sent, late = make_person(edition), make_person(edition)
    (before,) = take_uploads(first, [upload(target, sent, "a")])
    revoke_device(first)
    receipts = take_uploads(
        first, [upload(target, sent, "a"), upload(target, late, "b"), upload(target, late, "b")]
    )
    assert receipts[0] == before
    assert [one.cause for one in receipts] == [None, Cause.REVOKED, Cause.REVOKED]
    assert queries.count_attendance([target])[target.id].present == 1
    assert (count(Scan), count(SetAsideScan)) == (1, 1)
    (conflict,) = list_conflicts(edition)
    assert (conflict.cause, conflict.result) == (Cause.REVOKED, None)
    assert conflict.registration_id == late.id
    (other,) = take_uploads(second, [upload(target, late, "c")])
    assert other.answer.verdict.result is Result.ADMITTED


def test_uploads_for_a_list_that_was_removed_or_is_not_the_devices_are_kept(door):
    edition, target, first, _second = door
    gone, other = make_list(edition), make_list(edition)
    person = make_person(edition)
    uploads = [upload(gone, person, "a"), upload(other, person, "b"), upload(target, person, "c")]
    delete_list(gone)
    db.session.flush()
    first.list_ids = [target.id]
    receipts = take_uploads(first, uploads)
    assert [one.cause for one in receipts] == [Cause.NO_LIST, Cause.OTHER_LIST, None]
    names = {one.cause: str(one.list_name.en) for one in list_conflicts(edition)}
    assert names == {Cause.NO_LIST: "", Cause.OTHER_LIST: "First day"}


def test_what_a_device_sends_of_another_day_is_set_aside_and_of_its_own_day_counts(door):
    edition, target, first, _second = door
    one, two, three = (make_person(edition) for _number in range(3))
    first.days = ["2026-11-20"]
    own_day, day_after = MORNING, MORNING + timedelta(days=1)
    batch = [
        upload(target, one, "a", at=day_after),
        upload(target, two, "b", at=own_day),
        upload(target, three, "c", at=day_after, undone=True),
        upload(target, one, "d", at=own_day),
    ]
    with clock.stopped_at(day_after):
        receipts = take_uploads(first, batch)
    assert [one.nonce for one in receipts] == ["a", "b", "c", "d"]
    assert [one.cause for one in receipts] == [Cause.OTHER_DAY, None, Cause.OTHER_DAY, None]
    assert queries.count_attendance([target])[target.id].present == 2
    assert [one.cause for one in list_conflicts(edition)] == [Cause.OTHER_DAY]
    first.days = ["2026-11-21"]
    (again,) = take_uploads(first, [upload(target, two, "b", at=own_day)])
    assert again == receipts[1]


def test_a_device_is_given_the_lists_of_its_days_and_nobody_when_they_are_over(door):
    edition, target, first, _second = door
    own = make_list(edition, on=MORNING.date())
    make_list(edition, on=MORNING.date() + timedelta(days=1))
    make_person(edition)
    first.days = ["2026-11-20"]
    for days in (-1, 0):  # filled the evening before
        with clock.stopped_at(MORNING + timedelta(days=days)):
            parcel = pack(first)
        assert [one.id for one in parcel.lists] == [target.id, own.id]
        assert len(parcel.badges) == 1
    with clock.stopped_at(MORNING + timedelta(days=1)):
        parcel = pack(first, MORNING)
        assert is_over(first)
    assert (parcel.lists, parcel.badges, parcel.scans, parcel.guests) == ((), (), (), ())


def test_a_list_of_another_edition_is_no_list(door):
    edition, _target, first, _second = door
    foreign = make_list(make_edition("dwc-2025"))
    (receipt,) = take_uploads(first, [upload(foreign, make_person(edition), "a")])
    assert receipt.cause is Cause.NO_LIST


def test_what_was_set_aside_can_never_be_changed(door):
    edition, target, first, _second = door
    revoke_device(first)
    take_uploads(first, [upload(target, make_person(edition), "a")])
    kept = db.session.scalars(select(SetAsideScan)).one()
    kept.cause = Cause.NO_LIST
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.flush()
    db.session.rollback()


# ---------------------------------------------------------------- taking back


def test_what_was_taken_back_before_it_was_sent_is_recorded_and_undone(door):
    edition, target, first, second = door
    person = make_person(edition)
    take_uploads(first, [upload(target, person, "a", undone=True)])
    assert (count(Scan), count(ScanUndo)) == (1, 1)
    (again,) = take_uploads(second, [upload(target, person, "b")])
    assert again.answer.verdict.result is Result.ADMITTED
    take_uploads(first, [upload(target, person, "a", undone=True)])
    assert (count(Scan), count(ScanUndo)) == (2, 1)


def test_a_badge_that_was_taken_back_and_scanned_again_in_one_batch_is_admitted(door):
    edition, target, first, _second = door
    person = make_person(edition)
    batch = [upload(target, person, "a", undone=True), upload(target, person, "b")]
    for _time in range(2):
        receipts = take_uploads(first, batch)
        results = [one.answer.verdict.result for one in receipts]
        assert results == [Result.ADMITTED, Result.ADMITTED]
    assert list_conflicts(edition) == []


def test_taking_back_says_what_became_of_it(door):
    edition, target, first, second = door
    person = make_person(edition)
    take_uploads(first, [upload(target, person, "a")])
    mine, unknown = UndoInput(list_id=target.id, nonce="a"), UndoInput(list_id=target.id, nonce="z")
    assert take_undos(second, [mine]) == [UndoState.NOTHING]
    assert take_undos(first, [mine, mine, unknown]) == [
        UndoState.DONE,
        UndoState.NOTHING,
        UndoState.UNKNOWN,
    ]
    revoke_device(first)
    assert take_undos(first, [mine]) == [UndoState.REFUSED]


# ---------------------------------------------------------------- deciding


def test_a_conflict_is_decided_once_with_a_trace(door):
    edition, target, first, second = door
    person = make_person(edition)
    take_uploads(first, [upload(target, person, "a")])
    take_uploads(second, [upload(target, person, "b")])
    (conflict,) = list_conflicts(edition)
    decided = {"note": "twins", "actor": "user:1"}
    decide_conflict(edition, conflict.key, Choice.ACCEPTED, **decided)
    assert list_conflicts(edition, is_open=True) == []
    assert count_conflicts(edition) == 0
    (kept,) = list_conflicts(edition)
    assert (kept.decided.choice, kept.decided.note) == (Choice.ACCEPTED, "twins")
    assert get_conflict(edition, conflict.key) == kept
    with pytest.raises(ConflictDecidedError):
        decide_conflict(edition, conflict.key, Choice.REFUSED, **decided)
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "checkin_conflict.decided")
    ).one()
    assert entry.object_id == conflict.key


@pytest.mark.parametrize("key", ["scan-1", "aside-1", "scan-x", "scan-", "other-1", ""])
def test_what_is_no_conflict_cannot_be_decided(door, key):
    edition, target, first, _second = door
    take_uploads(first, [upload(target, make_person(edition), "a")])
    with pytest.raises(ConflictNotFoundError):
        decide_conflict(edition, key, Choice.ACCEPTED, note="", actor="user:1")


def test_a_conflict_of_another_edition_is_not_found(door):
    edition, target, first, second = door
    person = make_person(edition)
    take_uploads(first, [upload(target, person, "a")])
    take_uploads(second, [upload(target, person, "b")])
    (conflict,) = list_conflicts(edition)
    with pytest.raises(ConflictNotFoundError):
        get_conflict(make_edition("dwc-2025"), conflict.key)


# ---------------------------------------------------------------- what a device keeps


def test_a_device_is_given_all_and_then_what_changed(door):
    edition, target, first, second = door
    tour = make_list(edition, seat="session:tour")
    people = [make_person(edition) for _number in range(3)]
    people[0].attendances.append(Attendance(session_key="tour"))
    long_ago = clock.now() - timedelta(days=1)
    for person in people:
        person.changed_at = long_ago
    db.session.flush()
    record_scans(device_scanner(second), target, [scan_of(code_of(people[1]), "s")])
    parcel = pack(first)
    assert [one.id for one in parcel.lists] == [target.id, tour.id]
    assert [badge.serial for badge in parcel.badges] == [one.serial for one in people]
    assert parcel.seats == {"session:tour": [people[0].serial]}
    assert [(one.serial, one.recorded.device) for one in parcel.scans] == [
        (people[1].serial, "phone 2")
    ]
    later = clock.now() + timedelta(seconds=1)
    nothing = pack(first, later)
    assert (nothing.badges, nothing.scans) == ([], [])
    people[2].changed_at = later
    db.session.flush()
    assert [badge.serial for badge in pack(first, later).badges] == [people[2].serial]


def test_an_undo_reaches_the_other_devices(door):
    edition, target, first, second = door
    person = make_person(edition)
    take_uploads(first, [upload(target, person, "a")])
    with clock.stopped_at(clock.now() + timedelta(hours=1)):
        since = clock.now()
        assert pack(second, since).scans == []
        take_undos(first, [UndoInput(list_id=target.id, nonce="a")])
        (known,) = pack(second, since).scans
    assert known.recorded.scan.undone


# ---------------------------------------------------------------- at the same time


@pytest.mark.parametrize("mode", [Mode.ONCE, Mode.LOAN])
def test_of_two_devices_that_send_at_the_same_moment_one_admits(app, door, mode):
    edition, target, first, second = door
    target.mode = mode
    people = [make_person(edition) for _number in range(5)]
    uploads = {
        device.id: [upload(target, person, f"{device.id}-{person.serial}") for person in people]
        for device in (first, second)
    }
    db.session.commit()
    barrier = Barrier(2)

    def send(device_id):
        with app.app_context():
            barrier.wait(timeout=20)  # before the first statement: it takes the lock
            device = db.session.get_one(Device, device_id)
            receipts = take_uploads(device, uploads[device_id])
            db.session.commit()
            return [one.answer.verdict.result for one in receipts]

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(send, uploads))
    for pair in zip(*results, strict=True):
        assert sorted(pair) == [Result.ADMITTED, Result.REPEAT]
    assert count_conflicts(edition) == len(people)
