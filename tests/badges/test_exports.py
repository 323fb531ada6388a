"""Badges as a PDF, looked at as a scanner and as a reader do."""

from io import BytesIO

import pikepdf
import pypdfium2
import pytest
import zxingcpp

from forum.badges import exports
from forum.badges.exports import badges_pdf, unprintable
from forum.badges.types import Attended, Mark
from forum.core.localized import LocalizedText
from forum.tokens.rules import decode
from forum.tokens.types import BadgeKey
from tests.factories.badges import EDITION, KEY, make_holder

RING = (BadgeKey("dwc-2018", KEY.public_key()),)


def texts_of(data: bytes) -> list[str]:
    """Return the text of each page, its line breaks as spaces."""
    document = pypdfium2.PdfDocument(data)
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def codes_of(data: bytes, dpi: int) -> list[list[str]]:
    """Return what a scanner reads from each page, drawn at so many dots an inch."""
    document = pypdfium2.PdfDocument(data)
    return [
        [code.text for code in zxingcpp.read_barcodes(page.render(scale=dpi / 72).to_pil())]
        for page in document
    ]


@pytest.mark.parametrize("size", ["A6", "A7", "90x130"])
@pytest.mark.parametrize("dpi", [100, 300])
def test_the_code_is_read_from_the_page_and_verified(size, dpi):
    holders = [make_holder(serial) for serial in (1, 421, 99999)]
    codes = codes_of(badges_pdf(holders, EDITION, size=size), dpi)
    assert codes == [[holder.token] for holder in holders]
    assert [decode(code, RING).serial for (code,) in codes] == [1, 421, 99999]


def test_everything_is_on_the_page():
    holder = make_holder(marks=(Mark.INTERPRETATION, Mark.NO_PHOTO))
    (text,) = texts_of(badges_pdf([holder], EDITION))
    for words in (
        "홍길동 (시험)", "Hong Gildong (trial)", "일자리노동정책관", "Job and Labor Policy Officer",
        "서울특별시", "Republic of Korea", "도시 대표", "City delegate", holder.number, "동시통역",
        "No photos", EDITION.name.ko, EDITION.name.en,
    ):  # fmt: skip
        assert words in text


def test_names_in_every_script_of_the_forum_are_printed():
    names = ("뷁쀍 똠방", "洪吉童", "Nguyễn Thị", "Łukasiewicz", "Şafak", "Ωμέγα", "Собянин")
    holders = [make_holder(name=LocalizedText("", name), language="en") for name in names]
    for name, text in zip(names, texts_of(badges_pdf(holders, EDITION)), strict=True):
        assert name in text


def test_no_text_passes_the_margin_where_the_page_is_drawn():
    names = ("김가온 (시험 115)", "MMMWWW 1111", "남궁 (시험) 뷁똠")
    holders = [make_holder(name=LocalizedText(name, name)) for name in names]
    for page in pypdfium2.PdfDocument(badges_pdf(holders, EDITION)):
        text = page.get_textpage()
        right = max(text.get_charbox(index)[2] for index in range(text.count_chars()))
        assert right * 25.4 / 72 <= 105 - 8 + 0.5


def test_pages_come_in_the_given_order_and_are_bookmarked_by_name():
    holders = [make_holder(i, name=LocalizedText("", f"Person {i}")) for i in (3, 1, 2)]
    document = pypdfium2.PdfDocument(badges_pdf(holders, EDITION))
    marks = [(mark.get_title(), mark.get_dest().get_index()) for mark in document.get_toc()]
    assert marks == [("Person 3", 0), ("Person 1", 1), ("Person 2", 2)]


def test_the_badge_has_its_size_its_tags_and_a_word_for_its_code():
    with pikepdf.open(BytesIO(badges_pdf([make_holder()], EDITION, size="A7"))) as pdf:
        box = [float(value) * 25.4 / 72 for value in pdf.pages[0].MediaBox]
        assert box[2:] == pytest.approx([74, 105], abs=0.1)
        assert pdf.Root.MarkInfo.Marked
        tags = pdf.Root.StructTreeRoot.K
        document = tags[0] if isinstance(tags, pikepdf.Array) else tags
        figures = [element for element in document.K if element.S == "/Figure"]
        assert [str(figure.Alt) for figure in figures] == [f"QR {make_holder().number}"]


def test_batches_are_joined_into_one_file(monkeypatch):
    monkeypatch.setattr(exports, "BATCH", 2)
    holders = [make_holder(i, name=LocalizedText("", f"Person {i}")) for i in range(1, 6)]
    texts = texts_of(badges_pdf(holders, EDITION))
    assert [f"Person {i}" in texts[i - 1] for i in range(1, 6)] == [True] * 5
    assert len(texts) == 5


def test_the_same_badges_have_the_same_bytes():
    assert badges_pdf([make_holder()], EDITION) == badges_pdf([make_holder()], EDITION)


def test_the_days_of_the_holder_are_drawn_at_the_edge():
    attends = (
        Attended(day=0, starts=660, ends=720),
        Attended(day=0, starts=720, ends=780, is_pause=True),
        Attended(day=1, starts=0, ends=1500),
    )
    assert badges_pdf([make_holder(attends=attends)], EDITION) != badges_pdf(
        [make_holder()], EDITION
    )


def test_markup_in_a_name_stays_a_name():
    name = LocalizedText("", "#panic() *x* $y$ <z>")
    (text,) = texts_of(badges_pdf([make_holder(name=name)], EDITION))
    assert "#panic()" in text.replace(" ", "")


def test_a_character_that_no_font_has_is_named_before_printing():
    assert unprintable(make_holder()) == set()
    assert unprintable(make_holder(name=LocalizedText("髙橋", "Takahashi 😀"))) == {"髙", "😀"}
