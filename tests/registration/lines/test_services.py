"""Waiting lists changed by hand: with a reason, once, and never above a limit."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.links import find_link
from forum.core.mail import OutgoingMail
from forum.core.queue import do_in_parts
from forum.editions.queries import get_edition
from forum.privacy.erasing import erase_people
from forum.registration import errors, services
from forum.registration.emails import OFFER_PURPOSE
from forum.registration.lines import errors as refusals
from forum.registration.lines.models import LineChange
from forum.registration.lines.queries import get_line, list_changes, list_people, propose_capacity
from forum.registration.lines.services import (
    change_capacity,
    move_entry,
    offer_place,
    prolong_offer,
    remove_entry,
)
from forum.registration.lines.types import ChangeKind
from forum.registration.models import Limit
from forum.registration.queries import find_category
from forum.registration.waiting.queries import list_waiting
from forum.registration.waiting.types import ADMISSION, WaitingState
from tests.factories.registration import make_category, make_open_edition, make_registration
from tests.registration.test_races import at_once, in_own_transaction

pytestmark = pytest.mark.both_databases

CITIZEN = frozenset({ADMISSION})
TOUR: dict[str, Any] = {"sessions": ("tour",), "waits": frozenset({"session:tour"})}


def limit_of(key: str) -> Limit:
    limit = db.session.scalars(select(Limit).where(Limit.key == key)).one()
    db.session.refresh(limit)
    return limit


def entry_of(registration) -> int:
    return list_waiting(registration)[0].entry.id


def states(*registrations) -> list[str]:
    db.session.expire_all()
    return [registration.state.value for registration in registrations]


def causes_of(registration) -> list[str]:
    asked = select(OutgoingMail).where(OutgoingMail.recipient == registration.email)
    return [mail.cause for mail in db.session.scalars(asked.order_by(OutgoingMail.id))]


def changes() -> list[tuple[str, str]]:
    rows = db.session.scalars(select(LineChange).order_by(LineChange.id))
    return [(row.kind.value, row.reason) for row in rows]


@pytest.fixture
def full(app):
    """An edition with one place, which is taken, and three who wait."""
    edition = make_open_edition(
        slug="forum", categories=(make_category(capacity=1),), seats={"tour": 0}
    )
    inside = make_registration(edition)
    return edition, inside, [make_registration(edition, waits=CITIZEN) for _one in range(3)]


@pytest.fixture
def tour(app):
    """An edition with a tour of no seats, for which two wait."""
    edition = make_open_edition(
        slug="forum", categories=(make_category(capacity=None),), seats={"tour": 0}
    )
    return edition, [make_registration(edition, **TOUR) for _one in range(2)]


def test_a_place_is_offered_out_of_order_only_as_one_more(full):
    edition, _inside, line = full
    last = entry_of(line[2])
    with pytest.raises(errors.ReasonMissingError):
        offer_place(edition, last, " ", adds_place=True)
    with pytest.raises(refusals.NoFreePlaceError):
        offer_place(edition, last, "의전")
    offer_place(edition, last, "의전", adds_place=True)
    db.session.commit()
    assert states(*line) == ["waiting", "waiting", "offered"]
    limit = limit_of("category:citizen")
    assert (limit.taken, limit.capacity) == (2, 2)
    assert causes_of(line[2])[-1] == "registration.offered"
    assert changes() == [("capacity", "의전"), ("offered", "의전")]
    with pytest.raises(refusals.OfferedAlreadyError):
        offer_place(edition, last, "의전", adds_place=True)
    with pytest.raises(refusals.OfferedAlreadyError):
        move_entry(edition, last, 1, "의전")


def test_the_new_place_of_a_session_is_one_in_each_limit_that_is_full(app):
    edition = make_open_edition(categories=(make_category(capacity=None),), seats={"tour": 1})
    services.set_capacity(edition, 0, category=find_category(edition, "citizen"), session="tour")
    waits = make_registration(edition, **TOUR)
    offer_place(edition, entry_of(waits), "강연자", adds_place=True)
    db.session.commit()
    whole, share = limit_of("session:tour"), limit_of("category:citizen/session:tour")
    assert (whole.taken, whole.capacity) == (1, 1)
    assert (share.taken, share.capacity) == (1, 1)


def test_taking_somebody_off_tells_them_why(tour):
    edition, (first, second) = tour
    services.set_capacity(edition, 1, session="tour")
    db.session.commit()
    with pytest.raises(errors.ReasonMissingError):
        remove_entry(edition, entry_of(first), "")
    remove_entry(edition, entry_of(first), "연락이 닿지 않습니다")
    db.session.commit()
    assert list_waiting(first) == []
    assert first.is_confirmed  # the rest of the registration stays
    mail = db.session.scalars(
        select(OutgoingMail)
        .where(OutgoingMail.recipient == first.email)
        .order_by(OutgoingMail.id.desc())
    ).first()
    assert mail is not None
    assert mail.cause == "registration.unlisted"
    assert "연락이 닿지 않습니다" in mail.text
    assert list_waiting(second)[0].is_offered  # the place that was held has gone on
    assert limit_of("session:tour").taken == 1


def test_who_waits_to_take_part_is_cancelled_and_told_why(full):
    edition, _inside, line = full
    entry = entry_of(line[0])
    remove_entry(edition, entry, "중복 신청")
    db.session.commit()
    assert states(*line) == ["cancelled", "waiting", "waiting"]
    mail = db.session.scalars(
        select(OutgoingMail)
        .where(OutgoingMail.recipient == line[0].email)
        .order_by(OutgoingMail.id.desc())
    ).first()
    assert mail is not None
    assert mail.cause == "registration.withdrawn"
    assert "중복 신청" in mail.text
    assert "중복 신청" in (mail.html or "")
    with pytest.raises(refusals.NotOnListError):
        remove_entry(edition, entry, "중복 신청")


def test_an_offer_is_held_longer_and_the_link_with_it(tour, moments):
    edition, (first, second) = tour
    services.set_capacity(edition, 1, session="tour")
    db.session.commit()
    entry = list_waiting(first)[0].entry
    former = entry.offer_ends_at
    assert former is not None
    longer = former + timedelta(hours=5)
    with pytest.raises(refusals.DeadlineNotLaterError):
        prolong_offer(edition, entry.id, former - timedelta(hours=1), "출장")
    with pytest.raises(refusals.DeadlineTooLateError):
        prolong_offer(edition, entry.id, former + timedelta(days=90), "출장")
    with pytest.raises(refusals.OfferOverError):
        prolong_offer(edition, entry_of(second), longer, "출장")
    with pytest.raises(refusals.LineChangedError):
        prolong_offer(edition, entry.id, longer, "출장", seen=former - timedelta(hours=2))
    prolong_offer(edition, entry.id, longer, "출장", seen=former)
    db.session.commit()
    prolong_offer(edition, entry.id, longer, "출장", seen=former)  # a double click
    db.session.commit()
    assert changes() == [("prolonged", "출장")]
    assert causes_of(first).count("registration.offered") == 2
    mails = db.session.scalars(
        select(OutgoingMail.text).where(
            OutgoingMail.recipient == first.email, OutgoingMail.cause == "registration.offered"
        )
    )
    with moments(former + timedelta(minutes=1)):
        assert do_in_parts(services.expire_offers()) == 0
        for text in mails:  # the link of the first mail holds as long as the second's
            secret = re.findall(r"/([A-Za-z0-9_-]{20,})\s", text)[-1]
            assert find_link(OFFER_PURPOSE, secret).subject_id == entry.id
        services.accept_offer(entry.id)
        db.session.commit()
    with pytest.raises(refusals.NotOnListError):
        prolong_offer(edition, entry.id, longer + timedelta(hours=1), "출장")


def test_a_preview_of_the_capacity_is_what_then_happens(tour):
    edition, (first, second) = tour
    limit = limit_of("session:tour")
    proposal = propose_capacity(edition, limit, 1)
    assert proposal.offered == [entry_of(first)]
    assert limit_of("session:tour").capacity == 0  # looking changes nothing
    with pytest.raises(refusals.LineChangedError):
        change_capacity(edition, limit, 1, "큰 방", seen="another")
    change_capacity(edition, limit, 1, "큰 방", seen=proposal.digest())
    db.session.commit()
    assert [list_waiting(one)[0].is_offered for one in (first, second)] == [True, False]
    change_capacity(edition, limit, 1, "큰 방", seen=proposal.digest())  # a double click
    assert changes() == [("capacity", "큰 방")]
    with pytest.raises(errors.CapacityBelowTakenError):
        change_capacity(edition, limit, 0, "작은 방")


def test_a_preview_passes_over_who_has_no_share_left(app):
    categories = (make_category("citizen", capacity=None), make_category("press", number=4))
    edition = make_open_edition(categories=categories, seats={"tour": 0})
    services.set_capacity(edition, 0, category=find_category(edition, "citizen"), session="tour")
    make_registration(edition, **TOUR)
    press = make_registration(edition, category="press", **TOUR)
    proposal = propose_capacity(edition, limit_of("session:tour"), 2)
    assert proposal.offered == [entry_of(press)]


def test_a_move_from_an_old_page_is_refused_and_a_double_click_is_not(full):
    edition, _inside, line = full
    entry = entry_of(line[2])
    move_entry(edition, entry, 2, "의전", seen=3)
    move_entry(edition, entry, 2, "의전", seen=3)  # a double click
    with pytest.raises(refusals.LineChangedError):
        move_entry(edition, entry, 1, "의전", seen=3)
    db.session.commit()
    assert list_waiting(line[2])[0].place == 2
    assert changes() == [("moved", "의전")]


def test_the_audit_log_has_no_word_of_a_reason_and_erasure_takes_it(full):
    edition, _inside, line = full
    move_entry(edition, entry_of(line[2]), 1, "개인 사정")
    db.session.commit()
    said = [entry.details for entry in db.session.scalars(select(AuditEntry))]
    assert any((one.get("from"), one.get("to")) == (3, 1) for one in said)
    assert not any("개인 사정" in str(one) for one in said)
    erase_people([line[2].id], are_expected=True)
    db.session.commit()
    assert changes() == []


def test_a_line_has_pages_and_places_of_the_whole_list(tour):
    edition, (first, second) = tour
    line = get_line(edition, limit_of("session:tour").id)
    people = list_people(edition, line, 1)
    assert [(row.entry.registration_id, row.place) for row in people.rows] == [
        (first.id, 1),
        (second.id, 2),
    ]
    assert list_changes(edition, line, 1).rows == []


def test_two_organisers_at_once_offer_one_place(app, full):
    _edition, _inside, line = full
    entry = entry_of(line[1])
    db.session.rollback()

    def offering() -> object:
        return offer_place(get_edition("forum"), entry, "의전", adds_place=True).state

    outcomes = at_once([in_own_transaction(app, offering) for _one in range(4)])
    offered = [one for one in outcomes if one is WaitingState.OFFERED]
    assert len(offered) == 1
    assert sorted({str(one) for one in outcomes}) == ["OfferedAlreadyError", "offered"]
    db.session.rollback()
    limit = limit_of("category:citizen")
    assert (limit.taken, limit.capacity) == (2, 2)
    kinds = [kind for kind, _reason in changes()]
    assert kinds == [ChangeKind.CAPACITY.value, ChangeKind.OFFERED.value]
