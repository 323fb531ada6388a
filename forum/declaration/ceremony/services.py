"""What officers do during the ceremony.

Each act is small and is applied to the order as it stands then, under the lock of the declaration:
two officers at once keep each other's changes.
"""

from collections.abc import Callable, Sequence

from forum.core import clock
from forum.core.db import db
from forum.declaration.ceremony.errors import (
    CalledMeanwhileError,
    NobodyLeftError,
    NotCallableError,
    TurnMissingError,
)
from forum.declaration.ceremony.models import Ceremony, CeremonyTurn
from forum.declaration.ceremony.queries import find_ceremony, list_turns, load_sheet
from forum.declaration.ceremony.rules import moved, next_turn, shifted
from forum.declaration.ceremony.types import RunSheet, Scene, Turn, TurnState
from forum.declaration.models import Declaration
from forum.declaration.services import lock_declaration
from forum.declaration.services.chain import note
from forum.editions.services import touch_public


def put_before(declaration: Declaration, city_id: int, before: int | None) -> None:
    """Put a city before another in the order; before none: at its end.

    Raises:
        TurnMissingError: the city is not on the run sheet.
    """
    _reorder(declaration, city_id, lambda order: moved(order, city_id, before))


def shift(declaration: Declaration, city_id: int, by: int) -> None:
    """Put a city one place or more later in the order, or earlier (below zero).

    Raises:
        TurnMissingError: the city is not on the run sheet.
    """
    _reorder(declaration, city_id, lambda order: shifted(order, city_id, by))


def _reorder(
    declaration: Declaration, city_id: int, arrange: Callable[[Sequence[int]], list[int]]
) -> None:
    locked, sheet, _ceremony = _begin(declaration)
    turn = _turn(sheet, city_id)
    places = list_turns(locked)
    order = arrange([one.city_id for one in sheet.turns])
    for position, one in enumerate(order, start=1):
        places[one].position = position
    _note_turn(locked, "ceremony.ordered", turn)


def leave_out(declaration: Declaration, city_id: int, *, is_left_out: bool) -> None:
    """Leave a city out of the ceremony, or take it in again.

    Raises:
        TurnMissingError: the city is not on the run sheet.
    """
    locked, sheet, ceremony = _begin(declaration)
    turn = _turn(sheet, city_id)
    list_turns(locked)[city_id].is_left_out = is_left_out
    if is_left_out and ceremony.called_id == city_id:
        ceremony.called_id = None
    _note_turn(locked, "ceremony.left_out" if is_left_out else "ceremony.taken_in", turn)


def mark_absent(declaration: Declaration, city_id: int, *, is_absent: bool) -> None:
    """Note that a city is not in the hall, or that it is after all.

    Raises:
        TurnMissingError: the city is not on the run sheet.
    """
    locked, sheet, ceremony = _begin(declaration)
    turn = _turn(sheet, city_id)
    list_turns(locked)[city_id].is_absent = is_absent
    if is_absent and ceremony.called_id == city_id:
        ceremony.called_id = None
    _note_turn(locked, "ceremony.absent" if is_absent else "ceremony.present", turn)


def call_next(declaration: Declaration, seen: int) -> Turn:
    """Call the next city; return it.

    Args:
        declaration: whose ceremony it is.
        seen: the city that the officer has seen as called; 0 for none.

    Raises:
        CalledMeanwhileError: another city was called since.
        NobodyLeftError: nobody waits.
    """
    locked, sheet, ceremony = _begin(declaration)
    if sheet.called_id != seen:
        raise CalledMeanwhileError
    turn = next_turn(sheet.turns, sheet.called_id)
    if turn is None:
        raise NobodyLeftError
    return _call(locked, ceremony, turn)


def call(declaration: Declaration, city_id: int, seen: int) -> Turn:
    """Call a city out of its turn; one that was absent is here now.

    Raises:
        TurnMissingError: the city is not on the run sheet.
        CalledMeanwhileError: another city was called since.
        NotCallableError: it has signed, or is left out.
    """
    locked, sheet, ceremony = _begin(declaration)
    turn = _turn(sheet, city_id)
    if sheet.called_id != seen:
        raise CalledMeanwhileError
    if turn.state in (TurnState.SIGNED, TurnState.LEFT_OUT):
        raise NotCallableError
    return _call(locked, ceremony, turn)


def _call(declaration: Declaration, ceremony: Ceremony, turn: Turn) -> Turn:
    place = list_turns(declaration)[turn.city_id]
    place.is_absent, place.called_at = False, clock.now()
    ceremony.called_id, ceremony.scene = turn.city_id, Scene.SIGNING
    _note_turn(declaration, "ceremony.called", turn)
    return turn


def show_scene(declaration: Declaration, scene: Scene) -> None:
    """Choose what the screen in the hall shows."""
    locked, _sheet, ceremony = _begin(declaration)
    ceremony.scene = scene
    note("ceremony.shown", locked, {"scene": scene.value})
    touch_public(locked.edition)


def _begin(declaration: Declaration) -> tuple[Declaration, RunSheet, Ceremony]:
    """Lock the ceremony, and give every city on the sheet the place that it has there."""
    locked = lock_declaration(declaration.id)
    ceremony = find_ceremony(locked)
    if ceremony is None:
        ceremony = Ceremony(declaration_id=locked.id)
        db.session.add(ceremony)
    db.session.flush()
    db.session.refresh(ceremony)
    places = list_turns(locked)
    sheet = load_sheet(locked)
    last = max((place.position for place in places.values()), default=0)
    for turn in sheet.turns:
        if turn.city_id not in places:
            last += 1
            db.session.add(
                CeremonyTurn(
                    declaration_id=locked.id,
                    city_id=turn.city_id,
                    position=last,
                    is_late=turn.is_late,
                )
            )
    db.session.flush()
    return locked, sheet, ceremony


def _turn(sheet: RunSheet, city_id: int) -> Turn:
    for turn in sheet.turns:
        if turn.city_id == city_id:
            return turn
    raise TurnMissingError


def _note_turn(declaration: Declaration, action: str, turn: Turn) -> None:
    note(action, declaration, {"city": turn.key})
    touch_public(declaration.edition)
