"""Decisions about people, on values alone."""

import pytest

from forum.core.localized import LocalizedText
from forum.core.merging import details_of, parts_of
from forum.people.rules import is_namesake, key_for, order_of
from forum.people.types import PersonDetails


def person(ko="", en="", **more):
    return PersonDetails(name=LocalizedText(ko, en), **more)


def test_a_person_is_the_same_after_being_taken_apart():
    details = person(
        "홍길동",
        "Hong Gildong",
        title=LocalizedText("연구원", ""),
        role_only=True,
        city_id=3,
        email="hong@example.org",
        language="en",
    )

    assert details_of(PersonDetails, parts_of(details)) == details


@pytest.mark.parametrize(
    ("details", "taken", "key"),
    [
        (person("홍길동", "Hong Gildong"), (), "hong-gildong"),
        (person("홍길동", "Hong Gildong"), ("hong-gildong",), "hong-gildong-2"),
        (person("", "Hong Gildong"), ("hong-gildong", "hong-gildong-2"), "hong-gildong-3"),
        (person("홍길동", sort_key="hong gildong"), (), "hong-gildong"),
        (person("홍길동"), (), "person-1"),
        (person("홍길동"), ("person-1",), "person-2"),
        (person("", "José Ñuñez-O’Brien"), (), "jose-nunez-obrien"),
        (person("", "../../etc/passwd"), (), "etc-passwd"),
        (person("", "New"), (), "person-1"),
        (person("", "🙂"), (), "person-1"),
        (person("", "a" * 200), (), "a" * 50),
    ],
)
def test_a_key_is_made_from_the_name_and_is_nobody_elses(details, taken, key):
    assert key_for(details, taken) == key


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("홍길동", "Hong Gildong"), ("홍길동", "Hong Kildong"), True),
        (("홍길동", ""), ("", "Hong Gildong"), False),
        (("", "HONG  Gildong"), ("임꺽정", "Hong Gildong"), True),
        (("", ""), ("", ""), False),
        (("홍길동", ""), ("홍길순", ""), False),
    ],
)
def test_a_namesake_is_written_the_same_in_one_language(one, other, same):
    assert is_namesake(LocalizedText(*one), LocalizedText(*other)) is same


def test_lists_are_sorted_by_the_readers_language():
    names = {"Gildong Hong": ("홍길동", "hong gildong"), "Kkeokjeong Im": ("임꺽정", "")}

    def order(language):
        return sorted(
            names,
            key=lambda en: order_of(LocalizedText(names[en][0], en), names[en][1], language),
        )

    assert order("ko") == ["Kkeokjeong Im", "Gildong Hong"]
    assert order("en") == ["Gildong Hong", "Kkeokjeong Im"]
