from dataclasses import dataclass
from datetime import date

import pytest

from forum.editions.rules import choose_current
from forum.editions.types import EditionState

TODAY = date(2026, 11, 20)
PUBLISHED, ARCHIVED, DRAFT = (
    EditionState.PUBLISHED,
    EditionState.ARCHIVED,
    EditionState.DRAFT,
)


@dataclass
class Held:
    name: str
    state: EditionState
    starts_on: date
    ends_on: date
    is_trial: bool = False


OLD = Held("old", ARCHIVED, date(2017, 9, 5), date(2017, 9, 6))
OLDER = Held("older", ARCHIVED, date(2015, 9, 5), date(2015, 9, 6))
NEXT = Held("next", PUBLISHED, date(2026, 12, 1), date(2026, 12, 2))
LATER = Held("later", PUBLISHED, date(2027, 12, 1), date(2027, 12, 2))
OVER = Held("over", PUBLISHED, date(2026, 10, 1), date(2026, 10, 2))
TRIAL = Held("trial", PUBLISHED, date(2026, 11, 25), date(2026, 11, 26), is_trial=True)
PLANNED = Held("planned", DRAFT, date(2026, 11, 21), date(2026, 11, 22))


@pytest.mark.parametrize(
    ("editions", "current"),
    [
        ([OLD, OLDER], "old"),
        ([OLD, TRIAL], "trial"),
        ([TRIAL, OLD, OVER], "over"),
        ([LATER, NEXT, OVER, OLD, TRIAL], "next"),
        ([PLANNED, OLD], "old"),
    ],
)
def test_the_edition_held_now_or_next_is_current(editions, current):
    assert choose_current(editions, TODAY).name == current


def test_an_edition_stays_current_on_its_last_day_and_while_nothing_else_comes():
    assert choose_current([NEXT, LATER], date(2026, 12, 2)) is NEXT
    assert choose_current([NEXT, LATER], date(2026, 12, 3)) is LATER
    assert choose_current([NEXT, OLD], date(2026, 12, 3)) is NEXT


@pytest.mark.parametrize("editions", [[], [PLANNED]])
def test_without_a_public_edition_none_is_current(editions):
    assert choose_current(editions, TODAY) is None
