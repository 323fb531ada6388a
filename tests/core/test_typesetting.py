"""From a template and a value to a PDF."""

from datetime import UTC, datetime
from io import BytesIO

import pikepdf
import pytest

from forum.core import typesetting
from forum.core.fonts import FontsMissingError
from forum.core.paths import TEMPLATES
from forum.core.typesetting import TypesettingError, typeset

MADE_AT = datetime(2018, 12, 7, 12, 0, tzinfo=UTC)
SHEET = """#import "/paper/forum.typ": *
#let d = load()
#show: paper.with(title: d.title, lang: "ko")
= #d.title
"""


@pytest.fixture
def sheet(tmp_path, monkeypatch):
    """Lay a template of one heading beside the shared library."""
    (tmp_path / "paper").symlink_to(TEMPLATES / "paper")
    (tmp_path / "sheet.typ").write_text(SHEET)
    monkeypatch.setattr(typesetting, "TEMPLATES", tmp_path)
    return "sheet.typ"


def test_a_paper_is_tagged_titled_and_brings_its_fonts(sheet):
    with pikepdf.open(BytesIO(typeset(sheet, {"title": "포럼"}))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "ko-KR"
        assert pdf.open_metadata().get("dc:title") == "포럼"
        assert pdf.open_metadata().get("pdfuaid:part") == "1"
        (font,) = pdf.pages[0].Resources.Font.values()
        assert "Pretendard" in str(font.BaseFont)
        assert "/FontFile3" in font.DescendantFonts[0].FontDescriptor


def test_the_same_value_gives_the_same_bytes(sheet):
    assert typeset(sheet, {"title": "포럼"}) == typeset(sheet, {"title": "포럼"})
    assert typeset(sheet, {"title": "포럼"}) != typeset(sheet, {"title": "도시"})


def test_a_paper_is_dated_by_its_data_never_by_the_clock(sheet):
    with pikepdf.open(BytesIO(typeset(sheet, {"title": "포럼"}, made_at=MADE_AT))) as pdf:
        assert str(pdf.docinfo.CreationDate).startswith("D:20181207120000")
    with pikepdf.open(BytesIO(typeset(sheet, {"title": "포럼"}))) as pdf:
        assert "/CreationDate" not in pdf.docinfo


def test_data_that_do_not_fit_are_an_error_and_no_empty_paper(sheet):
    with pytest.raises(TypesettingError, match=r"sheet\.typ.*title"):
        typeset(sheet, {"name": "포럼"})


def test_text_is_never_taken_for_markup(sheet):
    title = "#eval(1) *bold* _x_ $x$ <a> @b \\ `c`"
    with pikepdf.open(BytesIO(typeset(sheet, {"title": title}))) as pdf:
        assert pdf.open_metadata().get("dc:title") == title


def test_what_typst_warns_of_is_logged(sheet, tmp_path, caplog):
    (tmp_path / sheet).write_text(SHEET + '#set text(font: "No Such Font")\nx')
    typeset(sheet, {"title": "포럼"})
    assert "unknown font family" in caplog.text


def test_without_the_fonts_no_paper_is_made(tmp_path, monkeypatch):
    monkeypatch.setattr(typesetting, "PRINT_FONTS", tmp_path)
    with pytest.raises(FontsMissingError, match="make assets"):
        typeset("programme/booklet.typ", {})
