"""Values of the ceremony."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forum.core.localized import LocalizedText


class Scene(StrEnum):
    """What the screen in the hall shows."""

    SIGNING = "signing"  # who is called, who has just signed, the wall as it fills
    PHOTO = "photo"  # the cities that have signed, still


class TurnState(StrEnum):
    """How far a city's turn is."""

    WAITING = "waiting"
    CALLED = "called"
    SIGNED = "signed"
    ABSENT = "absent"  # was called and is not in the hall
    LEFT_OUT = "left-out"  # is not called: it signs another way


OPEN = (TurnState.WAITING, TurnState.CALLED)
"""The states in which a city can still be called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One city on the run sheet."""

    city_id: int
    key: str
    name: LocalizedText
    region: str
    country: LocalizedText
    person: LocalizedText
    capacity: LocalizedText
    state: TurnState = TurnState.WAITING
    signed_at: datetime | None = None
    called_at: datetime | None = None  # last
    is_late: bool = False  # came after the order was made


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSheet:
    """The cities in the order in which they are called."""

    turns: tuple[Turn, ...]
    scene: Scene = Scene.SIGNING
    called_id: int = 0  # the city called now or last; 0: nobody was called

    @property
    def called(self) -> Turn | None:
        """Return the city that is called and has not signed."""
        return next((turn for turn in self.turns if turn.state is TurnState.CALLED), None)

    @property
    def last_signed(self) -> Turn | None:
        """Return the city that has signed last."""
        signed = [turn for turn in self.turns if turn.signed_at is not None]
        return max(signed, key=lambda turn: (turn.signed_at, turn.key), default=None)

    @property
    def shown(self) -> Sequence[Turn]:
        """Return the cities that the hall sees: those that are called, and those that signed."""
        return [turn for turn in self.turns if turn.state is not TurnState.LEFT_OUT]

    @property
    def signed(self) -> int:
        """Return how many cities have signed."""
        return sum(turn.state is TurnState.SIGNED for turn in self.turns)


@dataclass(frozen=True, slots=True)
class Block:
    """A region on the screen in the hall, as many columns wide as its cities need."""

    region: str
    columns: int
    turns: tuple[Turn, ...]

    @property
    def signed(self) -> int:
        """Return how many of the region's cities have signed."""
        return sum(turn.state is TurnState.SIGNED for turn in self.turns)


@dataclass(frozen=True, slots=True)
class Board:
    """How the cities stand on the screen in the hall."""

    columns: int
    rows: int  # of the highest column
    blocks: tuple[Block, ...]
