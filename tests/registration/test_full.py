"""What is full is refused with its number, in both languages."""

import pytest

from forum.core.db import db
from forum.core.errors import Refusal
from forum.core.i18n import in_language
from forum.registration import services
from forum.registration.queries import find_category
from forum.registration.rules import choice_mark
from forum.registration.types import Attend
from tests.factories.registration import (
    details_of,
    make_category,
    make_open_edition,
    make_registration,
)


@pytest.fixture
def edition(app):
    made = make_open_edition(
        categories=(make_category(capacity=3), make_category("press", number=4, capacity=None)),
        seats={"hall": 2, "tour": 1},
    )
    services.set_capacity(made, 1, category=find_category(made, "citizen"), session="hall")
    db.session.commit()
    make_registration(made, sessions=("hall", "tour"))
    return made


def sentences(work) -> tuple[str, str]:
    """Return what is said in Korean and in English when something is refused."""
    said = []
    for language in ("ko", "en"):
        with in_language(language), pytest.raises(Refusal) as refused:
            work()
        with in_language(language):
            said.append(refused.value.sentence())
        db.session.rollback()
    return said[0], said[1]


def registering(edition, **changes):
    return lambda: services.register_details(edition, details_of(**changes))


def test_a_full_category_says_how_many_it_takes(edition):
    make_registration(edition)
    make_registration(edition)
    assert sentences(registering(edition)) == (
        "‘구분 citizen’ 자리가 다 찼습니다(3석 중 3석). 신청은 접수되지 않았습니다.",
        "“Category citizen” is full: 3 of 3 places are taken. Nothing was registered.",
    )


def test_a_full_session_says_how_many_seats_it_has(edition):
    ko, en = sentences(registering(edition, category="press", sessions=("tour",)))
    assert "좌석이 다 찼습니다(1석 중 1석)" in ko
    assert "is full: 1 of 1 seats are taken" in en


def test_where_only_the_share_of_a_category_is_full_it_is_named_with_its_own_number(edition):
    ko, en = sentences(registering(edition, sessions=("hall",)))
    assert "– 구분 citizen’ 좌석이 다 찼습니다(1석 중 1석)" in ko
    assert "– Category citizen” is full: 1 of 1 seats are taken" in en
    make_registration(edition, category="press", sessions=("hall",))
    ko, en = sentences(registering(edition, category="press", sessions=("hall",)))
    assert "(2석 중 2석)" in ko
    assert "Category" not in en
    assert "is full: 2 of 2 seats are taken" in en


def test_a_seat_that_is_gone_by_now_says_how_many_there_were(edition):
    late = make_registration(edition)
    shown = choice_mark((), ())

    def choose() -> None:
        services.change_sessions(late, Attend(sessions=("tour",)), shown)

    ko, en = sentences(choose)
    assert "그사이 다 찼습니다(1석 중 1석)" in ko
    assert "is full by now: 1 of 1 seats are taken" in en
