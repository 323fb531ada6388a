"""The language of a page stands in its address; the switch stays on the page."""

from typing import Any, cast
from urllib.parse import urlencode

from flask import Flask, g, request, url_for
from werkzeug.routing import BaseConverter

from forum.core.i18n import DEFAULT_LANGUAGE, current_language
from forum.core.localized import LANGUAGES, Language, other_language

COOKIE = "forum_language"
PLAIN_IN_QUERY = "!$'()*,/:;?@"


class LanguageConverter(BaseConverter):
    """Matches `ko` or `en` and nothing else, so that any other first word is no language."""

    regex = "|".join(LANGUAGES)


def preferred_language() -> Language:
    """Return the language that the browser asks for, where the address says none."""
    return cast(
        "Language", request.accept_languages.best_match(LANGUAGES, default=DEFAULT_LANGUAGE)
    )


def _guess_from_path() -> Language:
    first = request.path.lstrip("/").split("/", 1)[0]
    return first if first in LANGUAGES else preferred_language()


def _pull_language(endpoint: str | None, values: dict[str, Any] | None) -> None:
    del endpoint
    given = (values or {}).pop("language", None)
    g.language = given or _guess_from_path()


def _add_language(endpoint: str, values: dict[str, Any]) -> None:
    app = cast("Flask", g.get("app"))
    if "language" not in values and app.url_map.is_endpoint_expecting(endpoint, "language"):
        values["language"] = current_language()


def address_in(language: Language) -> str | None:
    """Return this page's address in a language, query kept; None where it has no such address."""
    endpoint = request.endpoint
    if endpoint is None or request.url_rule is None:
        return None
    if "language" not in request.url_rule.arguments:
        return None
    address = url_for(endpoint, **{**(request.view_args or {}), "language": language})
    # put on by hand: url_for would take a `_scheme` or an `endpoint` for words of its own
    query = urlencode(list(request.args.items(multi=True)), safe=PLAIN_IN_QUERY)
    return f"{address}?{query}" if query else address


def switch_address() -> str | None:
    """Return this page's address in the other language."""
    return address_in(other_language(current_language()))


def init_app(app: Flask) -> None:
    """Take the language out of every address, and put it into those that are made."""
    app.url_map.converters["language"] = LanguageConverter

    def remember_app(endpoint: str | None, values: dict[str, Any] | None) -> None:
        g.app = app
        _pull_language(endpoint, values)

    app.url_value_preprocessor(remember_app)
    app.url_defaults(_add_language)
