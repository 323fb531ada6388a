"""A page as a visitor sees it, checked on arrival."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import html5lib
import lxml.etree
import lxml.html
from cssselect import HTMLTranslator

HANGUL = re.compile(r"[\uac00-\ud7a3]")
ENGLISH_WORDS = re.compile(r"[A-Za-z]{2,}(?:[ ,;:’'-]+[A-Za-z]{2,}){3,}")
NOT_PROSE = {"script", "style", "code", "title", "textarea", "pre", "kbd", "samp"}
LEFTOVERS = re.compile(
    "|".join(
        rf"(?<![\w]){re.escape(leftover)}(?![\w])"
        for leftover in ("{{", "}}", "{%", "%(", "None", "Undefined", "LocalizedText", "<")
    )
)
HIDDEN_WORDS = {"script", "style", "template"}
VALUE, TEXT = re.compile(r'="[^"<>&]*"'), re.compile(r">[^<>&]*[^<>&\s][^<>&]*<")
UNLABELLED = {"hidden", "submit", "button", "image", "reset"}


class Sound:
    """The skeletons of pages whose elements were found to be closed and in their places."""

    def __init__(self) -> None:
        self.found: set[str] = set()
        self.folder: Path | None = None
        """Where the processes of one run tell each other, by empty files."""

    def has(self, skeleton: str) -> bool:
        """Tell whether a skeleton was read before."""
        name = self.name(skeleton)
        if name not in self.found and self.folder and (self.folder / name).exists():
            self.found.add(name)
        return name in self.found

    def add(self, skeleton: str) -> None:
        """Note a skeleton without faults."""
        name = self.name(skeleton)
        self.found.add(name)
        if self.folder:
            (self.folder / name).touch()

    @staticmethod
    def name(skeleton: str) -> str:
        """Return a short name that is the same in every process."""
        return blake2b(skeleton.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


sound = Sound()


@cache
def compiled(selector: str, axis: str) -> lxml.etree.XPath:
    """Return what finds the elements on an axis that match a CSS selector.

    What is inside a template is none of the page's, as in a browser.
    """
    path = HTMLTranslator().css_to_xpath(selector, prefix=f"{axis}::")
    return lxml.etree.XPath(f"({path})[not(ancestor::template)]")


class Element:
    """An element of a page: its attributes, its words, and what is inside it.

    Half of the time of a test of a page was spent by a parser written in Python.
    """

    axis = "descendant"

    def __init__(self, node: Any) -> None:
        self.node = node

    def __repr__(self) -> str:
        return str(lxml.html.tostring(self.node, encoding="unicode", with_tail=False))

    def __getitem__(self, name: str) -> Any:
        value = str(self.node.attrib[name])
        return value.split() if name in {"class", "rel"} else value

    @property
    def name(self) -> str:
        """The name of its tag."""
        return str(self.node.tag)

    @property
    def attributes(self) -> list[str]:
        """The names of its attributes."""
        return [str(name) for name in self.node.attrib]

    def get(self, name: str, default: Any = None) -> Any:
        """Return what an attribute says."""
        return self.node.get(name, default)

    def has_attr(self, name: str) -> bool:
        """Tell whether it has an attribute."""
        return name in self.node.attrib

    def is_within(self, selector: str) -> bool:
        """Tell whether an element that matches is around it."""
        return bool(compiled(selector, "ancestor")(self.node))

    def select(self, selector: str) -> list["Element"]:
        """Return the elements inside it that match, in order."""
        return [Element(node) for node in compiled(selector, self.axis)(self.node)]

    def select_one(self, selector: str) -> "Element":
        """Return the first element that matches."""
        return self.select(selector)[0]

    def one(self, selector: str) -> "Element":
        """Return the single element that matches."""
        found = self.select(selector)
        assert len(found) == 1, f"{len(found)} elements match {selector}"
        return found[0]

    def get_text(self, separator: str = "", *, strip: bool = False, hidden: bool = False) -> str:
        """Return what is written in it; `hidden` words are those inside a template too."""
        pieces = _pieces(self.node, hidden=hidden)
        if strip:
            pieces = (piece for text in pieces if (piece := text.strip()))
        return separator.join(pieces)

    @property
    def text(self) -> str:
        """What is written in it, as it stands."""
        return self.get_text()

    def said(self) -> str:
        """Return what is written in it, with single spaces."""
        return " ".join(self.text.split())

    def text_of(self, selector: str) -> str:
        """Return the text of the single element that matches."""
        return self.one(selector).said()

    def texts_of(self, selector: str) -> list[str]:
        """Return the texts of all elements that match."""
        return [element.said() for element in self.select(selector)]


def _pieces(node: Any, *, hidden: bool) -> Iterator[str]:
    if node.text:
        yield node.text
    for child in node:
        if isinstance(child.tag, str) and (hidden or child.tag not in HIDDEN_WORDS):
            yield from _pieces(child, hidden=hidden)
        if child.tail:
            yield child.tail


class Page(Element):
    """The parsed page; `one`, `text_of` and `texts_of` are the ways in."""

    axis = "descendant-or-self"

    def __init__(self, html: str) -> None:
        super().__init__(lxml.html.document_fromstring(html))
        self.source = html


def check_page(page: Page) -> None:
    """Hold every page that any test fetches to the rules for pages.

    Thousands of pages are checked, so the elements are listed once and each rule looks through
    that list: asking by selectors took a third of the time of all tests of pages.
    """
    tags = [Element(node) for node in page.node.iterdescendants("*")]
    check_nesting(page)
    check_heading(page)
    check_ids(tags)
    check_labels(tags)
    check_languages(page)
    check_leftovers(page, tags)
    check_hosts(tags)
    check_policy(tags)
    check_focus(page)


def check_focus(page: Page) -> None:
    """Whoever comes back to a page that refused something is led to what it says of that.

    Of several elements with `autofocus` a browser takes the first.
    """
    alerts = page.select(".banner[role=alert]")
    if alerts:
        focused = page.select("[autofocus]")
        assert focused, f"nothing leads to what was refused: {alerts[0]}"
        first = focused[0]
        assert first.get("role") == "alert", f"the focus is not at what was refused: {first}"
        assert first.get("tabindex") == "-1", f"it cannot take the focus: {first}"


def check_policy(tags: list[Element]) -> None:
    """Nothing stands in the page that its content security policy forbids."""
    for tag in tags:
        is_program = tag.name == "script" and tag.get("type") != "application/ld+json"
        is_inline = tag.name == "style" or tag.has_attr("style")
        assert not is_inline, f"inline style: {tag}"
        assert not is_program or tag.has_attr("src"), f"inline script: {tag}"
        assert not any(name.startswith("on") for name in tag.attributes), f"inline handler: {tag}"


def check_leftovers(page: Page, tags: list[Element]) -> None:
    """Nothing that only a programmer would write is left on the page."""
    empty = [tag for tag in tags if not tag.get("class", "something").strip()]
    assert not empty, "an empty class"
    text = page.one("body").get_text(" ")
    found = LEFTOVERS.search(text)
    assert not found, f"left over: {text[max(0, found.start() - 40) : found.end() + 40]}"


def check_hosts(tags: list[Element]) -> None:
    """Opening the page asks no other host for anything."""
    asked = [
        str(tag[attribute])
        for tag in tags
        for attribute in ("src", "srcset", "data", "poster")
        if tag.has_attr(attribute)
    ]
    fetched = {"stylesheet", "icon", "preload"}
    asked += [
        str(tag["href"])
        for tag in tags
        if tag.name == "link" and fetched & set(tag.get("rel", "").split())
    ]
    foreign = [address for address in asked if re.match(r"(?:https?:)?//", address)]
    assert not foreign, f"other hosts are asked: {foreign}"


def check_nesting(page: Page) -> None:
    """Find elements that are not closed, or stand where they may not.

    Pages that differ in nothing but words and values have the same faults or none: reading each
    skeleton once in a run, by whichever process, is enough.
    """
    skeleton = TEXT.sub(">x<", VALUE.sub('=""', page.source))
    if sound.has(skeleton):
        return
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    parser.parse(page.source)
    lines = page.source.splitlines()
    faults = [
        f"{code} {values} at line {line}: {lines[line - 1].strip()[:120] if lines else ''}"
        for (line, _column), code, values in parser.errors
    ]
    assert not faults, "\n".join(faults[:5])
    sound.add(skeleton)


def check_heading(page: Page) -> None:
    """One h1, which the title starts with."""
    heading = page.text_of("h1")
    assert heading, "the h1 is empty"
    assert page.text_of("head title").startswith(heading), "the title starts with the h1"


def check_ids(tags: list[Element]) -> None:
    """Ids are unique, and what refers to one finds it."""
    ids = Counter(str(tag["id"]) for tag in tags if tag.has_attr("id"))
    twice = {name for name, times in ids.items() if times > 1}
    assert not twice, f"duplicate ids {twice}"
    for tag in tags:
        for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
            for name in str(tag.get(attribute, "")).split():
                assert name in ids, f"{attribute}={name} leads nowhere"


def check_labels(tags: list[Element]) -> None:
    """Every input has a label; every button and link says something."""
    labelled = {str(tag["for"]) for tag in tags if tag.name == "label" and tag.has_attr("for")}
    for tag in tags:
        if tag.name in {"input", "select", "textarea"} and tag.get("type") not in UNLABELLED:
            named = tag.get("aria-label") or tag.get("aria-labelledby") or tag.get("title")
            assert named or tag.get("id") in labelled or tag.is_within("label"), f"no label: {tag}"
        if tag.name == "button" or (tag.name == "a" and tag.has_attr("href")):
            # words inside a <template> are words too, once a program copies the row
            said = tag.get_text(strip=True, hidden=True) or tag.get("aria-label")
            pictures = tag.select("img[alt]:not([alt=''])")
            assert said or pictures, f"says nothing: {tag}"


def check_languages(page: Page) -> None:
    """Text in the other language says so by `lang`; nothing is left untranslated."""
    language = str(page.one("html")["lang"])
    assert language in {"ko", "en"}
    for words, said in _prose(page.one("body").node, language):
        if said == "en":
            assert not HANGUL.search(words), f"Korean without lang: {words[:80]}"
        elif said == "ko" and not HANGUL.search(words):
            assert not ENGLISH_WORDS.search(words), f"not translated: {words[:80]}"


def _prose(node: Any, language: str) -> Iterator[tuple[str, str]]:
    """Return the texts inside an element, each with the language it is said to be in."""
    language = str(node.get("lang") or language)
    if words := " ".join((node.text or "").split()):
        yield words, language
    for child in node:
        if isinstance(child.tag, str) and child.tag not in NOT_PROSE:
            yield from _prose(child, language)
        if words := " ".join((child.tail or "").split()):
            yield words, language
