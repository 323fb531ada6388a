"""Registering at the desk: quick, once, with consents, within the capacity, and let in."""

import pytest
from sqlalchemy import func, select

from forum.checkin.models import Scan
from forum.checkin.services.scans import find_by_nonce
from forum.checkin.walkins.services import nonce_of, walk_in
from forum.core.db import db, set_reading
from forum.core.localized import LocalizedText
from forum.core.permissions import Role
from forum.registration.behalf.types import BehalfOrder
from forum.registration.errors import CategoryFullError
from forum.registration.models import ConsentGiven, Registration
from forum.registration.types import ConsentBy, ConsentHow
from tests.factories.accounts import make_organiser
from tests.factories.checkin import make_list
from tests.factories.registration import details_of, make_category, make_open_edition

DESK = {"privacy": ConsentHow.DESK}
WALKER = LocalizedText("김영희 (시험)")


def order_of(key="one", **changes):
    values = {"noted": DESK, "name": WALKER, "email": "", "sessions": ()}
    return BehalfOrder(key=key, details=details_of(**(values | changes)))


@pytest.mark.both_databases
def test_a_walk_in_is_registered_and_let_in_once_however_often_it_is_sent(app):
    del app
    edition = make_open_edition()
    target = make_list(edition)
    first = walk_in(edition, order_of(), target)
    again = walk_in(edition, order_of(), target)
    assert (again.id, again.number) == (first.id, first.number)
    scan = db.session.scalars(select(Scan)).one()
    assert (scan.registration_id, scan.result, scan.device_id) == (first.id, "admitted", None)
    assert scan.actor.startswith("desk:")
    consent = db.session.scalars(select(ConsentGiven).where(ConsentGiven.key == "privacy")).one()
    assert (consent.given, consent.given_by, consent.how) == (
        True,
        ConsentBy.ORGANISER,
        ConsentHow.DESK,
    )


@pytest.mark.both_databases
def test_a_full_category_takes_no_walk_in_and_a_list_for_others_lets_nobody_in(app):
    del app
    edition = make_open_edition(categories=(make_category(capacity=1),))
    target = make_list(edition, categories=("press",))
    made = walk_in(edition, order_of(), target)
    answer = find_by_nonce(target, [nonce_of(made)])[nonce_of(made)]
    assert (answer.verdict.result, answer.verdict.reason) == ("not_allowed", "category")
    other = LocalizedText("박철수 (시험)")
    with pytest.raises(CategoryFullError):
        walk_in(edition, order_of("two", name=other), target)


# ---------------------------------------------------------------- pages


@pytest.fixture
def desk(client):
    """The address of the quick form, with an edition that has a list."""
    edition = make_open_edition()
    target = make_list(edition)
    db.session.commit()
    make_organiser(client)
    set_reading(value=False)
    return f"/manage/{edition.slug}/checkin/walk-in", edition, target


def said(**changes):
    return {
        "category": "citizen",
        "name-ko": "김영희 (시험)",
        "consent-privacy": "yes",
        "consent-photos": "no",
    } | changes


def test_the_desk_registers_shows_the_number_and_offers_the_badge(desk, client):
    address, _edition, target = desk
    page = client.page(address)
    set_reading(value=False)
    values = said(list=str(target.id))
    done = client.send(page, address, values)
    assert done.status_code == 303
    set_reading(value=False)
    again = client.send(page, address, values)  # a double click
    assert again.location == done.location
    set_reading(value=False)
    count = select(func.count()).select_from(Registration)
    assert db.session.scalar(count) == 1
    number = db.session.scalar(select(Registration.number))
    shown = client.page(done.location)
    set_reading(value=False)
    assert shown.text_of(".walk-in-number") == number
    assert "Let in First day" in shown.text_of(".facts")
    badge = client.send(shown, done.location, {}, form="form[action*='/badges/']")
    assert badge.data.startswith(b"%PDF")


def test_the_desk_says_what_is_missing_and_keeps_what_was_typed(desk, client):
    address, _edition, _target = desk
    refused = client.submit(address, {"name-en": "Kim Younghee (trial)"})
    assert refused.status_code == 422
    page = client.read(refused)
    assert "Choose how they take part." in page.text_of("#errors")
    assert "Note what the person has answered." in page.text_of("#errors")
    assert page.one("#name-en")["value"] == "Kim Younghee (trial)"
    set_reading(value=False)
    refused = client.submit(address, said(**{"consent-privacy": "no"}))
    assert refused.status_code == 422
    set_reading(value=False)
    refused = client.submit(address, said(email="nobody"))
    assert refused.status_code == 422
    set_reading(value=False)
    assert db.session.scalar(select(func.count()).select_from(Registration)) == 0


def test_whoever_is_alike_is_shown_before_anybody_is_registered(desk, client):
    address, edition, _target = desk
    walk_in(edition, order_of(), None)
    db.session.commit()
    refused = client.submit(address, said(list="0"))
    assert refused.status_code == 409
    page = client.read(refused)
    assert "Is it the same person?" in page.text_of("main")
    set_reading(value=False)
    done = client.send(page, address, {}, button="yes")
    assert done.status_code == 303
    set_reading(value=False)
    assert "Not let in yet" in client.page(done.location).text_of(".facts")


def test_who_may_not_register_has_no_desk(client):
    edition = make_open_edition()
    db.session.commit()
    make_organiser(client, Role.PROTOCOL)
    assert client.get(f"/manage/{edition.slug}/checkin/walk-in").status_code == 403
