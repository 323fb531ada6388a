"""Connections to the database: how they are made, how a transaction begins, who is still there.

On SQLite a writer takes its lock when it begins (`BEGIN IMMEDIATE`), so that it never fails
half way; a reader is deferred and may not write (`query_only`). On PostgreSQL, whose statements
each see what is committed when they begin, a reader's statements stand alone and each is READ ONLY:
a transaction around them would cost two exchanges and change nothing. A writer says so (BEGIN READ
WRITE). A connection whose server has gone is noticed before it is used.
"""

import select
import sqlite3
import time
from collections.abc import Callable
from functools import partial
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, event
from sqlalchemy.exc import InvalidatePoolError, OperationalError

BUSY_TIMEOUT_MS = 5000
BUSY_PAUSE = 0.001  # seconds between two tries to begin
TRUSTED_SECONDS = 10.0  # a firewall does not forget a connection sooner

_turn = Lock()


def _connect_sqlite(connection: Any, record: object) -> None:  # noqa: ANN401  DBAPI
    del record
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "foreign_keys=ON",
        "trusted_schema=OFF",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(is_reading: Callable[[], bool], connection: Connection) -> None:
    raw: Any = connection.connection.dbapi_connection
    read_only = is_reading()
    if connection.info.get("query_only") is not read_only:
        raw.execute(f"PRAGMA query_only={int(read_only)}").close()
        connection.info["query_only"] = read_only
    if read_only:
        raw.execute("BEGIN").close()
    else:
        _begin_immediate(raw)


def _begin_immediate(raw: Any) -> None:  # noqa: ANN401  DBAPI
    """Take SQLite's lock for writing, waiting as long as `BUSY_TIMEOUT_MS` allows.

    SQLite's own waiting sleeps up to 100 ms between tries, so that under load whoever asks anew
    goes before whoever has waited: single writers then waited for seconds. Asking every
    millisecond lets everybody through.
    """
    statement, seconds = "BEGIN IMMEDIATE", BUSY_TIMEOUT_MS / 1000
    deadline = time.monotonic() + seconds
    one_asks = _turn.acquire(timeout=seconds)  # of this process's threads
    raw.execute("PRAGMA busy_timeout=0").close()
    try:
        while True:
            try:
                raw.execute(statement).close()
            except sqlite3.OperationalError as error:
                is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
                if not is_busy or time.monotonic() > deadline:
                    raise OperationalError(statement, None, error) from error
                time.sleep(BUSY_PAUSE)
            else:
                return
    finally:
        raw.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}").close()
        if one_asks:
            _turn.release()


def _connect_postgresql(raw: Any, record: object) -> None:  # noqa: ANN401  DBAPI
    del record
    raw.autocommit = True
    raw.execute("SET default_transaction_read_only = on").close()


def _begin_postgresql(is_reading: Callable[[], bool], connection: Connection) -> None:
    raw: Any = connection.connection.dbapi_connection
    read_only = is_reading()
    alone = read_only and raw.isolation_level is None  # a backup asks for one view of everything
    if raw.autocommit is not alone:
        raw.autocommit = alone
    if not alone and raw.read_only is not read_only:
        raw.read_only = read_only


def _note_return(raw: Any, record: Any) -> None:  # noqa: ANN401  DBAPI and pool
    del raw
    record.info["returned_at"] = time.monotonic()


def _look_for_server(dialect: Dialect, raw: Any, record: Any, proxy: object) -> None:  # noqa: ANN401
    """Refuse a pooled connection that its server has closed, so that the pool makes another.

    A server that stops or ends a session says so on the line: a line on which nothing has come
    is sound, and only one on which something has, or which was long idle, is worth asking. To
    ask at each checkout (`pool_pre_ping`) cost a registration twelve exchanges.

    Raises:
        InvalidatePoolError: the server does not answer on this connection.
    """
    del proxy
    lines = select.poll()
    try:
        lines.register(raw.fileno(), select.POLLIN)
        now = time.monotonic()
        if now - record.info.get("returned_at", now) > TRUSTED_SECONDS or lines.poll(0):
            dialect.do_ping(raw)
    except dialect.loaded_dbapi.Error as error:
        message = "the server has closed this connection"
        raise InvalidatePoolError(message) from error


def prepare_engine(engine: Engine, is_reading: Callable[[], bool]) -> None:
    """Teach an engine how its connections and transactions begin."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _connect_sqlite)
        event.listen(engine, "begin", partial(_begin_sqlite, is_reading))
    else:
        event.listen(engine, "connect", _connect_postgresql)
        event.listen(engine, "begin", partial(_begin_postgresql, is_reading))
        event.listen(engine, "checkin", _note_return)
        event.listen(engine, "checkout", partial(_look_for_server, engine.dialect))
