"""Values of the actions on many registrations."""

from dataclasses import dataclass
from enum import StrEnum

from forum.registration.types import RegistrationState

PART = 20  # registrations that are done in one transaction
MOST_IDS = 20_000


class BulkKind(StrEnum):
    """What is done with each registration."""

    APPROVE = "approve"
    REJECT = "reject"
    MOVE = "move"
    CANCEL = "cancel"
    TAG = "tag"
    UNTAG = "untag"


class BulkState(StrEnum):
    """How far it is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"


NEEDS_REASON = frozenset({BulkKind.REJECT, BulkKind.CANCEL})
UNDOABLE = frozenset({BulkKind.MOVE})
OF_TAGS = frozenset({BulkKind.TAG, BulkKind.UNTAG})
_PENDING = frozenset({RegistrationState.PENDING})
_COMING = frozenset(
    {
        RegistrationState.PENDING,
        RegistrationState.GUARDIAN,
        RegistrationState.WAITING,
        RegistrationState.OFFERED,
        RegistrationState.CONFIRMED,
    }
)
FITS = {
    BulkKind.APPROVE: _PENDING,
    BulkKind.REJECT: _PENDING,
    BulkKind.MOVE: _COMING,
    BulkKind.CANCEL: _COMING,
    BulkKind.TAG: frozenset(RegistrationState) - {RegistrationState.ERASED},
    BulkKind.UNTAG: frozenset(RegistrationState) - {RegistrationState.ERASED},
}
"""The states of those with whom it can be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkOrder:
    """What an organiser asks for. `key` is the same when a form is sent twice."""

    key: str
    kind: BulkKind
    ids: tuple[int, ...]
    reason: str = ""
    category: str = ""
    tag_id: int | None = None
