"""Letters that no text of a programme holds, whichever way it comes in."""

import unicodedata
from typing import Final

# They turn round what stands after a text as well: in a sentence, a mail, a calendar.
_OVERRIDES: Final = frozenset("\u202d\u202e")
_LINES: Final = frozenset("\n\t")


def is_unseen(letter: str) -> bool:
    """Tell whether a letter is a control character or an override: nobody sees it as one."""
    return letter in _OVERRIDES or (
        letter not in _LINES and unicodedata.category(letter) in {"Cc", "Cs"}
    )


def without_unseen(text: str, instead: str = "") -> str:
    """Return a text without such letters, or with something else in their places."""
    if text.isprintable():  # most are, and need no second look
        return text
    return "".join(instead if is_unseen(letter) else letter for letter in text)
