"""Where an erratum can say that something reads wrongly. Pure."""

from forum.core.localized import Language
from forum.declaration import rules
from forum.declaration.types import TextVersion

TITLE, PREAMBLE, ARTICLE, PREVAILING = "title", "preamble", "article ", "prevailing"


def places_of(text: TextVersion) -> tuple[str, ...]:
    """Return the places of a text, as errata name them: `title`, `preamble`, `article 3`, ..."""
    preamble = (PREAMBLE,) if text.preamble else ()
    prevailing = (PREVAILING,) if text.prevailing else ()
    articles = (f"{ARTICLE}{article.number}" for article in text.articles)
    return (TITLE, *preamble, *articles, *prevailing)


def words_at(text: TextVersion, place: str, language: Language) -> str:
    """Return what a text says at a place in a language; nothing where there is no such place."""
    if place == TITLE:
        return text.title.written_in(language)
    if place == PREAMBLE:
        return text.preamble.written_in(language)
    if place == PREVAILING:
        return text.prevailing.written_in(language)
    found = {f"{ARTICLE}{article.number}": article.text for article in text.articles}
    return found[place].written_in(language) if place in found else ""


def says(text: TextVersion, place: str, language: Language, words: str) -> bool:
    """Tell whether a text says these words at a place; how lines are broken does not count."""

    def in_one_line(said: str) -> str:
        return " ".join(rules.normalize_text(said).split())

    return in_one_line(words) in in_one_line(words_at(text, place, language))
