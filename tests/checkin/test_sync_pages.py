"""The addresses at which a device's app fetches and sends."""

import gzip
import json

import pytest

from forum.checkin.services.devices import invite_device, revoke_device
from forum.core import clock
from forum.core.db import db, set_reading
from forum.registration.types import RegistrationState
from tests.factories.accounts import make_organiser
from tests.factories.checkin import code_of, make_device, make_edition, make_list, make_person

ADDRESS = "/checkin/sync"
JSON = {"Accept": "application/json"}


class Gate:
    """A browser that is an enrolled device."""

    def __init__(self, client):
        self.client = client
        self.edition = make_edition()
        self.target = make_list(self.edition)
        self.device = make_device(self.edition)
        secret = invite_device(self.device)
        db.session.commit()
        client.submit(f"/checkin/enrol/{secret}", {})
        set_reading(value=False)

    def fetch(self, since=""):
        query = {"since": since} if since else {}
        answer = self.client.get(ADDRESS, query_string=query, headers=JSON)
        set_reading(value=False)
        return answer

    def item(self, person, nonce, **values):
        return {
            "list": self.target.id,
            "token": code_of(person),
            "nonce": nonce,
            "scanned_at": clock.now().isoformat(),
            "shown": "admitted",
        } | values

    def send(self, scans=(), undos=(), headers=None):
        body = {"scans": list(scans), "undos": list(undos)}
        return self.client.post(ADDRESS, json=body, headers=JSON | (headers or {}))


@pytest.fixture
def gate(client):
    return Gate(client)


def test_only_an_enrolled_device_is_answered(client):
    refused = client.get(ADDRESS, headers=JSON)
    assert (refused.status_code, refused.json["code"]) == (403, "device-not-enrolled")
    refused = client.post(ADDRESS, json={}, headers=JSON)
    assert (refused.status_code, refused.json["code"]) == (403, "device-not-enrolled")


def test_a_device_is_given_what_it_needs_and_no_more_of_people(gate):
    person = make_person(gate.edition, "press", receiver="en")
    cancelled = make_person(gate.edition, state=RegistrationState.CANCELLED)
    db.session.commit()
    answer = gate.fetch()
    assert answer.headers["Cache-Control"] == "private, no-store"
    parcel = answer.json
    assert parcel["whole"] is True
    assert parcel["device"]["name"] == "phone 1"
    assert parcel["device"]["is_desk"] is False
    assert [one["id"] for one in parcel["lists"]] == [gate.target.id]
    assert "dwc-2026" in {one["edition"] for one in parcel["keys"]}
    first, second = parcel["badges"]
    assert first == {
        "serial": person.serial,
        "reissue": 0,
        "standing": "confirmed",
        "category": "press",
        "category_number": 2,
        "name": {"ko": "홍길동 (시험)", "en": "Hong Gildong (trial)"},
        "category_name": {"ko": "기자", "en": "Press"},
        "city": {"ko": "", "en": ""},
        "notices": ["receiver"],
        "receiver": "en",
    }
    assert parcel["made_up"] == []
    assert (second["serial"], second["standing"]) == (cancelled.serial, "cancelled")
    assert second["name"] == {"ko": "", "en": ""}
    again = gate.fetch(parcel["cursor"]).json
    assert again["whole"] is False
    assert gate.fetch("nonsense").json["whole"] is True


def test_a_large_parcel_is_packed(gate):
    for _number in range(20):
        make_person(gate.edition)
    db.session.commit()
    answer = gate.client.get(ADDRESS, headers=JSON | {"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(json.loads(gzip.decompress(answer.data))["badges"]) == 20


def test_what_was_scanned_is_answered_one_by_one(gate):
    person = make_person(gate.edition)
    db.session.commit()
    sent = gate.send(
        [gate.item(person, "a"), gate.item(person, "b"), gate.item(person, "c", list=9)]
    )
    assert sent.status_code == 200
    answers = sent.json["scans"]
    assert [one["cause"] for one in answers] == [None, None, "no_list"]
    assert [one["answer"] and one["answer"]["result"] for one in answers] == [
        "admitted",
        "repeat",
        None,
    ]
    undone = gate.send(undos=[{"list": gate.target.id, "nonce": "a"}])
    assert undone.json["undos"] == [{"nonce": "a", "list": gate.target.id, "state": "done"}]


def test_organisers_see_what_waits_on_a_device_and_when_it_was_heard(gate, app):
    device = gate.device
    sent = gate.client.post(ADDRESS, json={"waiting": 12}, headers=JSON)
    assert sent.status_code == 200
    wrong = gate.client.post(ADDRESS, json={"waiting": -1}, headers=JSON)
    assert wrong.status_code == 422
    organiser = app.test_client()
    make_organiser(organiser)
    db.session.commit()
    base = f"/manage/{gate.edition.slug}/checkin"
    for path in ("/", "/lists", f"/devices/{device.id}"):
        text = organiser.page(base + path).text_of("main")
        assert "Waiting there" in text, path
        assert "12" in text.split("Waiting there")[1], path


def test_a_revoked_device_is_told_so_but_still_listened_to(gate):
    person = make_person(gate.edition)
    revoke_device(gate.device)
    db.session.commit()
    refused = gate.fetch()
    assert (refused.status_code, refused.json["code"]) == (403, "device-revoked")
    sent = gate.send([gate.item(person, "a")])
    assert [one["cause"] for one in sent.json["scans"]] == ["revoked"]


def test_another_site_cannot_send_in_the_devices_name(gate):
    person = make_person(gate.edition)
    db.session.commit()
    item = gate.item(person, "a")
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}):
        refused = gate.send([item], headers=headers)
        assert (refused.status_code, refused.json["code"]) == (403, "foreign-page")
    refused = gate.client.post(ADDRESS, data=json.dumps({"scans": [item]}), headers=JSON)
    assert refused.status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": ""},
        {"nonce": "x" * 65},
        {"token": ""},
        {"token": "x" * 301},
        {"scanned_at": "2026-11-20T12:00:00"},
        {"clock_difference": 10**12},
        {"shown": "perhaps"},
        {"list": "first"},
        {"admit": True},
    ],
)
def test_an_upload_that_is_no_upload_is_refused_with_the_field(gate, wrong):
    person = make_person(gate.edition)
    db.session.commit()
    refused = gate.send([gate.item(person, "a") | wrong])
    assert refused.status_code == 422
    assert next(iter(wrong)) in refused.json["errors"][0]["field"]
