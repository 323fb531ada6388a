from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Connection, NullPool, create_engine, literal, null, select, text, type_coerce
from sqlalchemy.exc import DBAPIError, OperationalError

from forum.core import audit
from forum.core.audit import AuditEntry
from forum.core.connections import TRUSTED_SECONDS
from forum.core.db import LocalizedTextType, db, reading
from forum.core.localized import LocalizedText

pytestmark = pytest.mark.both_databases


def test_a_moment_keeps_its_zone(app):
    seoul = timezone(timedelta(hours=9))
    audit.record("thing.done", object_type="thing", object_id=1)
    entry = db.session.scalars(select(AuditEntry)).one()
    db.session.commit()

    found = db.session.scalar(
        select(AuditEntry).where(AuditEntry.made_at == entry.made_at.astimezone(seoul))
    )

    assert found is not None
    assert found.made_at.tzinfo is UTC


@pytest.mark.parametrize(
    "written",
    [
        LocalizedText(),
        LocalizedText(ko="물", en="Water"),
        LocalizedText(ko="물 " * 300, en="\U0001f4a7 and a long text " * 40),
    ],
    ids=["empty", "short", "long"],
)
def test_a_text_is_read_as_it_was_written_however_often(app, written):
    kind = LocalizedTextType()
    asked = select(literal(written, kind), type_coerce(null(), kind))

    for _ in range(2):
        assert tuple(db.session.execute(asked).one()) == (written, LocalizedText())


def test_a_naive_moment_is_refused(app):
    with pytest.raises(Exception, match="time zone"):
        db.session.scalar(
            select(AuditEntry).where(AuditEntry.made_at == datetime(2026, 1, 1))  # noqa: DTZ001
        )


def test_a_reading_transaction_cannot_write(app):
    with reading():
        db.session.rollback()
        audit.record("thing.done", object_type="thing", object_id=1)
        with pytest.raises(DBAPIError, match=r"readonly|read-only"):
            db.session.flush()
        db.session.rollback()

    audit.record("thing.done", object_type="thing", object_id=1)
    db.session.commit()


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entries SET actor = 'nobody'", "DELETE FROM audit_entries"]
)
def test_the_database_itself_keeps_the_audit_log(app, statement):
    audit.record("thing.done", object_type="thing", object_id=1)
    db.session.commit()

    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(text(statement))


@pytest.mark.postgresql
def test_postgresql_says_what_its_durability_is(app):
    assert db.session.execute(text("SHOW synchronous_commit")).scalar() == "on"


@pytest.mark.sqlite
def test_sqlite_says_what_its_durability_is(app):
    pragmas = {
        name: db.session.execute(text(f"PRAGMA {name}")).scalar()
        for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
    }
    full = 2
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": full,
        "busy_timeout": 5000,
        "foreign_keys": 1,
    }


@pytest.mark.sqlite  # PostgreSQL locks rows, one by one
def test_a_writer_takes_its_lock_when_it_begins(app):
    with db.engine.connect() as first, db.engine.connect() as second:
        first.execute(text("SELECT 1"))
        raw: Any = second.connection.dbapi_connection
        raw.execute("PRAGMA busy_timeout=10")
        with pytest.raises(OperationalError, match="locked"):
            second.execute(text("SELECT 1"))
        raw.execute("PRAGMA busy_timeout=5000")
    with reading(), db.engine.connect() as first, db.engine.connect() as second:
        first.execute(text("SELECT 1"))
        second.execute(text("SELECT 1"))


def test_an_absent_language_falls_back_and_says_so():
    text_ = LocalizedText(en="Break")
    assert (text_.in_("ko"), text_.language_in("ko"), text_.missing()) == ("Break", "en", ("ko",))


@contextmanager
def administrator() -> Iterator[Connection]:
    """Connect beside the application."""
    engine = create_engine(db.engine.url, poolclass=NullPool)
    with engine.connect() as connection:
        yield connection


@pytest.mark.postgresql
def test_a_connection_that_the_server_has_ended_is_not_used(app):
    db.session.rollback()
    mine = text("SELECT pg_backend_pid()")
    with db.engine.connect() as first, db.engine.connect() as second:
        ended = {first.scalar(mine), second.scalar(mine)}
    with administrator() as other:
        for one in ended:
            other.execute(text("SELECT pg_terminate_backend(:one, 5000)"), {"one": one})

    with db.engine.connect() as first, db.engine.connect() as second:
        assert not ended & {first.scalar(mine), second.scalar(mine)}


@pytest.mark.postgresql
@pytest.mark.parametrize(("seconds", "asks"), [(1, False), (TRUSTED_SECONDS + 1, True)])
def test_only_a_connection_that_was_long_idle_is_asked_before_it_is_used(app, seconds, asks):
    db.session.rollback()
    with db.engine.connect() as connection:
        session = connection.scalar(text("SELECT pg_backend_pid()"))
        info = connection.info
    last = text("SELECT state_change FROM pg_stat_activity WHERE pid = :session")
    with administrator() as other:
        began = other.scalar(last, {"session": session})
        info["returned_at"] -= seconds
        with db.engine.connect() as connection:
            other.rollback()
            was_asked = other.scalar(last, {"session": session}) != began
            assert connection.scalar(text("SELECT pg_backend_pid()")) == session

    assert was_asked is asks
