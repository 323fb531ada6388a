"""Makes accounts for tests; every argument has a default that is valid."""

from itertools import count
from typing import Any

from forum.accounts import services
from forum.accounts.models import User
from forum.accounts.passwords import passwords
from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.core.permissions import Role

PASSWORD = "seven calm herons over the river"
NAME = LocalizedText("홍길동 (시험)", "Hong Gildong (trial)")

_numbers = count(1)


def make_user(
    *,
    email: str | None = None,
    role: Role | None = None,
    edition_id: int | None = None,
    password: str | None = PASSWORD,
    language: str = "en",
) -> User:
    """Add an organiser; `role` without `edition_id` is held for all editions."""
    user = services.add_user(email or f"organiser-{next(_numbers)}@example.org", name=NAME)
    user.language = language
    if password is not None:
        user.password_hash = passwords().hash(password)
    if role is not None:
        services.give_role(user, role, edition_id)
    db.session.commit()
    return user


def sign_in(client: Any, user: User) -> None:
    """Let a test's browser be signed in, by the form as anybody is."""
    done = client.submit("/manage/sign-in", {"email": user.email, "password": PASSWORD})
    assert done.status_code == 303, done.status


def make_organiser(client: Any, role: Role | None = Role.OWNER, **options: Any) -> User:
    """Add an organiser and sign in."""
    user = make_user(role=role, **options)
    sign_in(client, user)
    return user
