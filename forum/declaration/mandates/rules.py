"""How a mandate goes from state to state. What is not in the table cannot be done."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from forum.declaration.mandates.errors import AuthorityMissingError, LetterMissingError
from forum.declaration.types import CapacityKind, MandateState


class Act(StrEnum):
    """What is done with a mandate."""

    NAME = "name"  # the city says who signs
    APPROVE = "approve"  # an officer has seen the city's authority
    ASK = "ask"  # the link to sign is mailed; the text must be frozen
    SIGN = "sign"
    DECLINE = "decline"
    OBSERVE = "observe"  # the city takes part, and neither signs nor declines
    WITHDRAW = "withdraw"  # an officer takes it back
    TAKE_BACK = "take_back"  # the city withdraws its signature, which is a record
    FREEZE = "freeze"  # a new version of the text is frozen


_ANSWERS = {
    Act.SIGN: MandateState.SIGNED,
    Act.DECLINE: MandateState.DECLINED,
    Act.OBSERVE: MandateState.OBSERVING,
    Act.WITHDRAW: MandateState.WITHDRAWN,
}

TABLE: Mapping[MandateState, Mapping[Act, MandateState]] = {
    MandateState.INVITED: {
        Act.NAME: MandateState.PENDING,
        Act.WITHDRAW: MandateState.WITHDRAWN,
        Act.FREEZE: MandateState.INVITED,
    },
    MandateState.PENDING: {
        Act.APPROVE: MandateState.APPROVED,
        Act.WITHDRAW: MandateState.WITHDRAWN,
        Act.FREEZE: MandateState.PENDING,
    },
    MandateState.APPROVED: {
        **_ANSWERS,
        Act.ASK: MandateState.READY,
        Act.FREEZE: MandateState.APPROVED,
    },
    MandateState.READY: {
        **_ANSWERS,
        Act.ASK: MandateState.READY,
        Act.FREEZE: MandateState.READY,
    },
    MandateState.SUPERSEDED: {
        **_ANSWERS,
        Act.ASK: MandateState.SUPERSEDED,
        Act.TAKE_BACK: MandateState.WITHDRAWN,
        Act.FREEZE: MandateState.SUPERSEDED,
    },
    MandateState.SIGNED: {
        Act.TAKE_BACK: MandateState.WITHDRAWN,
        Act.FREEZE: MandateState.SUPERSEDED,
    },
    MandateState.DECLINED: {Act.FREEZE: MandateState.DECLINED},
    MandateState.OBSERVING: {Act.FREEZE: MandateState.OBSERVING},
    MandateState.WITHDRAWN: {Act.FREEZE: MandateState.WITHDRAWN},
}


def can(state: MandateState, act: Act) -> bool:
    """Tell whether this can be done with a mandate in this state."""
    return act in TABLE[state]


def after(state: MandateState, act: Act) -> MandateState:
    """Return the state that follows.

    Raises:
        KeyError: it cannot be done; ask `can` first.
    """
    return TABLE[state][act]


def check_authority(kind: CapacityKind, *, has_letter: bool, is_confirmed: bool) -> None:
    """Hold a mandate to what shows that the city gave it.

    Raises:
        LetterMissingError: who signs on behalf of somebody needs it in writing.
        AuthorityMissingError: there is neither a letter nor the city's confirmation.
    """
    if kind is CapacityKind.BEHALF and not has_letter:
        raise LetterMissingError
    if not has_letter and not is_confirmed:
        raise AuthorityMissingError


def is_over(expires_on: date | None, today: date) -> bool:
    """Tell whether a mandate's last day is past."""
    return expires_on is not None and expires_on < today
