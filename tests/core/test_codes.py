import pytest

from forum.core import clock, codes, journal, links
from forum.core.db import db
from tests.registration.test_races import at_once, in_own_transaction

pytestmark = pytest.mark.both_databases


def test_the_right_code_is_accepted_once(app):
    code = codes.issue_code("sign", "mandate", 1)
    db.session.commit()

    codes.verify_code("sign", "mandate", 1, code)
    db.session.commit()

    with pytest.raises(codes.CodeExpiredError):
        codes.verify_code("sign", "mandate", 1, code)


def test_a_wrong_code_five_times_closes_the_door_for_ten_minutes(app):
    code = codes.issue_code("sign", "mandate", 1)
    db.session.commit()
    wrong = "000000" if code != "000000" else "111111"

    for _ in range(5):
        with pytest.raises(codes.WrongCodeError):
            codes.verify_code("sign", "mandate", 1, wrong)
        db.session.rollback()

    with pytest.raises(journal.TooManyAttemptsError):
        codes.verify_code("sign", "mandate", 1, code)


def test_wrong_codes_tried_at_once_are_five_as_well(app):
    code = codes.issue_code("sign", "mandate", 1)
    db.session.commit()
    wrong = "000000" if code != "000000" else "111111"

    outcomes = at_once(
        [
            in_own_transaction(app, lambda: codes.verify_code("sign", "mandate", 1, wrong))
            for _ in range(8)
        ]
    )

    names = sorted(map(str, outcomes))
    assert names == ["TooManyAttemptsError"] * 3 + ["WrongCodeError"] * 5


def test_an_act_that_fails_spends_neither_the_code_nor_a_try(app):
    code = codes.issue_code("sign", "mandate", 1)
    db.session.commit()

    for _ in range(journal.ATTEMPTS_ALLOWED + 1):
        codes.verify_code("sign", "mandate", 1, code)
        db.session.rollback()

    codes.verify_code("sign", "mandate", 1, code)


def test_the_right_code_forgets_the_wrong_ones(app):
    code = codes.issue_code("sign", "mandate", 1)
    db.session.commit()
    with pytest.raises(codes.WrongCodeError):
        codes.verify_code("sign", "mandate", 1, "no digits")

    assert db.session.query(journal.Attempt).count() == 1
    codes.verify_code("sign", "mandate", 1, code)
    db.session.commit()

    assert db.session.query(journal.Attempt).count() == 0


def test_a_code_is_verified_before_the_first_change(app):
    codes.issue_code("sign", "mandate", 1)

    with pytest.raises(journal.PendingChangesError):
        codes.verify_code("sign", "mandate", 1, "000000")


def test_a_code_lasts_ten_minutes(app, moments):
    code = codes.issue_code("sign", "mandate", 1)
    db.session.commit()

    with moments(clock.now() + codes.CODE_LIFETIME), pytest.raises(codes.CodeExpiredError):
        codes.verify_code("sign", "mandate", 1, code)


def test_a_link_that_acts_is_used_up_by_the_act_alone(app):
    secret = links.issue_link("sign", "mandate", 1)
    db.session.commit()

    link = links.find_link("sign", secret)
    assert links.find_link("sign", secret) is link
    links.use_link(link)

    with pytest.raises(links.LinkUsedError):
        links.find_link("sign", secret)


def test_a_link_is_good_for_its_purpose_alone(app):
    secret = links.issue_link("sign", "mandate", 1)

    with pytest.raises(links.LinkUnknownError):
        links.find_link("view", secret)
