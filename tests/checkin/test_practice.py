"""Practice before the day: judged as in earnest, counted nowhere."""

from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp
from sqlalchemy import func, select

from forum.checkin import queries
from forum.checkin.arrivals.queries import build_dashboard
from forum.checkin.errors import NothingToUndoError
from forum.checkin.models import Scan, ScanUndo
from forum.checkin.practice import services as practice
from forum.checkin.practice.exports import practice_pdf
from forum.checkin.practice.models import PracticeScan
from forum.checkin.practice.queries import count_practised, last_practised, list_made_up
from forum.checkin.services.devices import invite_device, revoke_device
from forum.checkin.services.scans import device_scanner
from forum.checkin.sync.models import SetAsideScan
from forum.checkin.sync.queries import count_conflicts, pack
from forum.checkin.sync.services import take_undos, take_uploads
from forum.checkin.sync.types import Cause, UndoInput, UndoState, Upload
from forum.checkin.types import Notice, Reason, Result
from forum.core import clock
from forum.core.audit import AuditEntry
from forum.core.db import db, set_reading
from forum.core.localized import LocalizedText
from forum.core.permissions import Role
from forum.core.settings import current_settings
from forum.tokens.rules import decode
from forum.tokens.services import badge_keyring
from tests.factories.accounts import make_organiser
from tests.factories.checkin import (
    code_of,
    enrolled,
    make_device,
    make_edition,
    make_list,
    make_person,
    scan_of,
)

BAND = "연습 · Practice"


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


@pytest.fixture
def door(app):
    """A list that opens tomorrow, and a device."""
    del app
    edition = make_edition()
    target = make_list(edition, opens_at=clock.now() + timedelta(days=1))
    device, _secret = enrolled(edition)
    return edition, target, device


def results(answers):
    return [one.verdict.result for one in answers]


@pytest.mark.both_databases
@pytest.mark.parametrize("what", ["list", "device"])
def test_what_is_practised_is_answered_and_counts_nowhere(door, what):
    edition, target, device = door
    person = make_person(edition)
    lists, devices = ([target.id], []) if what == "list" else ([], [device.id])
    practice.choose_practice(edition, lists, devices)
    scanner = device_scanner(device)
    said = practice.scan(
        scanner, target, [scan_of(code_of(person), "one"), scan_of(code_of(person), "two")]
    )
    again = practice.scan(scanner, target, [scan_of(code_of(person), "one")])

    assert results(said) == [Result.ADMITTED, Result.REPEAT]
    assert said[1].first == said[0].recorded
    assert results(again) == [Result.ADMITTED]
    assert all(one.recorded.is_practice for one in (*said, *again))
    assert (count(Scan), count(PracticeScan)) == (0, 2)
    assert queries.count_attendance([target])[target.id].present == 0
    assert build_dashboard(edition, target).attendance.present == 0
    assert count_practised(edition) == {target.id: 2}


@pytest.mark.both_databases
def test_after_practice_the_same_badge_is_let_in_as_if_for_the_first_time(door):
    edition, target, device = door
    target.opens_at = None
    person = make_person(edition)
    practice.choose_practice(edition, [target.id], [])
    practice.scan(device_scanner(device), target, [scan_of(code_of(person), "practised")])
    practice.choose_practice(edition, [], [])
    (answer,) = practice.scan(device_scanner(device), target, [scan_of(code_of(person), "real")])

    assert answer.verdict.result is Result.ADMITTED
    assert not answer.recorded.is_practice
    assert practice.clear_practice(edition) == 1
    assert practice.clear_practice(edition) == 0
    assert (count(Scan), count(PracticeScan)) == (1, 0)
    actions = select(AuditEntry.action).where(AuditEntry.action.like("checkin_practice%"))
    assert list(db.session.scalars(actions.order_by(AuditEntry.id))) == [
        "checkin_practice.chosen", "checkin_practice.chosen", "checkin_practice.cleared",
    ]  # fmt: skip


@pytest.mark.both_databases
def test_taking_back_in_practice_touches_nothing_in_earnest(door):
    edition, target, device = door
    target.opens_at = None
    person = make_person(edition)
    scanner = device_scanner(device)
    (real,) = practice.scan(scanner, target, [scan_of(code_of(person), "real")])
    practice.choose_practice(edition, [], [device.id])
    scanner = device_scanner(device)
    (tried,) = practice.scan(scanner, target, [scan_of(code_of(person), "tried")])
    practice.undo_practised(scanner, target, tried.recorded.scan.id)

    with pytest.raises(NothingToUndoError):
        practice.undo_practised(scanner, target, tried.recorded.scan.id)
    assert count(ScanUndo) == 0
    last, practised = queries.last_scan(device, target), last_practised(device, target)
    assert last is not None
    assert last[0].scan.id == real.recorded.scan.id
    assert practised is not None
    assert practised[0].scan.undone
    (next_one,) = practice.scan(scanner, target, [scan_of(code_of(person), "next")])
    assert next_one.verdict.result is Result.ADMITTED


# ---------------------------------------------------------------- sent late


def upload(target, person, nonce, **values):
    scan = scan_of(code_of(person), nonce, shown=Result.ADMITTED)
    return Upload(list_id=target.id, scan=scan, **values)


@pytest.mark.both_databases
def test_what_a_screen_called_practice_stays_so_however_late_it_comes(door):
    edition, target, device = door
    target.opens_at = None
    person = make_person(edition)
    receipts = take_uploads(
        device,
        [
            upload(target, person, "tried", is_practice=True),
            upload(target, person, "real"),
            upload(target, person, "taken", is_practice=True, is_undone=True),
        ],
    )

    assert [one.nonce for one in receipts] == ["tried", "real", "taken"]
    assert results(one.answer for one in receipts) == [
        Result.ADMITTED, Result.ADMITTED, Result.REPEAT,
    ]  # fmt: skip
    assert (count(Scan), count(PracticeScan)) == (1, 2)
    assert take_undos(device, [UndoInput(list_id=target.id, nonce="tried")]) == [UndoState.DONE]
    assert (count(ScanUndo), count_conflicts(edition)) == (0, 0)


@pytest.mark.both_databases
def test_what_was_scanned_in_earnest_counts_though_practice_has_begun(door):
    edition, target, device = door
    target.opens_at = None
    practice.choose_practice(edition, [target.id], [])
    take_uploads(device, [upload(target, make_person(edition), "real")])

    assert (count(Scan), count(PracticeScan)) == (1, 0)


@pytest.mark.both_databases
def test_practice_of_a_revoked_device_is_told_and_let_go(door):
    edition, target, device = door
    revoke_device(device)
    (receipt,) = take_uploads(device, [upload(target, make_person(edition), "t", is_practice=True)])

    assert (receipt.answer, receipt.cause) == (None, Cause.REVOKED)
    assert (count(SetAsideScan), count(PracticeScan)) == (0, 0)


# ---------------------------------------------------------------- pages


@pytest.fixture
def usher(client):
    """A browser that is an enrolled device, and the list at which it stands."""
    edition = make_edition()
    target = make_list(edition)
    device = make_device(edition)
    secret = invite_device(device)
    db.session.commit()
    client.submit(f"/checkin/enrol/{secret}", {})
    set_reading(value=False)
    return edition, target, device


def test_the_usher_sees_a_band_over_every_answer_and_takes_back(usher, client):
    edition, target, _device = usher
    person = make_person(edition)
    address = f"/checkin/lists/{target.id}"
    assert not client.page(address).select(".ci-practice")
    set_reading(value=False)
    practice.choose_practice(edition, [target.id], [])
    db.session.commit()
    assert BAND in client.page(address).text_of(".ci-practice")
    said = client.read(client.submit(address, {"code": code_of(person)}, form="form[data-scan]"))
    assert BAND in said.text_of(".ci-practice")
    undo = said.select_one(".v-foot form")["action"]
    token = said.select_one(".v-foot input[name=csrf_token]")["value"]
    assert client.post(undo, data={"csrf_token": token}).status_code == 303
    db.session.rollback()
    assert (count(Scan), count(ScanUndo)) == (0, 0)
    assert db.session.scalars(select(PracticeScan)).one().undone_at
    assert client.page(address).select(".scan-count b")[0].text == "0"


def test_a_device_is_told_what_practises_and_sends_it_marked(usher, client):
    edition, target, device = usher
    other = make_list(edition)
    practice.choose_practice(edition, [target.id], [])
    db.session.commit()
    told = client.get("/checkin/sync").json["lists"]
    assert {one["id"]: one["is_practice"] for one in told} == {target.id: True, other.id: False}
    set_reading(value=False)
    practice.choose_practice(edition, [], [device.id])
    db.session.commit()
    assert all(one["is_practice"] for one in client.get("/checkin/sync").json["lists"])
    item = {
        "list": target.id,
        "token": code_of(make_person(edition)),
        "nonce": "n",
        "scanned_at": clock.now().isoformat(),
        "practice": True,
    }
    db.session.commit()
    sent = client.post("/checkin/sync", json={"scans": [item]})
    assert sent.json["scans"][0]["answer"]["result"] == "admitted"
    db.session.rollback()
    assert (count(Scan), count(PracticeScan)) == (0, 1)


def test_an_organiser_opens_ends_and_clears_it(client):
    edition = make_edition()
    target, device = make_list(edition), make_device(edition)
    person = make_person(edition)
    make_organiser(client)
    db.session.commit()
    base = f"/manage/{edition.slug}/checkin"
    assert client.page(f"{base}/lists").select(f"a[href='{base}/practice']")
    done = client.submit(f"{base}/practice", {"lists": [str(target.id)]})
    assert done.location == f"{base}/practice"
    assert "Practice is on" in client.page(f"{base}/").text_of("main")
    set_reading(value=False)
    practice.scan(device_scanner(device), target, [scan_of(code_of(person), "n")])
    db.session.commit()
    page = client.page(f"{base}/practice")
    assert "1" in page.text_of("dl.facts dd")
    cleared = client.submit(f"{base}/practice", {}, form=f"form[action='{base}/practice/clear']")
    assert cleared.status_code == 303
    assert "1 scan in practice is deleted." in client.page(f"{base}/practice").text_of("main")
    client.submit(f"{base}/practice", {"lists": []})
    assert "Practice is on" not in client.page(f"{base}/").text_of("main")


def test_who_only_looks_at_the_door_does_not_open_practice(client):
    edition = make_edition()
    make_list(edition)
    make_organiser(client, role=Role.EDITOR)
    db.session.commit()
    assert client.get(f"/manage/{edition.slug}/checkin/practice").status_code == 403


# ---------------------------------------------------------------- made-up badges


def codes_of(pdf):
    """Return the codes of badges on sheets, each once."""
    found = set()
    for page in pypdfium2.PdfDocument(pdf):
        for read in zxingcpp.read_barcodes(page.render(scale=150 / 72).to_pil()):
            found.add(read.text)
    return found


@pytest.fixture
def deck(door):
    """A list that practises, and the codes of the badges of nobody, by serial."""
    edition, target, device = door
    practice.choose_practice(edition, [target.id], [])
    ring = badge_keyring(current_settings().keys_dir)
    codes = {decode(one, ring).serial: one for one in codes_of(practice_pdf(edition))}
    return edition, target, device, [codes[serial] for serial in sorted(codes)]


@pytest.mark.both_databases
def test_badges_of_nobody_give_every_answer_in_practice_and_repeat(deck):
    edition, target, device, codes = deck
    assert len(codes) == len(list_made_up(edition)) == 3 + 4
    scanner = device_scanner(device)
    batch = [scan_of(code, f"n{place}") for place, code in enumerate(codes)]
    said = practice.scan(scanner, target, batch)
    assert [(one.verdict.result, one.verdict.reason) for one in said] == [
        *[(Result.ADMITTED, None)] * 4,
        (Result.REVOKED, Reason.REISSUED),
        (Result.REVOKED, Reason.CANCELLED),
        (Result.NOT_ALLOWED, Reason.NOT_CONFIRMED),
    ]
    assert said[3].verdict.notices == (Notice.VIP, Notice.RECEIVER)
    assert said[0].person.name == LocalizedText("연습 명찰 1", "Practice badge 1")
    again = practice.scan(scanner, target, [scan_of(codes[0], "again"), *batch[:1]])
    assert results(again) == [Result.REPEAT, Result.ADMITTED]
    assert again[0].first.nonce == "n0"
    last = last_practised(device, target)
    assert last is not None
    assert last[1].person.number == again[0].person.number


@pytest.mark.both_databases
def test_in_earnest_a_badge_of_nobody_lets_nobody_in(deck):
    edition, target, device, codes = deck
    practice.choose_practice(edition, [], [])
    target.opens_at = None
    (said,) = practice.scan(device_scanner(device), target, [scan_of(codes[0], "n")])
    assert said.verdict.reason is Reason.NO_SUCH_BADGE
    assert queries.count_attendance([target])[target.id].present == 0


@pytest.mark.both_databases
def test_a_device_has_badges_of_nobody_only_while_it_practises(deck):
    edition, target, device, codes = deck
    parcel = pack(device, clock.now())
    assert [one.serial for one in parcel.made_up] == sorted(list_made_up(edition))
    assert parcel.badges == []
    scan = scan_of(codes[0], "offline", shown=Result.ADMITTED)
    (receipt,) = take_uploads(device, [Upload(list_id=target.id, scan=scan, is_practice=True)])
    assert receipt.answer.verdict.result is Result.ADMITTED
    assert (count(Scan), count(PracticeScan)) == (0, 1)
    practice.choose_practice(edition, [], [])
    assert pack(device).made_up == []


def test_an_organiser_prints_badges_of_nobody(client):
    edition = make_edition()
    make_organiser(client)
    db.session.commit()
    base = f"/manage/{edition.slug}/checkin/practice"
    (link,) = client.page(base).select("a[href$='.pdf']")
    printed = client.get(link["href"])
    text = "".join(
        page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(printed.data)
    )
    for words in ("Practice badge 1", "Made-up person", "지어낸 사람", "Badge revoked"):
        assert words in text
