"""Values of invitations."""

from dataclasses import dataclass
from enum import StrEnum


class InvitationState(StrEnum):
    """How far an invitation has come."""

    SENT = "sent"
    OPENED = "opened"
    REGISTERED = "registered"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Somebody who is to be invited; the name may be unknown."""

    email: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """How many were invited, and which addresses were left out because they are already."""

    count: int
    known: tuple[str, ...] = ()
