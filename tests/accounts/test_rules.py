from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.accounts.errors import (
    PasswordTooCommonError,
    PasswordTooLongError,
    PasswordTooShortError,
)
from forum.accounts.rules import (
    ABSOLUTE_LIMIT,
    IDLE_LIMIT,
    check_password,
    describe_browser,
    is_open,
    normalise_email,
    normalise_password,
    permissions_for,
)
from forum.accounts.types import Grant
from forum.core.permissions import Permission, Role, permissions_of

NOON = datetime(2026, 11, 20, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    "password",
    [
        "seven calm herons over the river",
        "한국어로 긴 낱말 여러 개",
        "tr0ub4dor&3xyz",
        "v8#Kq2!mZp0w",
    ],
)
def test_passwords_that_take_long_to_guess_are_taken(password):
    check_password(password, ["organiser@example.org"])


def test_a_password_has_at_least_twelve_characters():
    with pytest.raises(PasswordTooShortError) as refused:
        check_password("v8#Kq2!mZp0", [])
    assert refused.value.values == {"count": 12}


def test_a_password_has_no_more_than_two_hundred_characters():
    with pytest.raises(PasswordTooLongError):
        check_password("v8#Kq2!m" * 30, [])


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "qwertyuiop12",
        "asdfasdfasdf",
        "aaaaaaaaaaaa",
        "Seoul20181211",
        "dkssudgktpdy1",  # annyeonghaseyo, typed while the keyboard was set to Latin letters
        "rhksflwk123456",
        "hong.gildong1",
        "organiser2018!",
    ],
)
def test_passwords_that_are_tried_first_are_refused(password):
    with pytest.raises(PasswordTooCommonError):
        check_password(password, ["hong.gildong@example.org", "hong.gildong"])


def test_hangul_is_one_password_however_the_keyboard_composes_it():
    composed, decomposed = "비밀번호", "비밀번호"

    assert normalise_password(composed) == normalise_password(decomposed)


def test_addresses_are_one_however_they_are_written():
    assert normalise_email("  Hong@Example.ORG ") == normalise_email("hong@example.org")


def session(*, created=timedelta(), seen=timedelta(), ended=None, at=timedelta()):
    return is_open(
        created_at=NOON + created,
        last_seen_at=NOON + seen,
        ended_at=ended,
        at=NOON + at,
    )


def test_a_session_ends_after_two_hours_without_use():
    assert session(at=IDLE_LIMIT - timedelta(seconds=1))
    assert not session(at=IDLE_LIMIT)


def test_a_session_ends_after_twelve_hours_in_any_case():
    busy = ABSOLUTE_LIMIT - timedelta(minutes=5)
    assert session(seen=busy, at=ABSOLUTE_LIMIT - timedelta(seconds=1))
    assert not session(seen=busy, at=ABSOLUTE_LIMIT)


def test_a_session_that_was_ended_is_closed():
    assert not session(ended=NOON)


grants = st.lists(st.builds(Grant, st.sampled_from(Role), st.sampled_from([None, "a", "b"])))


@given(grants)
def test_roles_add_up_and_never_reach_another_edition(held):
    for edition in ("a", "b", "c", None):
        expected: set[Permission] = set()
        for grant in held:
            if grant.edition in {None, edition}:
                expected |= permissions_of(grant.role)
        assert permissions_for(held, edition) == expected


def test_a_role_for_one_edition_is_none_for_the_system():
    assert permissions_for([Grant(Role.OWNER, "a")], None) == frozenset()
    assert Permission.USER_EDIT in permissions_for([Grant(Role.OWNER, None)], None)


WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/130 Safari/537 Edg/130", "Edge · Windows"),
        (f"Mozilla/5.0 (iPhone; like Mac OS X) {WEBKIT} Version/18 Safari/604", "Safari · iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Firefox/131.0", "Firefox · Linux"),
        ("curl/8", ""),
    ],
)
def test_browsers_are_named_as_their_owners_know_them(agent, said):
    assert describe_browser(agent) == said
