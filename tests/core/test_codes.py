import pytest

from forum.core import clock, codes, journal, links
from forum.core.db import db

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
