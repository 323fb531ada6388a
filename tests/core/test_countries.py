"""Countries in both languages."""

import pytest

from forum.core.countries import countries, country_name


@pytest.mark.parametrize(
    ("code", "korean", "english"),
    [
        ("KR", "대한민국", "Republic of Korea"),
        ("MA", "모로코", "Morocco"),
        ("DE", "독일", "Germany"),
    ],
)
def test_a_country_has_its_name_in_both_languages(code, korean, english):
    assert country_name(code).to_mapping() == {"ko": korean, "en": english}


def test_a_code_that_is_not_known_has_no_name():
    assert not country_name("")
    assert not country_name("Q1")


def test_every_country_is_listed_once_in_the_order_of_the_language():
    korean, english = countries("ko"), countries("en")
    assert {code for code, _ in korean} == {code for code, _ in english}
    assert 240 < len(korean) == len(dict(korean)) < 260
    assert korean[0][1].startswith("가")
    assert english[0] == ("AF", "Afghanistan")
    assert "EU" not in dict(korean)
