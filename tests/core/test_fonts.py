"""Which characters the fonts for printing have, and how wide they are."""

import json

import pytest
import typst
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from forum.core import fonts
from forum.core.fonts import FontsMissingError, face, missing_glyphs, width

NAMES = (
    "홍길동",
    "Hong Gildong",
    "Nguyễn Thị Minh Khai-Łukasiewicz",
    "Ahmed Ould Abdallah",
    "Ștefănescu Şafak Øystein Þór",
    "Αλέξης Τσίπρας",
    "Сергей Собянин",
    "洪吉童",
    "뷁쀍 똠방각하",
    "김–이 ‘괄호’ 「법」 ㈜",
)


MEASURE = """
#set text(font: ("Pretendard", "Noto Sans KR"), size: 100pt, cjk-latin-spacing: none)
#let line = text(weight: int(sys.inputs.weight), sys.inputs.name)
#context [#metadata(measure(line).width / 100pt) <width>]
"""


@pytest.mark.parametrize("name", NAMES)
def test_names_of_the_forum_can_be_printed(name):
    assert missing_glyphs(name) == set()


def test_every_hangul_syllable_can_be_printed():
    assert missing_glyphs("".join(map(chr, range(0xAC00, 0xD7A4)))) == set()


def test_characters_that_no_font_has_are_named():
    assert missing_glyphs("髙橋 😀 홍") == {"髙", "😀"}


@pytest.mark.parametrize("text", ["", "\n\t\r", "\u200b\u200d\ufeff", "Nguye\u0302\u0303n"])
def test_what_draws_nothing_or_composes_is_not_missing(text):
    assert missing_glyphs(text) == set()


@given(st.text(alphabet=NAMES[0] + NAMES[2], max_size=20))
def test_widths_add_up(text):
    assert width(text) == pytest.approx(sum(map(width, text)))


def test_bolder_is_wider_and_tracking_counts_each_character():
    assert width("Hong Gildong", 800) > width("Hong Gildong", 400)
    assert width("홍길동", tracking=-0.02) == pytest.approx(width("홍길동") - 0.06)


@pytest.mark.parametrize("weight", [400, 700, 800])
@pytest.mark.parametrize("name", NAMES)
def test_the_width_is_what_typst_sets_or_a_little_more(name, weight):
    compiler = typst.Compiler(
        MEASURE.encode(),
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=list(fonts.FOLDERS)),
        sys_inputs={"name": name, "weight": str(weight)},
    )
    set_by_typst = json.loads(compiler.query("<width>", field="value", one=True))
    assert 0.93 < set_by_typst / width(name, weight) <= 1.01


@pytest.mark.parametrize("path", [fonts.PRINT_FONTS / "Pretendard-Bold.otf", fonts.HANJA])
def test_the_tables_are_read_as_a_font_library_reads_them(path):
    mine = fonts.Face(path)
    with TTFont(path, lazy=True) as font:
        names, metrics = font.getBestCmap(), font["hmtx"].metrics
        em = font["head"].unitsPerEm
    assert {code for code in range(0x20000) if chr(code) in mine} == {
        code for code in names if code < 0x20000
    }
    for code, name in names.items():
        assert mine.advance(chr(code)) == metrics[name][0] / em


def test_a_missing_font_is_told_in_one_line(tmp_path, monkeypatch):
    monkeypatch.setattr(fonts, "PRINT_FONTS", tmp_path)
    with pytest.raises(FontsMissingError, match="make assets"):
        face(400)
