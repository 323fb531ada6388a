"""Where sessions stand: moved on the grid, in the list, and among those without a time."""

from forum.editions.models import Edition
from forum.editions.queries import lock_edition
from forum.programme import queries
from forum.programme.errors import SessionGoneError
from forum.programme.models import ProgrammeOperation
from forum.programme.services.editing import reorder_sessions, revise_session
from forum.programme.types import Slot, Verb


def move_session(edition: Edition, key: str, base: int, slot: Slot) -> ProgrammeOperation | None:
    """Put a session that was seen at a version elsewhere. None if it stands there already.

    A session that comes into a room has its place: it is no longer to be confirmed.

    Raises:
        SessionGoneError, EditConflictError, PlaceMissingError: as `revise_session`.
    """
    lock_edition(edition)
    held = queries.find_slot(edition, key)
    if held is None:
        raise SessionGoneError
    wanted = slot.to_fields()
    if slot.place and slot.place != held.place:
        wanted["place_to_be_confirmed"] = False
    return revise_session(edition, key, base, wanted, verb=Verb.MOVED)


def step_session(edition: Edition, key: str, *, earlier: bool) -> ProgrammeOperation | None:
    """Let a session without a time change places with its neighbour. None if there is none.

    Raises:
        SessionGoneError: it is no longer there.
    """
    lock_edition(edition)
    held = queries.find_slot(edition, key)
    if held is None:
        raise SessionGoneError
    keys = list(queries.untimed_keys(edition, held.day))
    if key not in keys:  # it has been given a time meanwhile
        return None
    index = keys.index(key)
    other = index - 1 if earlier else index + 1
    if not 0 <= other < len(keys):
        return None
    keys[index], keys[other] = keys[other], keys[index]
    return reorder_sessions(edition, keys, moved=key)
