"""How a process starts: what it loads and keeps is not looked through for garbage."""

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

MANY = 20_000
"""Objects made since the last look for garbage, before the next: a page makes some thousands."""


@contextmanager
def collecting_no_garbage() -> Iterator[None]:
    """Load and build: a quarter of the time would go into looking for garbage that is not there."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@cache
def end_without_looking() -> None:
    """Have this process end without looking through all that it loaded: half a second."""
    atexit.register(gc.freeze)


def keep_what_is_loaded() -> None:
    """Count what there is by now as here to stay, and look for garbage more rarely.

    A process does this once, when its application is made. Whatever forks from it shares
    the memory, which a collection would else write to.
    """
    gc.freeze()
    gc.set_threshold(MANY, 20, 20)
