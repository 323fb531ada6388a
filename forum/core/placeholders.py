"""Texts of organisers with places for what differs from person to person: `Dear {name},`.

A place is looked up by its name, never formatted: `{name.__class__}` is a name that nobody
knows. What is put in is text: it is escaped in HTML, and Markdown has been read before it comes.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from forum.core import randomness
from forum.core.errors import Refusal
from forum.core.i18n import lazy_gettext as _l
from forum.core.markdown import render_markdown

_PLACE = re.compile(r"\{([^{}\n]{0,60})\}")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_OPEN, _CLOSE = "\ue000", "\ue001"
_OPEN_IN_ADDRESS = "%EE%80%80"
_LINK = re.compile(r"\[([^\]\n]*)\]\(<?([^)\s>]+)>?(?:\s+\"[^\"\n]*\")?\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_HEADING = re.compile(r"^#{1,6} +", re.MULTILINE)


class PlaceholderUnknownError(Refusal):
    """A text has a place that nobody can fill."""

    message = _l("“%(place)s” cannot be filled in here. These can: %(known)s.")


class PlaceholderInLinkError(Refusal):
    """A link leads to what people have typed."""

    message = _l("A link can lead to an address of ours, but not to “%(place)s”.")


@dataclass(frozen=True, slots=True)
class Template:
    """A text that was read once, to be filled for many people.

    `parts` are texts and, at every second position, the name of what comes there.
    """

    parts: tuple[str, ...]

    def fill(self, values: Mapping[str, str]) -> str:
        """Return the text with the values in their places."""
        parts = list(self.parts)
        parts[1::2] = [values[name] for name in parts[1::2]]
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class HtmlTemplate:
    """HTML that was made of a text once. Between its pieces is what comes there, and how."""

    pieces: tuple[str, ...]
    places: tuple[tuple[str, bool], ...]  # name, and whether it becomes a link

    def fill(self, values: Mapping[str, str]) -> Markup:
        """Return the HTML with the values, escaped, in their places."""
        said = [self.pieces[0]]
        for (name, is_link), piece in zip(self.places, self.pieces[1:], strict=True):
            value = str(escape(values[name]))
            said += (f'<a href="{value}">{value}</a>' if is_link else value, piece)
        return Markup("".join(said))  # noqa: S704  rendered by us, and the values are escaped


def refuse_unknown(texts: Iterable[str], known: Sequence[str], addresses: Collection[str]) -> None:
    """Refuse places that cannot be filled, and links to what is no address of ours.

    Raises:
        PlaceholderUnknownError, PlaceholderInLinkError
    """
    for text in texts:
        for place in _PLACE.finditer(text):
            if place[1] not in known:
                named = ", ".join(f"{{{name}}}" for name in known)
                raise PlaceholderUnknownError(place=place[0], known=named)
        for name in known:
            if name not in addresses and _leads_to(name, text):
                raise PlaceholderInLinkError(place=f"{{{name}}}")


def _leads_to(name: str, text: str) -> bool:
    marked = _PRIVATE.sub("", text).replace(f"{{{name}}}", f"{_OPEN}{_CLOSE}")
    return _OPEN_IN_ADDRESS in render_markdown(marked)


def read_text(text: str, known: Collection[str]) -> Template:
    """Read a text of one line, or the plain form of a mail. What is not known stays as it is."""
    parts, end = [], 0
    for place in _PLACE.finditer(text):
        if place[1] in known:
            parts += [text[end : place.start()], place[1]]
            end = place.end()
    return Template((*parts, text[end:]))


def read_plain(text: str, known: Collection[str]) -> Template:
    """Read Markdown for the plain form of a mail: links are written out, marks left away."""
    plain = _LINK.sub(lambda link: _spelled(link[1], link[2]), text)
    plain = _STRONG.sub(r"\2", _HEADING.sub("", plain))
    return read_text(plain, known)


def _spelled(label: str, address: str) -> str:
    return address if label in {"", address} else f"{label}: {address}"


def read_markdown(text: str, known: Collection[str], addresses: Collection[str]) -> HtmlTemplate:
    """Read Markdown for the HTML form of a mail.

    While it is read, stand-ins are in the places: letters that no address can hold for what
    people have typed, so that it can never become one, and a word for our own addresses.
    """
    word = f"w{randomness.token()}".replace("-", "0").replace("_", "1")
    names = list(known)

    def stand_in(place: re.Match[str]) -> str:
        name = place[1]
        if name not in names:
            return place[0]
        number = names.index(name)
        return f"{word}{number}w" if name in addresses else f"{_OPEN}{number}{_CLOSE}"

    html = str(render_markdown(_PLACE.sub(stand_in, _PRIVATE.sub("", text))))
    pieces, places, end = [], [], 0
    for found in re.finditer(f"{_OPEN}(\\d+){_CLOSE}|{word}(\\d+)w", html):
        name = names[int(found[1] or found[2])]
        pieces.append(html[end : found.start()])
        places.append((name, name in addresses and _is_plain_text(html, found.start())))
        end = found.end()
    return HtmlTemplate((*pieces, html[end:]), tuple(places))


def _is_plain_text(html: str, position: int) -> bool:
    """Tell whether a position is neither inside a tag nor inside a link."""
    before = html[:position]
    in_tag = before.rfind("<") > before.rfind(">")
    in_link = before.rfind("<a ") > before.rfind("</a>")
    return not in_tag and not in_link
