"""Every view of the URL map: what a GET may do, who may keep the answer, forms without token."""

import sqlite3

import pytest

from forum.core.db import db
from forum.web.headers import PERSONAL
from tests.safety.walk import address_of, every_get, rules_with
from tests.safety.world import World, make_world

LEADS_ELSEWHERE = {
    "accounts.sign_in",  # who is signed in
    "crawlers.front",
    "declaration.index",
    "my.ask_code",  # the code was brought
    "declaration_signing.review_decline",  # nothing was said yet
    "registration.attend",
    "registration.confirm",
    "registration.done",
    "registration.index",
    "registration.later",
    "registration.needs",
    "registration.resume",
}
KEPT_BUT_ASKED_FOR_AGAIN = {"checkin_api.roster": "private, no-cache"}
BEAR_THEIR_TOKEN = ("api_v1.", "checkin_api.")
TAKE_JSON_ALONE = {"checkin_sync.send": 403}  # which no form of a foreign page can send


@pytest.fixture
def world(app, client) -> World:
    del app
    return make_world(client)


def dump(app) -> list[str]:
    """Return every row but those that looking leaves behind.

    The access log tells who looked; a receipt that is fetched before the worker has made it is
    listed, because whatever leaves the house is.
    """
    left = ('"access_entries"', '"sealed_documents"')
    with sqlite3.connect(app.extensions["settings"].data_dir / "forum.db") as connection:
        rows = [line for line in connection.iterdump() if not any(table in line for table in left)]
    connection.close()
    return rows


def test_no_get_changes_anything_and_nothing_personal_is_kept(app, world):
    public = {
        endpoint
        for endpoint, view in app.view_functions.items()
        if getattr(view, "access", "") == "public"
    }
    db.session.rollback()
    before = dump(app)

    for endpoint, answer in every_get(world):
        expected = {302, 303} if endpoint in LEADS_ELSEWHERE else {200}
        if endpoint != "health.ready":  # without migrations it is not
            assert answer.status_code in expected, (endpoint, answer.status)
        keeping = answer.headers["Cache-Control"]
        if endpoint not in public:
            assert keeping == KEPT_BUT_ASKED_FOR_AGAIN.get(endpoint, PERSONAL), endpoint
        if "Set-Cookie" in answer.headers or b"csrf_token" in answer.data:
            assert keeping == PERSONAL, endpoint
        if keeping == PERSONAL:
            assert "Cookie" in answer.headers["Vary"], endpoint
        elif endpoint in public:
            for personal in (world.registration.email, "delegate-", "organiser-"):
                assert personal.encode() not in answer.data, endpoint

    db.session.rollback()
    assert dump(app) == before


def test_every_form_asks_for_its_token(app, world):
    db.session.rollback()
    before = dump(app)
    asked = 0
    for rule in rules_with(world, "POST"):
        if rule.endpoint.startswith(BEAR_THEIR_TOKEN):
            continue
        for data in ({}, {"csrf_token": "x"}):
            answer = world.client.post(address_of(world, rule), data=data)
            assert answer.status_code == TAKE_JSON_ALONE.get(rule.endpoint, 400), rule.endpoint
        asked += 1

    db.session.rollback()
    assert asked > 45
    assert dump(app) == before


def test_who_brings_a_token_for_programs_needs_it_in_the_head(world):
    for rule in rules_with(world, "POST"):
        if rule.endpoint.startswith(BEAR_THEIR_TOKEN):
            answer = world.client.post(address_of(world, rule), json=[])  # with every cookie
            assert (answer.status_code, answer.json["code"]) == (401, "token-missing")


def test_no_view_takes_other_methods(world):
    for method in ("PUT", "PATCH", "DELETE", "TRACE"):
        assert not list(rules_with(world, method))
