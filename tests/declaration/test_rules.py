"""The canonical text, the statement, the typed name and the wall, on values alone."""

import hashlib
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.localized import EMPTY, LocalizedText
from forum.declaration import exports, rules
from forum.declaration.errors import ForbiddenCharacterError
from forum.declaration.types import ArticleText, WallCity
from tests.factories.declaration import MADE_AT, TEXT

CANONICAL = """\
@forum-text 1
@edition dwc-2030
@declaration trial-declaration
@version 1
@language ko
@title
시험 선언
@preamble
우리 도시는
@article 1
첫째 조
@article 2
둘째 조
@language en
@title
A trial declaration
@preamble
We, the cities,
@article 1
The first article
@article 2
The second article
@end
"""


def test_the_canonical_text_is_written_out():
    assert rules.canonical_text(TEXT).decode() == CANONICAL
    assert rules.text_sha256(TEXT) == hashlib.sha256(CANONICAL.encode()).hexdigest()


def test_what_cannot_be_seen_makes_no_other_hash():
    written = replace(
        TEXT,
        title=LocalizedText(unicodedata.normalize("NFD", "시험 선언 "), "A trial declaration\r\n"),
        preamble=LocalizedText("\n우리 도시는\t", "We, the cities,\r\r\n"),
    )
    assert rules.text_sha256(written) == rules.text_sha256(TEXT)


def test_a_line_that_looks_like_a_heading_is_marked():
    written = replace(TEXT, articles=(ArticleText(1, LocalizedText("@end", "@@x")),))
    assert "\n@@end\n" in rules.canonical_text(written).decode()
    assert "\n@@@x\n" in rules.canonical_text(written).decode()


@pytest.mark.parametrize("hidden", ["\u200b", "\u202e", "\x00", "\ufeff", "\u2028", "\ue000"])
def test_characters_that_nobody_sees_are_refused(hidden: str):
    with pytest.raises(ForbiddenCharacterError):
        rules.normalize_text(f"We{hidden} agree")


LINES = st.text(st.sampled_from("@ab가 \n\t-"), max_size=12)


@given(LINES, LINES, LINES, LINES)
def test_two_texts_have_one_hash_only_if_they_are_one_text(a: str, b: str, c: str, d: str):
    one = replace(TEXT, preamble=EMPTY, articles=(_article(1, a), _article(2, b)))
    two = replace(TEXT, preamble=EMPTY, articles=(_article(1, c), _article(2, d)))
    same = [rules.normalize_text(x) for x in (a, b)] == [rules.normalize_text(x) for x in (c, d)]
    assert (rules.text_sha256(one) == rules.text_sha256(two)) is same


def _article(number: int, text: str) -> ArticleText:
    return ArticleText(number, LocalizedText(text, "x"))


@given(st.text(st.characters(categories=["L", "N", "P", "Zs", "M"])))
def test_normalising_twice_changes_nothing(text: str):
    once = rules.normalize_text(text)
    assert rules.normalize_text(once) == once


MANDATED = LocalizedText("홍길동 (시험)", "Hong Gildong (trial)")


@pytest.mark.parametrize(
    "typed",
    [
        "홍길동",
        " 홍 길동 ",
        "Hong Gildong",
        "HONG GIL-DONG",
        "Gil dong Hong",
        "gildong hong",
        "Hong, Gildong",
        "Hong Gildong (trial)",
        "Hóng Gildong",
    ],
)
def test_a_name_agrees_however_it_is_written(typed: str):
    assert rules.names_agree(typed, MANDATED)


@pytest.mark.parametrize(
    "typed", ["", " ", "Hong", "Gildong", "Hong Kildong", "홍길순", "Hong Gildong Kim", "(trial)"]
)
def test_another_name_does_not_agree(typed: str):
    assert not rules.names_agree(typed, MANDATED)


def test_names_of_other_scripts_agree_with_themselves():
    for name in ("José Ñúñez-Ørsted", "Łukasz Żółć", "أمينة الإدريسي", "Đặng Thị Ánh", "髙橋 誠"):
        assert rules.names_agree(name, LocalizedText(en=name))
    assert rules.names_agree("jose nunez orsted", LocalizedText(en="José Núñez-Ørsted"))


def test_the_statements_hash_is_pinned():
    """Records hold it: other words need a new version of the statements beside the old ones."""
    assert rules.statements_sha256() == PINNED


def test_the_wall_lists_regions_in_the_forums_order_and_cities_by_their_english_names():
    cities = [
        WallCity(key=key, name=LocalizedText(en=key.title()), region=region, signed_at=signed)
        for key, region, signed in (
            ("seoul", "korea", MADE_AT),
            ("vienna", "europe", None),
            ("milan", "europe", MADE_AT),
        )
    ]
    wall = rules.build_wall(cities)
    assert [region.region for region in wall.regions] == ["europe", "korea"]
    assert [city.key for city in wall.regions[0].cities] == ["milan", "vienna"]
    assert (wall.signed, wall.total, wall.regions[0].signed) == (2, 3, 1)


def test_the_served_verifier_trusts_the_houses_key_and_is_otherwise_the_same():
    served = exports.verifier_file(("ab" * 32,)).decode()
    assert f'TRUSTED_KEYS: tuple[str, ...] = ("{"ab" * 32}",)' in served
    compile(served, "verifier.py", "exec")
    assert served.count("\n") == exports.verifier_file(()).decode().count("\n")


PINNED = "d3ab37f5f7f399a736b4af6c6ffea13e2c27e7bb3fd2421225cadc7634d8edb7"


def test_the_clause_of_languages_is_part_of_the_canonical_text():
    clause = LocalizedText("영문을 따른다.", "The English text prevails.\r\n@end")
    with_it = replace(TEXT, prevailing=clause)
    lines = rules.canonical_text(with_it).decode().split("\n")
    assert [lines[at + 1] for at, line in enumerate(lines) if line == "@prevailing"] == [
        "영문을 따른다.",
        "The English text prevails.",
    ]
    assert "@@end" in lines
    assert b"@prevailing" not in rules.canonical_text(TEXT)
    assert rules.text_sha256(with_it) != rules.text_sha256(TEXT)
    half = replace(TEXT, prevailing=LocalizedText(ko="영문을 따른다."))
    assert rules.gaps(half) == [("prevailing", 0, "en")]
