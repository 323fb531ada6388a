"""Which words may be the key of a session or a place, and so stand in its address."""

import re

from forum.core.slugs import RESERVED
from forum.programme.limits import LONGEST_KEY

RESERVED_SESSIONS = RESERVED | {"changes", "releases"}

_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def is_key(text: str) -> bool:
    """Tell whether a text is written as a key: `session-7`."""
    return len(text) <= LONGEST_KEY and _KEY.fullmatch(text) is not None
