"""Countries by their ISO 3166-1 code and languages by their ISO 639-1 code, in both languages."""

import re
from functools import cache

from babel import Locale

from forum.core.localized import LANGUAGES, Language, LocalizedText

# What public papers of the city write, where it is not what CLDR has.
_FORMAL = {"KR": LocalizedText("대한민국", "Republic of Korea")}
_COUNTRY = re.compile(r"[A-Z]{2}")
_NOT_COUNTRIES = frozenset(
    ["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"]
)


@cache
def country_name(code: str) -> LocalizedText:
    """Return the name of the country with this code; empty for a code that is not known."""
    if formal := _FORMAL.get(code):
        return formal
    return LocalizedText(
        **{language: Locale(language).territories.get(code, "") for language in LANGUAGES}
    )


@cache
def language_name(code: str, reader: Language) -> str:
    """Return what a language is called in a reader's language; its code if it is not known."""
    return str(Locale(reader).languages.get(code, code))


@cache
def countries(language: Language) -> tuple[tuple[str, str], ...]:
    """Return code and name of every country, in the alphabetical order of a language."""
    names = {code: country_name(code).in_(language) for code in _codes()}
    return tuple(sorted(names.items(), key=lambda item: item[1]))


def _codes() -> list[str]:
    names: list[str] = [str(code) for code in Locale("en").territories]
    return [code for code in names if _COUNTRY.fullmatch(code) and code not in _NOT_COUNTRIES]
