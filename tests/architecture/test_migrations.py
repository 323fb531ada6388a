"""Migrations build exactly what the models say, on both databases, triggers too."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, text

from forum.core.db import Base
from forum.core.migrations import config_for, head, is_at_head

TRIGGERS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
    "postgresql": "SELECT t.tgname, pg_get_triggerdef(t.oid) FROM pg_trigger t"
    " WHERE NOT t.tgisinternal ORDER BY t.tgname",
}


@pytest.fixture(params=["sqlite", "postgresql"])
def urls(request, tmp_path):
    """Two empty databases: one for the migrations, one for the models."""
    if request.param == "sqlite":
        yield tuple(f"sqlite:///{tmp_path / name}.db" for name in ("migrated", "modelled"))
        return
    base = request.getfixturevalue("postgresql_url").replace(
        "postgresql://", "postgresql+psycopg://"
    )
    server = create_engine(base, isolation_level="AUTOCOMMIT")
    names = ("migrated", "modelled")
    with server.connect() as connection:
        for name in names:
            connection.execute(text(f"CREATE DATABASE {name}"))
    yield tuple(
        str(server.url.set(database=name).render_as_string(hide_password=False)) for name in names
    )
    with server.connect() as connection:
        for name in names:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


def triggers(engine: Engine) -> list[tuple[str, str]]:
    with engine.connect() as connection:
        rows = connection.execute(text(TRIGGERS[engine.dialect.name]))
        return [(name, " ".join(sql.split())) for name, sql in rows]


def checks(engine: Engine) -> dict[str, list[str]]:
    """Alembic does not compare CHECK constraints; their names must agree at least."""
    inspector = inspect(engine)
    return {
        table: sorted(str(check["name"]) for check in inspector.get_check_constraints(table))
        for table in Base.metadata.tables
    }


@pytest.fixture
def engines(urls):
    made = tuple(create_engine(url) for url in urls)
    yield made
    for engine in made:
        engine.dispose()


def test_migrations_build_what_the_models_say(urls, engines):
    migrated, modelled = engines
    command.upgrade(config_for(urls[0]), "head")
    Base.metadata.create_all(modelled)

    with migrated.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    assert triggers(migrated) == triggers(modelled)
    assert triggers(migrated)
    assert checks(migrated) == checks(modelled)
    assert is_at_head(urls[0])


def test_every_constraint_has_a_name():
    nameless = [
        f"{table.name}: {constraint}"
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if constraint.name is None
    ]
    assert nameless == []


def test_there_is_one_head():
    assert head()
