"""Waiting lists, as rules on values."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from forum.registration.waiting.rules import (
    SHORTEST_OFFER,
    gives_way,
    offer_ends,
    ranked_wishes,
    seat,
)

BEGINS = datetime(2026, 12, 11, tzinfo=UTC)
SUBJECTS = st.sampled_from(["session:a", "session:b", "session:c", "option:q/x"])
WISHES = st.lists(st.lists(SUBJECTS, min_size=1, max_size=3, unique=True), max_size=3)


@given(st.integers(0, 60 * 24 * 90), st.integers(0, 60 * 24 * 90))
def test_an_offer_never_lasts_longer_nearer_to_the_day(one, other):
    late, early = (BEGINS - timedelta(minutes=minutes) for minutes in sorted((one, other)))
    assert offer_ends(early, BEGINS) - early >= offer_ends(late, BEGINS) - late >= SHORTEST_OFFER
    assert offer_ends(early, BEGINS) <= max(BEGINS, early + SHORTEST_OFFER)


def test_an_offer_shrinks_from_three_days_to_a_quarter_of_an_hour():
    hours = (24 * 30, 24 * 10, 24 * 5, 30, 8, 2)
    lasting = [
        offer_ends(at, BEGINS) - at for at in (BEGINS - timedelta(hours=left) for left in hours)
    ]
    assert lasting == [
        timedelta(hours=72),
        timedelta(hours=48),
        timedelta(hours=24),
        timedelta(hours=6),
        timedelta(hours=1),
        timedelta(minutes=15),
    ]


@given(WISHES, st.sets(SUBJECTS), st.sets(SUBJECTS))
def test_everybody_gets_the_best_seat_there_is_for_each_wish(wishes, waits, free):
    got = seat(wishes, waits, free.__contains__)
    assert set(got.seated) <= free
    assert set(got.waiting) <= waits - free
    for wish in wishes:
        best = next((choice for choice in wish if choice in free), None)
        if best is not None:
            assert best in got.seated
            assert (
                not set(wish[wish.index(best) + 1 :])
                & waits
                & set(got.waiting)
                - {choice for other in wishes if other != wish for choice in other}
            )
        elif not set(wish) & waits:
            assert wish[0] in got.refused
    assert bool(got.refused) == any(not set(wish) & (free | waits) for wish in wishes)


def test_a_wish_is_a_first_choice_and_what_comes_after_it():
    wishes = ranked_wishes(["a"], ["q/x"], {"session:a": ("session:b", "session:a")})
    assert wishes == [["session:a", "session:b"], ["option:q/x"]]
    assert gives_way("session:a", wishes) == {"session:b"}
    assert gives_way("session:b", wishes) == frozenset()
    assert gives_way("session:a", [*wishes, ["session:b"]]) == frozenset()
