"""The pages on which badges are printed, and a person's own badge."""

import pypdfium2
import pytest

from forum.badges.models import BadgePrint
from forum.core.db import db
from forum.core.links import issue_link
from forum.core.permissions import Role
from forum.registration.emails import PURPOSE
from forum.registration.services import cancel
from tests.factories.accounts import make_organiser
from tests.factories.registration import make_category, make_open_edition, make_registration


def pages_of(response) -> int:
    """Return how many pages the PDF of a response has."""
    assert response.status_code == 200
    assert response.content_type == "application/pdf"
    assert response.headers["Cache-Control"] == "private, no-store"
    return len(pypdfium2.PdfDocument(response.data))


@pytest.fixture
def edition(app):
    """An edition with two categories."""
    del app
    return make_open_edition(
        slug="dwc-2026", categories=(make_category(), make_category("press", number=4))
    )


URL = "/manage/dwc-2026/badges/"


def test_index_says_what_to_do_before_anybody_has_registered(edition, client):
    make_organiser(client, edition_id=edition.id)
    page = client.page(URL)
    assert "Nobody has registered yet" in page.one("main").get_text()
    assert page.texts_of("#print") == []


def test_index_counts_what_is_still_to_be_printed(edition, client):
    make_registration(edition)
    make_organiser(client, edition_id=edition.id)
    assert "0 of 1 are printed" in client.page(URL).one("main").get_text()


def test_the_new_badges_are_given_once(edition, client):
    for _ in range(3):
        make_registration(edition)
    make_organiser(client, Role.PROTOCOL, edition_id=edition.id)
    first = client.submit(URL, {}, form="#print")
    assert pages_of(first) == 3
    assert first.headers["Content-Disposition"] == 'attachment; filename="dwc-2026-badges-a6.pdf"'
    again = client.submit(URL, {}, form="#print")
    assert again.status_code == 404
    assert "nobody yet for whom a badge" in client.read(again).one("#print").get_text()
    assert pages_of(client.submit(URL, {"which": "all"}, form="#print")) == 3


def test_one_category_is_given_alone_in_another_size(edition, client):
    make_registration(edition)
    make_registration(edition, category="press")
    make_organiser(client, edition_id=edition.id)
    response = client.submit(URL, {"category": "press", "size": "A7"}, form="#print")
    assert pages_of(response) == 1
    assert "dwc-2026-badges-press-a7.pdf" in response.headers["Content-Disposition"]


def test_one_badge_is_given_at_the_desk(edition, client):
    mine = make_registration(edition)
    make_organiser(client, edition_id=edition.id)
    response = client.submit(URL, {"desk-number": mine.number.lower()}, form="#desk")
    assert pages_of(response) == 1
    wrong = client.submit(URL, {"desk-number": "1234-X"}, form="#desk")
    assert wrong.status_code == 422
    assert "no such badge number" in client.read(wrong).one("#desk").get_text()


def test_samples_can_be_looked_at_without_noting_anything(edition, client):
    make_organiser(client, edition_id=edition.id)
    assert pages_of(client.get(URL + "sample.pdf")) == 2
    assert db.session.query(BadgePrint).count() == 0


def test_the_badge_of_one_registration_belongs_to_its_edition(edition, client):
    mine = make_registration(edition).id
    other = make_registration(make_open_edition(slug="another")).id
    make_organiser(client, edition_id=edition.id)
    token = client.page(URL).one("#desk [name$=csrf_token]")["value"]
    ours = client.post(f"{URL}registrations/{mine}", data={"desk-csrf_token": token})
    assert pages_of(ours) == 1
    theirs = client.post(f"{URL}registrations/{other}", data={"desk-csrf_token": token})
    assert theirs.status_code == 404


def test_who_may_not_print_sees_no_badges(edition, client):
    make_organiser(client, Role.EDITOR, edition_id=edition.id)
    assert client.get(URL).status_code == 403


def test_my_own_badge_by_the_link_in_my_mail(edition, client):
    mine = make_registration(edition)
    secret = issue_link(PURPOSE, "registration", mine.id)
    db.session.commit()
    assert client.get("/ko/my/registration/badge.pdf").status_code in {401, 403, 404, 410}
    client.submit(f"/ko/my/open/{PURPOSE}/{secret}", {})
    response = client.get("/ko/my/registration/badge.pdf")
    assert pages_of(response) == 1
    assert mine.number in response.headers["Content-Disposition"]
    assert db.session.query(BadgePrint).count() == 0


def test_who_has_cancelled_has_no_badge_any_more(edition, client):
    mine = make_registration(edition)
    secret = issue_link(PURPOSE, "registration", mine.id)
    cancel(mine)
    db.session.commit()
    client.submit(f"/en/my/open/{PURPOSE}/{secret}", {})
    assert client.get("/en/my/registration/badge.pdf").status_code == 404
