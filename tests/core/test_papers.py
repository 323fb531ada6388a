"""Several papers as one."""

from io import BytesIO

import pikepdf
import pypdfium2
import pytest

from forum.core import typesetting
from forum.core.papers import join
from forum.core.paths import TEMPLATES
from forum.core.typesetting import typeset

SHEET = """#import "/paper/forum.typ": *
#let d = load()
#show: paper.with(title: d.first(), lang: "ko")
#for name in d [
  #heading(level: 1, name)
  #name #pagebreak(weak: true)
]
"""


@pytest.fixture
def sheets(tmp_path, monkeypatch):
    """Return three papers of one, two and three pages, each with a heading a page."""
    (tmp_path / "paper").symlink_to(TEMPLATES / "paper")
    (tmp_path / "sheet.typ").write_text(SHEET)
    monkeypatch.setattr(typesetting, "TEMPLATES", tmp_path)
    names = (["가"], ["나", "다"], ["라", "마", "바"])
    return [typeset("sheet.typ", some) for some in names]


def test_the_pages_follow_each_other(sheets):
    document = pypdfium2.PdfDocument(join(sheets))
    assert [page.get_textpage().get_text_bounded()[0] for page in document] == list("가나다라마바")


def test_bookmarks_lead_to_the_pages_of_their_headings(sheets):
    document = pypdfium2.PdfDocument(join(sheets))
    bookmarks = [(mark.get_title(), mark.get_dest().get_index()) for mark in document.get_toc()]
    assert bookmarks == [(name, page) for page, name in enumerate("가나다라마바")]


def test_every_page_keeps_its_tags(sheets):
    with pikepdf.open(BytesIO(join(sheets))) as pdf:
        tags = pdf.Root.StructTreeRoot
        numbers = [int(page.obj.StructParents) for page in pdf.pages]
        assert numbers == sorted(set(numbers))
        marked = dict(
            zip(map(int, tags.ParentTree.Nums[::2]), tags.ParentTree.Nums[1::2], strict=True)
        )
        assert set(numbers) <= set(marked)
        assert int(tags.ParentTreeNextKey) == max(marked) + 1
        document = tags.K[0] if isinstance(tags.K, pikepdf.Array) else tags.K
        headings = [element for element in document.K if element.S == "/H1"]
        assert [element.P.objgen for element in headings] == [document.objgen] * 6
        pages = [page.obj.objgen for page in pdf.pages]
        assert [element.Pg.objgen for element in headings] == pages
        assert not pdf.check_pdf_syntax()


def test_one_paper_is_left_as_it_is_and_the_same_give_the_same_bytes(sheets):
    assert join(sheets[:1]) == sheets[0]
    assert join(sheets) == join(sheets)
