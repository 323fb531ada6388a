"""Categories as organisers write them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.core.permissions import Role
from forum.registration.categories import errors, rules, services
from forum.registration.categories.types import CategoryDetails
from forum.registration.errors import CapacityBelowTakenError, TooManyCategoriesError
from forum.registration.models import Category
from forum.registration.queries import find_category, list_categories
from forum.registration.types import WayIn
from tests.factories.accounts import make_organiser
from tests.factories.registration import make_category, make_open_edition, make_registration
from tests.registration.questions.test_services import publish

LIST = "/manage/forum/registrations/categories"
DETAILS = CategoryDetails(
    name=LocalizedText("자원봉사", "Volunteer"),
    badge_word=LocalizedText("봉사", "Volunteer"),
    colour="#063a74",
)


# ------------------------------------------------------------------ colours


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#ffffff", "#ffffff", 1.0)],
)
def test_contrast_is_as_wcag_says(one, other, ratio):
    assert round(rules.contrast(one, other), 2) == ratio
    assert rules.contrast(one, other) == rules.contrast(other, one)


@given(st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}"))
def test_letters_can_be_read_in_white_or_in_black_on_any_colour(colour):
    white, black = (rules.contrast(colour, letters) for letters in (rules.WHITE, rules.BLACK))
    assert max(white, black) >= rules.LEAST_CONTRAST
    if white >= rules.LEAST_CONTRAST:
        assert rules.read_colour(colour.upper()) == colour
    else:
        with pytest.raises(errors.ColourTooLightError):
            rules.read_colour(colour)


@pytest.mark.parametrize("text", ["", "red", "#fff", "#12345g", "063a74", "#063a74;}"])
def test_what_is_no_colour_is_refused(text):
    with pytest.raises(errors.ColourInvalidError):
        rules.read_colour(text)


# ------------------------------------------------------------------ writing


@pytest.mark.both_databases
def test_the_sixteenth_category_is_the_last(app):
    edition = make_open_edition(categories=())
    for _number in range(16):
        services.add_category(edition, DETAILS)
    db.session.commit()
    made = list_categories(edition)
    assert [category.number for category in made] == list(range(16))
    assert len({category.key for category in made}) == 16
    with pytest.raises(TooManyCategoriesError):
        services.add_category(edition, DETAILS)


@pytest.mark.both_databases
def test_a_capacity_is_never_below_what_is_taken(app):
    edition = make_open_edition()
    for _number in range(2):
        make_registration(edition)
    category = find_category(edition, "citizen")
    assert category is not None
    below = CategoryDetails(**{**_all(DETAILS), "capacity": 1})
    with pytest.raises(CapacityBelowTakenError, match="2"):
        services.change_category(edition, category, below)
    db.session.rollback()
    with pytest.raises(errors.CapacityNeededError):
        services.change_category(edition, category, DETAILS)


def _all(details: CategoryDetails) -> dict[str, Any]:
    return {name: getattr(details, name) for name in CategoryDetails.__slots__}


# ------------------------------------------------------------------ pages


@pytest.fixture
def edition(app):
    return make_open_edition(
        slug="forum", categories=(make_category(), make_category("press", number=4))
    )


FIELDS = {
    "name-ko": "자원봉사",
    "name-en": "Volunteer",
    "badge_word-ko": "봉사",
    "badge_word-en": "Volunteer",
    "colour": "#AB2B36",
}


def find(edition, key: str) -> Category:
    db.session.rollback()
    db.session.expire_all()
    found = find_category(edition, key)
    assert found is not None
    return found


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_category_is_added_with_everything(edition, client, language):
    publish(edition)
    make_organiser(client, role=Role.REGISTRAR, language=language)
    done = client.submit(
        f"{LIST}/new",
        FIELDS
        | {
            "hint-en": "Those who help",
            "way_in": "approval",
            "capacity": "40",
            "waiting_class": "2",
            "opens_at": "2026-11-20T09:00",
            "closes_at": "2026-12-01T18:30",
            "form": "press",
        },
    )
    assert done.location == LIST
    made = find(edition, "volunteer")
    assert (made.colour, made.way_in, made.capacity) == ("#ab2b36", WayIn.APPROVAL, 40)
    assert made.opens_at == datetime(2026, 11, 20, 0, 0, tzinfo=UTC)  # nine o'clock in Seoul
    assert made.form is not None
    assert made.position == 2
    page = client.page(LIST)
    assert "Volunteer" in page.text_of("main")
    page = client.page(f"{LIST}/volunteer")
    assert page.one("[name=opens_at]")["value"] == "2026-11-20T09:00"
    assert "category.added" in set(db.session.scalars(select(AuditEntry.action)))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"colour": "#ffff00"}, "1.0 : 1"),
        ({"colour": "yellow"}, "six digits"),
        ({"name-en": ""}, "both languages"),
        ({"capacity": "-1"}, "whole number"),
        ({"capacity": "many"}, "whole number"),
        ({"opens_at": "2026-12-01T00:00", "closes_at": "2026-11-01T00:00"}, "before it opens"),
        ({"opens_at": "soon"}, "a day and a time"),
        ({"badge_word-ko": "\U0001f600"}, "No typeface for badges"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(edition, client, data, words):
    make_organiser(client)
    refused = client.submit(f"{LIST}/new", FIELDS | data)
    assert refused.status_code == 422
    page = client.read(refused)
    assert words in page.text_of("#errors")
    assert page.one("#name-ko")["value"] == "자원봉사"
    assert find_category(edition, "volunteer") is None


def test_a_capacity_below_what_is_taken_is_refused_with_the_number(edition, client):
    for _number in range(3):
        make_registration(edition)
    make_organiser(client)
    refused = client.submit(f"{LIST}/citizen", {"capacity": "2"})
    assert refused.status_code == 422
    assert "3 places are taken already" in client.read(refused).text_of("#errors")
    assert find(edition, "citizen").capacity == 500
    assert client.submit(f"{LIST}/citizen", {"capacity": "3"}).status_code == 303
    assert "Full" in client.page(LIST).text_of("main")


def test_categories_are_moved(edition, client):
    make_organiser(client)
    client.submit(LIST, {}, form="form[action$='/press/move']", button="up")
    db.session.expire_all()
    assert [category.key for category in list_categories(edition)] == ["press", "citizen"]


def test_an_edition_without_categories_says_what_to_do(app, client):
    make_open_edition(slug="forum", categories=(), seats={})
    make_organiser(client)
    assert "No category yet" in client.page(LIST).text_of("main")


def test_there_is_no_page_of_a_category_that_is_not_there(edition, client):
    make_organiser(client)
    assert client.get(f"{LIST}/nobody").status_code == 404
