"""What every template can use."""

import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from flask import Flask, g, has_request_context, request, url_for
from jinja2 import StrictUndefined
from markupsafe import Markup, escape

from forum.core import clock, dates
from forum.core.i18n import current_language, gettext, ngettext, pgettext
from forum.core.localized import LANGUAGES, LocalizedText, other_language
from forum.core.paths import DIST
from forum.core.settings import Settings
from forum.web import access, languages, messages

MANIFEST = DIST / "manifest.json"


class AssetMissingError(RuntimeError):
    """The built assets are not there, or not of this version."""


class Assets:
    """Finds built files by their plain names (`site.css` -> `site-3f2a.css`)."""

    def __init__(self) -> None:
        """Read the manifest when it is first needed."""
        self._manifest: dict[str, str] = {}
        self._addresses: dict[tuple[str, str], str] = {}
        self._read_at = 0.0

    def address(self, name: str) -> str:
        """Return the address of a built file.

        Raises:
            AssetMissingError: run `make assets`.
        """
        self._read()
        key = request.script_root if has_request_context() else "", name
        if key not in self._addresses:
            if name not in self._manifest:
                message = f"{name} is not built: run `make assets`"
                raise AssetMissingError(message)
            self._addresses[key] = url_for("static", filename=f"dist/{self._manifest[name]}")
        return self._addresses[key]

    def _read(self) -> None:
        try:
            changed = os.stat(MANIFEST).st_mtime  # noqa: PTH116  five times a page: a third of Path's time
        except FileNotFoundError:
            changed = 0.0
        if changed != self._read_at:
            text = MANIFEST.read_text(encoding="utf-8") if changed else "{}"
            self._manifest = json.loads(text)
            self._addresses = {}
            self._read_at = changed


def localized(text: LocalizedText) -> str:
    """Return the text for the reader, falling back to the other language."""
    return text.in_(current_language())


def text(localized_text: LocalizedText, tag: str = "span", css: str = "") -> str:
    """Return the text for the reader, in an element that says its language if it falls back.

    The macro of the same name is this filter; where a page has hundreds of texts, the filter
    itself is several times quicker.
    """
    language = current_language()
    written = localized_text.language_in(language)
    said = localized_text.written_in(written)
    if written == language and not css:
        return said
    named = Markup(' class="{}"').format(css) if css else ""
    tongue = Markup(' lang="{}"').format(written) if written != language else ""
    element = Markup(tag)  # noqa: S704  the name of an element, written in a template
    return Markup("<{0}{1}{2}>{3}</{0}>").format(element, named, tongue, said)


_CELL = re.compile(r"<(?:(/?tr)\b|(td|th)\b([^>]*))")
_SPAN = re.compile(r'\bcolspan="(\d+)"')


def worded(rows: str, headings: Sequence[object]) -> Markup:
    """Return rows of a table whose cells say the heading of their column (`data-word`).

    On a phone a row is a card, where the head of the table is not seen. A heading is a word,
    (word, class), or a mapping with a `word`, as the macro `table` takes them.
    """
    words = [_word_of(heading) for heading in headings]
    column = 0

    def say(cell: re.Match[str]) -> str:
        nonlocal column
        row, name, attributes = cell.groups()
        if row is not None:
            column = 0
            return cell[0]
        word = words[column] if column < len(words) else ""
        span = _SPAN.search(attributes)
        column += int(span[1]) if span else 1
        if name == "th" or span or "data-word=" in attributes or not word:
            return cell[0]
        return f'<td data-word="{escape(word)}"{attributes}'

    return Markup(_CELL.sub(say, rows))  # noqa: S704  rendered by a template; words are escaped


def _word_of(heading: object) -> str:
    if isinstance(heading, Mapping):
        return str(heading["word"])
    return str(heading if isinstance(heading, str) else heading[0])  # type: ignore[index]


def language_of(text: LocalizedText) -> str:
    """Return the language in which the reader gets the text."""
    return text.language_in(current_language())


def country(code: str) -> str:
    """Return a country's name in the reader's language, from its ISO 3166-1 alpha-2 code."""
    return str(Locale.parse(current_language()).territories.get(code, code))


def tongue(code: str) -> str:
    """Return a language's name in the reader's language, from its ISO 639-1 code."""
    return str(Locale.parse(current_language()).languages.get(code, code))


def _zone(zone: str | ZoneInfo | None, settings: Settings) -> ZoneInfo:
    if zone is None:
        return settings.zone
    return ZoneInfo(zone) if isinstance(zone, str) else zone


def init_app(app: Flask, settings: Settings) -> None:
    """Make templates strict, and give them their words."""
    env = app.jinja_env
    app.jinja_options["undefined"] = StrictUndefined
    env.undefined = StrictUndefined
    env.trim_blocks = True
    env.lstrip_blocks = True
    env.add_extension("jinja2.ext.i18n")
    env.add_extension("jinja2.ext.do")
    env.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        gettext, ngettext, newstyle=True, pgettext=pgettext
    )
    env.filters |= _filters(settings)
    env.globals["period"] = dates.format_period
    env.globals["asset"] = Assets().address
    # Imported macros see globals only, not what the context processor gives to pages.
    env.globals["current_language"] = current_language
    env.globals["address_in"] = languages.address_in
    env.globals["may_open"] = access.may_open
    env.globals["has_page"] = app.view_functions.__contains__
    app.context_processor(lambda: _given_to_pages(settings))


def _filters(settings: Settings) -> dict[str, Callable[..., Any]]:
    """Return the filters of templates; moments are told in the settings' zone without another."""

    def moment(value: datetime, zone: str | ZoneInfo | None = None) -> str:
        return dates.format_datetime(value, _zone(zone, settings))

    def local(value: datetime, zone: str | ZoneInfo | None = None) -> datetime:
        return value.astimezone(_zone(zone, settings))

    return {
        "localized": localized,
        "text": text,
        "language_of": language_of,
        "date": dates.format_date,
        "short_date": dates.format_short_date,
        "partial_date": dates.format_partial,
        "weekday": dates.format_weekday,
        "minute": dates.format_minute,
        "zone_word": dates.zone_word,
        "country": country,
        "tongue": tongue,
        "worded": worded,
        "moment": moment,
        "local": local,
    }


def _given_to_pages(settings: Settings) -> dict[str, Any]:
    """Return what every page knows without being told by its view."""
    language = current_language()
    return {
        "language": language,
        "other_language": other_language(language),
        "languages": LANGUAGES,
        "switch_address": languages.switch_address,
        "address_in": languages.address_in,
        "take_messages": messages.take_messages,
        "may": access.may,
        "now": clock.now,
        "public_url": settings.public_url,
        "settings": settings,
        "organiser": g.get("organiser"),
    }
