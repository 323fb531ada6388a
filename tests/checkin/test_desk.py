"""A device as a registration desk."""

import pytest
from sqlalchemy import func, select

from forum.checkin import queries
from forum.checkin.desk.errors import AlreadyInError, PracticeOnlyError
from forum.checkin.desk.models import AdmittedAnyway
from forum.checkin.desk.services import admit_anyway
from forum.checkin.errors import DeviceRevokedError, ListNotAllowedError
from forum.checkin.models import Scan
from forum.checkin.practice.services import choose_practice
from forum.checkin.services.devices import add_device, invite_device, revoke_device
from forum.checkin.services.scans import device_scanner, record_scans, undo_scan
from forum.checkin.sync.errors import ConflictDecidedError
from forum.checkin.sync.queries import count_conflicts, list_conflicts
from forum.checkin.sync.services import decide_conflict
from forum.checkin.sync.types import Choice
from forum.checkin.types import DeviceDetails, Reason, Result
from forum.core.audit import AuditEntry
from forum.core.db import db, set_reading
from forum.core.localized import LocalizedText
from forum.privacy.erasing import erase_people
from forum.registration.errors import ReasonMissingError, RegistrationNotFoundError
from forum.registration.types import RegistrationState
from tests.factories.accounts import make_organiser
from tests.factories.checkin import (
    code_of,
    make_edition,
    make_list,
    make_person,
    scan_of,
)
from tests.factories.registration import make_open_edition, make_registration

GATE = LocalizedText("안내 데스크", "Information desk")


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def make_desk(edition, *lists, is_desk=True):
    ids = tuple(one.id for one in lists)
    return add_device(edition, DeviceDetails(name="desk 1", gate=GATE, lists=ids, is_desk=is_desk))


@pytest.fixture
def door(app):
    """A list that nobody of the edition may pass, and a desk."""
    del app
    edition = make_edition()
    return edition, make_list(edition, categories=("press",)), make_desk(edition)


# ---------------------------------------------------------------- let in anyway


@pytest.mark.both_databases
def test_whoever_a_list_refuses_is_let_in_with_a_reason_that_organisers_see(door):
    edition, target, device = door
    person = make_person(edition)
    scanner = device_scanner(device)
    first = admit_anyway(scanner, target, person.id, "시장 수행", "key")
    again = admit_anyway(scanner, target, person.id, "시장 수행", "key")

    assert (first.scan.result, again.scan.id) == (Result.ADMITTED, first.scan.id)
    assert queries.count_attendance([target])[target.id].present == 1
    (told,) = list_conflicts(edition, is_open=True)
    assert (told.result, told.reason) == (Result.NOT_ALLOWED, Reason.CATEGORY)
    assert (told.said, told.device, told.person.number) == ("시장 수행", "desk 1", person.number)
    noted = select(AuditEntry).where(AuditEntry.action == "checkin.admitted_anyway")
    assert "수행" not in str(db.session.scalars(noted).one().details)
    with pytest.raises(AlreadyInError):
        admit_anyway(scanner, target, person.id, "again", "other")
    assert (count(Scan), count(AdmittedAnyway)) == (1, 1)


@pytest.mark.both_databases
def test_whom_the_list_would_let_in_is_let_in_as_by_a_scan(door):
    edition, _target, device = door
    target = make_list(edition)
    admit_anyway(device_scanner(device), target, make_person(edition).id, "why not", "key")

    assert (count(Scan), count(AdmittedAnyway)) == (1, 0)


def test_a_cancelled_registration_is_let_in_too_and_its_scan_is_then_a_refusal(door):
    edition, target, device = door
    person = make_person(edition)
    person.state = RegistrationState.CANCELLED
    scanner = device_scanner(device)
    admit_anyway(scanner, target, person.id, "mistake", "key")
    (answer,) = record_scans(scanner, target, [scan_of(code_of(person), "later")])

    assert answer.verdict.result is Result.REVOKED
    assert [one.result for one in list_conflicts(edition)] == [Result.REVOKED]


@pytest.mark.both_databases
def test_what_cannot_be_is_refused_and_nothing_is_written(door):
    edition, target, device = door
    person = make_person(edition)
    scanner = device_scanner(device)
    with pytest.raises(ReasonMissingError):
        admit_anyway(scanner, target, person.id, "  ", "key")
    with pytest.raises(RegistrationNotFoundError):
        admit_anyway(scanner, target, person.id + 1000, "why", "key")
    bound = device_scanner(make_desk(edition, make_list(edition)))
    with pytest.raises(ListNotAllowedError):
        admit_anyway(bound, target, person.id, "why", "key")
    choose_practice(edition, [target.id], [])
    with pytest.raises(PracticeOnlyError):
        admit_anyway(scanner, target, person.id, "why", "key")
    choose_practice(edition, [], [])
    revoke_device(device)
    with pytest.raises(DeviceRevokedError):
        admit_anyway(device_scanner(device), target, person.id, "why", "key")
    assert (count(Scan), count(AdmittedAnyway)) == (0, 0)


@pytest.mark.both_databases
def test_the_reason_goes_when_the_person_does(door):
    edition, target, device = door
    person = make_person(edition)
    admit_anyway(device_scanner(device), target, person.id, "수행", "key")
    db.session.commit()
    erase_people([person.id], are_expected=False)

    assert (count(Scan), count(AdmittedAnyway)) == (1, 0)


@pytest.mark.both_databases
def test_an_organiser_decides_once_about_whom_a_desk_let_in(door):
    edition, target, device = door
    scanner = device_scanner(device)
    people = [make_person(edition) for _ in range(3)]
    admitted = [admit_anyway(scanner, target, one.id, "수행", f"key-{one.id}") for one in people]
    assert count_conflicts(edition) == 3
    undo_scan(scanner, target, admitted[-1].scan.id)
    first, second = list_conflicts(edition, is_open=True)
    assert count_conflicts(edition) == 2
    decide_conflict(edition, first.key, Choice.ACCEPTED, note="", actor="user:1")
    decide_conflict(edition, second.key, Choice.REFUSED, note="", actor="user:1")

    assert queries.count_attendance([target])[target.id].present == 1
    assert count_conflicts(edition) == 0
    assert [one.is_open for one in list_conflicts(edition)] == [False] * 3
    assert [one.is_undone for one in list_conflicts(edition)] == [False, True, True]
    with pytest.raises(ConflictDecidedError):
        decide_conflict(edition, second.key, Choice.ACCEPTED, note="", actor="user:1")


# ---------------------------------------------------------------- the pages of the device


@pytest.fixture
def desk(client):
    """A browser that is a desk, with a list that lets nobody in."""
    edition = make_open_edition()
    target = make_list(edition, categories=("press",))
    person = make_registration(edition)
    secret = invite_device(make_desk(edition))
    db.session.commit()
    client.submit(f"/checkin/enrol/{secret}", {})
    set_reading(value=False)
    return edition, target, person


def test_the_desk_finds_somebody_and_prints_the_badge(desk, client):
    _edition, _target, person = desk
    page = client.page(f"/checkin/desk?q={person.number}")
    (link,) = page.select("main li a")
    shown = client.page(link["href"])
    assert person.number in shown.text_of("main")
    printed = client.submit(link["href"], {}, form="form[action$='/badge']")
    assert printed.data.startswith(b"%PDF")
    assert client.page("/checkin/desk?q=zzzz").select(".empty")


def test_the_desk_lets_somebody_in_and_the_organiser_reads_why(desk, client, app):
    edition, target, person = desk
    address = f"/checkin/desk/people/{person.id}"
    refused = client.submit(address, {"reason": ""}, form="#admit")
    assert refused.status_code == 422
    done = client.submit(address, {"reason": "시장 수행"}, form="#admit")
    assert done.location == f"{address}?list={target.id}"
    again = client.submit(address, {"reason": "다시"}, form="#admit")
    assert again.status_code == 409
    other = app.test_client()
    make_organiser(other)
    db.session.commit()
    text = other.get(f"/manage/{edition.slug}/checkin/conflicts").text
    assert "시장 수행" in text
    assert "desk 1" in text


def test_a_verdict_at_a_desk_leads_to_the_person(desk, client):
    _edition, target, person = desk
    said = client.read(
        client.submit(
            f"/checkin/lists/{target.id}", {"code": code_of(person)}, form="form[data-scan]"
        )
    )
    assert said.select(f"a[href='/checkin/desk/people/{person.id}?list={target.id}']")


def test_a_device_that_is_no_desk_finds_nobody(client):
    edition = make_edition()
    person = make_person(edition)
    secret = invite_device(make_desk(edition, is_desk=False))
    db.session.commit()
    client.submit(f"/checkin/enrol/{secret}", {})
    for path in ("desk", "desk/walk-in", f"desk/people/{person.id}"):
        assert client.get(f"/checkin/{path}").status_code == 403
    assert not client.page("/checkin/").select("a[href='/checkin/desk']")


def test_the_desk_registers_somebody_and_lets_them_in(desk, client):
    edition, _target, _person = desk
    open_list = make_list(edition)
    db.session.commit()
    asked = client.page("/checkin/desk/walk-in")
    consents = {
        one["name"]: "yes" for one in asked.select("input[type=radio][name^=consent-][value=yes]")
    }
    category = asked.select("input[name=category]")[0]["value"]
    done = client.submit(
        "/checkin/desk/walk-in",
        {"category": category, "name-ko": "새사람", "list": str(open_list.id), **consents},
    )
    assert done.status_code == 303
    assert "새사람" in client.page(done.location).text_of("h1")
    db.session.rollback()
    scan = db.session.scalars(select(Scan)).one()
    assert (scan.result, scan.device_id is not None) == (Result.ADMITTED, True)


def test_the_form_of_a_device_makes_it_a_desk(client):
    edition = make_edition()
    make_organiser(client)
    db.session.commit()
    base = f"/manage/{edition.slug}/checkin"
    fields = {"name": "desk 2", "gate-ko": "데스크", "gate-en": "Desk", "is_desk": "y"}
    assert client.submit(f"{base}/devices/new", fields).status_code == 303
    assert "Registration desk" in client.page(f"{base}/lists").text_of("main")
