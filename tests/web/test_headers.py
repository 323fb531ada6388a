"""The headers of every answer, written out: a change is seen here."""

import pytest
from pydantic import SecretStr

from forum import create_app
from forum.core.db import db, set_reading
from forum.core.localized import LocalizedText
from forum.core.settings import Settings
from forum.programme.queries import public_agenda
from forum.programme.services import release_programme
from forum.programme.services.materials import add_file
from forum.programme.uploads import recognise
from tests.factories.editions import make_edition
from tests.factories.files import pdf
from tests.factories.programme import make_session

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


def test_what_somebody_uploaded_is_saved_and_runs_nowhere(client):
    edition = make_edition()
    make_session(edition, key="opening")
    upload = recognise(pdf(), "발표 2026.pdf")
    add_file(edition, "opening", LocalizedText("발표", "Slides"), upload)
    release_programme(edition)
    (material,) = public_agenda(edition).sessions[0].materials

    answer = client.get(f"/en/{edition.slug}/programme/opening/materials/{material.file}")

    assert {name: answer.headers.get(name) for name in HEADERS} == {
        **HEADERS,
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=2026.pdf; filename*=UTF-8''%EB%B0%9C%ED%91%9C%202026.pdf"
    )


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
