"""Values that the accounts feature passes between its layers."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forum.core.bearer import Scope
from forum.core.localized import Language, LocalizedText
from forum.core.permissions import Role

ENTER = "account.enter"
"""The purpose of the one-time link by which an organiser comes in and sets a password."""

USER = "user"
"""What organisers are called as the subject of links and the owner of tokens."""


class Entry(StrEnum):
    """How an organiser proved who they are when a session began."""

    PASSWORD = "password"  # noqa: S105  a word, not a secret
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Organiser:
    """The organiser who is signed in."""

    id: int
    email: str
    name: LocalizedText
    language: Language
    session_id: int
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class Browser:
    """From where somebody signs in, as the owner of a session is shown it."""

    address: str
    user_agent: str


@dataclass(frozen=True, slots=True)
class Grant:
    """A role for an edition, by its slug; None stands for all editions."""

    role: Role
    edition: str | None


@dataclass(frozen=True, slots=True)
class TokenDetails:
    """What an organiser asks of a new API token."""

    name: str
    scopes: tuple[Scope, ...]
    edition: str | None
    days: int
