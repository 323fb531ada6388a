"""Hostile requests: names of our own parameters, NUL characters, numbers without end."""

import json
import re

import pytest
from pydantic import SecretStr
from sqlalchemy import delete

from forum import create_app
from forum.accounts.models import RoleHeld
from forum.accounts.services import ensure_user, issue_enter_link
from forum.core import bearer, links
from forum.core.bearer import Scope
from forum.core.db import db, set_reading
from forum.core.logs import mask
from forum.core.permissions import Role
from forum.core.settings import Settings
from tests.factories import checkin as door
from tests.factories.accounts import make_organiser, make_user
from tests.factories.registration import make_open_edition

SITE = "https://forum.example.org"


# ------------------------------------------------------------------ addresses


@pytest.mark.parametrize("name", ["endpoint", "_anchor", "_method", "_scheme", "_external"])
def test_a_query_cannot_name_what_builds_addresses(client, name):
    page = client.page(f"/ko/privacy?{name}=javascript")

    addresses = {str(link["href"]) for link in page.select("a[hreflang='en'], link[hreflang='en']")}
    assert addresses
    assert all(address.endswith(f"/en/privacy?{name}=javascript") for address in addresses)
    assert {address.split("/en/")[0] for address in addresses} <= {"", "http://127.0.0.1:8000"}


@pytest.mark.parametrize(
    "path",
    [
        "/manage/{edition}/registrations/{number}",
        "/manage/{edition}/checkin/devices/{number}",
        "/manage/{edition}/checkin/lists/{number}",
        "/{edition}/declarations/x/text-{number}.txt",
    ],
)
def test_a_number_that_no_database_has_is_not_found(client, path):
    edition = make_open_edition()
    make_organiser(client)

    client.page(path.format(edition=edition.slug, number=10**30), status=404)


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "path",
    [
        "/ko/%00",
        "/ko/{edition}/register/you?category=%00",
        "/ko/{edition}/programme?q=%00",
        "/ko/verify/%00",
        "/ko/{edition}/declarations/%00",
        "/manage/{edition}/registrations?q=%00",
        "/manage/{edition}/registrations?session=%00",
        "/manage/%00/",
        "/checkin/enrol/%00",
        "/ko/my/open/registration.view/%00",
        "/api/v1/declarations/%00",
        "/api/v1/editions/%00/programme",
    ],
)
def test_a_nul_character_in_an_address_is_no_fault_of_ours(client, path):
    edition = make_open_edition()
    make_organiser(client)

    answer = client.get(path.format(edition=edition.slug))

    assert answer.status_code < 500


@pytest.mark.both_databases
def test_a_nul_character_in_a_form_is_no_fault_of_ours(client):
    edition = make_open_edition()
    you = f"/ko/{edition.slug}/register/you"
    for url, field in (
        (you, "email"),
        (you, "name-ko"),
        (f"/ko/{edition.slug}/register/resend", "email"),
        ("/manage/sign-in", "email"),
        ("/manage/forgotten", "email"),
    ):
        answer = client.submit(url, {field: "a\0b@example.org"})
        assert answer.status_code in {303, 400, 422}, (url, field)


@pytest.mark.both_databases
@pytest.mark.parametrize("text", ["\0", "\ud800", "\u202e\u200b"])
def test_a_text_that_cannot_be_kept_is_refused_by_the_api(client, text):
    edition = make_open_edition()
    user = make_user(role=Role.OWNER)
    secret = bearer.issue_token(
        name="x", owner_type="user", owner_id=user.id, scopes=(Scope.REGISTRATION_WRITE,)
    )
    sound = {
        "category": "citizen",
        "name": {"ko": "홍길동 (시험)", "en": ""},
        "email": "hong@example.org",
        "language": "ko",
        "consents": {"privacy": True},
    }
    for number, changes in enumerate(
        [{"category": text}, {"city": text}, {"sessions": [text]}, {"name": {"ko": text}}]
    ):
        answer = client.post(
            f"/api/v1/editions/{edition.slug}/registrations",
            data=json.dumps(sound | changes),
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}", "Idempotency-Key": str(number)},
        )
        assert 400 <= answer.status_code < 500, changes
        assert answer.content_type == "application/problem+json"


@pytest.mark.both_databases
def test_an_address_without_end_is_no_attempt_worth_keeping(client):
    answer = client.submit("/manage/sign-in", {"email": "x" * 100_000, "password": "y"})

    assert answer.status_code == 422


# ------------------------------------------------------------------ links, over TLS


@pytest.fixture
def https(tmp_path):
    settings = Settings(
        _env_file=None,
        data_dir=tmp_path,
        secret_key=SecretStr("a secret of this test"),
        base_url=SITE,
    )
    app = create_app(settings, testing=True)
    with app.app_context():
        set_reading(value=False)
        db.create_all()
        yield app.test_client()
        db.session.remove()
        db.engine.dispose()


def press(client, path):
    """Press the one button of a page, with the Referer that a browser would send."""
    page = client.get(path, base_url=SITE)
    policy = page.headers["Referrer-Policy"]
    # https://www.w3.org/TR/referrer-policy/#referrer-policies, for a request to the same origin
    sent = {
        "no-referrer": {},
        "origin": {"Referer": f"{SITE}/"},
        "strict-origin": {"Referer": f"{SITE}/"},
        "same-origin": {"Referer": SITE + path},
        "strict-origin-when-cross-origin": {"Referer": SITE + path},
    }[policy]
    token = re.search(r'name="csrf_token"[^>]*?value="([^"]+)"', page.text)
    assert token
    assert path.rsplit("/", 1)[1] not in str(sent), "the secret is in no other request"
    return client.post(path, base_url=SITE, headers=sent, data={"csrf_token": token.group(1)})


def test_the_button_of_a_link_works_over_tls(https):
    user, _is_new = ensure_user("organiser@example.org", Role.OWNER)
    secret = issue_enter_link(user)
    db.session.commit()

    done = press(https, f"/en/my/open/account.enter/{secret}")

    assert done.status_code == 303
    assert done.headers["Set-Cookie"].startswith("__Host-link_account_enter=")


def test_a_device_is_enrolled_over_tls(https):
    edition = door.make_edition()
    device = door.make_device(edition)
    secret = links.issue_link("device.enrol", "device", device.id)
    db.session.commit()

    done = press(https, f"/checkin/enrol/{secret}")

    assert done.status_code == 303
    assert done.headers["Set-Cookie"].startswith("__Host-device=")


def test_the_code_that_enrols_a_device_does_not_reach_the_log():
    assert mask("POST /checkin/enrol/abcdefghijklmnopqrstuv") == "POST /checkin/enrol/***"


def test_a_link_that_was_taken_back_meanwhile_is_not_used(app):
    secret = links.issue_link("device.enrol", "device", 1)
    db.session.commit()
    link = links.find_link("device.enrol", secret)
    links.revoke_links("device.enrol", "device", 1)

    with pytest.raises(links.LinkUsedError):
        links.use_link(link)


# ------------------------------------------------------------------ tokens of people


def test_a_token_is_worth_no_more_than_the_roles_of_its_owner(client):
    edition = door.make_edition()
    day = door.make_list(edition)
    user = make_user(role=Role.OWNER)
    secret = bearer.issue_token(
        name="x",
        owner_type="user",
        owner_id=user.id,
        scopes=(Scope.CHECKIN_SCAN, Scope.METRICS_READ),
    )
    db.session.commit()
    asked = {
        "headers": {"Authorization": f"Bearer {secret}"},
    }
    roster, metrics = f"/api/v1/checkin/lists/{day.id}/roster", "/metrics"
    assert client.get(roster, **asked).status_code == 200
    assert client.get(metrics, **asked).status_code == 200

    db.session.execute(delete(RoleHeld).where(RoleHeld.user_id == user.id))
    db.session.commit()

    assert client.get(roster, **asked).status_code == 403
    assert client.get(metrics, **asked).status_code == 403
    sent = client.post(f"/api/v1/checkin/lists/{day.id}/scans", json=[], **asked)
    assert sent.status_code == 403


# ------------------------------------------------------------------ costly pages


def test_a_booklet_is_set_once_whatever_else_stands_in_the_query(client, monkeypatch):
    from forum.programme.views import files  # noqa: PLC0415  what is counted

    set_papers = []

    def booklet_pdf(agenda, languages, *, url):
        set_papers.append(languages)
        return b"%PDF-" + languages.encode()

    monkeypatch.setattr(files, "booklet_pdf", booklet_pdf)
    edition = make_open_edition()
    address = f"/ko/{edition.slug}/programme.pdf"

    answers = [client.get(f"{address}?x={number}") for number in range(3)]
    answers.append(client.get(f"{address}?languages=en&x=1"))
    answers.append(client.get(f"{address}?languages=en"))
    assert client.get(f"{address}?languages=fr").status_code == 404

    assert [answer.data for answer in answers] == [b"%PDF-both"] * 3 + [b"%PDF-en"] * 2
    assert set_papers == ["both", "en"]
