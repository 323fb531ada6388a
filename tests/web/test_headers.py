"""The headers of every answer, written out: a change is seen here."""

import pytest
from pydantic import SecretStr

from forum import create_app
from forum.core.db import db, set_reading
from forum.core.settings import Settings

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
        "form-action 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Permissions-Policy": (
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
PAGES = {
    "/ko/privacy": 200,
    "/ko/nothing": 404,
    "/": 302,
    "/manage/": 303,
    "/manage/sign-in": 200,
    "/api/v1/editions": 200,
    "/api/v1/nothing": 404,
    "/healthz": 200,
    "/robots.txt": 200,
    "/static/img/mark.svg": 200,
}


@pytest.mark.parametrize(("path", "status"), PAGES.items())
def test_every_answer_carries_the_headers(client, path, status):
    answer = client.get(path)

    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert len(answer.headers["X-Request-Id"]) == 12
    assert "Strict-Transport-Security" not in answer.headers, "http, on this machine alone"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    answer.close()  # a static file stays open until then


def test_every_request_has_an_id_of_its_own(client):
    ids = {client.get("/healthz").headers["X-Request-Id"] for _ in range(3)}

    assert len(ids) == 3


@pytest.fixture
def https(tmp_path):
    settings = Settings(
        _env_file=None,
        data_dir=tmp_path,
        secret_key=SecretStr("a secret of this test"),
        base_url="https://forum.example.org",
    )
    app = create_app(settings, testing=True)
    with app.app_context():
        set_reading(value=False)
        db.create_all()
        yield app.test_client()
        db.session.remove()
        db.engine.dispose()


def test_over_tls_browsers_are_told_to_stay_there(https):
    answer = https.get("/manage/sign-in", base_url="https://forum.example.org")

    assert answer.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))


def test_another_host_is_not_served(https):
    answer = https.get("/healthz", base_url="https://evil.example")

    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("path", ["/ko/privacy", "/en/editions", "/api/v1/editions", "/robots.txt"])
def test_public_pages_set_no_cookie_and_may_be_kept(client, path):
    answer = client.get(path)

    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert answer.headers["ETag"]
    assert "Cookie" not in answer.headers.get("Vary", "")
