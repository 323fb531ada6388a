"""What two people changed of one thing, seen from what both had before them."""

from dataclasses import dataclass
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from forum.core.localized import LocalizedText
from forum.core.merging import details_of, marks_of, merge, parts_of

BASE = {"name": "홍길동", "title": "연구원", "email": ""}
NAMES = tuple(BASE)
VALUES = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=4))
PARTS = st.fixed_dictionaries(dict.fromkeys(NAMES, VALUES))


def changed(**parts):
    return {**BASE, **parts}


def test_what_only_one_side_changed_is_kept():
    merged = merge(marks_of(BASE), changed(title="원장"), changed(email="hong@example.org"))

    assert merged.parts == changed(title="원장", email="hong@example.org")
    assert merged.clashes == ()


def test_two_values_for_one_part_clash():
    merged = merge(marks_of(BASE), changed(title="원장"), changed(title="소장"))

    assert merged.clashes == ("title",)


def test_the_same_value_from_both_is_no_clash():
    merged = merge(marks_of(BASE), changed(title="원장"), changed(title="원장"))

    assert merged.clashes == ()


def test_what_is_given_up_stays_as_it_is_saved():
    saved, wanted = changed(title="원장"), changed(title="소장", email="hong@example.org")

    merged = merge(marks_of(BASE), saved, wanted, given_up={"title"})

    assert merged.parts == changed(title="원장", email="hong@example.org")
    assert merged.clashes == ()


def test_marks_of_nobody_make_every_difference_a_clash():
    for marks in ("", "a.b", "...", marks_of({"other": 1})):
        merged = merge(marks, BASE, changed(title="원장", email="x@example.org"))

        assert merged.clashes == ("title", "email")


def test_marks_do_not_tell_what_they_stand_for():
    assert "hong@example.org" not in marks_of(changed(email="hong@example.org"))


@given(base=PARTS, saved=PARTS, wanted=PARTS)
def test_nothing_that_was_saved_is_overwritten_unseen(base, saved, wanted):
    merged = merge(marks_of(base), saved, wanted)

    for name in NAMES:
        theirs = not same(saved[name], base[name])
        mine = not same(wanted[name], base[name])
        if theirs and not mine:
            assert same(merged.parts[name], saved[name])
        if mine and not theirs:
            assert same(merged.parts[name], wanted[name])
        differ = theirs and mine and wanted[name] != saved[name]
        assert (name in merged.clashes) == differ


def same(one, other):
    return type(one) is type(other) and one == other


@dataclass(frozen=True)
class Details:
    name: LocalizedText
    starts_on: date
    regions: tuple[str, ...]


def test_a_dataclass_is_taken_apart_by_language_and_put_together_again():
    details = Details(LocalizedText("포럼", "Forum"), date(2026, 12, 11), ("korea",))
    parts = parts_of(details)

    assert parts["name-ko"] == "포럼"
    assert parts["starts_on"] == date(2026, 12, 11)
    assert details_of(Details, parts) == details
    assert marks_of(parts) != marks_of({**parts, "starts_on": date(2026, 12, 12)})
