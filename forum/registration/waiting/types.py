"""Values of the waiting lists.

A **subject** is what somebody can have a seat in: being admitted at all (`ADMISSION`), a session
(`session:KEY`) or an option of a question (`option:QUESTION/OPTION`). Several limits may hold for
one subject; a seat in it is one in each of them.
"""

from dataclasses import dataclass
from enum import StrEnum

ADMISSION = "admission"
SESSION = "session:"
OPTION = "option:"


class WaitingState(StrEnum):
    """How it went with one place on a waiting list."""

    WAITING = "waiting"
    OFFERED = "offered"  # a seat is held until the deadline
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"  # the person left the list, or has got a better choice


ON_THE_LIST = frozenset({WaitingState.WAITING, WaitingState.OFFERED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Seating:
    """What somebody gets of what they wish: seats now, and places on waiting lists."""

    seated: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()  # full, and the person does not want to wait


def session_subject(key: str) -> str:
    """Return the subject of a seat in a session."""
    return SESSION + key


def option_subject(key: str) -> str:
    """Return the subject of a seat in an option, `QUESTION/OPTION`."""
    return OPTION + key


def session_of(subject: str) -> str:
    """Return the key of the session that a subject is about, empty if it is about none."""
    return subject.removeprefix(SESSION) if subject.startswith(SESSION) else ""


def option_of(subject: str) -> str:
    """Return the option that a subject is about, empty if it is about none."""
    return subject.removeprefix(OPTION) if subject.startswith(OPTION) else ""
