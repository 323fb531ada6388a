"""Markdown becomes HTML by one way, and nothing dangerous comes through."""

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from forum.core.markdown import is_own_address, is_safe_link, render_markdown


def read(text: str) -> BeautifulSoup:
    return BeautifulSoup(render_markdown(text), "html5lib")


def test_text_links_lists_and_tables_are_drawn():
    html = render_markdown("**Bold** and [a link](https://example.org/)\n\n- one\n- two\n")
    assert "<strong>Bold</strong>" in html
    assert '<a href="https://example.org/" rel="noopener">a link</a>' in html
    assert html.count("<li>") == 2


def test_headings_begin_below_the_title_and_leave_no_level_out():
    page = read("# One\n\n#### Two\n\n## Three\n\n# Four\n")
    levels = [(tag.name, tag.get_text()) for tag in page.select("h1, h2, h3, h4, h5, h6")]
    assert levels == [("h2", "One"), ("h3", "Two"), ("h3", "Three"), ("h2", "Four")]


def test_a_table_says_what_its_columns_are_and_has_no_style_of_its_own():
    page = read("| From | By |\n| :-- | --: |\n| Incheon | train |\n")
    assert [head["scope"] for head in page.select("th")] == ["col", "col"]
    assert page.select("td")[1]["class"] == ["align-right"]
    assert not page.select("[style]")
    assert page.select("div.table-scroll[tabindex='0'] > table")


def test_lines_stay_lines():
    assert "<br>" in render_markdown("110 Sejong-daero\nJung-gu")


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example.org",
        "/\\evil.example.org",
        "\\\\evil.example.org",
        "/\t/evil.example.org",
        " //evil.example.org",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "vbscript:x",
        "data:text/html,<script>",
        "https:\\evil.example.org",
        "",
    ],
)
def test_a_dangerous_address_is_no_link(address):
    assert not is_safe_link(address)
    assert not is_own_address(address)


@pytest.mark.parametrize(
    "address",
    ["https://example.org/", "mailto:a@example.org", "tel:+8221234", "/ko/", "contact", "#top"],
)
def test_an_honest_address_is_a_link(address):
    assert is_safe_link(address)


def test_an_address_of_another_host_in_disguise_does_not_survive():
    page = read("[a](//evil.example.org) [b](</\\evil.example.org>) ![c](//evil.example.org/x.png)")
    for tag in page.select("[href], [src]"):
        address = str(tag.get("href") or tag.get("src"))
        assert not address.startswith(("//", "/\\", "\\"))
    assert "c" in page.get_text()


def test_pictures_of_other_hosts_become_their_words():
    page = read("![A map](https://example.org/map.png) ![Our *mark*](/static/img/mark.svg)")
    (image,) = page.select("img")
    assert image["src"] == "/static/img/mark.svg"
    assert image["alt"] == "Our mark"
    assert "A map" in page.get_text()


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "[x](javascript:alert(1))",
    "[x]: javascript:alert(1)\n[x]",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    '![x" onerror="alert(1)](/static/x.png)',
    '[x](https://example.org "\\" onmouseover=\\"alert(1)")',
    "| a |\n|:-:|\n| <b onclick=x> |",
    "&lt;script&gt;",
    "```<script>\nx\n```",
    "<!-- x --><style>*{}</style>",
    "//evil.example.org",
]


@given(st.lists(st.one_of(st.sampled_from(ATTACKS), st.text(max_size=20)), max_size=8))
def test_whatever_is_written_there_is_no_script_handler_or_foreign_picture(parts):
    page = read("\n\n".join(parts))
    assert not page.select("script, style, iframe, object, form, input, svg, math, h1, base, link")
    for tag in page.find_all(True):
        assert not any(name.startswith("on") or name == "style" for name in tag.attrs)
        assert is_safe_link(str(tag.get("href", "/")))
        assert is_own_address(str(tag.get("src", "/")))
        if tag.name == "a":
            assert tag["rel"] == ["noopener"]
