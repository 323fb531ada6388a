"""Waiting lists under parallel connections: a seat is given once, and everybody is answered."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.core.db import db
from forum.core.mail import OutgoingMail
from forum.core.queue import do_in_parts
from forum.editions.queries import get_edition
from forum.registration import services
from forum.registration.models import Limit, Registration, Seat
from forum.registration.queries import find_category
from forum.registration.types import RegistrationState
from forum.registration.waiting.models import WaitingEntry
from forum.registration.waiting.types import ADMISSION, WaitingState
from tests.factories.registration import make_category, make_open_edition, make_registration
from tests.registration.test_races import at_once, in_own_transaction, registering

pytestmark = pytest.mark.both_databases

WAITS = frozenset({ADMISSION})


def all_answered(outcomes: Sequence[object]) -> list[str]:
    """Return the outcomes in words; nobody may be left without one, or with a crash."""
    assert not [one for one in outcomes if one is None or isinstance(one, Exception)], outcomes
    return [str(one) for one in outcomes]


def seats_agree() -> int:
    """Return how many seats are taken, which is what the rows and the people say as well."""
    db.session.rollback()
    db.session.expire_all()
    limit = db.session.scalars(select(Limit).where(Limit.key == "category:citizen")).one()
    rows = db.session.scalar(select(func.count(Seat.id)).where(Seat.limit_id == limit.id))
    holding = {RegistrationState.CONFIRMED, RegistrationState.OFFERED}
    people = db.session.scalar(
        select(func.count(Registration.id)).where(Registration.state.in_(holding))
    )
    assert limit.taken == rows == people
    assert limit.taken <= limit.capacity
    return limit.taken


def states() -> Counter[str]:
    return Counter(state.value for state in db.session.scalars(select(Registration.state)).all())


def mails_of(cause: str) -> int:
    told = select(func.count(OutgoingMail.id)).where(OutgoingMail.cause == f"registration.{cause}")
    return db.session.scalar(told) or 0


@pytest.fixture
def offered(app):
    """One place, offered to the first of two who wait; the entries' ids."""
    edition = make_open_edition(slug="forum", categories=(make_category(capacity=1),), seats={})
    inside = make_registration(edition)
    for _one in range(2):
        make_registration(edition, waits=WAITS)
    services.cancel(inside)
    db.session.commit()
    entries = list(db.session.scalars(select(WaitingEntry.id).order_by(WaitingEntry.id)))
    db.session.rollback()  # SQLite lets one write at a time, and this connection would
    return entries


def accepting(app: Flask, entry: int) -> Callable[[], object]:
    return in_own_transaction(app, lambda: services.accept_offer(entry).state.value)


def declining(app: Flask, entry: int) -> Callable[[], object]:
    return in_own_transaction(app, lambda: services.decline_offer(entry).state.value)


def cancelling(app: Flask, registration: int) -> Callable[[], object]:
    def work() -> object:
        services.cancel(db.session.get_one(Registration, registration))
        return "cancelled"

    return in_own_transaction(app, work)


def expiring(app: Flask) -> Callable[[], object]:
    return in_own_transaction(app, lambda: do_in_parts(services.expire_offers()))


def limiting(app: Flask, capacity: int) -> Callable[[], object]:
    def work() -> object:
        edition = get_edition("forum")
        services.set_capacity(edition, capacity, category=find_category(edition, "citizen"))
        return "limited"

    return in_own_transaction(app, work)


def test_a_double_click_takes_an_offer_once(app, offered):
    outcomes = at_once([accepting(app, offered[0]) for _click in range(4)])
    assert Counter(all_answered(outcomes)) == {"accepted": 1, "NotOfferedError": 3}
    assert seats_agree() == 1
    assert mails_of("confirmed") == 2  # of who cancelled, and of who took the place
    assert states() == {"cancelled": 1, "confirmed": 1, "waiting": 1}


def test_taking_and_leaving_at_once_is_one_of_the_two(app, offered):
    outcomes = at_once([accepting(app, offered[0]), declining(app, offered[0])])
    words = all_answered(outcomes)
    assert words in (["accepted", "NotOfferedError"], ["NotOfferedError", "declined"])
    assert seats_agree() == 1
    second = db.session.get_one(WaitingEntry, offered[1]).state
    assert second is (WaitingState.WAITING if "accepted" in words else WaitingState.OFFERED)


def test_at_the_deadline_an_offer_is_over_for_whoever_comes_with_the_worker(app, offered, moments):
    ends = db.session.get_one(WaitingEntry, offered[0]).offer_ends_at
    assert ends is not None
    db.session.rollback()
    with moments(ends):
        works = [
            accepting(app, offered[0]),
            expiring(app),
            expiring(app),
            accepting(app, offered[0]),
        ]
        words = all_answered(at_once(works))
    assert (words[0], words[3]) == ("NotOfferedError", "NotOfferedError")
    assert seats_agree() == 1
    assert states() == {"cancelled": 2, "offered": 1}
    assert (mails_of("offer_over"), mails_of("offered")) == (1, 2)


def test_before_the_deadline_the_worker_takes_nothing_from_who_accepts(app, offered, moments):
    ends = db.session.get_one(WaitingEntry, offered[0]).offer_ends_at
    assert ends is not None
    db.session.rollback()
    with moments(ends - timedelta(seconds=1)):
        words = all_answered(at_once([expiring(app), accepting(app, offered[0]), expiring(app)]))
    assert words == ["0", "accepted", "0"]
    assert seats_agree() == 1
    assert mails_of("offer_over") == 0


def test_cancelling_and_taking_what_is_offered_are_one_after_the_other(app, offered):
    person = db.session.get_one(WaitingEntry, offered[0]).registration_id
    db.session.rollback()
    words = all_answered(at_once([cancelling(app, person), accepting(app, offered[0])]))
    assert words[0] == "cancelled"
    assert words[1] in {"accepted", "NotOfferedError"}
    assert seats_agree() == 1
    assert db.session.get_one(WaitingEntry, offered[1]).state is WaitingState.OFFERED
    assert states() == {"cancelled": 2, "offered": 1}


def test_a_declined_place_goes_to_the_line_and_not_to_who_comes_by(app, offered):
    works = [declining(app, offered[0]), *(registering(app) for _one in range(4))]
    words = all_answered(at_once(works))
    assert words == ["declined", *["CategoryFullError"] * 4]
    assert seats_agree() == 1
    assert db.session.get_one(WaitingEntry, offered[1]).state is WaitingState.OFFERED


def test_many_cancel_and_many_wait_without_a_deadlock(app):
    """Whoever cancels offers to another, who cancels as well and waits for the same lock."""
    edition = make_open_edition(slug="forum", categories=(make_category(capacity=6),), seats={})
    inside = [make_registration(edition).id for _one in range(6)]
    line = [make_registration(edition, waits=WAITS).id for _one in range(6)]
    db.session.rollback()
    works = [cancelling(app, person) for person in (*inside, *line[:3])]
    assert all_answered(at_once(works)) == ["cancelled"] * 9
    assert seats_agree() == 3
    assert states() == {"cancelled": 9, "offered": 3}


def test_a_lowered_capacity_and_registering_never_pass_each_other(app):
    edition = make_open_edition(slug="forum", categories=(make_category(capacity=4),), seats={})
    for _one in range(2):
        make_registration(edition)
    db.session.rollback()
    works = [limiting(app, 2), *(registering(app) for _one in range(4)), limiting(app, 3)]
    words = all_answered(at_once(works))
    assert set(words[1:5]) <= {"3", "4", "5", "CategoryFullError"}
    assert {words[0], words[5]} <= {"limited", "CapacityBelowTakenError"}
    taken = seats_agree()
    assert taken == 2 + sum(word.isdecimal() for word in words[1:5])
    assert mails_of("confirmed") == taken


def rush(app: Flask, people: int, waits: frozenset[str]) -> None:
    """Let twice as many people come as there are seats, and look at what everybody was told.

    There are ten connections at a time, each for a tenth of the people, one by one.
    """
    seats = people // 2
    make_open_edition(slug="forum", categories=(make_category(capacity=seats),), seats={})

    def a_tenth() -> object:
        return [registering(app, waits=waits)() for _person in range(people // 10)]

    groups = at_once([a_tenth for _connection in range(10)])
    words = all_answered([outcome for group in groups for outcome in group])
    assert len(words) == people
    assert seats_agree() == seats
    refused = Counter(word for word in words if not word.isdecimal())
    if waits:
        assert states() == {"confirmed": seats, "waiting": seats}
        assert (mails_of("confirmed"), mails_of("waiting")) == (seats, seats)
        assert not refused
    else:
        assert states() == {"confirmed": seats}
        assert refused == {"CategoryFullError": seats}
    serials = sorted(int(word) for word in words if word.isdecimal())
    assert serials == list(range(1, len(serials) + 1))
    written_to = select(func.count(func.distinct(OutgoingMail.recipient)))
    assert db.session.scalar(written_to) == len(serials)


@pytest.mark.parametrize("waits", [frozenset(), WAITS])
def test_forty_for_twenty_seats(app, waits):
    rush(app, 40, waits)


@pytest.mark.long
@pytest.mark.parametrize("waits", [frozenset(), WAITS])
def test_four_hundred_for_two_hundred_seats(app, waits):
    rush(app, 400, waits)
