from datetime import timedelta

from forum.core import bearer, clock, health, mail, outbox
from forum.core.bearer import Scope
from forum.core.db import db
from forum.core.permissions import Role
from tests.factories.accounts import make_user


def token(*scopes):
    owner = make_user(role=Role.AUDITOR)
    secret = bearer.issue_token(name="t", owner_type="user", owner_id=owner.id, scopes=scopes)
    db.session.commit()
    return {"Authorization": f"Bearer {secret}"}


def test_the_process_is_up(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert "Set-Cookie" not in answer.headers


def test_the_database_takes_changes_and_keeps_none(app):
    assert health.is_writable()


def test_a_database_without_migrations_is_not_ready(client):
    answer = client.get("/readyz")  # tests make their tables without migrations

    assert answer.status_code == 503
    assert answer.json["checks"]["migrations"]["ok"] is False
    assert answer.json["checks"]["database"]["ok"] is True
    assert answer.json["checks"]["outbox"]["ok"] is True


def test_mail_that_waits_too_long_is_told(client, moments):
    mail.queue(recipient="a@example.org", language="ko", subject="s", text="t", cause="c")
    db.session.commit()

    with moments(clock.now() + timedelta(minutes=20)):
        answer = client.get("/readyz")

    assert answer.json["checks"]["outbox"] == {"ok": False, "value": "1200 s"}


def test_mail_that_waits_for_its_pace_while_the_worker_works_is_in_order(client, moments):
    for _ in range(2):
        mail.queue(recipient="a@example.org", language="ko", subject="s", text="t", cause="c")
    db.session.commit()

    with moments(clock.now() + timedelta(minutes=20)):
        outbox.claim(1)
        answer = client.get("/readyz")

    assert answer.json["checks"]["outbox"] == {"ok": True, "value": "0 s"}


def test_figures_are_for_those_with_a_token_for_them(client):
    mail.queue(recipient="a@example.org", language="ko", subject="s", text="t", cause="c")
    client.get("/healthz")

    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers=token(Scope.CHECKIN_SCAN)).status_code == 403
    answer = client.get("/metrics", headers=token(Scope.METRICS_READ))

    assert answer.status_code == 200
    assert 'forum_mails{state="queued"} 1' in answer.text
    assert "forum_requests_total{" in answer.text
    assert "# TYPE forum_requests_total counter" in answer.text
