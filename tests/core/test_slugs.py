"""Words in addresses."""

import pytest

from forum.core.slugs import LONGEST_SLUG, is_slug, slug_of


@pytest.mark.parametrize("text", ["dwc-2018", "travel", "7", "a" * LONGEST_SLUG])
def test_a_slug_has_small_letters_digits_and_single_hyphens(text):
    assert is_slug(text)


@pytest.mark.parametrize(
    "text", ["", "A", "a--b", "-a", "a-", "a b", "서울", "a/b", "a\n", "a" * (LONGEST_SLUG + 1)]
)
def test_anything_else_is_no_slug(text):
    assert not is_slug(text)


def test_a_title_becomes_a_slug_if_it_has_letters_of_ours():
    assert slug_of("How to get there: Málaga & back!") == "how-to-get-there-malaga-back"
    assert slug_of("오시는 길") == ""
    assert is_slug(slug_of("word " * 40))
