"""Values of the organisers' side of waiting lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256


class ChangeKind(StrEnum):
    """What an organiser did to a waiting list by hand."""

    MOVED = "moved"
    OFFERED = "offered"
    PROLONGED = "prolonged"
    REMOVED = "removed"
    CAPACITY = "capacity"


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityProposal:
    """What another number of seats would cause: it is looked at, and then done as it was seen."""

    limit_id: int
    before: int
    taken: int
    capacity: int
    offered: Sequence[int]  # entries, in the order in which they are offered a seat

    @property
    def is_too_low(self) -> bool:
        """Tell whether more seats are taken than there would be."""
        return self.capacity < self.taken

    def digest(self) -> str:
        """Return what is the same only while the same people would be offered a seat."""
        said = (self.before, self.taken, self.capacity, *self.offered)
        return sha256(",".join(map(str, said)).encode()).hexdigest()[:32]
