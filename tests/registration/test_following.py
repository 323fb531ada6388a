"""The seats of sessions follow the programme that is released."""

import pytest
from sqlalchemy import select

from forum.core.db import db
from forum.editions.queries import get_edition, lock_edition
from forum.programme.queries import build_agenda, find_session
from forum.registration.errors import SeatsBelowTakenError
from forum.registration.models import Limit
from forum.registration.services import follow_programme
from tests.factories.registration import make_open_edition, make_registration
from tests.registration.test_races import at_once, in_own_transaction, registering

pytestmark = pytest.mark.both_databases


def give(edition, **seats):
    for key, count in seats.items():
        find_session(edition, key).seats = count
    db.session.flush()


def limits():
    db.session.expire_all()
    rows = db.session.scalars(select(Limit).where(Limit.session_key != ""))
    return {limit.session_key: (limit.taken, limit.capacity) for limit in rows}


def test_a_session_with_seats_gets_a_limit(app):
    edition = make_open_edition(slug="forum", seats={"hall": 100})
    give(edition, tour=30)
    follow_programme(edition, build_agenda(edition))
    assert limits() == {"hall": (0, 100), "tour": (0, 30)}


def test_a_limit_is_raised_and_lowered_and_keeps_who_has_a_seat(app):
    edition = make_open_edition(slug="forum", seats={"hall": 3, "tour": 3})
    make_registration(edition, sessions=("hall", "tour"))
    give(edition, hall=5, tour=1)
    follow_programme(edition, build_agenda(edition))
    assert limits() == {"hall": (1, 5), "tour": (1, 1)}


def test_fewer_seats_than_are_taken_are_refused_with_the_number_and_nothing_is_changed(app):
    edition = make_open_edition(slug="forum", seats={"hall": 3, "tour": 3})
    make_registration(edition, sessions=("tour",))
    make_registration(edition, sessions=("tour",))
    give(edition, hall=9, parallel=4, tour=1)
    with pytest.raises(SeatsBelowTakenError) as refused:
        follow_programme(edition, build_agenda(edition))
    title = find_session(edition, "tour").title.ko
    assert refused.value.values == {"session": title, "seats": 1, "taken": 2}
    assert limits() == {"hall": (0, 3), "tour": (2, 3)}


def test_a_cancelled_session_keeps_its_limit(app):
    edition = make_open_edition(slug="forum", seats={"tour": 3})
    make_registration(edition, sessions=("tour",))
    make_registration(edition, sessions=("tour",))
    give(edition, tour=1)
    agenda = build_agenda(edition)
    find_session(edition, "tour").state = "cancelled"
    db.session.flush()
    follow_programme(edition, build_agenda(edition))
    assert agenda.session("tour").seats == 1
    assert limits() == {"tour": (2, 3)}


def test_people_register_while_the_seats_change(app):
    """Whoever is first: the limit holds, nobody waits for ever, nobody is oversold."""
    edition = make_open_edition(slug="forum", seats={"hall": 3, "tour": 4})
    give(edition, tour=2)
    db.session.commit()

    def following() -> object:
        found = lock_edition(get_edition("forum"))
        follow_programme(found, build_agenda(found))
        return "followed"

    works = [registering(app, sessions=("tour",)) for _one in range(4)]
    outcomes = at_once([*works, in_own_transaction(app, following)])
    assert {type(one).__name__ for one in outcomes} <= {"int", "str"}, outcomes
    db.session.rollback()
    taken, capacity = limits()["tour"]
    followed = "followed" in outcomes
    assert capacity == (2 if followed else 4)
    assert taken == sum(isinstance(one, int) for one in outcomes) <= capacity
