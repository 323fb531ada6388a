"""A page as a visitor sees it, checked on arrival."""

import re

import html5lib
from bs4 import BeautifulSoup, Tag

HANGUL = re.compile(r"[\uac00-\ud7a3]")
ENGLISH_WORDS = re.compile(r"[A-Za-z]{2,}(?:[ ,;:’'-]+[A-Za-z]{2,}){3,}")
NOT_PROSE = {"script", "style", "code", "title", "textarea", "pre", "kbd", "samp"}
UNLABELLED = {"hidden", "submit", "button", "image", "reset"}


class Page(BeautifulSoup):
    """The parsed page; `one`, `text_of` and `texts_of` are the ways in."""

    def __init__(self, html: str) -> None:
        super().__init__(html, "html.parser")
        self.source = html

    def one(self, selector: str) -> Tag:
        """Return the single element that matches."""
        found = self.select(selector)
        assert len(found) == 1, f"{len(found)} elements match {selector}"
        return found[0]

    def text_of(self, selector: str) -> str:
        """Return the text of the single element that matches."""
        return " ".join(self.one(selector).get_text().split())

    def texts_of(self, selector: str) -> list[str]:
        """Return the texts of all elements that match."""
        return [" ".join(element.get_text().split()) for element in self.select(selector)]


def check_page(page: Page) -> None:
    """Hold every page that any test fetches to the rules for pages."""
    check_nesting(page)
    check_heading(page)
    check_ids(page)
    check_labels(page)
    check_languages(page)
    check_leftovers(page)
    check_hosts(page)
    scripts = "script:not([src]):not([type='application/ld+json'])"
    assert not page.select(f"[style], style, {scripts}"), "inline style or script"
    handlers = [tag for tag in page.find_all(True) if any(a.startswith("on") for a in tag.attrs)]
    assert not handlers, f"inline handlers: {handlers[:1]}"


def check_leftovers(page: Page) -> None:
    """Nothing that only a programmer would write is left on the page."""
    assert not page.select("[class='']"), "an empty class"
    text = page.one("body").get_text(" ")
    for leftover in ("{{", "}}", "{%", "%(", "None", "Undefined", "LocalizedText", "<"):
        found = re.search(rf"(?<![\w]){re.escape(leftover)}(?![\w])", text)
        assert not found, f"left over: {text[max(0, found.start() - 40) : found.end() + 40]}"


def check_hosts(page: Page) -> None:
    """Opening the page asks no other host for anything."""
    asked = [
        str(tag[attribute])
        for attribute in ("src", "srcset", "data", "poster")
        for tag in page.select(f"[{attribute}]")
    ]
    asked += [
        str(link["href"])
        for link in page.select("link[rel~=stylesheet], link[rel~=icon], link[rel~=preload]")
    ]
    foreign = [address for address in asked if re.match(r"(?:https?:)?//", address)]
    assert not foreign, f"other hosts are asked: {foreign}"


def check_nesting(page: Page) -> None:
    """Find elements that are not closed, or stand where they may not."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    parser.parse(page.source)
    lines = page.source.splitlines()
    faults = [
        f"{code} {values} at line {line}: {lines[line - 1].strip()[:120] if lines else ''}"
        for (line, _column), code, values in parser.errors
    ]
    assert not faults, "\n".join(faults[:5])


def check_heading(page: Page) -> None:
    """One h1, which the title starts with."""
    heading = page.text_of("h1")
    assert heading, "the h1 is empty"
    assert page.text_of("head title").startswith(heading), "the title starts with the h1"


def check_ids(page: Page) -> None:
    """Ids are unique, and what refers to one finds it."""
    ids = [str(element["id"]) for element in page.select("[id]")]
    twice = {i for i in ids if ids.count(i) > 1}
    assert not twice, f"duplicate ids {twice}"
    for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
        for element in page.select(f"[{attribute}]"):
            for name in str(element[attribute]).split():
                assert name in ids, f"{attribute}={name} leads nowhere"


def check_labels(page: Page) -> None:
    """Every input has a label; every button and link says something."""
    labelled = {str(label.get("for")) for label in page.select("label[for]")}
    for field in page.select("input, select, textarea"):
        if field.get("type") in UNLABELLED:
            continue
        named = field.get("aria-label") or field.get("aria-labelledby") or field.get("title")
        assert named or field.get("id") in labelled or field.find_parent("label"), (
            f"no label: {field}"
        )
    for element in page.select("a[href], button"):
        said = element.get_text(strip=True) or element.get("aria-label")
        assert said or element.select("img[alt]:not([alt=''])"), f"says nothing: {element}"


def check_languages(page: Page) -> None:
    """Text in the other language says so by `lang`; nothing is left untranslated."""
    language = str(page.one("html")["lang"])
    assert language in {"ko", "en"}
    for text in page.one("body").find_all(string=True):
        words = " ".join(text.split())
        parents = {parent.name for parent in text.parents}
        if not words or parents & NOT_PROSE:
            continue
        said = next((p["lang"] for p in text.parents if p.get("lang")), language)
        if said == "en":
            assert not HANGUL.search(words), f"Korean without lang: {words[:80]}"
        elif said == "ko" and not HANGUL.search(words):
            assert not ENGLISH_WORDS.search(words), f"not translated: {words[:80]}"
