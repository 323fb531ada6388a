"""Where everything stands on a badge."""

from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.badges.designs.rules import PRESETS, default_design
from forum.badges.designs.types import (
    Across,
    Design,
    Down,
    ElementKind,
    Side,
    Sides,
    Tongue,
)
from forum.badges.fitting import MM, measured
from forum.badges.placing import lay_out
from forum.badges.types import Attended, Face, Line, Mark
from forum.core.localized import EMPTY, LocalizedText
from tests.factories.badges import EDITION, make_agenda, make_element, make_holder

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
    agenda=st.sampled_from([(), make_agenda(3), make_agenda(13), make_agenda(40)]),
)
designs = st.sampled_from([default_design(*size, sides=Sides.TWO) for size in PRESETS.values()])
A6, A7 = (default_design(*PRESETS[name], sides=Sides.TWO) for name in ("A6", "A7"))


def front(holder, design=A6) -> Face:
    """Return the front of a badge."""
    return lay_out(holder, EDITION, design, Side.FRONT)


def back(holder, design=A6) -> Face:
    """Return the back of a badge."""
    return lay_out(holder, EDITION, design, Side.BACK)


def texts_of(face: Face) -> list[str]:
    """Return every line of a side."""
    return [line.text for line in (*face.heading, *face.lines)]


def right_end(line: Line) -> float:
    """Return where a line ends, in millimetres."""
    return line.x + measured(line.text, line.weight) * line.size / MM


@given(holders, designs, st.sampled_from(Side))
def test_every_line_stands_in_the_box_of_an_element(holder, design, side):
    face = lay_out(holder, EDITION, design, side)
    boxes = [
        (one.x, one.y, one.x + one.width, one.y + one.height + _below(one, design))
        for one in design.on(side)
    ]
    for line in (*face.heading, *face.lines):
        up, down = 0.7 * line.size / MM, 0.2 * line.size / MM
        assert any(
            left - 0.1 <= line.x
            and right_end(line) <= right + 0.3
            and top - 0.1 <= line.y - up
            and line.y + down <= bottom + 0.3
            for left, top, right, bottom in boxes
        ), line


def _below(element, design: Design) -> float:
    """Return how much room an element may take over from what is empty below it."""
    of_person = {ElementKind.NAME, ElementKind.OFFICE}
    if element.kind not in of_person:
        return 0.0
    bottom = element.y + element.height
    under = [
        one.y + one.height - bottom
        for one in design.on(element.side)
        if one.kind in of_person and one.y >= bottom - 0.1
    ]
    return max(under, default=0.0)


@given(holders, designs)
def test_nothing_stands_in_the_white_around_the_code(holder, design):
    for side in Side:
        face = lay_out(holder, EDITION, design, side)
        (code,) = [one for one in face.pictures if not one.image]
        quiet = code.width / 37 * 4 - 0.1
        for line in (*face.heading, *face.lines):
            beside = line.x > code.x + code.width + quiet or right_end(line) < code.x - quiet
            above = line.y + 0.2 * line.size / MM < code.y - quiet + 0.1
            below = line.y - 0.7 * line.size / MM > code.y + code.height + quiet - 0.1
            assert beside or above or below, line


@given(holders)
@settings(deadline=None)
def test_the_name_is_never_left_out(holder):
    said = "".join(line.text for line in front(holder, A7).heading).replace(" ", "")
    for language in ("ko", "en"):
        assert "".join(holder.name.written_in(language).split()) in said


def test_a_hangul_name_is_readable_from_three_metres_and_stands_first():
    first, second = front(make_holder(name=LocalizedText("홍길동", "Hong Gildong"))).heading
    assert (first.text, second.text) == ("홍길동", "Hong Gildong")
    assert first.size > 50  # 18 mm
    assert second.size > 20
    assert first.weight > second.weight


def test_who_reads_english_has_the_latin_name_first():
    face = front(make_holder(language="en"))
    assert face.heading[0].language == "en"
    places = [line.text for line in face.lines if line.y > A6.find("place").y]
    assert places[:3] == ["Seoul", "서울특별시", "Republic of Korea · 대한민국"]


def test_a_name_in_one_script_has_the_room_of_both():
    name = "Nguyễn Thị Minh Khai-Łukasiewicz"
    alone = front(make_holder(name=LocalizedText("", name), language="en"))
    both = front(make_holder(name=LocalizedText("응우옌", name), language="en"))
    assert alone.heading[0].size > both.heading[0].size


def test_a_long_office_keeps_both_languages_even_on_the_smallest_badge():
    holder = make_holder(affiliation=LONG, marks=tuple(Mark))
    for design in (A6, A7):
        face = front(holder, design)
        said = " ".join(texts_of(face))
        assert "KLSI" in said
        assert "설립준비위원회" in said
        assert face.too_long == ()


def test_three_marks_stand_below_each_other_with_their_words():
    face = front(make_holder(marks=tuple(Mark)), A7)
    for one, other in pairwise(face.marks):
        assert other.y > one.y + one.side
    assert [mark.mark for mark in face.marks] == list(Mark)
    assert {"동시통역", "Interpretation", "No photos", "의전"} <= set(texts_of(face))


def test_a_trial_says_so():
    holder = make_holder()
    assert "시험 · Trial" not in texts_of(front(holder))
    trial = lay_out(holder, replace(EDITION, is_trial=True), A6, Side.FRONT)
    assert "시험 · Trial" in texts_of(trial)


def test_a_word_in_one_language_stands_alone_in_the_band():
    category = replace(make_holder().category, word=LocalizedText("취재", ""))
    band = [
        line.text for line in front(make_holder(category=category)).lines if line.tone.value == "0"
    ]
    assert band == ["취재"]


def test_the_agenda_shrinks_until_every_session_has_room():
    few, many = back(make_holder(agenda=make_agenda(4))), back(make_holder(agenda=make_agenda(16)))
    assert size_of_times(few) > size_of_times(many)
    assert many.too_long == ()
    assert sum(":" in text for text in texts_of(many)) == 16


def test_an_agenda_without_room_says_so_and_stays_in_its_box():
    face = back(make_holder(agenda=make_agenda(60)), A7)
    assert face.too_long == ("back-agenda",)
    box = A7.find("back-agenda")
    assert all(
        line.y <= box.y + box.height + 0.1 for line in face.lines if line.text.startswith("12. ")
    )


def size_of_times(face: Face) -> float:
    """Return the size of the clock times."""
    return next(line.size for line in face.lines if line.text == "09:00")


def test_a_session_without_a_time_is_listed_without_one():
    rows = tuple(replace(row, starts=None) for row in make_agenda(2))
    assert not any(":" in text for text in texts_of(back(make_holder(agenda=rows))))


def test_the_days_stand_as_staves_between_nine_and_half_past_eight():
    attends = (
        Attended(day=0, starts=0, ends=600),
        Attended(day=1, starts=1200, ends=1500, is_pause=True),
    )
    staves = A6.find("staves")
    boxes = [box for box in front(make_holder(attends=attends)).boxes if box.x > 90 and box.y < 120]
    assert len(boxes) == 4  # a line and a bar for each day
    assert [box.filled for box in boxes] == [True, True, True, False]
    for box in boxes:
        assert staves.y - 0.01 <= box.y
        assert box.y + box.height <= staves.y + staves.height + 0.01
        assert box.x + box.width <= staves.x + staves.width + 0.01


@pytest.mark.parametrize(
    ("tongue", "language", "said"),
    [
        (Tongue.FIRST, "ko", ["환영합니다"]),
        (Tongue.SECOND, "ko", ["Welcome"]),
        (Tongue.FIRST, "en", ["Welcome"]),
        (Tongue.BOTH, "ko", ["환영합니다", "Welcome"]),
        (Tongue.KO, "en", ["환영합니다"]),
        (Tongue.EN, "ko", ["Welcome"]),
    ],
)
def test_a_text_stands_in_the_language_that_is_asked_for(tongue, language, said):
    design = Design(
        name=EMPTY, width=105, height=148, elements=(make_element(tongue=tongue, height=20.0),)
    )
    assert texts_of(front(make_holder(language=language), design)) == said


def test_what_is_the_same_in_both_languages_is_said_once():
    text = LocalizedText("ILO", "ILO")
    design = Design(
        name=EMPTY, width=105, height=148, elements=(make_element(tongue=Tongue.BOTH, text=text),)
    )
    assert texts_of(front(make_holder(), design)) == ["ILO"]


@pytest.mark.parametrize("kind", [k for k in ElementKind if k is not ElementKind.IMAGE])
def test_every_kind_draws_something(kind):
    element = make_element(key="one", kind=kind, width=60.0, height=60.0, side=Side.FRONT)
    design = Design(name=EMPTY, width=105, height=148, elements=(element,))
    holder = make_holder(
        agenda=make_agenda(2),
        marks=tuple(Mark),
        attends=(Attended(day=0, starts=600, ends=700),),
    )
    edition = replace(EDITION, addresses=(LocalizedText("서울", "Seoul"),))
    face = lay_out(holder, edition, design, Side.FRONT)
    assert face.heading or face.lines or face.boxes or face.pictures
    assert face.too_long == ()


def test_a_text_stands_where_its_alignment_puts_it():
    box = make_element(width=80.0, height=30.0)
    for across, down in ((Across.CENTRE, Down.MIDDLE), (Across.RIGHT, Down.BOTTOM)):
        placed = replace(box, across=across, down=down)
        design = Design(name=EMPTY, width=105, height=148, elements=(placed,))
        (line,) = front(make_holder(), design).lines
        if across is Across.CENTRE:
            assert line.x - box.x == pytest.approx(box.x + box.width - right_end(line), abs=0.01)
            assert line.y == pytest.approx(box.y + 15, abs=2)
        else:
            assert right_end(line) == pytest.approx(box.x + box.width, abs=0.01)
            assert box.y + 25 < line.y < box.y + 30
