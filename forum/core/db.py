"""The database: the declarative base, the column types, and whether a transaction writes.

Which of the two a transaction is, the web layer says by the request's method (`reading`);
commands and the worker write. How it then begins stands in `core/connections.py`.
"""

import enum
import json
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import msgspec
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    DDL,
    JSON,
    DateTime,
    Enum,
    MetaData,
    Table,
    event,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    mapped_column,
    registry,
    scoped_session,
)
from sqlalchemy.types import TypeDecorator

from forum.core import clock
from forum.core.connections import prepare_engine
from forum.core.localized import LocalizedText

NAMING_CONVENTION = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SHORT = 400  # characters of JSON: most titles and names

_reading: ContextVar[bool] = ContextVar("reading", default=False)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware, in UTC, on every database (SQLite forgets time zones)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive moment: it would mean another time on another machine."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a moment needs its time zone"
            raise ValueError(message)
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment its zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


JsonType = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""A JSON value: text on SQLite, JSONB on PostgreSQL."""


class LocalizedTextType(TypeDecorator[LocalizedText]):
    """A bilingual text as a JSON object with the keys `ko` and `en`."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:  # noqa: ANN401  SQLAlchemy's own type
        """Store JSONB where there is one."""
        return dialect.type_descriptor(JSONB() if dialect.name == "postgresql" else JSON())

    def process_bind_param(
        self, value: LocalizedText | None, dialect: Dialect
    ) -> dict[str, str] | None:
        """Store both languages, an absent one as an empty text."""
        del dialect
        return (value or LocalizedText()).to_mapping()

    def process_result_value(
        self, value: dict[str, str] | None, dialect: Dialect
    ) -> LocalizedText | None:
        """Return the value type."""
        del dialect
        return LocalizedText.from_mapping(value)

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[Any], LocalizedText | None] | None:
        """Read the text that SQLite has; most texts of a programme are empty or come again."""
        if dialect.name == "sqlite":
            return _read_written
        return super().result_processor(dialect, coltype)


def _read_written(written: str | None) -> LocalizedText:
    """Return the text of a JSON column. Long ones are not kept: memory would grow with them."""
    if written is None or len(written) > SHORT:
        return _parsed(written)
    return _parsed_short(written)


def _parsed(written: str | None) -> LocalizedText:
    return LocalizedText.from_mapping(None if written is None else json.loads(written))


_parsed_short = lru_cache(maxsize=4096)(_parsed)


class Base(DeclarativeBase):
    """Maps classes to tables; constraint names are stable across databases."""

    # On the registry, not on the class: Flask-SQLAlchemy derives a second base from this one,
    # and SQLAlchemy 2.1 refuses a map on a base that has a registry already.
    registry = registry(
        metadata=MetaData(naming_convention=NAMING_CONVENTION),
        type_annotation_map={
            datetime: UtcDateTime(),
            LocalizedText: LocalizedTextType(),
            # The values of an enum, as text: native types could not grow in a migration.
            enum.Enum: Enum(
                enum.Enum,
                native_enum=False,
                length=30,
                values_callable=lambda choices: [choice.value for choice in choices],
            ),
        },
    )


class Timestamped:
    """Adds the moment a row was created."""

    created_at: Mapped[datetime] = mapped_column(default=clock.now)


db = SQLAlchemy(model_class=Base)


def append_only_statements(table: str, dialect: str) -> list[str]:
    """Return the DDL by which the database itself refuses to change or delete a table's rows."""
    if dialect == "sqlite":
        return [
            (
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
            for verb in ("update", "delete")
        ]
    function = f"{table}_append_only()"
    return [
        (
            f"CREATE OR REPLACE FUNCTION {function} RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
        ),
        (
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {function}"
        ),
        (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {function}"
        ),
    ]


def append_only(model: type[Base]) -> type[Base]:
    """Let the database refuse updates and deletes of this table, with whatever client."""
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101  a mapped class has a table
    table.info["append_only"] = True
    for dialect in ("sqlite", "postgresql"):
        for statement in append_only_statements(table.name, dialect):
            ddl = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]  # its own
            ddl = ddl.execute_if(dialect=dialect)
            event.listen(table, "after_create", ddl)
    return model


@contextmanager
def reading() -> Iterator[None]:
    """Let transactions that begin inside the block read only."""
    reset = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(reset)


def is_reading() -> bool:
    """Tell whether the present request only reads."""
    return _reading.get()


def set_reading(*, value: bool) -> None:
    """Say whether the present request only reads; the web layer does, before its first query."""
    _reading.set(value)


def has_one_writer() -> bool:
    """Tell whether a transaction that may write keeps every other one that may from beginning."""
    return db.engine.dialect.name == "sqlite"


def noted_in_transaction() -> dict[Hashable, Any]:
    """Return what the present transaction has noted for itself; the next one begins anew."""
    session = db.session()
    present = session.get_transaction()
    notes: dict[Hashable, Any]
    transaction, notes = session.info.get("notes", (None, {}))
    if transaction is not present or present is None:
        notes = {}
        session.info["notes"] = (present, notes)
    return notes


def take_turn(session: Session | scoped_session[Any], name: str) -> None:
    """Let nobody else do what is named so until the transaction ends.

    For what no row stands for yet that could be locked. On SQLite writers come one by one anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        number = func.hashtextextended(name, 0)
        session.execute(select(func.pg_advisory_xact_lock(number)))


def init_app(app: Flask, url: str) -> None:
    """Connect the application to its database."""
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    # what people write stands in a statement's parameters, and must not come into the log
    options: dict[str, object] = {
        "hide_parameters": True,
        "json_deserializer": msgspec.json.decode,
    }
    if url.startswith("postgresql"):
        options |= {"pool_size": 5, "max_overflow": 10, "pool_use_lifo": True}
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine, is_reading)
