"""Waiting lists: strict order, offers with a deadline, and the groups of 2021 as the trial."""

import random
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from forum.core.db import db
from forum.core.mail import OutgoingMail
from forum.core.queue import do_in_parts
from forum.registration import errors, services
from forum.registration.lines.services import move_entry
from forum.registration.models import Limit, Registration
from forum.registration.queries import find_category
from forum.registration.types import RegistrationState, WayIn
from forum.registration.waiting.models import WaitingEntry
from forum.registration.waiting.queries import list_waiting
from forum.registration.waiting.types import ADMISSION, WaitingState
from tests.factories.registration import make_category, make_open_edition, make_registration

pytestmark = pytest.mark.both_databases

GROUPS = ("equality", "ages", "small-firms", "platform")  # the discussion groups of 2021
CITIZEN = frozenset({ADMISSION})


def waits(edition, **changes):
    return make_registration(edition, waits=CITIZEN, **changes)


def states(*registrations):
    db.session.expire_all()
    return [registration.state.value for registration in registrations]


def causes_of(registration):
    return db.session.scalars(
        select(OutgoingMail.cause)
        .where(OutgoingMail.recipient == registration.email)
        .order_by(OutgoingMail.id)
    ).all()


def entry_of(registration):
    return db.session.scalars(
        select(WaitingEntry)
        .where(WaitingEntry.registration_id == registration.id)
        .order_by(WaitingEntry.id.desc())
    ).first()


@pytest.fixture
def full(app):
    """An edition with one place, which is taken, and three who wait."""
    edition = make_open_edition(categories=(make_category(capacity=1),))
    return edition, make_registration(edition), [waits(edition) for _one in range(3)]


def test_who_does_not_want_to_wait_is_refused(app):
    edition = make_open_edition(categories=(make_category(capacity=0),))
    with pytest.raises(errors.CategoryFullError):
        make_registration(edition)


def test_who_waits_holds_no_seat_and_is_told_the_place(full):
    _edition, _inside, line = full
    assert states(*line) == ["waiting"] * 3
    assert [list_waiting(one)[0].place for one in line] == [1, 2, 3]
    assert causes_of(line[1]) == ["registration.waiting"]
    assert db.session.scalar(select(Limit.taken).where(Limit.key == "category:citizen")) == 1


def test_a_freed_place_is_offered_to_the_first_and_held(full):
    edition, inside, line = full
    services.cancel(inside)
    db.session.commit()
    assert states(*line) == ["offered", "waiting", "waiting"]
    assert causes_of(line[0])[-1] == "registration.offered"
    with pytest.raises(errors.CategoryFullError):  # the place is held: nobody can jump the line
        make_registration(edition)


def test_taking_the_offer_confirms(full):
    _edition, inside, line = full
    services.cancel(inside)
    services.accept_offer(entry_of(line[0]).id)
    db.session.commit()
    assert states(*line) == ["confirmed", "waiting", "waiting"]
    assert causes_of(line[0])[-1] == "registration.confirmed"
    assert list_waiting(line[1])[0].place == 1
    with pytest.raises(errors.NotOfferedError):
        services.accept_offer(entry_of(line[0]).id)


def test_declining_offers_the_place_to_the_next_at_once(full):
    _edition, inside, line = full
    services.cancel(inside)
    services.decline_offer(entry_of(line[0]).id)
    db.session.commit()
    assert states(*line) == ["cancelled", "offered", "waiting"]


def test_an_offer_that_is_not_answered_goes_on_and_its_owner_to_the_end(full, moments):
    edition, inside, line = full
    services.cancel(inside)
    db.session.commit()
    ends = entry_of(line[0]).offer_ends_at
    with moments(ends - timedelta(seconds=1)):
        assert do_in_parts(services.expire_offers()) == 0
    with moments(ends):
        with pytest.raises(errors.NotOfferedError):
            services.accept_offer(entry_of(line[0]).id)
        assert do_in_parts(services.expire_offers()) == 1
        assert states(*line) == ["cancelled", "offered", "waiting"]
        assert causes_of(line[0])[-1] == "registration.offer_over"
        again = waits(edition, email=line[0].email)
        late = waits(edition)
        # whoever let an offer pass comes after everybody, also after who joins later
        assert [list_waiting(one)[0].place for one in (line[2], late, again)] == [1, 2, 3]


def test_more_seats_are_offered_in_order_of_class_then_time(app):
    edition = make_open_edition(
        categories=(
            make_category("citizen", capacity=None),
            make_category("delegate", number=1, capacity=None, waiting_class=1),
        ),
        seats={"tour": 0},
    )
    tour: dict[str, Any] = {"sessions": ("tour",), "waits": frozenset({"session:tour"})}
    citizens = [make_registration(edition, **tour) for _one in range(2)]
    delegate = make_registration(edition, category="delegate", **tour)
    assert [list_waiting(one)[0].place for one in (delegate, *citizens)] == [1, 2, 3]
    services.set_capacity(edition, 2, session="tour")
    db.session.commit()
    offered = [entry_of(one).state.value for one in (delegate, *citizens)]
    assert offered == ["offered", "offered", "waiting"]
    services.accept_offer(entry_of(delegate).id)
    assert delegate.session_keys == ("tour",)
    assert causes_of(delegate)[-1] == "registration.seated"
    assert delegate.calendar_sequence == 1


def test_a_share_that_is_full_holds_nobody_else_back(app):
    """A hall of 3 of which 1 for citizens: the second citizen waits, a delegate passes."""
    edition = make_open_edition(
        categories=(
            make_category("citizen", capacity=None),
            make_category("delegate", number=1, capacity=None),
        ),
        seats={"hall": 1},
    )
    hall: dict[str, Any] = {"sessions": ("hall",), "waits": frozenset({"session:hall"})}
    citizen = find_category(edition, "citizen")
    services.set_capacity(edition, 1, category=citizen, session="hall")
    seated, second = (make_registration(edition, **hall) for _one in range(2))
    delegate = make_registration(edition, category="delegate", **hall)
    services.set_capacity(edition, 3, session="hall")
    db.session.commit()
    assert seated.session_keys == ("hall",)
    assert entry_of(second).state is WaitingState.WAITING
    assert entry_of(delegate).state is WaitingState.OFFERED


def test_a_better_choice_gives_the_other_one_back(app):
    edition = make_open_edition(seats={"hall": 1, "parallel": 1}, categories=(make_category(),))
    holder = make_registration(edition, sessions=("hall",))
    ranked: dict[str, Any] = {
        "sessions": ("hall",),
        "seconds": {"session:hall": ("session:parallel",)},
        "waits": frozenset({"session:hall", "session:parallel"}),
    }
    first, second = make_registration(edition, **ranked), make_registration(edition, **ranked)
    assert (first.session_keys, second.session_keys) == (("parallel",), ())
    services.cancel(holder)
    services.accept_offer(entry_of(first).id)
    db.session.commit()
    assert first.session_keys == ("hall",)
    held = {one.entry.subject: one.is_offered for one in list_waiting(second)}
    assert held == {"session:hall": False, "session:parallel": True}


def test_approval_lets_in_or_says_why_not(app):
    edition = make_open_edition(
        categories=(make_category(capacity=1, way_in=WayIn.APPROVAL),), seats={"tour": 1}
    )
    asked = [make_registration(edition, sessions=("tour",)) for _one in range(3)]
    assert states(*asked) == ["pending"] * 3
    services.approve(asked[0])
    services.approve(asked[1])
    services.reject(asked[2], "정원이 한정되어 있습니다")
    db.session.commit()
    assert states(*asked) == ["confirmed", "waiting", "rejected"]
    assert [causes_of(one)[-1] for one in asked] == [
        "registration.confirmed",
        "registration.waiting",
        "registration.rejected",
    ]
    assert asked[0].session_keys == ("tour",)
    with pytest.raises(errors.NotPendingError):
        services.reject(asked[0], "too late")
    with pytest.raises(errors.ReasonMissingError):
        services.reject(asked[1], " ")


def test_an_organiser_moves_somebody_with_a_reason_that_is_kept(full):
    edition, _inside, line = full
    entry = entry_of(line[2])
    with pytest.raises(errors.ReasonMissingError):
        move_entry(edition, entry.id, 1, "")
    with pytest.raises(errors.MovedOutOfPlaceError):
        move_entry(edition, entry.id, 4, "protocol")
    for place in (1, 2, 3, 1):
        move_entry(edition, entry.id, place, "protocol")
        db.session.commit()
        assert list_waiting(line[2])[0].place == place
        places = sorted(list_waiting(one)[0].place for one in line)
        assert places == [1, 2, 3]


def test_who_is_moved_to_where_they_stand_keeps_class_and_time(app):
    """Also where nobody else waits: there is no neighbour to stand beside."""
    edition = make_open_edition(
        categories=(
            make_category("citizen", capacity=None),
            make_category("delegate", number=1, capacity=None, waiting_class=1),
        ),
        seats={"tour": 0},
    )
    tour: dict[str, Any] = {"sessions": ("tour",), "waits": frozenset({"session:tour"})}
    delegate = make_registration(edition, category="delegate", **tour)
    for _how_many in range(2):  # alone, then with somebody of a lower class behind
        entry = entry_of(delegate)
        stood = (entry.waiting_class, entry.ordered_at)
        move_entry(edition, entry.id, 1, "protocol")
        db.session.commit()
        assert (entry.waiting_class, entry.ordered_at) == stood
        make_registration(edition, **tour)


# ------------------------------------------------------------------ the trial of 2021


def seat_groups(app, firsts, seconds=None, seed=0):
    """Register 103 people for four groups of 25 seats, in some order."""
    edition = make_open_edition(
        slug=f"participation-{seed}", categories=(make_category(capacity=None),), seats={}
    )
    for group in GROUPS:
        services.set_capacity(edition, 25, option=f"group/{group}")
    choices = [group for group, count in zip(GROUPS, firsts, strict=True) for _one in range(count)]
    random.Random(seed).shuffle(choices)  # noqa: S311  an order, not a secret
    for group in choices:
        first = f"option:group/{group}"
        second = seconds[group] if seconds else None
        make_registration(
            edition,
            options=(f"group/{group}",),
            seconds={first: (f"option:group/{second}",)} if second else {},
            waits=frozenset({first, *([f"option:group/{second}"] if second else [])}),
        )
    return edition


def counted(edition):
    """Return how many sit and how many wait in each group."""
    seated = {
        limit.option_key: limit.taken
        for limit in db.session.scalars(select(Limit).where(Limit.edition_id == edition.id))
    }
    waiting = dict(
        db.session.execute(
            select(WaitingEntry.subject, func.count())
            .where(WaitingEntry.edition_id == edition.id)
            .group_by(WaitingEntry.subject)
        ).all()
    )
    return (
        [seated[f"group/{group}"] for group in GROUPS],
        [waiting.get(f"option:group/{group}", 0) for group in GROUPS],
    )


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.long)])
def test_even_first_choices_of_2021_seat_a_hundred(app, seed):
    edition = seat_groups(app, (26, 26, 26, 25), seed=seed)
    assert counted(edition) == ([25, 25, 25, 25], [1, 1, 1, 0])


def test_uneven_first_choices_of_2021_seat_eighty_three(app):
    edition = seat_groups(app, (40, 30, 20, 13))
    assert counted(edition) == ([25, 25, 20, 13], [15, 5, 0, 0])


def test_with_second_choices_the_empty_seats_of_2021_are_used(app):
    """Those without a seat in equality go to platform: 15 to 12 free seats, in order of coming.

    Everybody stays on the list of the first choice; three wait for both.
    """
    seconds = {"equality": "platform", "ages": "small-firms", "small-firms": None, "platform": None}
    edition = seat_groups(app, (40, 30, 20, 13), seconds)
    seated, waiting = counted(edition)
    assert seated == [25, 25, 25, 25]
    assert waiting[:2] == [15, 5]
    assert seated[2] + seated[3] == 20 + 13 + 5 + 12
    assert sum(waiting[2:]) == 103 - 100
    people = db.session.scalar(select(func.count(Registration.id)))
    assert people == 103
    assert not list(
        db.session.scalars(
            select(Registration).where(Registration.state != RegistrationState.CONFIRMED)
        )
    )
