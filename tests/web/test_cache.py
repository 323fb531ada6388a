import gzip
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, g

from forum.core import clock
from forum.editions.services import touch_public
from forum.web import cache
from tests.conftest import count_queries
from tests.factories.registration import make_open_edition


@pytest.fixture
def probe():
    """A small application with one cached view, whose state and page the test sets."""
    app = Flask("probe")
    said: dict[str, Any] = {
        "state": 1,
        "page": "one" * 400,
        "status": 200,
        "until": None,
        "made": 0,
    }

    def version():
        return said["state"]

    @app.get("/")
    @cache.cached(version)
    def show():
        said["made"] += 1
        if said["until"] is not None:
            cache.true_until(said["until"])
        return said["page"], said["status"]

    @app.before_request
    def speak():
        g.language = "ko"

    return app.test_client(), said


def test_a_page_is_made_once_for_each_state_and_query(probe):
    client, said = probe

    assert client.get("/").text == client.get("/").text == said["page"]
    assert said["made"] == 1
    client.get("/?day=2")
    assert said["made"] == 2
    said["state"] = 2
    client.get("/")
    assert said["made"] == 3


def test_who_has_the_page_is_told_so(probe):
    client, said = probe
    etag = client.get("/").headers["ETag"]

    again = client.get("/", headers={"If-None-Match": etag})

    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)
    said["state"], said["page"] = 2, "two" * 400
    assert client.get("/", headers={"If-None-Match": etag}).status_code == 200


def test_the_same_bytes_have_the_same_tag_in_another_state(probe):
    client, said = probe
    etag = client.get("/").headers["ETag"]
    said["state"] = 2

    assert client.get("/", headers={"If-None-Match": etag}).status_code == 304


def test_a_page_goes_out_compressed_under_a_tag_of_its_own(probe):
    client, _said = probe

    plain, zipped = client.get("/"), client.get("/", headers={"Accept-Encoding": "gzip"})

    assert gzip.decompress(zipped.data).decode() == plain.text
    assert plain.headers["ETag"] != zipped.headers["ETag"]
    assert plain.headers["Vary"] == zipped.headers["Vary"] == "Accept-Encoding"


def test_what_is_not_well_is_not_kept(probe):
    client, said = probe
    said["status"] = 404

    client.get("/")
    client.get("/")

    assert said["made"] == 2


def test_a_page_that_is_true_until_a_moment_is_made_anew_then(probe, moments):
    client, said = probe
    said["until"] = clock.now() + timedelta(minutes=5)
    client.get("/")
    client.get("/")
    assert said["made"] == 1

    with moments(said["until"]):
        client.get("/")

    assert said["made"] == 2


def test_a_very_long_query_is_answered_and_not_kept(probe):
    client, said = probe

    for _ in range(2):
        assert client.get("/?q=" + "x" * 500).status_code == 200

    assert said["made"] == 2


def test_what_was_asked_for_longest_ago_goes_first():
    kept = cache.PageCache(limit=250)
    page = cache.Page(body=b"x" * 100, compressed=None, etag="e", headers=(), valid_until=None)
    kept.put(("a",), page)
    kept.put(("b",), page)
    kept.get(("a",))

    kept.put(("c",), page)

    assert [kept.get((key,)) is not None for key in "abc"] == [True, False, True]


def test_a_warm_public_page_asks_the_database_once(client):
    edition = make_open_edition()
    path = f"/ko/{edition.slug}/programme"
    first = client.page(path)

    with count_queries() as statements:
        assert client.get(path).text == first.source

    assert len(statements) == 1
    touch_public(edition)
    with count_queries() as statements:
        client.page(path)
    assert len(statements) > 1


def test_messages_of_one_person_are_on_nobodys_public_page(client):
    client.submit("/manage/sign-in", {}, form="form.lang", button="en")
    client.post("/manage/sign-out", data={"csrf_token": token_of(client)})

    page = client.page("/en/editions")

    assert not page.select(".messages")
    assert client.page("/manage/sign-in").text_of(".messages") == "You are signed out."


def token_of(client):
    return client.page("/manage/sign-in").select("input[name=csrf_token]")[0]["value"]
