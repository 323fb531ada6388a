"""Cells of tables that say their heading, for phones."""

import pytest
from flask import Flask, render_template_string
from markupsafe import Markup

from forum.web.templating import worded
from tests.page import Page

TABLE = (
    '{% from "components/lists.html" import table with context %}'
    '{% call table("People", headings, class="some") %}'
    "<tr><th>{{ name }}</th><td>Seoul</td><td></td></tr>"
    "{% endcall %}"
)


def test_each_cell_says_the_heading_of_its_column() -> None:
    rows = Markup('<tr><th scope="row">a</th><td class="num">1</td><td>x</td></tr><tr><td>b</td>')
    headings = ["Name", ("Seats", "num"), {"word": "State", "class": ""}]
    said = Page(worded(rows, headings))
    assert [cell.get("data-word") for cell in said.select("td")] == ["Seats", "State", "Name"]
    assert said.one("td.num").text == "1"


def test_a_heading_is_text_whatever_is_written_in_it() -> None:
    (cell,) = Page(worded("<tr><td>1</td></tr>", ['"><b>R&D'])).select("td")
    assert cell["data-word"] == '"><b>R&D'


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("<td>1</td><td>2</td>", [None, "Seats"]),
        ('<td colspan="2">none</td><td>3</td>', [None, None]),
        ('<td data-word="own">1</td>', ["own"]),
    ],
    ids=["a column without a word", "a cell over two columns", "a cell with a word of its own"],
)
def test_what_needs_no_word_gets_none(row: str, words: list[str | None]) -> None:
    said = Page(worded(f"<tr>{row}</tr>", ["", "Seats"]))
    assert [cell.get("data-word") for cell in said.select("td")] == words


@pytest.mark.parametrize(("headings", "is_cards"), [(["a", "b"], False), (["a", "b", "c"], True)])
def test_only_a_table_that_is_wide_becomes_cards(
    app: Flask, headings: list[str], is_cards: bool
) -> None:
    with app.test_request_context("/"):
        page = Page(render_template_string(TABLE, headings=headings, name="<b>"))
    assert ("table-cards" in page.one("table")["class"]) is is_cards
    assert page.one("tbody th").text == "<b>"
