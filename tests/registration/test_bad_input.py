"""What people do that nobody planned: a second tab, a step twice, a category that has gone."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from forum.core.db import db
from forum.core.mail import OutgoingMail
from forum.registration import services
from forum.registration.models import Limit, Registration
from forum.registration.queries import find_category
from tests.conftest import NOW
from tests.factories.registration import make_category, make_open_edition
from tests.registration.test_steps import YOU, walk

BASE = "/en/forum/register"
AGREES = {"consent-privacy": "yes"}


@pytest.fixture
def edition(app):
    return make_open_edition(
        slug="forum",
        categories=(make_category("citizen", capacity=5), make_category("press", number=5)),
        seats={"hall": 100, "tour": 1},
    )


def registered() -> int:
    return db.session.scalar(select(func.count(Registration.id))) or 0


def test_a_category_that_closes_between_the_steps_takes_nobody(edition, client, moments):
    last = walk(client)
    page = client.page(last)
    find_category(edition, "citizen").closes_at = NOW + timedelta(hours=1)
    with moments(NOW + timedelta(hours=2)):
        refused = client.send(page, last, AGREES)
        assert refused.status_code == 422
        assert "Category citizen" in client.read(refused).text_of("#errors")
        assert registered() == 0
        client.submit(f"{BASE}/you", YOU | {"category": "press"})
        assert client.submit(last, AGREES).location == f"{BASE}/done"
    assert registered() == 1


def test_a_category_that_fills_between_the_steps_is_told_and_nothing_is_lost(edition, client):
    last = walk(client, attend={"sessions": ["hall"]})
    page = client.page(last)
    services.set_capacity(edition, 0, category=find_category(edition, "citizen"))
    refused = client.send(page, last, AGREES)
    assert refused.status_code == 422
    assert "is full: 0 of 0 places are taken" in client.read(refused).text_of("main")
    assert client.page(f"{BASE}/you").one("[name=name-en]")["value"] == YOU["name-en"]
    assert db.session.scalar(select(func.sum(Limit.taken))) == 0


def test_of_two_tabs_the_last_that_was_sent_counts(edition, client):
    """Both show the first step; the second one changes who comes, the first goes on."""
    walk(client)
    tab = client.page(f"{BASE}/you")
    walk(client, you={"category": "press", "email": "other@example.org"})
    stale = client.page(f"{BASE}/confirm")
    assert client.send(tab, f"{BASE}/you", YOU).status_code == 303
    assert client.send(stale, f"{BASE}/confirm", AGREES).location == f"{BASE}/done"
    made = db.session.scalars(select(Registration)).one()
    assert (made.email, made.category.key) == (YOU["email"], "citizen")


def test_a_step_sent_again_after_the_end_makes_no_second_registration(edition, client):
    last = walk(client)
    steps = {step: client.page(f"{BASE}/{step}") for step in ("you", "attend", "needs")}
    page = client.page(last)
    for _time in range(2):
        assert client.send(page, last, AGREES).location == f"{BASE}/done"
    for step, former in steps.items():
        answer = client.send(former, f"{BASE}/{step}", {})
        assert answer.status_code in {303, 422}, step
    assert client.send(page, last, AGREES).status_code in {303, 422}
    assert registered() == 1
    causes = db.session.scalars(select(OutgoingMail.cause).order_by(OutgoingMail.id)).all()
    # who fills everything in once more is told by mail, and not on the page, that they come already
    assert causes == ["registration.confirmed", "registration.repeated"]


@pytest.mark.parametrize("order", [("needs",), ("confirm",), ("attend", "confirm")])
def test_steps_without_the_first_lead_to_it(edition, client, order):
    for step in order:
        assert client.get(f"{BASE}/{step}").location == f"{BASE}/you"
    assert registered() == 0


@pytest.mark.parametrize(
    ("country", "phone", "kept"),
    [
        ("KR", "010-1234-5678", "+821012345678"),
        ("KR", "+49 30 901820", "+4930901820"),
        ("FR", "01 42 76 40 40", "+33142764040"),
        ("VN", "024 3825 3536", "+842438253536"),
        ("BR", "(11) 3113-8000", "+551131138000"),
        ("ZA", "011 407 7356", "+27114077356"),
        ("IT", "06 0606", "+39060606"),
    ],
)
def test_phones_of_any_country_are_taken(edition, client, country, phone, kept):
    last = walk(client, you={"country": country, "phone": phone})
    assert client.submit(last, AGREES).status_code == 303
    assert db.session.scalars(select(Registration)).one().phone == kept


def test_what_no_badge_can_print_is_named_of_both_scripts_at_once(edition, client):
    typed = {"name-ko": "길동 \N{EGYPTIAN HIEROGLYPH A001}", "name-en": "G \N{GRINNING FACE}"}
    refused = client.submit(f"{BASE}/you", YOU | typed)
    said = client.read(refused).text_of("#errors")
    assert "\N{EGYPTIAN HIEROGLYPH A001}" in said
    assert "\N{GRINNING FACE}" in said


def test_an_emoji_in_a_name_is_told_and_what_was_typed_stays(edition, client):
    refused = client.submit(f"{BASE}/you", YOU | {"name-en": "Gildong \N{GRINNING FACE}"})
    assert refused.status_code == 422
    page = client.read(refused)
    assert "No typeface for badges" in page.text_of("#errors")
    assert "\N{GRINNING FACE}" in str(page.one("[name=name-en]")["value"])
