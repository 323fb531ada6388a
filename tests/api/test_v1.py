import pytest
from sqlalchemy import func, select

from forum.accounts import services as accounts
from forum.accounts.models import RoleHeld
from forum.accounts.types import TokenDetails
from forum.core.bearer import Scope
from forum.core.db import db
from forum.core.journal import AccessEntry
from forum.core.mail import OutgoingMail
from forum.core.permissions import Role
from forum.editions.types import EditionState
from forum.registration.models import Registration
from tests.conftest import count_queries
from tests.factories.accounts import make_user
from tests.factories.editions import make_edition
from tests.factories.registration import make_open_edition

READ, WRITE = Scope.REGISTRATION_READ, Scope.REGISTRATION_WRITE
PERSON = {
    "category": "citizen",
    "name": {"ko": "홍길동 (시험)", "en": "Hong Gildong (trial)"},
    "email": "hong@example.org",
    "language": "en",
    "sessions": ["hall"],
    "consents": {"privacy": True},
}


def token_for(edition, *scopes, user=None):
    user = user or make_user(role=Role.OWNER, edition_id=edition.id)
    details = TokenDetails(name="test", scopes=scopes, edition=edition.slug, days=30)
    secret = accounts.issue_token(user.id, details)
    db.session.commit()
    return {"Authorization": f"Bearer {secret}"}


def post(client, edition, token, body=None, key="one"):
    headers = {**token, **({"Idempotency-Key": key} if key else {})}
    address = f"/api/v1/editions/{edition.slug}/registrations"
    return client.post(address, json=PERSON if body is None else body, headers=headers)


def test_editions_are_public_without_drafts(client):
    shown = make_edition()
    make_edition(state=EditionState.DRAFT)
    db.session.commit()

    answer = client.get("/api/v1/editions")

    assert [one["slug"] for one in answer.json["editions"]] == [shown.slug]
    assert answer.headers["ETag"]
    assert "Set-Cookie" not in answer.headers


def test_the_programme_is_the_latest_release(client):
    edition = make_open_edition()

    answer = client.get(f"/api/v1/editions/{edition.slug}/programme")

    assert answer.json["release"]["number"] == 1
    assert {one["key"] for one in answer.json["sessions"]} >= {"opening", "hall", "tour"}
    again = client.get(
        f"/api/v1/editions/{edition.slug}/programme",
        headers={"If-None-Match": answer.headers["ETag"]},
    )
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["editions/none/programme", "declarations/none", "nothing"])
def test_what_is_not_there_is_a_problem_in_the_language_asked_for(client, path):
    korean = client.get(f"/api/v1/{path}", headers={"Accept-Language": "ko"})
    english = client.get(f"/api/v1/{path}", headers={"Accept-Language": "en"})

    assert korean.status_code == english.status_code == 404
    assert korean.content_type == "application/problem+json"
    assert korean.json["title"] != english.json["title"]
    assert korean.json["code"] == english.json["code"]


def test_a_person_is_registered_once_however_often_the_request_is_sent(client):
    edition = make_open_edition()
    token = token_for(edition, WRITE)

    first, second = post(client, edition, token), post(client, edition, token)

    assert first.status_code == second.status_code == 201
    assert first.json == second.json
    assert second.headers["Idempotency-Replayed"] == "true"
    assert first.json["number"]
    assert first.json["sessions"] == ["hall"]
    assert db.session.scalar(select(func.count()).select_from(Registration)) == 1
    mails = db.session.scalars(select(OutgoingMail)).all()
    assert [mail.recipient for mail in mails] == ["hong@example.org"]


def test_the_same_key_with_another_body_is_refused(client):
    edition = make_open_edition()
    token = token_for(edition, WRITE)
    post(client, edition, token)

    other = post(client, edition, token, {**PERSON, "email": "kim@example.org"})

    assert other.status_code == 422
    assert other.json["code"] == "idempotency-key-reused"
    assert db.session.scalar(select(func.count()).select_from(Registration)) == 1


@pytest.mark.parametrize("key", ["", "k" * 201], ids=["none", "long"])
def test_a_request_without_a_usable_key_is_refused(client, key):
    edition = make_open_edition()

    answer = post(client, edition, token_for(edition, WRITE), key=key)

    assert answer.status_code in {400, 422}
    assert db.session.scalar(select(func.count()).select_from(Registration)) == 0


def test_a_refused_registration_names_the_field_and_leaves_nothing(client):
    edition = make_open_edition()
    token = token_for(edition, WRITE)

    missing = post(client, edition, token, {**PERSON, "consents": {}})
    unknown = post(client, edition, token, {**PERSON, "sessions": ["nowhere"]})
    corrected = post(client, edition, token)

    assert [fault["field"] for fault in missing.json["errors"]] == ["consents"]
    assert [fault["field"] for fault in unknown.json["errors"]] == ["sessions"]
    assert corrected.status_code == 201, "a refused key may be used again"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"language": "fr"}, "language"),
        ({"name": {"ko": 3}}, "name.ko"),
        ({"nickname": "x"}, "nickname"),
        ({"sessions": "hall"}, "sessions"),
        ({"needs": {"diets": ["cake"]}}, "needs.diets.0"),
    ],
)
def test_malformed_fields_are_named(client, change, field):
    edition = make_open_edition()

    answer = post(client, edition, token_for(edition, WRITE), {**PERSON, **change})

    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert answer.json["code"] == "fields-invalid"
    assert field in [fault["field"] for fault in answer.json["errors"]]


def test_what_is_no_json_is_refused(client):
    edition = make_open_edition()
    token = token_for(edition, WRITE)
    address = f"/api/v1/editions/{edition.slug}/registrations"
    headers = {**token, "Idempotency-Key": "one"}

    form = client.post(address, data={"a": "b"}, headers=headers)
    broken = client.post(address, data="{", headers=headers, content_type="application/json")

    assert form.status_code == 415
    assert broken.status_code == 422


def test_registrations_are_listed_and_the_reading_is_logged(client):
    edition = make_open_edition()
    other = make_open_edition()
    user = make_user(role=Role.OWNER)
    post(client, edition, token_for(edition, WRITE, user=user))
    post(client, other, token_for(edition, WRITE, user=user))
    token = token_for(edition, READ, user=user)

    answer = client.get(f"/api/v1/editions/{edition.slug}/registrations?q=hong", headers=token)

    assert (answer.json["total"], answer.json["pages"]) == (1, 1)
    assert answer.json["registrations"][0]["email"] == "hong@example.org"
    assert answer.headers["Cache-Control"] == "private, no-store"
    entry = db.session.scalars(select(AccessEntry)).one()
    assert (entry.outcome, entry.details["edition"]) == ("seen", edition.slug)
    refused = client.get(f"/api/v1/editions/{other.slug}/registrations", headers=token)
    assert refused.status_code == 403
    assert refused.json["code"] == "other-edition"


def test_a_token_can_no_more_than_its_owner_can_now(client):
    edition = make_open_edition()
    token = token_for(edition, READ)
    address = f"/api/v1/editions/{edition.slug}/registrations"
    assert client.get(address, headers=token).status_code == 200

    for held in db.session.scalars(select(RoleHeld)):
        db.session.delete(held)
    db.session.commit()

    assert client.get(address, headers=token).status_code == 403


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({}, 401, "token-missing"),
        ({"Authorization": "Bearer nonsense"}, 401, "token-missing"),
        ({"Authorization": "Basic bm86bm8="}, 401, "token-missing"),
    ],
)
def test_without_a_token_nothing_is_told(client, headers, status, code):
    answer = client.get("/api/v1/editions/none/registrations?page=x", headers=headers)

    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_is_good_for_its_scopes_alone(client):
    edition = make_open_edition()
    token = token_for(edition, READ)

    answer = post(client, edition, token)

    assert (answer.status_code, answer.json["code"]) == (403, "scope-missing")


def test_the_list_asks_the_database_as_often_for_one_as_for_three(client):
    edition = make_open_edition()
    user = make_user(role=Role.OWNER)
    write, read = token_for(edition, WRITE, user=user), token_for(edition, READ, user=user)
    address = f"/api/v1/editions/{edition.slug}/registrations"
    counts = []
    for number in range(3):
        post(client, edition, write, {**PERSON, "email": f"p{number}@example.org"}, f"key-{number}")
        if number != 1:
            with count_queries() as statements:
                assert client.get(address, headers=read).json["total"] == number + 1
            counts.append(len(statements))

    assert counts[0] == counts[1] == 7
