"""The page on which organisers decide about what devices did by themselves."""

import pytest

from forum.checkin.arrivals.queries import state_of
from forum.checkin.services.devices import revoke_device
from forum.checkin.sync.queries import list_conflicts
from forum.checkin.sync.services import take_uploads
from forum.checkin.sync.types import Upload
from forum.checkin.types import Result
from forum.core.audit import AuditEntry
from forum.core.db import db, set_reading
from forum.core.permissions import Role
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

HERE = "/manage/dwc-2026/checkin/conflicts"


@pytest.fixture
def door(client):
    """An edition with a list and two devices, and an organiser who is signed in."""
    edition = make_edition()
    target = make_list(edition)
    devices = [enrolled(edition, name=f"phone {number}")[0] for number in (1, 2)]
    db.session.commit()
    make_organiser(client)
    set_reading(value=False)
    return edition, target, devices


def let_in(device, target, person, nonce):
    """Upload what a device let in without a network."""
    scan = scan_of(code_of(person), nonce, shown=Result.ADMITTED)
    return take_uploads(device, [Upload(list_id=target.id, scan=scan)])


def test_nothing_to_decide_is_said(door, client):
    del door
    assert "Nothing has to be decided" in client.page(HERE).text_of("main")


def test_a_badge_that_two_devices_let_in_is_decided_once_and_stays_decided(door, client):
    edition, target, devices = door
    person = make_person(edition)
    for number, device in enumerate(devices):
        let_in(device, target, person, f"n{number}")
    db.session.commit()
    page = client.page(HERE)
    set_reading(value=False)
    case = page.text_of(".cases li")
    assert "Another device had let this badge in." in case
    assert "Gate 1 · phone 2" in case
    assert "Gate 1 · phone 1" in case
    assert "1 scan has to be decided about" in client.page("/manage/dwc-2026/checkin/").text_of(
        "main"
    )
    set_reading(value=False)
    (conflict,) = list_conflicts(edition)
    refused = client.send(page, HERE, {f"{conflict.key}-note": "lent it"})
    assert refused.status_code == 422
    assert "Choose what was right." in client.read(refused).text_of(".cases li")
    set_reading(value=False)
    said = {f"{conflict.key}-choice": "refused", f"{conflict.key}-note": "lent it to a friend"}
    assert client.send(page, HERE, said).status_code == 303
    set_reading(value=False)
    twice = client.send(page, HERE, said | {f"{conflict.key}-choice": "accepted"})
    assert twice.status_code == 409
    set_reading(value=False)
    page = client.page(HERE)
    row = page.text_of(".cases-decided tbody tr")
    assert "It was wrong to let them in" in row
    assert "lent it to a friend" in row
    actions = [entry.action for entry in db.session.query(AuditEntry)]
    assert actions.count("checkin_conflict.decided") == 1


def test_what_a_revoked_device_sends_is_a_case_and_changes_the_dashboard(door, client):
    edition, target, (device, _other) = door
    person = make_person(edition)
    revoke_device(device)
    db.session.flush()
    before = state_of(edition)
    let_in(device, target, person, "late")
    db.session.flush()
    assert state_of(edition) != before
    assert "revoked before it sent this" in client.page(HERE).text_of(".cases li")


def test_the_page_costs_the_same_with_one_case_and_with_three(door, client):
    edition, target, devices = door
    counts = []
    for number in range(3):
        person = make_person(edition)
        for device in devices:
            let_in(device, target, person, f"{device.id}-{number}")
        db.session.commit()
        with count_queries() as statements:
            client.page(HERE)
        set_reading(value=False)
        counts.append(len(statements))
    assert len(set(counts)) == 1


def test_who_may_only_look_cannot_decide(client):
    edition = make_edition()
    target = make_list(edition)
    person = make_person(edition)
    for number in (1, 2):
        let_in(enrolled(edition, name=f"phone {number}")[0], target, person, f"n{number}")
    db.session.commit()
    make_organiser(client, Role.PROTOCOL)
    page = client.page(HERE)
    assert not page.select("main form")
