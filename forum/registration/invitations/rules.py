"""Decisions about invitations, on values alone."""

import re
from email.utils import parseaddr

from forum.core.errors import Refusal
from forum.registration.invitations.errors import (
    GuestsMissingError,
    GuestsWrongError,
    TooManyGuestsError,
)
from forum.registration.invitations.types import Guest
from forum.registration.rules import LONGEST_NAME, email_key, read_email, read_guardian_line

MOST_AT_ONCE = 500
_SHOWN = 5  # so many wrong lines are named
_BETWEEN = re.compile(r"[\r\n;,]+")


def read_guests(text: str) -> list[Guest]:
    """Read a pasted list: an address a line, or with commas; `Name <address>` is understood.

    An address that is there twice is taken once.

    Raises:
        GuestsMissingError, GuestsWrongError, TooManyGuestsError
    """
    guests: dict[str, Guest] = {}
    wrong: list[str] = []
    for line in filter(None, (part.strip() for part in _BETWEEN.split(text))):
        try:
            guest = _read(line)
        except Refusal:
            wrong.append(line)
        else:
            guests.setdefault(email_key(guest.email), guest)
    if wrong:
        raise GuestsWrongError(lines=", ".join(line[:60] for line in wrong[:_SHOWN]))
    if not guests:
        raise GuestsMissingError
    if len(guests) > MOST_AT_ONCE:
        raise TooManyGuestsError(count=MOST_AT_ONCE)
    return list(guests.values())


def _read(line: str) -> Guest:
    name, address = parseaddr(line) if "<" in line else ("", line)
    return Guest(email=read_email(address), name=read_guardian_line(name, LONGEST_NAME))
