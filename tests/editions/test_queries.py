import pytest

from forum.editions.errors import EditionNotFoundError
from forum.editions.queries import (
    get_edition,
    get_edition_with_facts,
    get_public_edition,
    list_editions_of,
    list_public_editions,
    public_state,
    public_states,
)
from forum.editions.services import touch_public
from forum.editions.types import EditionState
from tests.conftest import count_queries
from tests.factories.editions import make_edition, make_series

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("app")]


@pytest.mark.parametrize("find", [get_edition, get_public_edition, public_state])
def test_an_unknown_edition_is_refused(find):
    with pytest.raises(EditionNotFoundError):
        find("nothing")


@pytest.mark.parametrize("find", [get_public_edition, public_state, get_edition_with_facts])
def test_a_draft_is_not_public(find):
    make_edition(slug="draft", state=EditionState.DRAFT)

    with pytest.raises(EditionNotFoundError):
        find("draft")
    assert get_edition("draft").slug == "draft"
    assert list_public_editions() == []


def test_touching_an_edition_changes_its_public_state_and_no_other():
    touched, other = make_edition(slug="touched"), make_edition(slug="other")
    before = public_state("touched"), public_state("other"), public_states()

    touch_public(touched)

    assert public_state("touched") != before[0]
    assert public_state("other") == before[1]
    assert public_states() != before[2]
    assert (touched.public_version, other.public_version) == (2, 1)


def test_a_public_state_is_known_with_one_statement():
    make_edition(slug="forum")

    with count_queries() as statements:
        public_state("forum")

    assert len(statements) == 1


def test_an_archive_stays_within_its_series():
    one, two = make_series(key="one"), make_series(key="two")
    first = make_edition(series=one)
    make_edition(series=two)

    assert list_editions_of(one) == [first]
