"""The API at the door."""

import json
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from forum.checkin.models import Scan
from forum.checkin.services.devices import revoke_device
from forum.core import bearer, clock
from forum.core.bearer import Scope
from forum.core.db import db, set_reading
from forum.core.localized import LocalizedText
from forum.core.permissions import Role
from tests.conftest import count_queries
from tests.factories.accounts import make_user
from tests.factories.checkin import code_of, enrolled, make_edition, make_list, make_person


class Gate:
    """An enrolled device and its list, over HTTP."""

    def __init__(self, client, **values):
        self.client = client
        self.edition = make_edition()
        self.target = make_list(self.edition, **values)
        self.device, self.secret = enrolled(self.edition)
        db.session.commit()
        self.address = f"/api/v1/checkin/lists/{self.target.id}"

    def head(self, **more):
        return {"Authorization": f"Bearer {self.secret}", "Accept-Language": "en"} | more

    def send(self, *items, **options):
        address = options.pop("address", f"{self.address}/scans")
        body = json.dumps(items)
        return self.client.post(
            address, data=body, content_type="application/json", headers=self.head(**options)
        )

    def roster(self, query="", **head):
        answer = self.client.get(f"{self.address}/roster{query}", headers=self.head(**head))
        set_reading(value=False)  # what follows writes again
        return answer


def item(token, nonce="a", **values):
    return {"token": token, "nonce": nonce, "scanned_at": "2026-11-20T12:00:00+09:00"} | values


@pytest.fixture
def gate(client):
    return Gate(client)


def saved(value):
    db.session.commit()
    return value


def test_each_scan_of_a_batch_gets_its_answer_in_its_place(gate):
    person = make_person(gate.edition, "delegate", receiver="en")
    code = saved(code_of(person))
    answers = gate.send(item(code), item("nonsense", "b"), item(code, "c")).json
    assert [answer["result"] for answer in answers] == ["admitted", "invalid", "repeat"]
    assert answers[0] == {
        "nonce": "a",
        "result": "admitted",
        "reason": None,
        "notice": "receiver",
        "notices": ["receiver"],
        "person": {
            "number": person.number,
            "name": {"ko": "홍길동 (시험)", "en": "Hong Gildong (trial)"},
            "affiliation": {"ko": "시험 기관", "en": "Trial organisation"},
            "category": {"ko": "도시 대표", "en": "City delegate"},
            "city": {"ko": "", "en": ""},
            "receiver": "en",
        },
        "first": None,
        "times": 1,
    }
    assert answers[2]["first"] == {
        "scanned_at": "2026-11-20T03:00:00Z",
        "device": "phone 1",
        "gate": {"ko": "1번 문", "en": "Gate 1"},
    }
    assert answers[1]["person"] is None


def test_who_asks_is_found_out_while_somebody_else_writes(gate):
    gate.secret = "of no device"
    db.session.commit()
    with closing(sqlite3.connect(str(db.engine.url.database))) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = gate.send(item("any"))
        assert (answer.status_code, answer.json["code"]) == (401, "token-missing")
    set_reading(value=False)


def test_the_same_upload_is_the_same_scans(gate):
    code = saved(code_of(make_person(gate.edition)))
    first = gate.send(item(code), item(code, "b"))
    again = gate.send(item(code), item(code, "b"), **{"Idempotency-Key": "another"})
    assert again.json == first.json
    assert db.session.scalar(select(func.count()).select_from(Scan)) == 2


def test_an_empty_batch_has_no_answers(gate):
    assert gate.send().json == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"token": ""}, "1.token"),
        ({"token": "x" * 301}, "1.token"),
        ({"nonce": "two words"}, "1.nonce"),
        ({"nonce": "x" * 65}, "1.nonce"),
        ({"scanned_at": "2026-11-20T12:00:00"}, "1.scanned_at"),
        ({"scanned_at": "noon"}, "1.scanned_at"),
        ({"direction": "up"}, "1.direction"),
        ({"result": "admitted"}, "1.result"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_recorded(gate, wrong, field):
    code = saved(code_of(make_person(gate.edition)))
    refused = gate.send(item(code), item(code, "b") | wrong)
    assert refused.status_code == 422
    assert refused.content_type == "application/problem+json"
    assert [error["field"] for error in refused.json["errors"]] == [field]
    assert db.session.scalar(select(func.count()).select_from(Scan)) == 0


@pytest.mark.parametrize("body", ["", "{}", "[1]", "nonsense", '"text"', "[{}]"])
def test_a_body_that_is_no_batch_is_refused(gate, body):
    refused = gate.client.post(f"{gate.address}/scans", data=body, headers=gate.head())
    assert refused.status_code == 422
    assert refused.json["errors"]


def test_too_long_a_batch_is_refused_with_its_number(gate):
    refused = gate.send(*[item("x", str(number)) for number in range(501)])
    assert refused.status_code == 422
    assert refused.json["code"] == "too-many-scans"
    assert "501" in refused.json["title"]


def test_a_scan_asks_the_database_five_times(gate):
    code = saved(code_of(make_person(gate.edition)))
    gate.send(item("warm", "warm"))
    with count_queries() as statements:
        assert gate.send(item(code)).json[0]["result"] == "admitted"
    assert len(statements) == 5, "\n".join(statements)


def test_the_wrong_token_is_refused_before_anything_is_read(gate, client):
    address = f"{gate.address}/scans"
    assert client.post(address, data="[]").status_code == 401
    gate.secret = "made up"
    assert gate.send().json["code"] == "token-missing"
    gate.secret = bearer.issue_token(
        name="reader", owner_type="user", owner_id=1, scopes=(Scope.METRICS_READ,)
    )
    db.session.commit()
    assert gate.send().json["code"] == "scope-missing"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("ko", "운영자가 이 기기의 사용을 중지해 더는 스캔할 수 없습니다."),
        ("en", "This device may no longer scan: an organiser has revoked it."),
    ],
)
def test_a_revoked_device_is_told_so_in_its_language(gate, language, sentence):
    revoke_device(gate.device)
    code = saved(code_of(make_person(gate.edition)))
    for refused in (
        gate.send(item(code), **{"Accept-Language": language}),
        gate.roster(**{"Accept-Language": language}),
    ):
        assert refused.status_code == 403
        assert refused.json["code"] == "device-revoked"
        assert refused.json["title"].startswith(sentence)
    assert db.session.scalar(select(func.count()).select_from(Scan)) == 0


def test_lists_of_others_and_lists_that_are_not_there_are_refused(gate):
    foreign = make_list(make_edition("dwc-2025"))
    gate.device.list_ids = [saved(gate.target).id]
    own = make_list(gate.edition)
    db.session.commit()
    for target in (foreign, own):
        refused = gate.send(item("x"), address=f"/api/v1/checkin/lists/{target.id}/scans")
        assert (refused.status_code, refused.json["code"]) == (403, "list-not-allowed")
    refused = gate.send(item("x"), address="/api/v1/checkin/lists/999/scans")
    assert (refused.status_code, refused.json["code"]) == (404, "checkin-list-not-found")


def test_scans_of_a_day_that_the_device_is_not_for_are_refused(gate):
    code = saved(code_of(make_person(gate.edition)))
    today = clock.today(gate.edition.timezone)
    gate.device.days = [(today + timedelta(days=1)).isoformat()]
    db.session.commit()
    refused = gate.send(item(code))
    assert (refused.status_code, refused.json["code"]) == (403, "device-day")
    assert db.session.scalar(select(func.count()).select_from(Scan)) == 0
    gate.device.days = [today.isoformat()]
    db.session.commit()
    assert gate.send(item(code)).json[0]["result"] == "admitted"


def test_a_person_s_token_scans_too(gate):
    code = saved(code_of(make_person(gate.edition)))
    gate.secret = bearer.issue_token(
        name="a script",
        owner_type="user",
        owner_id=make_user(role=Role.REGISTRAR, edition_id=gate.edition.id).id,
        scopes=(Scope.CHECKIN_SCAN,),
        edition_id=gate.edition.id,
    )
    db.session.commit()
    assert gate.send(item(code)).json[0]["result"] == "admitted"
    assert gate.send(item(code, "b")).json[0]["first"]["device"] == ""


def test_the_roster_has_the_rules_and_no_more_of_people_than_the_door_needs(client):
    gate = Gate(client, categories=("press",), on=make_day())
    person = make_person(gate.edition, "press", receiver="ko")
    db.session.commit()
    roster = gate.roster().json
    assert roster["rules"] == {
        "id": gate.target.id,
        "edition": "dwc-2026",
        "name": {"ko": "첫날", "en": "First day"},
        "kind": "day",
        "mode": "once",
        "categories": ["press"],
        "seat": "",
        "day": 1,
        "zone": "Asia/Seoul",
        "opens_at": None,
        "closes_at": None,
        "is_practice": False,
    }
    assert roster["badges"] == [
        {
            "serial": person.serial,
            "reissue": 0,
            "standing": "confirmed",
            "category": "press",
            "category_number": 2,
            "name": {"ko": "홍길동 (시험)", "en": "Hong Gildong (trial)"},
            "category_name": {"ko": "기자", "en": "Press"},
            "city": {"ko": "", "en": ""},
            "notices": ["receiver"],
            "receiver": "ko",
        }
    ]
    assert roster["guests"] == []
    assert person.email not in gate.roster().text


def make_day():
    return (clock.now() + timedelta(days=1)).date()


def test_the_roster_since_a_moment_has_what_changed(gate, moments):
    make_person(gate.edition)
    with moments(clock.now() + timedelta(hours=1)):
        later = make_person(gate.edition)
        db.session.commit()
        since = gate.roster().json["changed_at"]
    assert since == "2026-11-20T04:00:00Z"
    badges = gate.roster(f"?since={since}").json["badges"]
    assert [badge["serial"] for badge in badges] == [later.serial]
    assert gate.roster("?since=yesterday").json["errors"][0]["field"] == "since"
    assert gate.roster("?until=2026-11-20T04:00:00Z").status_code == 422


def test_the_roster_is_not_sent_twice(gate):
    make_person(gate.edition)
    db.session.commit()
    first = gate.roster()
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = gate.roster(**{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    make_person(gate.edition, name=LocalizedText(ko="새 사람 (시험)", en="New person (trial)"))
    db.session.commit()
    assert gate.roster(**{"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_the_roster_asks_the_database_four_times_however_long_it_is(gate):
    for _number in range(3):
        make_person(gate.edition)
        db.session.commit()
        with count_queries() as statements:
            gate.roster()
        assert len(statements) == 4, "\n".join(statements)
