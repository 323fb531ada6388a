"""Released programmes that were read already. A release never changes, so none is read twice.

Making a large agenda from its JSON takes longer than drawing a page of it, and a programme of 400
sessions has as many pages.
"""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from forum.programme.changes import Programme

MOST = 6
Key = tuple[int, int, int]  # edition, its public version, number of the release

_shelves: "WeakKeyDictionary[Engine, OrderedDict[Key, Programme]]" = WeakKeyDictionary()
_lock = Lock()


def keep(engine: Engine, key: Key, read: Callable[[], Programme]) -> Programme:
    """Return the programme, read if it is not there; those not asked for longest are let go."""
    with _lock:
        shelf = _shelves.setdefault(engine, OrderedDict())
        found = shelf.get(key)
        if found is not None:
            shelf.move_to_end(key)
            return found
    programme = read()
    with _lock:
        shelf[key] = programme
        while len(shelf) > MOST:
            shelf.popitem(last=False)
    return programme


def forget(engine: Engine) -> None:
    """Let go of everything that was read from a database."""
    with _lock:
        _shelves.pop(engine, None)
