"""What crawlers read: the sitemap and robots.txt."""

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from forum.core.localized import LANGUAGES, Language

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
Addresses = dict[Language, str]


def sitemap(pages: Iterable[Addresses]) -> bytes:
    """Return a sitemap of pages that exist in both languages, each pointing to the other."""
    ET.register_namespace("", SITEMAP)
    ET.register_namespace("xhtml", XHTML)
    root = ET.Element(f"{{{SITEMAP}}}urlset")
    for addresses in pages:
        for language in LANGUAGES:
            entry = ET.SubElement(root, f"{{{SITEMAP}}}url")
            ET.SubElement(entry, f"{{{SITEMAP}}}loc").text = addresses[language]
            for other in LANGUAGES:
                link = {"rel": "alternate", "hreflang": other, "href": addresses[other]}
                ET.SubElement(entry, f"{{{XHTML}}}link", link)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def robots(sitemap_address: str) -> str:
    """Return what crawlers may read: every public page, nothing that needs a link or a password."""
    closed = ("/manage/", "/api/", "/checkin/", "/calendar/", "/ko/my/", "/en/my/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), ""]
    return "\n".join([*lines, f"Sitemap: {sitemap_address}", ""])
