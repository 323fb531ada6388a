"""What was read from the database already and cannot have changed since: kept by each process.

The key says which state of the data was read (an edition's `public_version` is in it), so that
nothing has to be taken back: another state has another key. Only requests that read put
something onto a shelf, because they see nothing that may still be taken back; a request that
writes may use what is there, since the state it changes itself has a key of its own.
"""

import pickle
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from threading import Lock
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from forum.core.db import db, is_reading

T = TypeVar("T")

_shelves: "list[Shelf[object]]" = []


class Shelf(Generic[T]):
    """Values of one kind, by key; those not asked for longest are let go."""

    def __init__(self, most: int) -> None:
        """Keep at most so many for each database."""
        self._most = most
        self._kept: WeakKeyDictionary[Engine, OrderedDict[Hashable, T]] = WeakKeyDictionary()
        self._lock = Lock()
        _shelves.append(self)  # type: ignore[arg-type]  # only to empty them all

    def get(self, key: Hashable, read: Callable[[], T]) -> T:
        """Return the value of a key, read if it is not there."""
        engine = db.engine
        with self._lock:
            values = self._kept.setdefault(engine, OrderedDict())
            if key in values:
                values.move_to_end(key)
                return values[key]
        value = read()
        if is_reading():
            with self._lock:
                values[key] = value
                while len(values) > self._most:
                    values.popitem(last=False)
        return value

    def forget(self, engine: Engine) -> None:
        """Let go of everything that was read from a database."""
        with self._lock:
            self._kept.pop(engine, None)


def detached(rows: Iterable[T]) -> list[T]:
    """Return copies of rows that belong to no session: they are read, and never written."""
    copies: list[T] = pickle.loads(pickle.dumps(list(rows)))  # noqa: S301  made just now
    return copies


def forget(engine: Engine) -> None:
    """Let go of everything of every kind that was read from a database."""
    for shelf in _shelves:
        shelf.forget(engine)
