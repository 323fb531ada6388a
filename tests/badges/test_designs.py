"""Designs: what is sound, what two people do at once, who may use which."""

from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from forum.badges.designs.errors import (
    DesignChangedError,
    DesignInUseError,
    DesignInvalidError,
    DesignNotFoundError,
    PictureNotUsableError,
    PictureTooLargeError,
    TooManyDesignsError,
)
from forum.badges.designs.models import BadgeDesignVersion
from forum.badges.designs.pictures import MOST_BYTES, draw_anew
from forum.badges.designs.queries import (
    designs_by_category,
    get_design,
    list_designs,
    list_pictures,
    list_versions,
)
from forum.badges.designs.rules import (
    default_design,
    free_key,
    from_mapping,
    merge,
    problems_of,
    tidied,
    to_mapping,
)
from forum.badges.designs.services import (
    assign_designs,
    copy_design,
    create_design,
    delete_design,
    keep_picture,
    save_design,
)
from forum.badges.designs.types import MOST_DESIGNS, ElementKind, Side, Sides
from forum.core.db import db
from forum.core.localized import EMPTY, LocalizedText
from tests.factories.badges import make_element
from tests.factories.registration import make_category, make_open_edition

A6 = default_design()


def faults(design) -> set[tuple[str, str]]:
    """Return where a design is wrong."""
    return {(problem.element, problem.field) for problem in problems_of(design)}


def moved(design, key, **changes):
    """Return a design with one element changed."""
    return replace(
        design,
        elements=tuple(
            replace(one, **changes) if one.key == key else one for one in design.elements
        ),
    )


# ---------------------------------------------------------------- what is sound


@given(st.floats(70, 210), st.floats(100, 297), st.sampled_from(Sides))
def test_the_standard_design_is_sound_in_every_size(width, height, sides):
    design = default_design(round(width, 1), round(height, 1), sides=sides)
    assert problems_of(design) == ()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"name": EMPTY}, ("", "name")),
        ({"width": 300.0}, ("", "width")),
        ({"height": 20.0}, ("", "height")),
        ({"elements": ()}, ("", "sides")),
    ],
)
def test_a_sheet_is_named_and_can_be_printed(change, fault):
    assert fault in faults(replace(A6, **change))


@pytest.mark.parametrize(
    ("key", "change", "fault"),
    [
        ("name", {"x": 60.0}, ("name", "width")),
        ("name", {"x": -4.0}, ("name", "x")),
        ("name", {"y": 200.0}, ("name", "y")),
        ("name", {"height": 0.2}, ("name", "height")),
        ("name", {"smallest": 90.0}, ("name", "smallest")),
        ("name", {"largest": 500.0}, ("name", "largest")),
        ("name", {"side": Side.BACK}, ("name", "side")),
        ("code", {"width": 20.0, "height": 20.0}, ("code", "width")),
        ("code", {"width": 30.0}, ("code", "height")),
        ("code", {"x": 1.0}, ("code", "x")),
        ("number", {"x": 37.0}, ("number", "x")),  # in the white around the code
        ("band", {"y": 124.0}, ("band", "x")),
    ],
)
def test_what_is_wrong_with_an_element_is_said_at_its_field(key, change, fault):
    assert fault in faults(moved(A6, key, **change))


def test_a_text_is_written_and_a_picture_chosen():
    empty = make_element(text=EMPTY)
    picture = make_element(key="image-1", kind=ElementKind.IMAGE)
    design = replace(A6, elements=(*A6.elements, empty, picture))
    assert {("text-1", "text"), ("image-1", "image")} <= faults(design)


def test_a_design_comes_back_from_json_as_it_was():
    design = replace(A6, elements=(*A6.elements, make_element()))
    assert from_mapping(to_mapping(design)) == tidied(design)


def test_a_free_key_is_not_taken():
    design = replace(A6, elements=(*A6.elements, make_element(key="text-1")))
    assert free_key(design, ElementKind.TEXT) == "text-2"


# ---------------------------------------------------------------- two people at once


def test_changes_of_different_elements_are_joined():
    theirs, mine = moved(A6, "name", x=10.0), moved(A6, "office", y=75.0)
    whole, clashes = merge(A6, theirs, mine)
    assert clashes == ()
    assert (whole.find("name").x, whole.find("office").y) == (10.0, 75.0)


def test_changes_of_one_element_clash_and_mine_is_shown():
    theirs, mine = moved(A6, "name", x=10.0), moved(A6, "name", x=11.0)
    whole, clashes = merge(A6, theirs, mine)
    assert clashes == ("name",)
    assert whole.find("name").x == 11.0


def test_what_one_adds_and_the_other_removes_is_done():
    added = replace(A6, elements=(*A6.elements, make_element()))
    removed = replace(A6, elements=tuple(one for one in A6.elements if one.key != "staves"))
    whole, clashes = merge(A6, added, removed)
    assert clashes == ()
    assert whole.find("text-1")
    assert whole.find("staves") is None


# ---------------------------------------------------------------- services


@pytest.fixture
def edition(app):
    """An edition with two categories."""
    del app
    return make_open_edition(categories=(make_category(), make_category("press", number=4)))


@pytest.mark.both_databases
def test_a_saved_design_is_another_version_and_the_earlier_one_stays(edition):
    kept = create_design(edition, A6)
    later = save_design(edition, kept.id, moved(A6, "name", x=10.0), seen=1)
    db.session.commit()
    assert later.version == 2
    assert get_design(edition, kept.id).design.find("name").x == 10.0
    assert get_design(edition, kept.id, 1).design == kept.design
    assert [version.number for version in list_versions(kept)] == [2, 1]
    with pytest.raises(DBAPIError):
        db.session.execute(update(BadgeDesignVersion).values(made_by="nobody"))
    db.session.rollback()


def test_saving_the_same_again_is_no_version(edition):
    kept = create_design(edition, A6)
    assert save_design(edition, kept.id, kept.design, seen=1).version == 1


@pytest.mark.both_databases
def test_two_who_save_the_same_element_see_both(edition):
    kept = create_design(edition, A6)
    save_design(edition, kept.id, moved(kept.design, "name", x=10.0), seen=1)
    with pytest.raises(DesignChangedError) as refused:
        save_design(edition, kept.id, moved(kept.design, "name", x=12.0), seen=1)
    assert refused.value.clashes == ("name",)
    assert refused.value.theirs.find("name").x == 10.0
    joined = save_design(edition, kept.id, moved(kept.design, "office", largest=11.0), seen=1)
    assert (joined.design.find("name").x, joined.design.find("office").largest) == (10.0, 11.0)


def test_a_design_that_is_not_sound_is_not_kept(edition):
    with pytest.raises(DesignInvalidError) as refused:
        create_design(edition, replace(A6, width=300.0))
    assert refused.value.problems
    assert list_designs(edition) == []


def test_an_edition_has_only_so_many_designs(edition):
    for _ in range(MOST_DESIGNS):
        create_design(edition, A6)
    with pytest.raises(TooManyDesignsError, match="24"):
        create_design(edition, A6)


@pytest.mark.both_databases
def test_categories_have_the_first_design_unless_they_were_given_another(edition):
    first, second = create_design(edition, A6), create_design(edition, default_design(74, 105))
    by_id = {kept.id: kept for kept in designs_by_category(edition).values()}
    assert set(by_id) == {first.id}
    assign_designs(edition, {"press": second.id})
    db.session.commit()
    assert {kept.id for kept in designs_by_category(edition).values()} == {first.id, second.id}
    with pytest.raises(DesignInUseError):
        delete_design(edition, second.id)
    assign_designs(edition, {"press": None})
    delete_design(edition, second.id)
    db.session.commit()
    assert [kept.id for kept in list_designs(edition)] == [first.id]
    assert db.session.scalars(select(BadgeDesignVersion)).all()  # what was printed is known


def test_another_editions_design_is_none(edition):
    other = make_open_edition(slug="another")
    kept = create_design(other, A6)
    for refused in (
        lambda: get_design(edition, kept.id),
        lambda: save_design(edition, kept.id, A6, seen=1),
        lambda: delete_design(edition, kept.id),
        lambda: assign_designs(edition, {"press": kept.id}),
    ):
        with pytest.raises(DesignNotFoundError):
            refused()


def picture(kind: str = "PNG", size: tuple[int, int] = (200, 100), mode: str = "RGB") -> bytes:
    """Return a picture."""
    out = BytesIO()
    Image.new(mode, size, "teal").save(out, format=kind)
    return out.getvalue()


def test_a_copy_brings_its_pictures_along(edition):
    other = make_open_edition(slug="another")
    kept_picture = keep_picture(other, draw_anew(picture()), "logo.png")
    logo = make_element(key="logo", kind=ElementKind.IMAGE, image=kept_picture.key, y=5.0, x=60.0)
    kept = create_design(other, replace(A6, elements=(*A6.elements, replace(logo, width=20.0))))
    copied = copy_design(other, kept.id, edition)
    db.session.flush()
    assert copied.design == kept.design
    assert [one.key for one in list_pictures(edition)] == [kept_picture.key]


def test_a_picture_is_drawn_anew_and_kept_once(edition):
    drawn = draw_anew(picture("JPEG", (4000, 1000)))
    assert (drawn.format, drawn.width, drawn.height) == ("jpg", 1200, 300)
    assert draw_anew(picture("PNG", mode="RGBA")).format == "png"
    assert draw_anew(picture("WEBP")).format == "jpg"
    one = keep_picture(edition, drawn, "a.jpg")
    assert keep_picture(edition, drawn, "b.jpg").id == one.id


@pytest.mark.parametrize(
    "data", [b"", b"no picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>", picture()[:60]]
)
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(PictureNotUsableError):
        draw_anew(data)


def test_a_picture_that_is_too_large_is_refused():
    with pytest.raises(PictureTooLargeError):
        draw_anew(b"\x89PNG" + bytes(MOST_BYTES))
    with pytest.raises(PictureNotUsableError):
        draw_anew(picture("PNG", (20_000, 2_100), "1"))


def test_names_are_kept_short():
    long = tidied(replace(A6, name=LocalizedText("가" * 200, "a" * 200)))
    assert len(long.name.ko) == 80
