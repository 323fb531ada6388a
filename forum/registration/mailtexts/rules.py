"""Decisions about the words of mails, on values alone."""

from functools import lru_cache

from forum.core.i18n import in_language
from forum.core.localized import LANGUAGES, LocalizedText
from forum.core.mailtexts import MailWords
from forum.core.placeholders import HtmlTemplate, Template, read_markdown, read_plain, read_text
from forum.core.placeholders import refuse_unknown as refuse_unknown_places
from forum.registration.mailtexts.types import ADDRESSES, MailKind


def own_words(kind: MailKind) -> MailWords:
    """Return our own words of a mail, in both languages."""
    return MailWords(
        subject=_in_both(kind.subject),
        opening=_in_both(kind.opening),
        closing=_in_both(kind.closing),
    )


def _in_both(message: str) -> LocalizedText:
    said = {}
    for language in LANGUAGES:
        with in_language(language):
            said[language] = str(message)
    return LocalizedText(**said)


def refuse_unknown(text: LocalizedText, known: tuple[str, ...]) -> None:
    """Refuse a text with places that cannot be filled.

    Raises:
        PlaceholderUnknownError, PlaceholderInLinkError
    """
    refuse_unknown_places((text.ko, text.en), known, ADDRESSES)


@lru_cache(maxsize=256)
def subject_of(text: str, known: tuple[str, ...]) -> Template:
    """Read a subject."""
    return read_text(text, known)


@lru_cache(maxsize=256)
def plain_of(text: str, known: tuple[str, ...]) -> Template:
    """Read what stands in the plain form of a mail."""
    return read_plain(text, known)


@lru_cache(maxsize=256)
def html_of(text: str, known: tuple[str, ...]) -> HtmlTemplate:
    """Read what stands in the HTML form of a mail."""
    return read_markdown(text, known, ADDRESSES)
