"""Where everything stands on a badge."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.badges.errors import UnknownBadgeSizeError
from forum.badges.rules import MM, SIZES, fit, lay_out, measures, size_of, wrap
from forum.badges.types import BadgeSize, Front, Line, Mark
from forum.core.fonts import width
from forum.core.localized import EMPTY, LocalizedText
from tests.factories.badges import make_holder

A6, A7 = SIZES["A6"], SIZES["A7"]
LONG = LocalizedText(
    "한국노동사회연구소 도시정부노동정책국제비교연구센터 설립준비위원회",
    "Preparatory Committee of the Centre for Comparative City Labour Policy, KLSI",
)
words = st.text(
    alphabet=st.sampled_from("가나다라마바사홍길동뷁abcdefgĐŁỹÖ WM-·' "), min_size=1, max_size=70
).map(str.strip)
texts = st.builds(LocalizedText, ko=words, en=words)
names = st.one_of(
    texts.filter(bool), st.builds(LocalizedText, en=words).filter(bool), words.map(LocalizedText)
).filter(bool)
holders = st.builds(
    make_holder,
    name=names,
    language=st.sampled_from(("ko", "en")),
    position=st.one_of(st.just(EMPTY), texts),
    affiliation=st.one_of(st.just(EMPTY), texts, st.just(LONG)),
    city=st.one_of(st.just(EMPTY), texts),
    country=st.one_of(st.just(EMPTY), texts),
    marks=st.sampled_from([some for count in range(4) for some in combinations(Mark, count)]),
)


def lines_of(front: Front) -> list[Line]:
    """Return every line of text on the front."""
    return [*front.names, *front.office, *front.place, front.number]


@settings(max_examples=200)
@given(holders, st.sampled_from(sorted(SIZES)))
def test_nothing_leaves_the_badge_or_the_room_that_it_has(holder, name):
    size = SIZES[name]
    frame = measures(size)
    front = lay_out(holder, size)
    right = size.width - frame.margin
    for line in lines_of(front):
        tight = -0.015 if line.weight == 800 else 0
        wide = width(line.text, line.weight, tracking=tight) * line.size / MM
        assert line.x + wide <= right + 0.5
        assert 0 < line.y < size.height - frame.band
    for line in (*front.names, *front.office):
        assert line.y < frame.code_top + 0.5
    for line in (*front.place, front.number):
        assert line.x > frame.margin + frame.code + frame.quiet - 0.01
    for _, x, y in front.marks:
        assert x == front.number.x
        assert y < front.number.y


@settings(max_examples=200)
@given(holders, st.sampled_from(sorted(SIZES)))
def test_no_line_stands_on_another(holder, name):
    front = lay_out(holder, SIZES[name])
    upper = [*front.names, *front.office]
    for one, other in pairwise(upper):
        assert other.y - one.y > other.size * 0.62 / MM
    below = [(line.y, line.size) for line in front.place]
    below += [(y, front.mark_size) for _, _, y in front.marks]
    below.append((front.number.y, front.number.size))
    for (y, _), (later, size) in pairwise(below):
        assert later - y > size * 0.68 / MM


@given(holders)
def test_the_name_is_never_left_out(holder):
    front = lay_out(holder, A7)
    said = "".join(line.text for line in front.names).replace(" ", "")
    for language in ("ko", "en"):
        assert "".join(holder.name.written_in(language).split()) in said


def test_a_hangul_name_is_readable_from_three_metres_and_stands_first():
    first, second = lay_out(make_holder(name=LocalizedText("홍길동", "Hong Gildong")), A6).names
    assert (first.text, second.text) == ("홍길동", "Hong Gildong")
    assert first.size > 50  # 18 mm
    assert second.size > 20
    assert first.weight > second.weight


def test_who_reads_english_has_the_latin_name_first():
    front = lay_out(make_holder(language="en"), A6)
    assert front.names[0].language == "en"
    assert front.place[0].text == "Seoul"


def test_a_name_in_one_script_has_the_room_of_both():
    alone = lay_out(make_holder(name=LocalizedText("", "David Weil"), language="ko"), A6)
    both = lay_out(
        make_holder(name=LocalizedText("데이비드 와일", "David Weil"), language="en"), A6
    )
    assert [line.text for line in alone.names] == ["David Weil"]
    assert alone.names[0].size >= both.names[0].size


def test_a_long_name_is_split_evenly_before_it_becomes_small():
    name = LocalizedText("", "Nguyễn Thị Minh Khai-Łukasiewicz")
    front = lay_out(make_holder(name=name, language="en"), A6)
    assert [line.text for line in front.names] == ["Nguyễn Thị Minh", "Khai-Łukasiewicz"]
    assert front.names[0].size > 25


def test_one_very_long_word_is_cut_rather_than_unreadable():
    name = LocalizedText("", "Wolfeschlegelsteinhausenbergerdorff")
    front = lay_out(make_holder(name=name, language="en"), A6)
    assert len(front.names) == 2
    assert front.names[0].size > 20


def test_a_long_office_shrinks_in_both_languages_even_on_the_smallest_badge():
    holder = make_holder(affiliation=LONG, marks=tuple(Mark))
    for size in SIZES.values():
        languages = {line.language for line in lay_out(holder, size).office}
        assert languages == {"ko", "en"}


def test_with_many_marks_the_place_is_told_in_two_lines():
    few = lay_out(make_holder(marks=(Mark.INTERPRETATION,)), A6)
    many = lay_out(make_holder(marks=tuple(Mark)), A6)
    assert len(few.place) == 3
    assert [line.text for line in many.place] == [
        "서울특별시",
        "Seoul · 대한민국  Republic of Korea",
    ]


@pytest.mark.parametrize("size", [*SIZES.values(), BadgeSize(width=70, height=100)])
def test_the_code_is_never_smaller_than_25_millimetres_and_has_its_quiet_zone(size):
    frame = measures(size)
    assert frame.code >= 25
    assert frame.quiet == pytest.approx(frame.code / 37 * 4)
    assert frame.margin >= frame.quiet  # to the left
    assert lay_out(make_holder(), size).number.x >= frame.margin + frame.code + frame.quiet


@pytest.mark.parametrize(
    ("name", "width_and_height"),
    [("A6", (105, 148)), ("a7", (74, 105)), ("90x130", (90, 130)), ("86X124", (86, 124))],
)
def test_a_size_is_known_by_its_name_or_its_millimetres(name, width_and_height):
    size = size_of(name)
    assert (size.width, size.height) == width_and_height


@pytest.mark.parametrize("name", ["", "A9", "10x10", "500x500", "90x", "x", "90×130mm"])  # noqa: RUF001
def test_what_is_no_size_is_refused(name):
    with pytest.raises(UnknownBadgeSizeError):
        size_of(name)


@given(words.filter(bool), st.floats(20, 400), st.floats(20, 200))
def test_what_is_fitted_fits_and_keeps_every_letter(text, wide, high):
    fitted = fit(text, wide, high, most=60, least=30, floor=15)
    assert "".join(fitted.lines).replace(" ", "") == "".join(text.split())
    assert fitted.size * len(fitted.lines) * 1.12 <= high + 0.01
    assert all(width(line, 700) * fitted.size <= wide + 0.01 for line in fitted.lines)


@given(words.filter(bool), st.floats(5, 20), st.floats(60, 300))
def test_what_is_wrapped_keeps_every_letter_and_the_margin(text, size, wide):
    lines = wrap(text, size, wide, 600)
    assert "".join(lines).replace(" ", "") == "".join(text.split())
    assert all(width(line, 600) * size <= wide for line in lines)
