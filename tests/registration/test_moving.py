"""Moving people between categories: seats, badge, waiting lists, history."""

import pytest
import vobject
from sqlalchemy import select

from forum.core.db import db
from forum.core.mail import OutgoingMail
from forum.registration import errors, services
from forum.registration.exports import badge_token
from forum.registration.models import Limit
from forum.registration.queries import find_category, list_history
from forum.registration.types import RegistrationState
from forum.registration.waiting.types import ADMISSION
from forum.tokens.exports import qr_png
from tests.factories.registration import make_category, make_open_edition, make_registration

pytestmark = pytest.mark.both_databases


@pytest.fixture
def edition(app):
    return make_open_edition(
        categories=(
            make_category(capacity=2),
            make_category("press", number=4, capacity=1),
            make_category("guest", number=5),
        )
    )


def category_of(edition, key):
    found = find_category(edition, key)
    assert found is not None
    return found


def taken(key):
    return db.session.scalar(select(Limit.taken).where(Limit.key == f"category:{key}"))


def test_a_move_changes_the_seats_of_both_and_voids_the_badge(edition):
    person = make_registration(edition)
    services.move_category(person, category_of(edition, "press"))
    db.session.commit()
    assert (taken("citizen"), taken("press")) == (0, 1)
    assert person.category.key == "press"
    assert person.reissue == 1
    actions = [entry.action for entry in list_history(person)]
    assert actions == ["badge.reissued", "registration.moved", "registration.confirmed"]


def test_a_full_category_is_refused_with_its_number_and_nothing_changes(edition):
    make_registration(edition, category="press")
    person = make_registration(edition)
    with pytest.raises(errors.CategoryHasNoPlaceError, match="1석 가운데 1석"):
        services.move_category(person, category_of(edition, "press"))
    assert (taken("citizen"), taken("press"), person.reissue) == (1, 1, 0)
    assert person.category.key == "citizen"


def test_a_move_into_a_category_without_a_number_frees_a_place_for_who_waits(edition):
    first, _second = make_registration(edition), make_registration(edition)
    waits = make_registration(edition, waits=frozenset({ADMISSION}))
    services.move_category(first, category_of(edition, "guest"))
    db.session.commit()
    db.session.expire_all()
    assert waits.state is RegistrationState.OFFERED
    assert taken("citizen") == 2


def test_who_waits_is_offered_a_place_where_there_is_one(edition):
    for _person in range(2):
        make_registration(edition)
    waits = make_registration(edition, waits=frozenset({ADMISSION}))
    services.move_category(waits, category_of(edition, "press"))
    db.session.commit()
    db.session.expire_all()
    assert waits.state is RegistrationState.OFFERED
    assert (taken("citizen"), taken("press"), waits.reissue) == (2, 1, 0)


def test_nobody_moves_who_is_there_or_does_not_come(edition):
    person = make_registration(edition)
    with pytest.raises(errors.SameCategoryError):
        services.move_category(person, category_of(edition, "citizen"))
    services.cancel(person)
    with pytest.raises(errors.NotComingError):
        services.move_category(person, category_of(edition, "press"))


# ------------------------------------------------------------------ what the person is told


def mails_to(person) -> list[OutgoingMail]:
    rows = db.session.scalars(
        select(OutgoingMail).where(OutgoingMail.recipient == person.email).order_by(OutgoingMail.id)
    )
    return list(rows)


@pytest.mark.parametrize(
    ("language", "subject", "said"),
    [
        ("ko", "참가 구분이 바뀌었습니다", "이전 구분은 구분 citizen, 새 구분은 구분 press입니다."),
        (
            "en",
            "You take part in another category",
            "you take part as Category press now, no longer as Category citizen.",
        ),
    ],
)
def test_one_mail_in_the_persons_language_brings_the_new_badge_and_the_calendar(
    edition, language, subject, said
):
    person = make_registration(edition, language=language, sessions=("hall",))
    services.move_category(person, category_of(edition, "press"))
    db.session.commit()
    confirmed, moved = mails_to(person)
    assert (moved.cause, moved.language) == ("registration.moved", language)
    assert moved.subject.startswith(subject)
    assert said in moved.text
    assert "cid:badge-qr" in (moved.html or "")
    pictures = {one.filename: one.data for one in moved.attachments if one.filename == "qr.png"}
    assert pictures["qr.png"] == qr_png(badge_token(person))
    assert pictures["qr.png"] not in [one.data for one in confirmed.attachments]
    first, again = (
        vobject.readOne(one.data.decode())
        for mail in (confirmed, moved)
        for one in mail.attachments
        if one.content_type == "text/calendar"
    )
    assert (first.method.value, again.method.value) == ("REQUEST", "REQUEST")
    assert first.vevent.uid.value == again.vevent.uid.value
    assert int(again.vevent.sequence.value) > int(first.vevent.sequence.value)


def test_who_waits_is_told_without_a_badge_and_with_the_place_in_the_new_line(edition):
    for _person in range(2):
        make_registration(edition)
    make_registration(edition, category="press")
    waits = frozenset({ADMISSION})
    make_registration(edition, category="press", waits=waits, language="en")
    person = make_registration(edition, waits=waits, language="en")
    services.move_category(person, category_of(edition, "press"))
    db.session.commit()
    waiting, moved = mails_to(person)
    assert (waiting.cause, moved.cause) == ("registration.waiting", "registration.moved")
    assert not moved.attachments
    assert "QR" not in moved.text
    assert "cid:" not in (moved.html or "")
    assert "Category press: place 2" in moved.text


def test_a_refused_move_and_a_second_click_write_nothing(edition):
    person = make_registration(edition)
    services.move_category(person, category_of(edition, "press"))
    db.session.commit()
    with pytest.raises(errors.SameCategoryError):
        services.move_category(person, category_of(edition, "press"))
    db.session.rollback()
    assert [mail.cause for mail in mails_to(person)] == [
        "registration.confirmed",
        "registration.moved",
    ]
