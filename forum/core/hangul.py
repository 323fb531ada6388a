"""Finding text as Korean readers search: by any part of it, or by the initials of syllables."""

from collections.abc import Iterable
from unicodedata import normalize

_FIRST_SYLLABLE = 0xAC00
_LAST_SYLLABLE = 0xD7A3
_SYLLABLES_PER_INITIAL = 21 * 28
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"


def initials(text: str) -> str:
    """Return the text with every Hangul syllable replaced by its first letter: 홍길동 -> ㅎㄱㄷ."""
    return "".join(
        _INITIALS[(ord(letter) - _FIRST_SYLLABLE) // _SYLLABLES_PER_INITIAL]
        if _FIRST_SYLLABLE <= ord(letter) <= _LAST_SYLLABLE
        else letter
        for letter in text
    )


def has_hangul(text: str) -> bool:
    """Tell whether there is a Hangul syllable in the text."""
    return any(_FIRST_SYLLABLE <= ord(letter) <= _LAST_SYLLABLE for letter in text)


def folded(text: str) -> str:
    """Return the text as it is compared: composed, without case, accents and double spaces."""
    plain = "".join(
        letter for letter in normalize("NFD", text.casefold()) if not _is_accent(letter)
    )
    return " ".join(normalize("NFC", plain).split())


def found_in(query: str, texts: Iterable[str]) -> bool:
    """Tell whether every word of the query is in one of the texts, as it is or by initials."""
    words = folded(query).split()
    plain = [folded(text) for text in texts if text]
    by_initials: list[str] | None = None
    for word in words:
        if any(word in text for text in plain):
            continue
        if not all(letter in _INITIALS for letter in word):
            return False
        if by_initials is None:
            by_initials = [initials(text).replace(" ", "") for text in plain]
        if not any(word in text for text in by_initials):
            return False
    return True


def _is_accent(letter: str) -> bool:
    """Tell whether it is a combining accent of a Latin letter (jamo are not)."""
    return "\u0300" <= letter <= "\u036f"
