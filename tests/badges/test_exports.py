"""Badges as a PDF, looked at as a scanner and as a reader do."""

from dataclasses import replace
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from forum.badges import exports
from forum.badges.designs.types import Sides
from forum.badges.exports import badge_pictures, badges_pdf, missing_on
from forum.badges.sheets import Sheet
from forum.badges.types import Attended, Mark
from forum.core.localized import LocalizedText
from forum.tokens.rules import decode
from forum.tokens.types import BadgeKey
from tests.factories.badges import EDITION, KEY, make_agenda, make_holder, to_print

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
    codes = codes_of(badges_pdf([to_print(one, size) for one in holders], EDITION), dpi)
    assert codes == [[holder.token] for holder in holders]
    assert [decode(code, RING).serial for (code,) in codes] == [1, 421, 99999]


def test_everything_is_on_the_page():
    holder = make_holder(marks=(Mark.INTERPRETATION, Mark.NO_PHOTO))
    (text,) = texts_of(badges_pdf([to_print(holder)], EDITION))
    for words in (
        "홍길동 (시험)", "Hong Gildong (trial)", "일자리노동정책관", "Job and Labor Policy Officer",
        "서울특별시", "Republic of Korea", "도시 대표", "City delegate", holder.number, "동시통역",
        "No photos", EDITION.name.ko, EDITION.name.en,
    ):  # fmt: skip
        assert words in text


def test_names_in_every_script_of_the_forum_are_printed():
    names = ("뷁쀍 똠방", "洪吉童", "Nguyễn Thị", "Łukasiewicz", "Şafak", "Ωμέγα", "Собянин")
    holders = [make_holder(name=LocalizedText("", name), language="en") for name in names]
    for name, text in zip(
        names, texts_of(badges_pdf([to_print(one) for one in holders], EDITION)), strict=True
    ):
        assert name in text


def test_no_text_passes_the_margin_where_the_page_is_drawn():
    names = ("김가온 (시험 115)", "MMMWWW 1111", "남궁 (시험) 뷁똠")
    holders = [make_holder(name=LocalizedText(name, name)) for name in names]
    for page in pypdfium2.PdfDocument(badges_pdf([to_print(one) for one in holders], EDITION)):
        text = page.get_textpage()
        right = max(text.get_charbox(index)[2] for index in range(text.count_chars()))
        assert right * 25.4 / 72 <= 105 - 8 + 0.5


def test_pages_come_in_the_given_order_and_are_bookmarked_by_name():
    holders = [make_holder(i, name=LocalizedText("", f"Person {i}")) for i in (3, 1, 2)]
    document = pypdfium2.PdfDocument(badges_pdf([to_print(one) for one in holders], EDITION))
    marks = [(mark.get_title(), mark.get_dest().get_index()) for mark in document.get_toc()]
    assert marks == [("Person 3", 0), ("Person 1", 1), ("Person 2", 2)]


def test_the_badge_has_its_size_its_tags_and_a_word_for_its_code():
    with pikepdf.open(BytesIO(badges_pdf([to_print(make_holder(), "A7")], EDITION))) as pdf:
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
    texts = texts_of(badges_pdf([to_print(one) for one in holders], EDITION))
    assert [f"Person {i}" in texts[i - 1] for i in range(1, 6)] == [True] * 5
    assert len(texts) == 5


def test_the_same_badges_have_the_same_bytes():
    assert badges_pdf([to_print(make_holder())], EDITION) == badges_pdf(
        [to_print(make_holder())], EDITION
    )


def test_the_days_of_the_holder_are_drawn_at_the_edge():
    attends = (
        Attended(day=0, starts=660, ends=720),
        Attended(day=0, starts=720, ends=780, is_pause=True),
        Attended(day=1, starts=0, ends=1500),
    )
    assert badges_pdf([to_print(make_holder(attends=attends))], EDITION) != badges_pdf(
        [to_print(make_holder())], EDITION
    )


def test_markup_in_a_name_stays_a_name():
    name = LocalizedText("", "#panic() *x* $y$ <z>")
    (text,) = texts_of(badges_pdf([to_print(make_holder(name=name))], EDITION))
    assert "#panic()" in text.replace(" ", "")


def test_a_character_that_no_font_has_is_named_before_printing():
    assert missing_on(make_holder()) == ()
    (missing,) = missing_on(make_holder(name=LocalizedText("髙橋", "Takahashi 😀")))
    assert (missing.field, set(missing.characters)) == ("name", {"髙", "😀"})
    assert ("髙", "U+9AD9") in missing.codes


# ---------------------------------------------------------------- two sides, sheets, pictures


def test_the_back_has_the_agenda_the_addresses_and_a_second_code():
    holder = make_holder(agenda=make_agenda())
    edition = replace(EDITION, addresses=(LocalizedText("서울 삼성동", "Samseong-dong, Seoul"),))
    pdf = badges_pdf([to_print(holder, sides=Sides.TWO)], edition)
    front, back = texts_of(pdf)
    assert "서울 삼성동" not in front
    for words in ("12. 11.(화)", "09:00", "일자리 도시의 노동정책", "다목적홀", "서울 삼성동"):
        assert words in back
    assert codes_of(pdf, 100) == [[holder.token], [holder.token]]


def test_whoever_has_chosen_nothing_is_told_so_on_the_back():
    _front, back = texts_of(badges_pdf([to_print(make_holder(), sides=Sides.TWO)], EDITION))
    assert "신청한 세션이 없습니다" in back


def test_a_folded_badge_is_one_page_twice_as_high_with_both_codes():
    pdf = badges_pdf([to_print(make_holder(), sides=Sides.FOLDED)], EDITION)
    (page,) = pypdfium2.PdfDocument(pdf)
    assert [round(side * 25.4 / 72) for side in page.get_size()] == [105, 296]
    (codes,) = codes_of(pdf, 100)
    assert codes == [make_holder().token] * 2


@pytest.mark.parametrize(
    ("sheet", "pages", "on_first"),
    [(Sheet.A4, 6, 2), (Sheet.A3, 4, 4), (Sheet.PERFORATED, 4, 4), (Sheet.BLEED, 10, 1)],
)
def test_several_lie_on_a_sheet_with_their_backs_on_the_next_page(sheet, pages, on_first):
    badges = [to_print(make_holder(i), sides=Sides.TWO) for i in range(1, 6)]
    codes = codes_of(badges_pdf(badges, EDITION, sheet=sheet), 110)
    assert len(codes) == pages
    assert len(codes[0]) == on_first
    assert sorted(codes[0]) == sorted(codes[1])  # fronts, and then the same people's backs


def test_the_back_of_each_badge_lies_behind_its_front():
    badges = [to_print(make_holder(i), "A7", sides=Sides.TWO) for i in range(1, 6)]
    pdf = badges_pdf(badges, EDITION, sheet=Sheet.A4)
    front, back = (
        {
            code.text: [(corner.x, corner.y) for corner in corners(code)]
            for code in zxingcpp.read_barcodes(page.render(scale=2).to_pil())
        }
        for page in list(pypdfium2.PdfDocument(pdf))[:2]
    )
    width = 210 / 25.4 * 72 * 2
    cell = 80 / 25.4 * 72 * 2  # an A7 badge with its bleed, upright
    for token, places in front.items():
        seen = sum(x for x, _ in places) / 4
        mirrored = width - sum(x for x, _ in back[token]) / 4
        assert abs(seen - mirrored) < cell


def corners(code) -> tuple[zxingcpp.Point, ...]:
    """Return the corners of a code that was read."""
    place = code.position
    return place.top_left, place.top_right, place.bottom_right, place.bottom_left


def test_on_a_sheet_badges_of_one_size_lie_together():
    badges = [to_print(make_holder(i), "A6" if i % 2 else "A7") for i in range(1, 7)]
    codes = codes_of(badges_pdf(badges, EDITION, sheet=Sheet.A3), 110)
    assert [sorted(page) for page in codes] == [
        sorted(make_holder(i).token for i in numbers) for numbers in ((1, 3, 5), (2, 4, 6))
    ]


def test_a_badge_is_drawn_as_pictures_for_the_screen():
    pictures = badge_pictures(to_print(make_holder(), sides=Sides.FOLDED), EDITION, {}, dots=100)
    drawn = [Image.open(BytesIO(one)) for one in pictures]
    assert [one.size for one in drawn] == [(413, 583)] * 2
    assert all(zxingcpp.read_barcodes(one)[0].text == make_holder().token for one in drawn)
