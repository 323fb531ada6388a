"""One-time messages: what was done, shown on the page after a redirect."""

from dataclasses import dataclass
from typing import Literal

from flask import g, session

from forum.core.i18n import current_language
from forum.core.localized import Language

Kind = Literal["info", "success", "warning", "danger"]
_KEY = "messages"


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence, how it is meant, and in which language it was said."""

    kind: Kind
    text: str
    language: Language


def tell(text: str, kind: Kind = "success") -> None:
    """Show the sentence on the next page."""
    session[_KEY] = [*session.get(_KEY, []), [kind, text, current_language()]]


def has_messages() -> bool:
    """Tell whether something is to be shown once, on this page."""
    return _KEY in session


def take_messages() -> list[Message]:
    """Return what is to be shown now, and forget it; nothing on a page made for everybody."""
    if g.get("made_for_everybody") or _KEY not in session:
        return []
    return [Message(*said) for said in session.pop(_KEY)]
