import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.hangul import found_in, initials


def test_initials_are_the_first_letters_of_syllables():
    assert initials("홍길동 A, 꽃") == "ㅎㄱㄷ A, ㄲ"


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("홍길", "홍길동"),
        ("ㅎㄱㄷ", "홍길동"),
        ("ㄱㄷ", "홍길동"),
        ("ㅎㄱㄷ", "홍 길동"),
        ("giguere", "Sylvain Giguère"),
        ("SYLVAIN", "Sylvain Giguère"),
        ("와일 keynote", "데이비드 와일 Keynote"),
        ("ㅅㅅ1", "세션 1"),
        ("하", "함부르크"),
        ("데이비드와일", "데이비드 와일"),
        ("[(\\", "what [(\\ is typed"),
        ("", "anything"),
    ],
)
def test_a_query_finds_parts_initials_and_letters_without_accents(query, text):
    assert found_in(query, [text])


@pytest.mark.parametrize(
    ("query", "text"), [("ㅎㄱㄹ", "홍길동"), ("길홍", "홍길동"), ("함", "하노이"), ("x", "")]
)
def test_a_query_finds_nothing_else(query, text):
    assert not found_in(query, [text])


def test_each_word_may_be_in_another_text_and_none_in_two():
    assert found_in("vienna 밀라노", ["빈", "Vienna", "밀라노", "Milan"])
    assert not found_in("빈밀", ["빈", "밀라노"])


@given(st.text(alphabet=st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1))
def test_hangul_is_found_by_itself_and_by_its_initials(text):
    assert found_in(text, [text])
    assert found_in(initials(text), [text])
