"""Markdown of organisers as HTML that may stand on any page: the one way from one to the other.

The text is read without any HTML of its own, then what came out is held to a list of elements
and attributes. Links lead to web, mail or telephone addresses or into this site; pictures come
from this site alone, since no page asks another host for anything.
"""

import re
from collections.abc import Sequence
from functools import cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape

TAGS = {
    *("a", "blockquote", "br", "code", "del", "div", "em", "h2", "h3", "h4", "h5", "h6", "hr"),
    *("img", "li", "ol", "p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr"),
    "ul",
}
ATTRIBUTES = {
    "a": {"href", "title"},
    "div": {"class", "tabindex"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "td": {"class"},
    "th": {"class", "scope"},
}
CLASSES = {"table-scroll", "align-left", "align-center", "align-right"}
SCHEMES = {"http", "https", "mailto", "tel"}
HIGHEST, LOWEST = 2, 6  # the page itself has the only h1

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]")  # browsers drop them from addresses
_ALIGNED = re.compile(r"text-align:(left|center|right)")


def render_markdown(text: str) -> Markup:
    """Return a text as HTML. Its highest heading is an h2, and none leaves a level out."""
    return Markup(_clean(_reader().render(text)))  # noqa: S704  cleaned by the line itself


def is_own_address(address: str) -> bool:
    """Tell whether an address leads into this site, wherever the page that has it stands."""
    seen = _UNSEEN.sub("", address)
    return seen.startswith("/") and not seen.startswith("//") and "\\" not in seen


def is_safe_link(address: str) -> bool:
    """Tell whether a link may lead there: a known scheme, or an address of this site."""
    seen = _UNSEEN.sub("", address)
    scheme = _SCHEME.match(seen)
    if scheme is not None:
        return scheme[1].lower() in SCHEMES and "\\" not in seen
    return is_own_address(address) or (bool(seen) and seen[0] not in "/\\")


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes=SCHEMES,
        link_rel="noopener",
        strip_comments=True,
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    allowed = {
        "href": is_safe_link,
        "src": is_own_address,
        "class": CLASSES.__contains__,
        "tabindex": "0".__eq__,
        "scope": "col".__eq__,
    }
    del tag
    return value if name not in allowed or allowed[name](value) else None


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "breaks": True})
    reader.enable(["table", "strikethrough"])
    reader.core.ruler.push("headings", lambda state: _rank(state.tokens))
    reader.core.ruler.push("tables", lambda state: _name_columns(state.tokens))
    reader.add_render_rule("image", _image)
    reader.add_render_rule("table_open", _table_open)
    reader.add_render_rule("table_close", _table_close)
    return reader


def _rank(tokens: Sequence[Token]) -> None:
    """Give headings the levels below the page's own, in the order they stand in."""
    above: list[int] = []
    for token in tokens:
        if token.type not in {"heading_open", "heading_close"}:
            continue
        if token.type == "heading_open":
            written = int(token.tag[1:])
            while above and above[-1] >= written:
                above.pop()
            above.append(written)
        token.tag = f"h{min(HIGHEST + len(above) - 1, LOWEST)}"


def _name_columns(tokens: Sequence[Token]) -> None:
    """Say that heads are of columns, and align cells by classes: a page has no inline style."""
    for token in tokens:
        if token.type not in {"th_open", "td_open"}:
            continue
        aligned = _ALIGNED.match(str(token.attrGet("style") or ""))
        token.attrs.pop("style", None)
        if aligned:
            token.attrSet("class", f"align-{aligned[1]}")
        if token.type == "th_open":
            token.attrSet("scope", "col")


def _image(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: EnvType,
) -> str:
    """Draw a picture of this site; of any other, say what it would show."""
    token = tokens[index]
    described = renderer.renderInlineAsText(token.children or [], options, env)
    source = str(token.attrGet("src") or "")
    if not is_own_address(source):
        return str(escape(described))
    return str(Markup('<img src="{}" alt="{}">').format(source, described))


def _table_open(*_of: object) -> str:
    return '<div class="table-scroll" tabindex="0"><table>\n'


def _table_close(*_of: object) -> str:
    return "</table></div>\n"
