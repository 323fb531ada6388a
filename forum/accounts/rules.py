"""Decisions about accounts, on values alone."""

import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta

from forum.accounts.errors import (
    PasswordTooCommonError,
    PasswordTooLongError,
    PasswordTooShortError,
)
from forum.accounts.types import Grant
from forum.core.bearer import Scope
from forum.core.permissions import Permission, permissions_of

IDLE_LIMIT = timedelta(hours=2)
ABSOLUTE_LIMIT = timedelta(hours=12)
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
SCOPE_NEEDS = {
    Scope.REGISTRATION_READ: Permission.REGISTRATION_EXPORT,
    Scope.REGISTRATION_WRITE: Permission.REGISTRATION_EDIT,
    Scope.CHECKIN_SCAN: Permission.CHECKIN_EDIT,
    Scope.METRICS_READ: Permission.AUDIT_VIEW,
}
"""What the owner of a token must be allowed for each thing that the token may be used for."""

STRONG_ENOUGH = 3  # of 4: more than 10^8 guesses
LONGEST_ESTIMATE = 72  # zxcvbn's own limit; what is longer is strong by its length

# zxcvbn knows no Korean: hello, love, administrator, password, Seoul, Korea and forum as they
# come out where Hangul is typed while the keyboard is set to Latin letters.
KEYBOARD_WORDS = (
    "dkssud",
    "dkssudgktpdy",
    "tkfkd",
    "tkfkdgo",
    "rhksflwk",
    "qlalfqjsgh",
    "tjdnf",
    "gksrnr",
    "vhfja",
    "forum",
    "organiser",
    "seoul",
)


def normalise_email(email: str) -> str:
    """Return the address as it is kept: without spaces around it, casefolded."""
    return email.strip().casefold()


def normalise_password(password: str) -> str:
    """Return the password as it is compared: a Mac types Hangul in parts, others as syllables."""
    return unicodedata.normalize("NFC", password)


def check_password(password: str, about: Iterable[str]) -> None:
    """Hold a new password to the rules; `about` are words that belong to its owner.

    Raises:
        PasswordTooShortError: it has fewer than twelve characters.
        PasswordTooLongError: it has more than two hundred.
        PasswordTooCommonError: it is in the lists of what is tried first, or made of that.
    """
    import zxcvbn  # noqa: PLC0415  15 MB of word lists, which only a new password needs

    if len(password) < SHORTEST_PASSWORD:
        raise PasswordTooShortError(count=SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        raise PasswordTooLongError(count=LONGEST_PASSWORD)
    words = [word for word in [*about, *KEYBOARD_WORDS] if word]
    estimate = zxcvbn.zxcvbn(password[:LONGEST_ESTIMATE], user_inputs=words)
    if estimate["score"] < STRONG_ENOUGH:
        raise PasswordTooCommonError


def is_open(
    *, created_at: datetime, last_seen_at: datetime, ended_at: datetime | None, at: datetime
) -> bool:
    """Tell whether a session still lets its owner in."""
    return ended_at is None and at < last_seen_at + IDLE_LIMIT and at < created_at + ABSOLUTE_LIMIT


def permissions_for(grants: Iterable[Grant], edition: str | None) -> frozenset[Permission]:
    """Return what roles allow for an edition; None asks for the system as a whole.

    A role for all editions counts for each of them; a role for one counts for no other.
    """
    allowed: frozenset[Permission] = frozenset()
    for grant in grants:
        if grant.edition is None or grant.edition == edition:
            allowed |= permissions_of(grant.role)
    return allowed


_PROGRAMS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Whale/", "Whale"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def describe_browser(user_agent: str) -> str:
    """Return a browser as its owner knows it: `Firefox · Windows`; empty if nothing is known."""
    program = next((name for sign, name in _PROGRAMS if sign in user_agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in user_agent), "")
    return " · ".join(part for part in (program, system) if part)
