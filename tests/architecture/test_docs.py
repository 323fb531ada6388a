"""The reference pages follow from the code, and the settings are all described."""

import re
from pathlib import Path

import pytest

from tools import reference

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("name", sorted(reference.PAGES))
def test_reference_page_is_what_the_code_says(name):
    committed = (DOCS / name).read_text(encoding="utf-8")
    assert committed == reference.PAGES[name](), f"docs/{name} is behind: run `make docs`"


def test_every_setting_is_described_and_none_is_stale():
    section = (DOCS / "operations.md").read_text(encoding="utf-8").split("## Settings")[1]
    table = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    described = [name for cell in table for name in re.findall(r"`(FORUM_\w+)`", cell)]
    assert described == reference.setting_names()


def test_links_between_the_pages_lead_somewhere():
    for page in [*DOCS.rglob("*.md"), DOCS.parent / "README.md"]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_refusal_has_its_own_sentence_in_both_languages():
    rows = reference.refusal_table().splitlines()
    assert [row for row in rows if row.startswith("| ")][2:], "no refusals were found"
    for row in rows:
        if row.startswith("| ") and "`" in row:
            *_, korean, english, _ = re.split(r"(?<!\\)\|", row)
            assert re.search("[가-힣]", korean), row
            assert not re.search("[가-힣]", english), row


def test_every_decision_is_in_the_index_by_its_title():
    folder = DOCS / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    for page in folder.glob("0*.md"):
        title = page.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
        assert title.startswith(f"{int(page.name[:4])}. "), f"{page.name} has no number"
        assert f"- [{title}]({page.name})" in index, f"{page.name} is not in the index"
