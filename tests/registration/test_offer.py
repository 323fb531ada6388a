"""The page that the link of an offer opens."""

import pytest
from sqlalchemy import select

from forum.core.db import db
from forum.core.mail import OutgoingMail
from forum.registration import services
from forum.registration.models import Registration
from forum.registration.waiting.models import WaitingEntry
from forum.registration.waiting.types import ADMISSION, WaitingState
from tests.factories.registration import make_category, make_open_edition, make_registration


@pytest.fixture
def offered(app):
    edition = make_open_edition(categories=(make_category(capacity=1),))
    inside = make_registration(edition)
    waits = [make_registration(edition, waits=frozenset({ADMISSION})) for _one in range(2)]
    services.cancel(inside)
    db.session.commit()
    return waits


def link_to(person):
    mail = db.session.scalars(
        select(OutgoingMail).where(
            OutgoingMail.recipient == person.email, OutgoingMail.cause == "registration.offered"
        )
    ).one()
    return next(w for w in mail.text.split() if "/my/open/" in w).split("8000")[1]


def states(people):
    db.session.rollback()
    return [db.session.get_one(Registration, one.id).state.value for one in people]


def opened(client, person, language):
    address = link_to(person).replace("/ko/", f"/{language}/")
    return client.submit(address, {}).location


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ko", ("빈자리가 났습니다", "자리 받기", "양보하기")),
        ("en", ("A place is free", "Take it")),
    ],
)
def test_the_page_says_what_is_held_and_looking_changes_nothing(offered, client, language, words):
    page = client.page(opened(client, offered[0], language))
    for word in (*words, "KST"):
        assert word in page.text_of("main"), word
    assert states(offered) == ["offered", "waiting"]


def test_taking_leads_to_the_registration_and_works_once(offered, client):
    page = client.page(opened(client, offered[0], "en"))
    assert client.send(page, "/en/my/offer", {}, button="take").location == "/en/my/registration"
    assert client.page("/en/my/registration").text_of("h1") == "You are registered"
    assert states(offered) == ["confirmed", "waiting"]
    assert client.send(page, "/en/my/offer", {}, button="take").status_code == 410
    client.page("/en/my/offer", status=410)


def test_leaving_gives_the_place_to_the_next(offered, client):
    page = client.page(opened(client, offered[0], "en"))
    assert client.send(page, "/en/my/offer", {}, button="leave").location == "/en/my/registration"
    assert states(offered) == ["cancelled", "offered"]


def test_an_offer_that_is_over_says_so(offered, client, moments):
    page = client.page(opened(client, offered[0], "en"))
    entry = db.session.scalars(
        select(WaitingEntry).where(WaitingEntry.state == WaitingState.OFFERED)
    ).one()
    with moments(entry.offer_ends_at):
        client.page("/en/my/offer", status=410)
        assert client.send(page, "/en/my/offer", {}, button="take").status_code == 410
    assert states(offered) == ["offered", "waiting"]


def test_the_page_belongs_to_nobody_without_the_link(offered, client):
    client.page("/en/my/offer", status=403)
