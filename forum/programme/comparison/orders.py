"""The order of what an agenda lists: what follows from the rest of it, and what does not."""

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from forum.programme.types import Session, by_time


def settled_sessions(old: Sequence[Session], new: Mapping[str, Session]) -> list[str]:
    """Return the keys of the new sessions in the order that follows from the old ones.

    What is new comes last; where the old ones are in the order of time, the new ones are too.
    """
    keys = settled([session.key for session in old], new)
    if all(by_time(one) <= by_time(other) for one, other in pairwise(old)):
        keys.sort(key=lambda key: by_time(new[key]))
    return keys


def settled(old: Sequence[str], new: Collection[str]) -> list[str]:
    """Return the new keys with those that stay in their old order, and what is new last."""
    known = frozenset(old)
    return [*(key for key in old if key in new), *(key for key in new if key not in known)]


def out_of_order(before: Sequence[str], after: Sequence[str]) -> frozenset[str]:
    """Return the fewest keys that moved, where both orders are of the same keys.

    They are those outside a longest run that is in order in both.
    """
    where = {key: index for index, key in enumerate(before)}
    ends: list[int] = []  # ends[n]: where the run of n + 1 keys ends that ends earliest
    tips: list[str] = []  # the key that it ends with
    previous: dict[str, str] = {}
    for key in after:
        length = bisect_left(ends, where[key])
        if length:
            previous[key] = tips[length - 1]
        ends[length : length + 1] = [where[key]]
        tips[length : length + 1] = [key]
    run: set[str] = set()
    tip = tips[-1] if tips else None
    while tip is not None:
        run.add(tip)
        tip = previous.get(tip)
    return frozenset(after) - run
