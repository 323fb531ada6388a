"""The changelog as an Atom feed (RFC 4287), one for each language."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid5
from xml.etree import ElementTree as ET

from forum.core.localized import Language

ATOM = "http://www.w3.org/2005/Atom"
XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
# What ids are made in, so that they stay the same when the site moves to another address.
_NAMESPACE = UUID("5b0c4f5e-6a3b-5d0e-9a55-2f1d6c7b8e90")
_NOT_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """A release in a feed; `page` is its address and `html` what it changed."""

    id: str
    title: str
    updated: datetime  # aware
    page: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed in one language; addresses are absolute."""

    id: str
    title: str
    author: str
    language: Language
    updated: datetime  # aware
    address: str
    page: str
    other_language: Language
    other_address: str
    entries: Sequence[FeedEntry]


def feed_id(edition: str, language: Language, release: int | None = None) -> str:
    """Return the id of an edition's feed, or of a release in it, for ever."""
    name = f"{edition}/{language}/changes"
    return uuid5(_NAMESPACE, name if release is None else f"{name}/{release}").urn


def write_feed(feed: Feed) -> bytes:
    """Return the feed as XML."""
    root = ET.Element(f"{{{ATOM}}}feed", {XML_LANGUAGE: feed.language})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "updated", _moment(feed.updated))
    author = ET.SubElement(root, f"{{{ATOM}}}author")
    _text(author, "name", feed.author)
    _link(root, "self", "application/atom+xml", feed.address, feed.language)
    _link(root, "alternate", "text/html", feed.page, feed.language)
    _link(root, "alternate", "application/atom+xml", feed.other_address, feed.other_language)
    for entry in feed.entries:
        element = ET.SubElement(root, f"{{{ATOM}}}entry")
        _text(element, "id", entry.id)
        _text(element, "title", entry.title)
        _text(element, "updated", _moment(entry.updated))
        _text(element, "published", _moment(entry.updated))
        _link(element, "alternate", "text/html", entry.page, feed.language)
        _text(element, "content", entry.html.strip(), type="html")
    ET.register_namespace("", ATOM)
    ET.indent(root)
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _text(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    element = ET.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    element.text = _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _link(parent: ET.Element, rel: str, kind: str, address: str, language: str) -> None:
    attributes = {"rel": rel, "type": kind, "hreflang": language, "href": address}
    ET.SubElement(parent, f"{{{ATOM}}}link", attributes)


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
