"""What the next release would be, and whether it is still what somebody looked at."""

import pytest

from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.programme.errors import DraftChangedError, ReleasedMeanwhileError
from forum.programme.proposals import Basis, propose_release
from forum.programme.queries import get_release
from forum.programme.serial import agenda_from_mapping
from forum.programme.services import (
    cancel_session,
    release_programme,
    take_proposal,
    write_release,
)
from tests.conftest import count_queries
from tests.factories.editions import make_edition, make_person
from tests.factories.programme import make_session

pytestmark = pytest.mark.both_databases


@pytest.fixture
def edition(app):
    made = make_edition(slug="forum")
    make_session(made, key="a", people=(make_person(key="gildong"),))
    return made


def test_the_first_proposal_has_nothing_to_be_held_against(edition):
    proposal = propose_release(edition)
    assert (proposal.is_first, proposal.number, proposal.changes) == (True, 1, ())


def test_a_release_says_what_was_proposed(edition):
    release_programme(edition)
    cancel_session(edition, "a", 0)
    proposal = propose_release(edition)
    agenda = proposal.released(LocalizedText("취소", "Cancelled"))
    release = write_release(edition, proposal, agenda)
    assert agenda_from_mapping(get_release(edition, 2).agenda) == agenda
    assert [change["kind"] for change in release.changes] == ["cancelled"]
    assert agenda.sequences == {"a": 1}


def test_a_basis_travels_in_a_form():
    basis = Basis(operation=12, release=3, content="0123456789abcdef")
    assert Basis.from_text(str(basis)) == basis


@pytest.mark.parametrize(
    "text", ["", "1", "1.2", "1.2.x", "-1.2.0123456789abcdef", "٣.1.0123456789abcdef", "." * 40]
)
def test_a_basis_that_is_none_is_not_read(text):
    assert Basis.from_text(text) is None


def test_a_proposal_is_refused_once_the_draft_says_something_else(edition):
    seen = propose_release(edition).basis
    cancel_session(edition, "a", 0)
    with pytest.raises(DraftChangedError):
        take_proposal(edition, seen)


def test_a_name_that_changed_without_an_operation_is_noticed(edition):
    from_form = propose_release(edition).basis
    assert take_proposal(edition, from_form).basis == from_form
    edition.name = LocalizedText("다른 이름", "Another name")
    db.session.flush()
    with pytest.raises(DraftChangedError):
        take_proposal(edition, from_form)


def test_a_proposal_is_refused_once_somebody_else_has_released(edition):
    seen = propose_release(edition).basis
    release_programme(edition)
    with pytest.raises(ReleasedMeanwhileError, match="1"):
        take_proposal(edition, seen)


@pytest.mark.parametrize("sessions", [1, 3])
def test_a_proposal_costs_the_same_however_long_the_programme_is(edition, sessions):
    for number in range(sessions):
        make_session(edition, key=f"more-{number}")
    release_programme(edition)
    db.session.commit()
    db.session.expire_all()
    assert edition.id
    with count_queries() as statements:
        propose_release(edition)
    assert len(statements) <= 10
