"""The page that the link of an offer opens."""

import pytest
from sqlalchemy import select

from forum.core.db import db
from forum.core.mail import OutgoingMail
from forum.registration import services
from forum.registration.models import Registration
from forum.registration.questions.queries import definition_of
from forum.registration.questions.types import Kind
from forum.registration.services import seats
from forum.registration.waiting.models import WaitingEntry
from forum.registration.waiting.types import ADMISSION, WaitingState
from tests.factories.registration import make_category, make_open_edition, make_registration
from tests.registration.questions.test_rules import ask, form, options, section
from tests.registration.questions.test_services import publish


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


@pytest.mark.parametrize(
    ("language", "title", "rest"),
    [
        ("ko", "제안 기한이 지났습니다", "이제 어느 대기자 명단에도 없습니다"),
        ("en", "This offer is over", "You are on no waiting list any more"),
    ],
)
def test_the_link_of_an_offer_that_is_over_says_what_is_left(
    offered, client, moments, language, title, rest
):
    link = link_to(offered[0]).replace("/ko/", f"/{language}/")
    entry = db.session.scalars(
        select(WaitingEntry).where(WaitingEntry.state == WaitingState.OFFERED)
    ).one()
    with moments(entry.offer_ends_at):
        assert client.page(link, status=410).text_of("h1") == title  # before the worker came by
        list(services.expire_offers())
        db.session.commit()
        page = client.page(link, status=410)
    assert page.text_of("h1") == title
    assert rest in page.text_of("main")


def test_the_link_of_an_offer_that_is_over_tells_the_place_on_other_lists(app, client, moments):
    edition = make_open_edition(seats={"hall": 1, "tour": 1})
    inside = make_registration(edition, sessions=("hall", "tour"))
    both = frozenset({"session:hall", "session:tour"})
    make_registration(edition, sessions=("tour",), waits=both)
    mine = make_registration(edition, sessions=("hall", "tour"), waits=both)
    inside.attendances = [a for a in inside.attendances if a.session_key != "hall"]
    freed = seats.free(inside, {"session:hall"})
    services.offer_seats(edition, freed)
    db.session.commit()
    entry = db.session.scalars(
        select(WaitingEntry).where(WaitingEntry.state == WaitingState.OFFERED)
    ).one()
    assert entry.registration_id == mine.id
    with moments(entry.offer_ends_at):
        list(services.expire_offers())
        db.session.commit()
        page = client.page(link_to(mine).replace("/ko/", "/en/"), status=410)
    assert "Waiting list, place 2" in page.text_of("main ul")


def test_a_link_that_was_answered_says_what_was_answered(offered, client, app):
    page = client.page(opened(client, offered[0], "en"))
    client.send(page, "/en/my/offer", {}, button="leave")
    again = app.test_client().page(link_to(offered[0]).replace("/ko/", "/en/"), status=410)
    assert again.text_of("h1") == "You have left this place to others"
    page = client.page(opened(client, offered[1], "en"))
    client.send(page, "/en/my/offer", {}, button="take")
    again = app.test_client().page(link_to(offered[1]).replace("/ko/", "/en/"), status=410)
    assert again.text_of("h1") == "You have taken this place"


def test_an_option_is_named_where_it_is_offered_and_where_it_is_given_back(app, client):
    edition = make_open_edition()
    questions = form(
        section(ask("meal", Kind.CHOICE, options=options("lunch", "dinner", capacity=1)))
    )
    publish(edition, questions)
    lunch, dinner = "option:meal/lunch", "option:meal/dinner"
    inside = make_registration(edition, answers={"meal": "lunch"})
    mine = make_registration(
        edition,
        answers={"meal": "lunch"},
        seconds={lunch: (dinner,)},
        waits=frozenset({lunch}),
    )
    assert mine.form_version is not None
    services.cancel(inside)
    db.session.commit()
    label = mine_label(mine, "lunch")
    mail = db.session.scalars(
        select(OutgoingMail).where(OutgoingMail.cause == "registration.offered")
    ).one()
    assert mine_label(mine, "lunch", "ko") in mail.text
    page = client.page(opened(client, mine, "en"))
    assert f"“{label}” has become free" in page.text_of(".lede")
    assert mine_label(mine, "dinner") in page.text_of("dl.facts")


def mine_label(person, option, language="en"):
    question = definition_of(person.form_version).question("meal")
    return question.option(option).label.in_(language)
