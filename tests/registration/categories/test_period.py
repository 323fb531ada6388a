"""When an edition takes registrations, as organisers say it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.permissions import Role
from forum.editions.types import EditionState
from forum.registration.queries import find_book, standing_of
from forum.registration.types import Standing
from tests.conftest import NOW
from tests.factories.accounts import make_organiser
from tests.factories.editions import make_edition
from tests.factories.registration import make_open_edition

PAGE = "/manage/forum/registrations/period"
CATEGORY = "/manage/forum/registrations/categories/new"
WORDS = {
    "name-ko": "시민",
    "name-en": "Citizen",
    "badge_word-ko": "시민",
    "badge_word-en": "Citizen",
    "way_in": "open",
}


@pytest.mark.parametrize("language", ["ko", "en"])
def test_an_edition_from_nothing_is_opened_on_a_page(app, client, language):
    edition = make_edition(slug="forum")
    db.session.commit()
    make_organiser(client, role=Role.REGISTRAR, language=language)
    assert standing_of(edition) is Standing.ABSENT
    page = client.page(PAGE)
    assert len(page.select(".banner-warning")) == 2  # no category, no notice
    client.submit(CATEGORY, WORDS, form="form.mg-form")
    assert client.submit(PAGE, {}, form="form.mg-form").status_code == 303
    db.session.expire_all()
    assert standing_of(edition) is Standing.OPEN
    assert client.page(PAGE).select(".mg-head .tag-ok")
    # people can begin now
    assert client.get(f"/{language}/forum/register/you").status_code == 200
    assert "registration.period" in set(db.session.scalars(select(AuditEntry.action)))


def test_a_period_is_written_in_the_forums_own_time(app, client):
    edition = make_open_edition(slug="forum")
    make_organiser(client, role=Role.REGISTRAR, language="en")
    said = {"opens_at": "2026-12-01T09:00", "closes_at": "2027-01-31T18:00"}
    client.submit(PAGE, said, form="form.mg-form")
    db.session.expire_all()
    book = find_book(edition)
    assert book is not None
    assert book.opens_at is not None
    assert book.opens_at.isoformat() == "2026-12-01T00:00:00+00:00"
    page = client.page(PAGE)
    assert page.select_one("#opens_at")["value"].startswith("2026-12-01T09:00")
    # closed at once
    past = (NOW - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    client.submit(PAGE, {"opens_at": "", "closes_at": past}, form="form.mg-form")
    db.session.expire_all()
    assert standing_of(edition) is Standing.CLOSED


def test_a_period_that_ends_before_it_begins_is_refused(app, client):
    edition = make_open_edition(slug="forum")
    make_organiser(client, role=Role.REGISTRAR, language="ko")
    former = find_book(edition)
    assert former is not None
    opened = former.opens_at
    said = {"opens_at": "2027-01-31T18:00", "closes_at": "2026-12-01T09:00"}
    refused = client.submit(PAGE, said, form="form.mg-form")
    assert refused.status_code == 422
    assert "닫는 때가 여는 때보다 빠릅니다" in client.read(refused).text_of("#closes_at-error")
    assert client.submit(PAGE, {"opens_at": "soon"}, form="form.mg-form").status_code == 422
    db.session.expire_all()
    book = find_book(edition)
    assert book is not None
    assert book.opens_at == opened


def test_a_draft_says_that_it_is_one(app, client):
    make_edition(slug="forum", state=EditionState.DRAFT)
    db.session.commit()
    make_organiser(client, role=Role.REGISTRAR, language="en")
    assert "still a draft" in client.page(PAGE).texts_of(".banner-warning")[0]
