"""Places in organisers' texts: looked up by name, filled with text alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.placeholders import (
    PlaceholderInLinkError,
    PlaceholderUnknownError,
    read_markdown,
    read_plain,
    read_text,
    refuse_unknown,
)
from tests.page import Page

KNOWN = ("name", "number", "link")
ADDRESSES = frozenset({"link"})
VALUES = {"name": "Hong {number}", "number": "DWC-0001", "link": "https://forum.example/a?b=1&c=2"}


def html(text: str, **values: str) -> str:
    return str(read_markdown(text, KNOWN, ADDRESSES).fill({**VALUES, **values}))


def test_a_value_is_put_in_once_and_is_no_place_itself():
    assert read_text("{name}: {number} {name}", KNOWN).fill(VALUES) == (
        "Hong {number}: DWC-0001 Hong {number}"
    )


@pytest.mark.parametrize(
    "text", ["{name.__class__}", "{name!r}", "{0}", "{}", "{ name }", "{Name}", "{secret}"]
)
def test_what_is_no_name_is_refused_and_never_looked_into(text):
    with pytest.raises(PlaceholderUnknownError) as refused:
        refuse_unknown(["fine {name}", text], KNOWN, ADDRESSES)
    assert text in refused.value.sentence()
    assert read_text(text, KNOWN).fill(VALUES) == text
    assert "DWC" not in html(text)


@pytest.mark.parametrize("text", ["a { b", "} and {", "{name}", "{\n}", ""])
def test_braces_that_are_no_place_are_just_braces(text):
    refuse_unknown([text], KNOWN, ADDRESSES)


@pytest.mark.parametrize(
    "text", ["[x]({name})", "[x][a]\n\n[a]: {number}", "[x](<{name}>)", "![x]({name})"]
)
def test_a_link_cannot_lead_to_what_people_typed(text):
    if not text.startswith("!"):
        with pytest.raises(PlaceholderInLinkError):
            refuse_unknown([text], KNOWN, ADDRESSES)
    said = html(text, name="javascript:alert(1)", number="//evil.example")
    assert "javascript:" not in said
    assert "evil.example" not in said


def test_a_link_may_lead_to_an_address_of_ours():
    address = "https://forum.example/a?b=1&amp;c=2"
    refuse_unknown(["[x]({link}) {link}"], KNOWN, ADDRESSES)
    assert html("[Look]({link})") == f'<p><a href="{address}" rel="noopener">Look</a></p>\n'
    assert html("Here: {link}") == f'<p>Here: <a href="{address}">{address}</a></p>\n'
    assert html("[{link}]({link})").count("<a ") == 1


def test_markdown_is_read_before_what_people_typed_comes():
    said = html("Dear **{name}**,", name="*a* [b](https://evil.example) <b>")
    assert said == ("<p>Dear <strong>*a* [b](https://evil.example) &lt;b&gt;</strong>,</p>\n")


def test_in_the_plain_form_links_are_written_out():
    text = "## Hello\n\n**Dear** {name}: [the page](https://a.example/x) and [{link}]({link})"
    assert read_plain(text, KNOWN).fill(VALUES) == (
        "Hello\n\nDear Hong {number}: the page: https://a.example/x and "
        "https://forum.example/a?b=1&c=2"
    )


@given(
    text=st.text(alphabet="{}name[]()<>!*_`\"' \nlink\ue000\ue0010%&;#:-", max_size=60),
    name=st.text(max_size=30),
)
def test_whatever_is_written_no_value_becomes_markup(text, name):
    """What the page has of elements and addresses does not depend on what somebody typed."""

    def bones(value: str) -> list[tuple[str, str]]:
        page = Page(f"<body>{html(text, name=value)}</body>")
        return [
            (element.name, str(element.get("href", "")) + str(element.get("src", "")))
            for element in page.select("*")
        ]

    assert bones(name) == bones("x")
