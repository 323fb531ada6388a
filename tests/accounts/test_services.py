from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from forum.accounts import queries, services
from forum.accounts.errors import (
    LastOwnerError,
    PasswordTooCommonError,
    ScopeNotAllowedError,
    SignInFailedError,
    UserExistsError,
    WrongPasswordError,
)
from forum.accounts.models import RoleHeld, UserSession
from forum.accounts.passwords import Passwords
from forum.accounts.types import ENTER, USER, Browser, Entry, TokenDetails
from forum.core import clock, links
from forum.core.audit import AuditEntry
from forum.core.bearer import Scope
from forum.core.db import db
from forum.core.journal import Attempt, TooManyAttemptsError
from forum.core.mail import OutgoingMail
from forum.core.permissions import Role
from tests.factories.accounts import PASSWORD, make_user
from tests.factories.editions import make_edition

pytestmark = pytest.mark.both_databases
HERE = Browser(address="192.0.2.1", user_agent="test")
NEW = "four grey cranes under a bridge"


def test_who_knows_the_password_is_let_in(app):
    user = make_user(email="Hong@Example.org")

    who = services.identify(" hong@EXAMPLE.org", PASSWORD)
    secret = services.sign_in(who, HERE)
    db.session.commit()

    session = queries.find_open_session(secret)
    assert (session.user_id, session.entered_by, session.address) == (
        user.id,
        Entry.PASSWORD,
        "192.0.2.1",
    )
    assert secret not in session.secret_hash


@pytest.mark.parametrize("email", ["hong@example.org", "nobody@example.org"])
def test_the_answer_does_not_tell_whether_an_address_is_known(app, email):
    make_user(email="hong@example.org")

    with pytest.raises(SignInFailedError) as refused:
        services.identify(email, "another password")

    assert refused.value.sentence() == SignInFailedError().sentence()


def test_an_unknown_address_costs_as_much_as_a_wrong_password(app):
    checked = []

    class Counting(PasswordHasher):
        def verify(self, hash, password):  # noqa: A002  argon2's own name
            checked.append(hash)
            return super().verify(hash, password)

    hasher = Passwords(Counting(time_cost=1, memory_cost=8, parallelism=1))
    stored = hasher.hash(PASSWORD)

    assert hasher.verify(stored, PASSWORD)
    assert not hasher.verify(stored, "another password")
    assert not hasher.verify(None, "another password")

    assert len(checked) == 3
    assert {hash_.split("$")[3] for hash_ in checked} == {"m=8,t=1,p=1"}, "the same costs"


def test_somebody_without_a_password_is_not_let_in(app):
    user = make_user(password=None)

    with pytest.raises(SignInFailedError):
        services.identify(user.email, "")


@pytest.mark.parametrize("email", ["hong@example.org", "nobody@example.org"])
def test_five_wrong_passwords_close_the_door_for_ten_minutes(app, moments, email):
    make_user(email="hong@example.org")
    for _ in range(5):
        with pytest.raises(SignInFailedError):
            services.identify(email, "another password")

    with pytest.raises(TooManyAttemptsError):
        services.identify(email, PASSWORD)
    with moments(clock.now() + timedelta(minutes=10, seconds=1)):
        if email == "hong@example.org":
            services.identify(email, PASSWORD)


def test_the_right_password_makes_earlier_attempts_forgotten(app):
    user = make_user()
    with pytest.raises(SignInFailedError):
        services.identify(user.email, "another password")

    services.sign_in(services.identify(user.email, PASSWORD), HERE)
    db.session.commit()

    assert db.session.scalars(select(Attempt)).all() == []


def test_a_hash_of_lower_costs_is_replaced(app):
    user = make_user()
    cheaper = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1, hash_len=16)
    user.password_hash = before = cheaper.hash(PASSWORD)
    db.session.commit()

    services.sign_in(services.identify(user.email, PASSWORD), HERE)
    db.session.commit()

    assert queries.get_user(user.email).password_hash != before
    services.identify(user.email, PASSWORD)


def test_a_link_sets_a_password_once_and_ends_other_sessions(app):
    user = make_user()
    old = services.open_session(user, Entry.PASSWORD, HERE)
    secret = services.issue_enter_link(user)
    db.session.commit()

    new = services.enter_by_link(links.find_link(ENTER, secret), NEW, HERE)
    db.session.commit()

    assert queries.find_open_session(old) is None
    assert queries.find_open_session(new).entered_by is Entry.LINK
    services.identify(user.email, NEW)
    with pytest.raises(links.LinkUsedError):
        links.find_link(ENTER, secret)


def test_a_weak_password_leaves_the_link_unused(app):
    user = make_user(password=None)
    secret = services.issue_enter_link(user)
    db.session.commit()

    with pytest.raises(PasswordTooCommonError):
        services.enter_by_link(links.find_link(ENTER, secret), "password1234", HERE)
    db.session.rollback()

    assert links.find_link(ENTER, secret).used_at is None


def test_a_newer_link_makes_earlier_ones_invalid(app, moments):
    user = make_user()
    first, second = services.issue_enter_link(user), services.issue_enter_link(user)
    db.session.commit()

    with pytest.raises(links.LinkRevokedError):
        links.find_link(ENTER, first)
    with moments(clock.now() + services.LINK_LASTS), pytest.raises(links.LinkExpiredError):
        links.find_link(ENTER, second)


def test_a_link_is_mailed_to_the_known_address_alone(app):
    make_user(email="hong@example.org", language="ko")

    services.send_enter_link("HONG@example.org")
    db.session.commit()
    services.send_enter_link("nobody@example.org")
    db.session.commit()

    mail = db.session.scalars(select(OutgoingMail)).one()
    assert (mail.recipient, mail.language, mail.cause) == ("hong@example.org", "ko", "account.link")
    assert "/ko/my/open/account.enter/" in mail.text
    assert "사흘" in mail.text


def test_links_are_not_mailed_without_end(app):
    for _ in range(5):
        services.send_enter_link("hong@example.org")
    with pytest.raises(TooManyAttemptsError):
        services.send_enter_link("hong@example.org")


def test_changing_the_password_asks_for_the_present_one(app):
    user = make_user()

    with pytest.raises(WrongPasswordError):
        services.change_password(user.id, "another password", NEW, session_id=1)
    db.session.rollback()

    services.identify(user.email, PASSWORD)


def test_changing_the_password_keeps_this_session_alone(app):
    user = make_user()
    kept = services.open_session(user, Entry.PASSWORD, HERE)
    other = services.open_session(user, Entry.PASSWORD, HERE)
    db.session.commit()
    session_id = queries.find_open_session(kept).id

    services.change_password(user.id, PASSWORD, NEW, session_id=session_id)
    db.session.commit()

    assert queries.find_open_session(kept) is not None
    assert queries.find_open_session(other) is None
    services.identify(user.email, NEW)


def test_an_address_has_one_account(app):
    make_user(email="hong@example.org")

    with pytest.raises(UserExistsError):
        services.add_user("HONG@example.org")


def test_a_role_is_held_once_however_often_it_is_given(app):
    edition = make_edition()
    user = make_user()

    for _ in range(2):
        services.give_role(user, Role.EDITOR, edition.id)
        services.give_role(user, Role.EDITOR, None)
    db.session.commit()

    held = [(grant.role, grant.edition) for grant in queries.list_grants(user.id)]
    assert held == [(Role.EDITOR, edition.slug), (Role.EDITOR, None)]


def test_the_last_owner_stays(app):
    owner = make_user(role=Role.OWNER)
    held = db.session.scalars(select(RoleHeld)).one()
    with pytest.raises(LastOwnerError):
        services.take_role(held)

    make_user(role=Role.OWNER)
    services.take_role(held)
    db.session.commit()

    assert queries.list_grants(owner.id) == ()


def test_what_is_done_with_accounts_is_in_the_audit_log_without_secrets(app):
    edition = make_edition()
    user = make_user(role=Role.OWNER)
    services.give_role(user, Role.EDITOR, edition.id)
    secret = services.issue_enter_link(user)
    db.session.commit()
    session = services.enter_by_link(links.find_link(ENTER, secret), NEW, HERE)
    db.session.commit()

    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.action for entry in entries] == [
        "user.added",
        "role.given",
        "role.given",
        "link.issued",
        "password.set",
        "session.opened",
    ]
    assert {entry.object_type for entry in entries} == {USER}
    written = "".join(f"{entry.details}{entry.object_id}" for entry in entries)
    assert secret not in written
    assert session not in written
    assert NEW not in written


def test_a_token_may_no_more_than_its_owner(app):
    edition = make_edition()
    user = make_user(role=Role.REGISTRAR, edition_id=edition.id)

    def asked(scope, slug):
        return TokenDetails(name="t", scopes=(scope,), edition=slug, days=1)

    services.issue_token(user.id, asked(Scope.REGISTRATION_WRITE, edition.slug))
    for details in (
        asked(Scope.REGISTRATION_WRITE, None),
        asked(Scope.REGISTRATION_READ, edition.slug),
        asked(Scope.METRICS_READ, edition.slug),
    ):
        with pytest.raises(ScopeNotAllowedError):
            services.issue_token(user.id, details)


def test_where_one_is_signed_in_can_be_listed_and_ended(app, moments):
    user = make_user()
    services.open_session(user, Entry.PASSWORD, HERE)
    db.session.commit()
    with moments(clock.now() + timedelta(hours=1)):
        services.open_session(user, Entry.PASSWORD, HERE)
        db.session.commit()
        found = queries.list_open_sessions(user.id)
        assert len(found) == 2
        services.end_session(found[0])
        assert len(queries.list_open_sessions(user.id)) == 1
    with moments(clock.now() + timedelta(hours=2)):
        assert queries.list_open_sessions(user.id) == []
    assert len(db.session.scalars(select(UserSession)).all()) == 2
