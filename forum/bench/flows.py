"""Loads that are a whole way through several pages, and scans at a door."""

import http.client
import itertools
import json
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import func, select

from forum.bench.browser import Browser
from forum.bench.types import Sample
from forum.checkin.services.devices import add_device, enrol_device, invite_device
from forum.checkin.services.lists import create_list
from forum.checkin.types import DeviceDetails, ListDetails, ListKind
from forum.core import clock
from forum.core.db import db, set_reading
from forum.core.i18n import in_language
from forum.core.localized import LocalizedText
from forum.editions.queries import get_edition
from forum.registration.exports import badge_token
from forum.registration.models import Limit, Registration
from forum.registration.queries import find_category
from forum.registration.services import set_capacity

TRIAL = "dwc-trial"
DONE = "/register/done"
_people = itertools.count(1)


@dataclass(frozen=True)
class Door:
    """What a device at a door needs."""

    list_id: int
    secret: str
    codes: tuple[str, ...]


class WayError(OSError):
    """A page of the way was not as expected."""


def visitor(address: tuple[str, int]) -> Browser:
    """Return a visitor from an address of origin that nobody else has."""
    number = next(_people)
    return Browser(address, f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}")


def register(person: Browser, session: str = "") -> bool:
    """Walk through registration as one person; tell whether there was a seat.

    Raises:
        WayError: something else than a full session stood in the way.
    """
    number = next(_people)
    try:
        person.get(f"/en/{TRIAL}/register/you")
        person.submit(
            {
                "category": "citizen",
                "name-ko": f"홍길동 (시험 {number})",
                "name-en": f"Hong Gildong (trial {number})",
                "email": f"bench-{number}@example.org",
            }
        )
        person.submit({"sessions": [session] if session else []})
        if session and person.status == http.client.UNPROCESSABLE_ENTITY:
            return False
        person.submit({})
        person.submit({})
        if session and person.status == http.client.UNPROCESSABLE_ENTITY:
            return False
        if not person.url.endswith(DONE):
            message = f"{person.url} answers {person.status}"
            raise WayError(message)
        return True
    finally:
        person.close()


def repeat(work: Callable[[], bool], *, times: int, clients: int) -> tuple[Sample, int]:
    """Do a piece of work so many times, by so many clients; count how often it succeeded."""
    latencies: list[float] = []
    lock = threading.Lock()

    def one(_: int) -> bool:
        began = time.perf_counter()
        fine = work()
        with lock:
            latencies.append(time.perf_counter() - began)
        return fine

    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        fine = sum(pool.map(one, range(times)))
    return Sample(time.perf_counter() - began, tuple(latencies)), fine


def make_room(app: Flask, people: int) -> None:
    """Let so many more citizens come, so that only the session can be full."""
    with app.app_context(), in_language("en"):
        set_reading(value=False)
        edition = get_edition(TRIAL)
        category = find_category(edition, "citizen")
        if category is not None and category.limit is not None:
            set_capacity(edition, category.limit.capacity + people, category=category)
        db.session.commit()


def taken(app: Flask, session: str) -> tuple[int, int]:
    """Return the seats of a session that are taken, by its limit and by counting."""
    with app.app_context():
        edition = get_edition(TRIAL)
        limit = db.session.scalar(
            select(Limit).where(Limit.edition_id == edition.id, Limit.session_key == session)
        )
        counted = db.session.scalar(
            select(func.count())
            .select_from(Registration)
            .where(Registration.attendances.any(session_key=session))
        )
        return (limit.taken if limit else 0), counted or 0


def open_door(app: Flask) -> Door:
    """Enrol a device, and return it with the codes of everybody's badges."""
    with app.app_context(), in_language("en"):
        set_reading(value=False)
        edition = get_edition(TRIAL)
        name = LocalizedText(ko="시험 입장 (시험)", en="Trial entrance (trial)")
        target = create_list(edition, ListDetails(name=name, kind=ListKind.DAY))
        gate = LocalizedText(ko="시험 문", en="Trial gate")
        device = add_device(edition, DeviceDetails(name="bench", gate=gate, lists=(target.id,)))
        _, secret = enrol_device(invite_device(device))
        people = db.session.scalars(
            select(Registration).where(Registration.edition_id == edition.id)
        )
        door = Door(target.id, secret, tuple(badge_token(person) for person in people))
        db.session.commit()
    return door


class Scanner:
    """Scans codes, each client over a connection of its own."""

    def __init__(self, address: tuple[str, int], door: Door) -> None:
        """Prepare; nothing is sent."""
        self._address = address
        self._door = door
        self._local = threading.local()
        self._nonces = itertools.count(1)
        self.results: dict[str, int] = {}
        self._lock = threading.Lock()

    def scan(self, code: str) -> bool:
        """Send one scan; tell whether it was judged."""
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = http.client.HTTPConnection(*self._address, timeout=60)
            self._local.connection = connection
        item = {
            "token": code,
            "nonce": f"bench-{id(self)}-{next(self._nonces)}",
            "scanned_at": clock.now().isoformat(),
        }
        head = {
            "Authorization": f"Bearer {self._door.secret}",
            "Content-Type": "application/json",
            "Idempotency-Key": str(item["nonce"]),
        }
        path = f"/api/v1/checkin/lists/{self._door.list_id}/scans"
        connection.request("POST", path, json.dumps([item]), head)
        response = connection.getresponse()
        body = response.read()
        if response.status != http.client.OK:
            message = f"{path} answers {response.status}: {body[:200]!r}"
            raise WayError(message)
        result = json.loads(body)[0]["result"]
        with self._lock:
            self.results[result] = self.results.get(result, 0) + 1
        return True


def scan_all(scanner: Scanner, codes: Sequence[str], *, clients: int) -> Sample:
    """Scan these codes in their order."""
    waiting = iter(codes)
    lock = threading.Lock()

    def work() -> bool:
        with lock:
            code = next(waiting)
        return scanner.scan(code)

    sample, _ = repeat(work, times=len(codes), clients=clients)
    return sample
