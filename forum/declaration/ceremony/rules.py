"""Decisions on values: the order of cities, whose turn is next, how the hall's screen is filled."""

from collections.abc import Iterable, Mapping, Sequence

from forum.cities.types import Region
from forum.core.localized import LocalizedText
from forum.declaration.ceremony.types import OPEN, Block, Board, Turn, TurnState
from forum.declaration.documents.rules import is_host

MOST_COLUMNS = 7


def in_order(
    turns: Iterable[Turn], positions: Mapping[int, int], host: LocalizedText
) -> tuple[Turn, ...]:
    """Return turns in their order: placed ones first, the rest in protocol order after them.

    Args:
        turns: of the cities.
        positions: by the city's id; empty as long as nobody has changed the order.
        host: what the edition says about its host, which comes first in protocol order.
    """
    last = max(positions.values(), default=0) + 1

    def rank(turn: Turn) -> tuple[int, bool, str, str]:
        name = turn.name.in_("en").casefold()
        place = positions.get(turn.city_id, last)
        return (place, not is_host(turn.name, host), name, turn.key)

    return tuple(sorted(turns, key=rank))


def moved(order: Sequence[int], one: int, before: int | None) -> list[int]:
    """Return the order with one city put before another; before none: at the end."""
    rest = [city for city in order if city != one]
    at = rest.index(before) if before in rest else len(rest)
    return [*rest[:at], one, *rest[at:]]


def shifted(order: Sequence[int], one: int, by: int) -> list[int]:
    """Return the order with one city so many places later (or earlier, below zero)."""
    rest = [city for city in order if city != one]
    at = min(max(order.index(one) + by, 0), len(rest))
    return [*rest[:at], one, *rest[at:]]


def next_turn(turns: Sequence[Turn], called_id: int) -> Turn | None:
    """Return whose turn comes after the city called last: the next, then those passed over."""
    at = next((n for n, turn in enumerate(turns) if turn.city_id == called_id), -1)
    following = [*turns[at + 1 :], *turns[: at + 1]]
    return next(
        (turn for turn in following if turn.state in OPEN and turn.city_id != called_id), None
    )


def board_of(turns: Iterable[Turn], most: int = MOST_COLUMNS) -> Board:
    """Return the cities by region, in as many columns as keep the highest one low."""
    groups: dict[str, list[Turn]] = {region.value: [] for region in Region}
    for turn in sorted(turns, key=lambda one: (one.name.in_("en").casefold(), one.key)):
        groups[turn.region].append(turn)
    filled = {region: tuple(group) for region, group in groups.items() if group}
    longest = max((len(group) for group in filled.values()), default=1)

    def widths(rows: int) -> list[int]:
        return [-(-len(group) // rows) for group in filled.values()]

    rows = next(
        (rows for rows in range(min(4, longest), longest) if sum(widths(rows)) <= most), longest
    )
    blocks = tuple(
        Block(region, width, group)
        for (region, group), width in zip(filled.items(), widths(rows), strict=True)
    )
    return Board(sum(block.columns for block in blocks), rows, blocks)


def state_of(*, is_signed: bool, is_left_out: bool, is_absent: bool, is_called: bool) -> TurnState:
    """Return how far a turn is; who has signed, has signed."""
    if is_signed:
        return TurnState.SIGNED
    if is_left_out:
        return TurnState.LEFT_OUT
    if is_called:
        return TurnState.CALLED
    return TurnState.ABSENT if is_absent else TurnState.WAITING
