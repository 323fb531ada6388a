"""Password hashes: argon2id. A tenth of a second and 64 MB for each guess, but not in tests."""

from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import Flask, current_app

from forum.accounts.rules import normalise_password
from forum.core import randomness


class Passwords:
    """Makes and compares hashes."""

    def __init__(self, hasher: PasswordHasher) -> None:
        """Use a hasher with its costs."""
        self._hasher = hasher

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash(randomness.token())

    def hash(self, password: str) -> str:
        """Return the hash that is stored."""
        return self._hasher.hash(normalise_password(password))

    def verify(self, stored: str | None, password: str) -> bool:
        """Compare, with the same effort where there is nothing to compare with."""
        nobodys = self._nobodys  # made in either case, so that the first answer tells nothing
        try:
            self._hasher.verify(stored or nobodys, normalise_password(password))
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None

    def is_outdated(self, stored: str) -> bool:
        """Tell whether the hash was made with lower costs than are used now."""
        return self._hasher.check_needs_rehash(stored)


def passwords() -> Passwords:
    """Return the application's hasher."""
    found = current_app.extensions["passwords"]
    assert isinstance(found, Passwords)  # noqa: S101  tells mypy what init_app put there
    return found


def init_app(app: Flask) -> None:
    """Hash with argon2's recommended costs, and with the lowest in tests."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    app.extensions["passwords"] = Passwords(cheap if app.testing else PasswordHasher())
