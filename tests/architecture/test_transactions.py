"""A request commits once, after its view succeeded; nobody else commits but commands and worker."""

import ast
from pathlib import Path

import pytest
from sqlalchemy import delete
from sqlalchemy.exc import InternalError, OperationalError

from forum.core import clock
from forum.core.db import db, set_reading
from forum.core.journal import Attempt

ROOT = Path(__file__).parents[2]
MAY_COMMIT = {
    "forum/bench/flows.py",  # prepares a database of its own, as a command does
    "forum/bench/large.py",  # the same
    "forum/bench/mailings.py",  # the same
    "forum/bench/moves.py",  # the same
    "forum/bench/registers.py",  # the same
    "forum/bench/releases.py",  # the same
    "forum/bench/signatures.py",  # the same
    "forum/cli.py",
    "forum/core/deferred.py",  # the worker
    "forum/core/journal.py",  # a wrong try at a secret, which alone is kept
    "forum/core/outbox.py",  # the worker
    "forum/core/queue.py",  # the worker
    "forum/privacy/purging.py",  # a command
    "forum/web/transaction.py",
}
MAY_BEGIN = {
    "forum/core/backup.py",  # a command
    "forum/core/health.py",  # rolls back
    "forum/core/journal.py",
}


def users_of(attribute, owner=""):
    """Return the files that use an attribute of this name (of an owner of this name)."""
    texts = {path: path.read_text(encoding="utf-8") for path in (ROOT / "forum").rglob("*.py")}
    return {
        str(path.relative_to(ROOT))
        for path, text in texts.items()
        if attribute in text  # reading the tree of every file takes seconds
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute)
        and node.attr == attribute
        and ast.unparse(node.value).endswith(owner)
    }


def test_only_the_web_layer_commands_and_the_worker_commit():
    assert users_of("commit") == MAY_COMMIT


def test_only_the_journal_begins_transactions_of_its_own():
    begun = users_of("begin", "engine") | users_of("begin", "connection")
    assert begun | users_of("begin", "session") == MAY_BEGIN


@pytest.mark.both_databases
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_request_with_a_safe_method_cannot_change_anything(app, method):
    with app.test_request_context("/", method=method):
        app.preprocess_request()
        db.session.rollback()
        with pytest.raises((OperationalError, InternalError)):
            db.session.execute(delete(Attempt))
        db.session.rollback()
    set_reading(value=False)


@pytest.mark.both_databases
@pytest.mark.parametrize(("status", "kept"), [(200, 1), (303, 1), (400, 0), (422, 0), (500, 0)])
def test_a_request_is_committed_if_it_ended_below_400(app, status, kept):
    with app.test_request_context("/", method="POST"):
        app.preprocess_request()
        db.session.add(Attempt(subject="x", made_at=clock.now()))
        app.process_response(app.response_class(status=status))
        assert db.session.query(Attempt).count() == kept
