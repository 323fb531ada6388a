"""The table of a mandate's states is complete, and ends where it should."""

import re
from pathlib import Path

import pytest

from forum.declaration.mandates.rules import TABLE, Act, after, can
from forum.declaration.types import ASKED, OVER, MandateState

DOCS = Path(__file__).parents[2] / "docs" / "declaration.md"


def test_every_state_is_in_the_table_and_every_act_is_done_somewhere():
    assert set(TABLE) == set(MandateState)
    assert {act for acts in TABLE.values() for act in acts} == set(Act)
    assert all(can(state, Act.FREEZE) for state in MandateState)


def test_what_is_over_stays_over():
    for state in OVER:
        assert set(TABLE[state]) == {Act.FREEZE}
        assert after(state, Act.FREEZE) is state


def test_only_an_approved_mandate_is_signed_and_only_once():
    signable = {state for state in MandateState if can(state, Act.SIGN)}
    assert signable == {MandateState.APPROVED, *ASKED}
    assert not can(MandateState.SIGNED, Act.SIGN)
    assert after(MandateState.SIGNED, Act.FREEZE) is MandateState.SUPERSEDED


@pytest.mark.parametrize("state", MandateState)
def test_every_state_is_reached(state):
    reached = {MandateState.INVITED, MandateState.PENDING}  # an officer may enter whom it sends
    while True:
        more = {new for old in reached for new in TABLE[old].values()} - reached
        if not more:
            break
        reached |= more
    assert state in reached


def test_the_page_draws_the_table_as_it_is():
    drawn = {}
    for line in (
        DOCS.read_text(encoding="utf-8").split("## The states of a mandate")[1].splitlines()
    ):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if re.fullmatch(r"`\w+`", cells[0]) and len(cells) == len(Act) + 1:
            drawn[cells[0].strip("`")] = cells[1:]
    for state in MandateState:
        expected = [TABLE[state][act].value if can(state, act) else "" for act in Act]
        assert drawn[state.value] == expected
