"""Who has looked at what is sensitive, and that somebody looks through it each month."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from forum.core.db import db
from forum.core.permissions import Role
from forum.privacy import services
from forum.privacy.errors import MonthNotOverError
from forum.privacy.models import AccessReview
from tests.factories.accounts import make_organiser, sign_in
from tests.factories.registration import HUNGRY, make_open_edition, make_registration

LOG = "/manage/forum/privacy/access"
DECEMBER = datetime(2026, 12, 1, 3, tzinfo=UTC)


@pytest.fixture
def mine(app):
    edition = make_open_edition(slug="forum")
    return make_registration(
        edition, sensitive=HUNGRY, consents={"privacy": True, "sensitive": True}
    )


def test_a_look_is_on_the_page_with_name_and_person(mine, client):
    user = make_organiser(client, Role.OWNER)
    client.page(f"/manage/forum/registrations/{mine.id}")
    row = client.page(LOG).one("tbody tr").get_text(" ", strip=True)
    assert user.name.en in row
    assert f"Registration {mine.id}" in row
    assert "Seen" in row
    make_open_edition(slug="other")
    assert not client.page("/manage/other/privacy/access").select("tbody tr")


def test_who_was_refused_is_there_too(mine, client, app):
    make_organiser(client, Role.PROTOCOL)
    assert client.get(LOG).status_code == 403
    auditor = app.test_client()
    make_organiser(auditor, Role.AUDITOR)
    assert "Refused" in auditor.page(LOG).text_of("tbody")


def test_a_month_is_looked_through_once_it_is_over(mine, client, moments):
    user = make_organiser(client, Role.OWNER)
    client.page(f"/manage/forum/registrations/{mine.id}")
    page = client.page(LOG)
    assert not page.select("form.mg-form")
    with pytest.raises(MonthNotOverError):
        services.review_month(mine.edition, "2026-11")
    with moments(DECEMBER):
        sign_in(client, user)
        noted = {"note": "급식 업체용 All for the caterer"}
        client.submit(f"{LOG}?month=2026-11", noted, form="form.mg-form")
        text = client.page(f"{LOG}?month=2026-11").text_of("main")
    assert user.name.en in text
    assert "All for the caterer" in text
    review = db.session.scalars(select(AccessReview)).one()
    assert (review.month, review.entries) == ("2026-11", 1)


def test_twice_is_once(mine, moments):
    with moments(DECEMBER):
        first = services.review_month(mine.edition, "2026-11", "a")
        db.session.commit()
        assert services.review_month(mine.edition, "2026-11", "b").id == first.id


def test_a_month_that_is_none_is_not_found(mine, client):
    make_organiser(client)
    for month in ("2026-13", "x", "1999-01"):
        assert client.get(f"{LOG}?month={month}").status_code == 404
