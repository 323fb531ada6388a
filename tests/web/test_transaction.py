"""Requests that read before they write."""

from contextlib import suppress

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from forum.bench import inside
from forum.core import audit
from forum.core.audit import AuditEntry
from forum.core.db import db, has_one_writer, is_reading, set_reading
from forum.web.transaction import begin_writing, reads_first

pytestmark = pytest.mark.both_databases

ADDRESS, ENDPOINT = "/api/v1/checkin/lists/1/scans", "checkin_api.scans"


@pytest.fixture
def answered_by(app: Flask, client, monkeypatch):
    """Let a view of the test's own answer a request that is not safe."""

    def ask(view):
        monkeypatch.setitem(app.view_functions, ENDPOINT, view)
        answer = client.post(ADDRESS)
        set_reading(value=False)
        return answer

    return ask


def entries():
    return db.session.scalar(select(func.count()).select_from(AuditEntry))


def test_a_view_writes_once_it_says_so(answered_by):
    before = entries()
    db.session.commit()

    @reads_first
    def view(**_where):
        assert is_reading() is has_one_writer()
        seen = entries()
        begin_writing()
        audit.record("test.written", object_type="test", object_id=seen)
        return "written"

    assert answered_by(view).status_code == 200
    db.session.rollback()
    assert entries() == before + 1


def test_what_was_read_before_is_not_read_again(answered_by):
    audit.record("test.read", object_type="test", object_id=7)
    db.session.commit()

    @reads_first
    def view(**_where):
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.object_id == "7")).one()
        begin_writing()
        assert db.session().in_transaction() is not has_one_writer()
        with inside.statements() as sent:
            assert entry.action == "test.read"
        assert not sent
        return "looked at"

    assert answered_by(view).status_code == 200


@pytest.mark.sqlite  # on PostgreSQL nobody waits for one who may write
def test_a_view_that_forgets_to_say_so_writes_nothing_where_others_would_wait(answered_by):
    before = entries()
    db.session.commit()

    @reads_first
    def view(**_where):
        entries()
        audit.record("test.forgotten", object_type="test", object_id=1)
        db.session.flush()
        return "never"

    with suppress(DBAPIError):  # SQLite's refusal is answered as a database out of order
        assert answered_by(view).status_code == 503
    db.session.rollback()
    set_reading(value=False)
    assert entries() == before
