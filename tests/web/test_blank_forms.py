from typing import Any

import pytest
from flask import Flask, g
from flask_wtf.csrf import generate_csrf

from forum.web.blank_forms import blank_form
from forum.web.messages import take_messages, tell


@pytest.fixture
def probe():
    """A small application with one page that holds a form."""
    app = Flask("probe")
    app.secret_key = "of a probe"
    said: dict[str, Any] = {"state": (1,), "drawn": 0, "language": "ko", "status": 200}

    def draw():
        said["drawn"] += 1
        if said["status"] != 200:
            return "", said["status"]
        told = " ".join(message.text for message in take_messages())
        return f"<form>{generate_csrf()}</form>{g.language} {told}"

    @app.get("/")
    def show():
        return blank_form(said["state"], draw)

    @app.get("/tell")
    def say():
        tell("Saved.")
        return ""

    @app.before_request
    def speak():
        g.language = said["language"]

    @app.get("/token")
    def token():
        return generate_csrf()

    return app, said


def token_of(page):
    return page.text.partition("<form>")[2].partition("</form>")[0]


def test_a_page_is_drawn_once_and_each_visitor_has_a_token(probe):
    app, said = probe
    first, second = app.test_client(), app.test_client()
    tokens = {token_of(visitor.get("/")) for visitor in (first, second)}
    assert said["drawn"] == 1
    assert len(tokens) == 2
    assert token_of(first.get("/")) == first.get("/token").text in tokens


def test_what_is_no_page_is_kept_for_nobody(probe):
    app, said = probe
    visitor = app.test_client()
    said["status"] = 404
    assert visitor.get("/").status_code == 404
    said["status"] = 200
    assert token_of(visitor.get("/")) == visitor.get("/token").text


def test_another_state_or_language_is_another_page(probe):
    app, said = probe
    visitor = app.test_client()
    visitor.get("/")
    said["state"] = (2,)
    visitor.get("/")
    said["language"] = "en"
    assert "en" in visitor.get("/").text
    assert said["drawn"] == 3


def test_what_is_told_once_or_asked_by_a_query_is_kept_for_nobody(probe):
    app, said = probe
    visitor = app.test_client()
    visitor.get("/tell")
    assert "Saved." in visitor.get("/").text
    assert "Saved." not in visitor.get("/").text
    visitor.get("/?category=expert")
    visitor.get("/")
    assert said["drawn"] == 3
