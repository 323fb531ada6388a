"""An organiser moves a session of the large programme: from the request to the answer, saved."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from time import perf_counter
from urllib.parse import urlencode, urlsplit

from flask import Flask

from forum.accounts import services as accounts
from forum.bench import inside
from forum.bench.browser import LocalBrowser
from forum.bench.types import Measure
from forum.core import randomness
from forum.core.db import db, set_reading
from forum.core.permissions import Role
from forum.demo.large import SLUG

EDITOR = f"/manage/{SLUG}/programme"
SESSION = "trial-7"
TIMES = 40
LATER = 5  # minutes, and back again
NAME = "editor: a move is saved, 400 sessions"


def measure_moves(app: Flask) -> Measure:
    """Move a session to and fro, as the grid does.

    Raises:
        OSError: a move was not saved.
    """
    organiser = signed_in(app)
    organiser.get(EDITOR)
    token = _found(r'name="csrf_token"[^>]*value="([^"]+)"', organiser.page)
    block = _found(rf'data-key="{SESSION}"([^>]*)>', organiser.page)
    slot = {
        name: _found(rf'data-{name}="([^"]*)"', block)
        for name in ("base", "day", "minutes", "place")
    }
    starts = int(_found(r'data-starts="(\d+)"', block))
    took: list[float] = []
    with inside.statements() as sent:
        for number in range(TIMES):
            minute = starts + LATER * (1 - number % 2)
            at = f"{minute // 60:02d}:{minute % 60:02d}"
            with _timed(took):
                slot["base"] = _move(organiser, {**slot, "starts": at, "csrf_token": token})
    more = {"ms": median(took), "slowest_ms": max(took)}
    return Measure(NAME, statements=len(sent) // TIMES, more=more)


def signed_in(app: Flask) -> LocalBrowser:
    """Return an organiser who has come in by their link and chosen a password."""
    with app.app_context():
        set_reading(value=False)
        user, _is_new = accounts.ensure_user("bench@example.org", Role.OWNER, None, language="ko")
        address = accounts.enter_address(user)
        db.session.commit()
    organiser = LocalBrowser(app)
    organiser.get(urlsplit(address).path)
    organiser.submit({})
    organiser.submit({"password": randomness.token()})
    return organiser


def _move(organiser: LocalBrowser, fields: dict[str, str]) -> str:
    """Move the session; return the version that it has now."""
    body = urlencode(fields)
    answer = organiser.ask_json("POST", f"{EDITOR}/sessions/{SESSION}/move", body)
    return _found(r'"operation":\s*(\d+)', answer.page)


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    if match is None:
        message = f"the editor's answer has no {pattern}"
        raise OSError(message)
    return match[1]


@contextmanager
def _timed(took: list[float]) -> Iterator[None]:
    began = perf_counter()
    yield
    took.append(1000 * (perf_counter() - began))
