"""Sizes by their names, and what is fitted into a box."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.badges.designs.types import Overlong
from forum.badges.errors import UnknownBadgeSizeError
from forum.badges.fitting import Paragraph, Setting, fit, measured, wrap
from forum.badges.rules import size_of
from forum.badges.types import Tone

words = st.text(
    alphabet=st.sampled_from("가나다라마바사홍길동뷁abcdefgĐŁỹÖẾ WM-·' "), min_size=1, max_size=70
).map(str.strip)
paragraphs = st.lists(
    st.builds(
        Paragraph,
        text=words,
        language=st.sampled_from(("ko", "en")),
        weight=st.sampled_from((400, 500, 600, 700, 800)),
        tone=st.just(Tone.INK),
        scale=st.sampled_from((1.0, 0.77, 0.56)),
    ),
    min_size=1,
    max_size=4,
).map(tuple)


def one(text: str, weight: int = 700) -> tuple[Paragraph, ...]:
    """Return a text of one paragraph."""
    return (Paragraph(text=text, language="ko", weight=weight),)


def lines(setting: Setting) -> list[str]:
    """Return the lines of a setting."""
    return [row.text for row in setting.rows]


@given(
    paragraphs,
    st.floats(15, 400),
    st.floats(8, 200),
    st.floats(6, 70),
    st.floats(4, 30),
    st.sampled_from(Overlong),
)
def test_no_text_leaves_its_box(texts, wide, high, largest, smallest, overlong):
    setting = fit(texts, wide, high, largest=largest, smallest=smallest, overlong=overlong)
    assert setting.height <= high + 0.01
    for row in setting.rows:
        assert row.wide <= wide + 0.01
        assert row.size <= largest + 0.001
        assert 0 <= row.baseline <= high
        assert row.baseline - 0.86 * row.size >= -0.02  # capitals
    if any(text.text for text in texts):
        assert setting.rows
        below = setting.rows[-1]
        assert below.baseline + 0.2 * below.size <= high + 0.02


@given(words.filter(bool), st.floats(60, 400), st.floats(30, 200), st.sampled_from(Overlong))
def test_what_is_fitted_keeps_every_letter(text, wide, high, overlong):
    setting = fit(one(text), wide, high, largest=40, smallest=8, overlong=overlong)
    assert "".join(lines(setting)).replace(" ", "") == "".join(text.split())


def test_a_text_shrinks_to_its_smallest_size_before_it_takes_another_line():
    text = "서울특별시 일자리노동정책관 국제협력과"
    alone = fit(one(text), 160, 100, largest=20, smallest=8)
    assert lines(alone) == [text]
    assert 8 <= alone.size < 20
    wrapped = fit(one(text), 160, 100, largest=20, smallest=12)
    assert len(wrapped.rows) > 1
    assert wrapped.size >= 12


def test_a_text_that_has_no_room_is_smaller_and_said_to_be_too_long():
    text = "한국노동사회연구소 도시정부노동정책국제비교연구센터 설립준비위원회 부설 연구원"
    cramped = fit(one(text), 90, 12, largest=12, smallest=8)
    assert cramped.is_too_long
    assert cramped.size < 8
    assert not fit(one(text), 300, 40, largest=12, smallest=8).is_too_long


def test_a_text_may_have_to_stay_on_one_line():
    text = "DWC18-0421-S 아주 긴 번호"
    setting = fit(one(text), 60, 100, largest=20, smallest=9, overlong=Overlong.LINE)
    assert lines(setting) == [text]
    assert setting.is_too_long


def test_a_name_takes_more_lines_as_soon_as_it_is_larger_so():
    name = "Nguyễn Thị Minh Khai-Łukasiewicz"
    setting = fit(one(name, 800), 250, 70, largest=66, smallest=20, overlong=Overlong.BALANCE)
    assert len(setting.rows) == 2
    assert setting.size > 25


def test_one_very_long_word_of_a_name_is_cut_rather_than_unreadable():
    name = "Wolfeschlegelsteinhausenbergerdorff"
    setting = fit(one(name, 800), 200, 90, largest=66, smallest=20, overlong=Overlong.BALANCE)
    assert len(setting.rows) == 2
    assert setting.size > 15


def test_accents_over_capitals_have_room_above():
    plain = fit(one("AN"), 300, 30, largest=40, smallest=5)
    stacked = fit(one("ẾN"), 300, 30, largest=40, smallest=5)
    assert stacked.size < plain.size


def test_nothing_to_say_takes_no_room():
    assert fit(one("  "), 50, 10, largest=10, smallest=5).rows == ()


@given(words.filter(bool), st.floats(2, 40))
def test_what_is_wrapped_keeps_every_letter_and_the_margin(text, wide):
    found = wrap(text, wide, 600)
    assert "".join(found).replace(" ", "") == "".join(text.split())
    assert all(measured(line, 600) <= wide for line in found)


@pytest.mark.parametrize(
    ("name", "width_and_height"),
    [("A6", (105, 148)), ("a7", (74, 105)), ("90x130", (90, 130)), ("86X124", (86, 124))],
)
def test_a_size_is_known_by_its_name_or_its_millimetres(name, width_and_height):
    assert size_of(name) == width_and_height


@pytest.mark.parametrize("name", ["", "A9", "10x10", "500x500", "90x", "x", "90×130mm"])  # noqa: RUF001
def test_what_is_no_size_is_refused(name):
    with pytest.raises(UnknownBadgeSizeError):
        size_of(name)
