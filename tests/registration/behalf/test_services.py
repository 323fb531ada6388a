"""Somebody registered by an organiser: once, by the same rules, with or without an address."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.core.mail import OutgoingMail
from forum.editions.queries import get_edition
from forum.privacy.erasing import erase_people
from forum.registration import errors, services
from forum.registration.behalf.errors import ConsentHowMissingError, SimilarPeopleError
from forum.registration.behalf.services import register_on_behalf
from forum.registration.behalf.types import BehalfOrder
from forum.registration.consents.services import confirm_consents
from forum.registration.lines.models import LineChange
from forum.registration.models import Limit, Registration
from forum.registration.queries import list_consents
from forum.registration.types import (
    ConsentBy,
    ConsentHow,
    GuardianDetails,
    RegistrationState,
    Source,
    WayIn,
)
from forum.registration.waiting.queries import list_waiting
from forum.registration.waiting.types import ADMISSION
from tests.factories.registration import (
    details_of,
    make_category,
    make_open_edition,
    make_registration,
)
from tests.registration.test_races import at_once, in_own_transaction

pytestmark = pytest.mark.both_databases

PHONE = {"privacy": ConsentHow.TELEPHONE}
ANOTHER = LocalizedText("김영희 (시험)")


def order_of(
    key: str = "one", *, over: str = "", is_another: bool = False, **changes
) -> BehalfOrder:
    details = details_of(**{"noted": PHONE, "name": ANOTHER, **changes})
    return BehalfOrder(key=key, details=details, over_reason=over, is_another=is_another)


def mails() -> list[tuple[str, str]]:
    rows = db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id))
    return [(row.recipient, row.cause) for row in rows]


def taken(key: str = "category:citizen") -> tuple[int, int]:
    limit = db.session.scalars(select(Limit).where(Limit.key == key)).one()
    db.session.refresh(limit)
    return limit.taken, limit.capacity


@pytest.fixture
def edition(app):
    return make_open_edition(
        slug="forum",
        categories=(
            make_category(capacity=2),
            make_category("press", number=4, way_in=WayIn.APPROVAL),
        ),
        seats={"hall": 1, "tour": 5},
    )


def test_who_has_an_address_is_asked_to_confirm_what_was_noted(edition):
    made = register_on_behalf(edition, order_of(email="young@example.org", sessions=("hall",)))
    db.session.commit()
    assert (made.source, made.state) == (Source.ON_BEHALF, RegistrationState.CONFIRMED)
    assert mails() == [
        ("young@example.org", "registration.confirmed"),
        ("young@example.org", "registration.noted"),
    ]
    said = {one.key: (one.given, one.given_by, one.how) for one in list_consents(made)}
    assert said["privacy"] == (True, ConsentBy.ORGANISER, "telephone")
    assert confirm_consents(made, language="ko") == 1
    db.session.commit()
    assert {one.given_by for one in list_consents(made)} == {ConsentBy.SELF}
    assert confirm_consents(made, language="ko") == 0


def test_who_has_no_address_gets_no_mail_and_takes_a_seat(edition):
    first = register_on_behalf(edition, order_of("one", email=""))
    second = register_on_behalf(edition, order_of("two", email="", name=LocalizedText("박철수")))
    db.session.commit()
    assert (first.email, second.email) == ("", "")
    assert first.email_key != second.email_key
    assert mails() == []
    for send in (services.send_fresh_code, services.send_new_link):
        with pytest.raises(errors.NoAddressError):
            send(first)
    assert taken() == (2, 2)
    services.cancel(first, "못 옴")
    erase_people([second.id], are_expected=True)
    db.session.commit()
    assert mails() == []
    assert taken() == (0, 2)


def test_nobody_else_comes_without_an_address(edition):
    for source in (Source.SELF, Source.API):
        with pytest.raises(errors.EmailInvalidError):
            make_registration(edition, source=source, email="")


def test_the_way_of_each_answer_must_be_said(edition):
    with pytest.raises(ConsentHowMissingError):
        register_on_behalf(edition, order_of(noted={}))
    with pytest.raises(errors.ConsentMissingError):
        register_on_behalf(edition, order_of(consents={"privacy": False}))


def test_those_who_are_alike_are_looked_at_first(edition):
    place = LocalizedText("서울시", "")
    there = make_registration(edition, email="a@example.org", name=ANOTHER, affiliation=place)
    with pytest.raises(SimilarPeopleError) as refused:
        register_on_behalf(edition, order_of(email="", affiliation=place))
    assert refused.value.ids == (there.id,)
    elsewhere = LocalizedText("부산시", "")
    register_on_behalf(edition, order_of(email="", affiliation=elsewhere))
    with pytest.raises(errors.AlreadyRegisteredError):
        register_on_behalf(edition, order_of("two", email="A@example.org"))


def test_one_address_can_hold_another_person_who_was_looked_at(edition):
    make_registration(edition, email="a@example.org")
    order = order_of(email="a@example.org")
    with pytest.raises(SimilarPeopleError):
        register_on_behalf(edition, order)
    made = register_on_behalf(edition, replace(order, is_another=True))
    db.session.commit()
    assert made.colleague_key


def test_what_is_full_is_waited_for_or_gets_a_place_with_a_reason(edition):
    for _one in range(2):
        make_registration(edition)
    with pytest.raises(errors.CategoryFullError):
        register_on_behalf(edition, order_of())
    db.session.rollback()
    edition = get_edition("forum")
    waits = register_on_behalf(edition, order_of(waits=frozenset({ADMISSION})))
    db.session.commit()
    assert list_waiting(waits)[0].place == 1
    guest = order_of("two", over="축사", sessions=("hall",), name=LocalizedText("축사자"))
    made = register_on_behalf(edition, guest)
    db.session.commit()
    assert made.is_confirmed
    assert taken() == (3, 3)
    assert taken("session:hall") == (1, 1)
    (change,) = db.session.scalars(select(LineChange))
    assert (change.reason, change.registration_id) == ("축사", made.id)
    assert not [e for e in db.session.scalars(select(AuditEntry)) if "축사" in str(e.details)]
    assert waits.state is RegistrationState.WAITING  # the new place was for the guest alone


def test_a_child_waits_for_the_guardian(edition):
    guardian = GuardianDetails(name="김보호", relation="어머니", email="mother@example.org")
    made = register_on_behalf(edition, order_of(email="", guardian=guardian))
    db.session.commit()
    assert made.state is RegistrationState.GUARDIAN
    assert mails() == [("mother@example.org", "registration.guardian")]


def test_a_double_click_registers_once(app, edition):
    order = order_of(email="")
    edition_id = edition.id
    db.session.rollback()

    def registering() -> object:
        return register_on_behalf(get_edition("forum"), order).id

    outcomes = at_once([in_own_transaction(app, registering) for _click in range(4)])
    assert len(set(outcomes)) == 1
    assert isinstance(outcomes[0], int)
    db.session.rollback()
    count = select(func.count(Registration.id)).where(Registration.edition_id == edition_id)
    assert db.session.scalar(count) == 1
    assert taken() == (1, 2)
