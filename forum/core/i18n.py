"""Korean and English: the request's language, gettext, and the catalogues."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import cast

import flask_babel
from babel.support import NullTranslations, Translations
from flask import Flask, current_app, g, has_app_context
from flask_babel.speaklater import LazyString

from forum.core import catalogues
from forum.core.localized import LANGUAGES, Language
from forum.core.paths import TRANSLATIONS

DEFAULT_LANGUAGE: Language = "ko"

CATALOGUES = "catalogues"
_UNTRANSLATED = NullTranslations()

_forced: ContextVar[Language | None] = ContextVar("forced_language", default=None)


def current_language() -> Language:
    """Return the language in which texts are made now."""
    forced = _forced.get()
    if forced is not None:
        return forced
    return cast("Language", g.get("language", DEFAULT_LANGUAGE)) if has_app_context() else "ko"


@contextmanager
def in_language(language: Language) -> Iterator[None]:
    """Make texts in this language for as long as the block lasts: for mails and papers."""
    reset = _forced.set(language)
    try:
        with flask_babel.force_locale(language):
            yield
    finally:
        _forced.reset(reset)


def _catalogue() -> NullTranslations:
    """Return the current language's messages.

    Asked for with every word that has values, and every label of a form: flask-babel's own way
    here goes through the request's locale and domain each time.
    """
    return catalogue_of(current_language()) if has_app_context() else _UNTRANSLATED


def catalogue_of(language: Language) -> NullTranslations:
    """Return the application's messages in a language."""
    held: dict[Language, NullTranslations] = current_app.extensions[CATALOGUES]
    return held[language]


def gettext(message: str, **variables: object) -> str:
    """Translate now, into the current language."""
    said = _catalogue().gettext(message)
    return said % variables if variables else said


def ngettext(singular: str, plural: str, num: int, **variables: object) -> str:
    """Translate a countable message; `%(num)s` is the number."""
    return plain_ngettext(singular, plural, num) % {"num": num, **variables}


def plain_ngettext(singular: str, plural: str, num: int) -> str:
    """Translate a countable message whose placeholders somebody else fills: WTForms."""
    return _catalogue().ngettext(singular, plural, num)


def pgettext(context: str, message: str, **variables: object) -> str:
    """Translate a message whose meaning depends on where it stands."""
    said = str(_catalogue().pgettext(context, message))
    return said % variables if variables else said


def lazy_gettext(message: str) -> str:
    """Translate when shown: for labels and sentences that are made at import time."""
    return cast("str", LazyString(gettext, message))


def lazy_pgettext(context: str, message: str) -> str:
    """Translate when shown a message whose meaning depends on where it stands."""
    return cast("str", LazyString(pgettext, context, message))


def init_app(app: Flask) -> None:
    """Load the catalogues (compiled anew in a checkout whose sources changed) and start Babel."""
    compiled = catalogues.ensure_compiled(TRANSLATIONS)
    flask_babel.Babel(
        app,
        default_locale=DEFAULT_LANGUAGE,
        default_timezone="UTC",
        default_translation_directories=str(compiled),
        locale_selector=current_language,
    )
    app.extensions[CATALOGUES] = {
        language: Translations.load(compiled, [language]) for language in LANGUAGES
    }
    app.jinja_options.setdefault("extensions", [])


__all__ = [
    "DEFAULT_LANGUAGE",
    "LANGUAGES",
    "current_language",
    "gettext",
    "in_language",
    "init_app",
    "lazy_gettext",
    "lazy_pgettext",
    "ngettext",
    "pgettext",
    "plain_ngettext",
]
