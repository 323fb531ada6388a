"""One-time messages: what was done, shown on the page after a redirect."""

from dataclasses import dataclass
from typing import Literal

from flask import session

Kind = Literal["info", "success", "warning", "danger"]
_KEY = "messages"


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence and how it is meant."""

    kind: Kind
    text: str


def tell(text: str, kind: Kind = "success") -> None:
    """Show the sentence on the next page."""
    session[_KEY] = [*session.get(_KEY, []), [kind, text]]


def take_messages() -> list[Message]:
    """Return what is to be shown now, and forget it."""
    if _KEY not in session:  # reading an absent key does not touch the session: no cookie
        return []
    return [Message(kind, text) for kind, text in session.pop(_KEY)]
