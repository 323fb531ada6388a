"""A text that exists in Korean and in English by construction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, Self, cast

Language = Literal["ko", "en"]
LANGUAGES: tuple[Language, ...] = ("ko", "en")


def other_language(language: Language) -> Language:
    """Return the language that is not this one."""
    return "en" if language == "ko" else "ko"


@dataclass(frozen=True, slots=True)
class LocalizedText:
    """One text in both languages; an empty string stands for a translation that is missing.

    On a screen a missing translation falls back to the other language, and `language_in`
    says which language that is, so that the element can carry the right `lang`. On paper
    nothing falls back silently: templates get both texts and mark what is missing.
    """

    ko: str = ""
    en: str = ""

    @classmethod
    def from_mapping(cls, value: Mapping[str, str] | None) -> Self:
        """Build from `{"ko": ..., "en": ...}`; what is absent is missing."""
        value = value or {}
        return cls(ko=value.get("ko") or "", en=value.get("en") or "")

    def written_in(self, language: Language) -> str:
        """Return the text of this language alone, empty if it is missing."""
        return self.ko if language == "ko" else self.en

    def language_in(self, language: Language) -> Language:
        """Return the language in which a reader of `language` gets the text."""
        if self.written_in(language) or not self.written_in(other_language(language)):
            return language
        return other_language(language)

    def in_(self, language: Language) -> str:
        """Return the text for a reader of this language, falling back to the other one."""
        return self.written_in(self.language_in(language))

    def missing(self) -> tuple[Language, ...]:
        """Return the languages in which the text has still to be written."""
        if bool(self.ko) is bool(self.en):  # both are there, or nothing is said at all
            return ()
        return tuple(language for language in LANGUAGES if not self.written_in(language))

    def to_mapping(self) -> dict[str, str]:
        """Return `{"ko": ..., "en": ...}`, as JSON and YAML hold it."""
        return {"ko": self.ko, "en": self.en}

    def __bool__(self) -> bool:
        """Tell whether there is any text at all."""
        return bool(self.ko or self.en)


EMPTY = LocalizedText()


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many texts there are, and how many of them each language has."""

    total: int
    written: Mapping[Language, int]

    def percent(self, language: Language) -> int:
        """Return the share that is written, in whole percent, never rounded up to 100."""
        if self.total == 0:
            return 100
        return self.written[language] * 100 // self.total


def completeness(texts: Iterable[LocalizedText]) -> Completeness:
    """Count the texts that say anything, and those written in each language."""
    said = [text for text in texts if text]
    written = {
        language: sum(1 for text in said if text.written_in(language)) for language in LANGUAGES
    }
    return Completeness(total=len(said), written=cast("Mapping[Language, int]", written))
