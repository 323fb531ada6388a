"""What people need: numbers for the caterer, names for those who may see them."""

import pytest
from sqlalchemy import select

from forum.core.db import db
from forum.core.journal import AccessEntry
from forum.core.localized import LocalizedText
from forum.core.permissions import Role
from forum.programme.queries import find_session
from forum.programme.services import release_programme
from forum.programme.types import SessionKind
from forum.registration import services
from forum.registration.types import Diet, SensitiveDetails
from tests.conftest import count_queries
from tests.factories.accounts import make_organiser
from tests.factories.registration import make_open_edition, make_registration

PAGE = "/manage/forum/registrations/needs"
AGREED = {"privacy": True, "sensitive": True}


@pytest.fixture
def edition(app):
    edition = make_open_edition(slug="forum", seats={"hall": 10, "tour": 10})
    for key in ("tour", "opening"):
        find_session(edition, key).kind = SessionKind.MEAL
    release_programme(edition, LocalizedText("식사", "Meals"))
    vegan = SensitiveDetails(diets=(Diet.VEGAN, Diet.NO_NUTS), diet_note="마늘도")
    halal = SensitiveDetails(diets=(Diet.HALAL,), accessibility="휠체어")
    make_registration(edition, sensitive=vegan, consents=AGREED, sessions=("tour",))
    make_registration(
        edition,
        name=LocalizedText("아무개", "Somebody"),
        sensitive=halal,
        consents=AGREED,
    )
    gone = make_registration(edition, sensitive=vegan, consents=AGREED)
    services.cancel(gone)
    make_registration(edition)
    db.session.commit()
    return edition


def table(page):
    rows = page.select(".needs-table tbody tr")
    return {
        row.one("th").get_text(strip=True): [cell.get_text(strip=True) for cell in row.select("td")]
        for row in rows
    }


@pytest.mark.both_databases
def test_each_meal_has_its_numbers_and_nobody_a_name(edition, client):
    make_organiser(client, Role.REGISTRAR)
    page = client.page(PAGE)
    numbers = table(page)
    assert numbers["People"] == ["3", "3", "1"]
    assert numbers["Anything from animals (vegan)"] == ["1", "1", "1"]
    assert numbers["Food that is not halal"] == ["1", "1", "0"]
    assert numbers["In their own words"] == ["1", "1", "1"]
    text = page.text_of("main")
    for secret in ("아무개", "Somebody", "마늘도", "휠체어"):
        assert secret not in text
    assert not db.session.scalars(select(AccessEntry)).all()


def test_the_names_are_for_those_who_may_and_each_look_is_noted(edition, client):
    make_organiser(client, Role.OWNER)
    text = client.page(f"{PAGE}/names").text_of("main")
    for word in ("Somebody", "마늘도", "휠체어"):
        assert word in text
    entry = db.session.scalars(select(AccessEntry)).one()
    assert (entry.outcome, entry.edition, entry.details["count"]) == ("seen", "forum", 2)
    assert "2 people" in client.page("/manage/forum/privacy/access").text_of("tbody")


def test_who_may_not_see_them_is_refused_and_that_is_noted(edition, client):
    make_organiser(client, Role.REGISTRAR)
    assert not client.page(PAGE).select("a[href$='/names']")
    assert client.get(f"{PAGE}/names").status_code == 403
    db.session.rollback()
    assert db.session.scalars(select(AccessEntry)).one().outcome == "refused"


def test_an_edition_without_anything_says_so(client):
    make_open_edition(slug="forum")
    make_organiser(client)
    assert "no meal yet" in client.page(PAGE).text_of("main")
    assert "Nobody has said anything" in client.page(f"{PAGE}/names").text_of("main")
    assert not db.session.scalars(select(AccessEntry)).all()


def test_more_people_are_not_more_statements(edition, client):
    make_organiser(client)
    client.page(PAGE)
    with count_queries() as few:
        client.page(PAGE)
    for _person in range(3):
        make_registration(edition, sensitive=SensitiveDetails(diet_note="x"), consents=AGREED)
    with count_queries() as many:
        client.page(PAGE)
    assert len(many) == len(few)
