"""Finding text as Korean readers search: by any part of it, or by the initials of syllables."""

import re
from collections.abc import Iterable
from functools import lru_cache
from unicodedata import normalize

_FIRST_SYLLABLE = 0xAC00
_LAST_SYLLABLE = 0xD7A3
_SYLLABLES_PER_VOWEL = 28
_SYLLABLES_PER_INITIAL = 21 * _SYLLABLES_PER_VOWEL
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
    """Tell whether every word of the query is in one of the texts, as it is or by initials.

    Letters and initials may be mixed (ㅅㅅ1 finds 세션 1), and a syllable may still be unfinished
    (하 finds 함부르크): the same rule as on the pages, in `static/js/hangul.js`.
    """
    plain = "\n".join(folded(text).replace(" ", "") for text in texts if text)
    return all(_pattern(word).search(plain) for word in folded(query).split())


@lru_cache(maxsize=64)
def _pattern(word: str) -> re.Pattern[str]:
    return re.compile("".join(map(_letter, word)))


def _letter(letter: str) -> str:
    """Return what a letter stands for: itself, or each syllable that may begin with it."""
    if letter in _INITIALS:
        first = _FIRST_SYLLABLE + _INITIALS.index(letter) * _SYLLABLES_PER_INITIAL
        return f"[{letter}{chr(first)}-{chr(first + _SYLLABLES_PER_INITIAL - 1)}]"
    code = ord(letter)
    is_open = (code - _FIRST_SYLLABLE) % _SYLLABLES_PER_VOWEL == 0
    if _FIRST_SYLLABLE <= code <= _LAST_SYLLABLE and is_open:
        return f"[{letter}-{chr(code + _SYLLABLES_PER_VOWEL - 1)}]"
    return re.escape(letter)


def _is_accent(letter: str) -> bool:
    """Tell whether it is a combining accent of a Latin letter (jamo are not)."""
    return "\u0300" <= letter <= "\u036f"
