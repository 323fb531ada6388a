"""Killed at any instant and started again: nothing accepted is missing, and nothing is double."""

import http.client
import json
import os
import signal
import subprocess
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from itertools import count
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import func, select

from forum import create_app
from forum.bench import servers
from forum.bench.servers import FORUM, HOST
from forum.checkin.models import Scan
from forum.core import bearer
from forum.core.bearer import Scope
from forum.core.db import db, set_reading
from forum.core.mail import OutgoingMail
from forum.core.permissions import Role
from forum.core.settings import Settings
from forum.registration.models import Limit, Registration, Seat
from tests.factories.accounts import make_user
from tests.factories.checkin import make_list
from tests.factories.registration import make_category, make_open_edition

pytestmark = pytest.mark.long

CLIENTS = 3
ROUNDS = 9
PAUSE = 1.2
PATIENCE = 60


class Postman:
    """A mail server that keeps what it accepted."""

    def __init__(self) -> None:
        """Begin with an empty bag."""
        self.accepted: list[str] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:  # noqa: N802
        """Accept a mail."""
        message = message_from_bytes(envelope.original_content)  # type: ignore[attr-defined]
        self.accepted.append(str(message["Message-ID"]))
        return "250 OK"


@dataclass
class House:
    """An installation whose processes are killed."""

    folder: Path
    mail_port: int
    port: int = field(default_factory=servers.free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        return {
            "FORUM_DATA_DIR": str(self.folder),
            "FORUM_PORT": str(self.port),
            "FORUM_MAIL_URL": f"smtp://{HOST}:{self.mail_port}",
            "FORUM_MAIL_PACE": "0",
        }

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self.process = subprocess.Popen(  # noqa: S603  our own command
            [*FORUM, "serve"],
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + PATIENCE
        while servers.status(self.port, "/healthz") != http.client.OK:
            assert time.monotonic() < until, "it did not start"
            time.sleep(0.1)

    def kill(self, number: int) -> None:
        """Kill the worker, a web process, or the parent of them all; each in turn."""
        assert self.process is not None
        family = [*servers.children(self.process.pid), self.process.pid]
        victim = family[number % len(family)]
        os.kill(victim, signal.SIGKILL)
        if victim == self.process.pid:
            self.process.wait(20)
            until = time.monotonic() + PATIENCE
            while servers.status(self.port, "/healthz"):
                assert time.monotonic() < until, "a child outlived its parent"
                time.sleep(0.05)
            self.start()

    def stop(self) -> None:
        """End it in order."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)


@dataclass
class Visitor:
    """A program that registers people and scans them in, and asks again until it is answered."""

    port: int
    secret: str
    edition: str
    list_id: int
    accepted: dict[str, str] = field(default_factory=dict)
    admitted: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def ask(self, path: str, body: object, key: str) -> tuple[int, object]:
        """Post until there is an answer, whoever was killed meanwhile."""
        head = {
            "Authorization": f"Bearer {self.secret}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        }
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            connection = http.client.HTTPConnection(HOST, self.port, timeout=15)
            try:
                connection.request("POST", path, json.dumps(body), head)
                answer = connection.getresponse()
                if answer.status < http.client.INTERNAL_SERVER_ERROR:
                    return answer.status, json.loads(answer.read())
                if answer.status != http.client.SERVICE_UNAVAILABLE:
                    self.faults.append(f"{answer.status} {path}")
            except (OSError, http.client.HTTPException, ValueError):
                pass
            finally:
                connection.close()
            time.sleep(0.05)
        return 0, None

    def work(self, numbers: "count[int]", stopping: threading.Event) -> None:
        """Register people and scan them in, until it is enough."""
        while not stopping.is_set():
            number = next(numbers)
            email = f"person-{number}@example.org"
            status, made = self.ask(
                f"/api/v1/editions/{self.edition}/registrations",
                {
                    "category": "citizen",
                    "name": {"ko": "홍길동 (시험)", "en": "Hong Gildong (trial)"},
                    "email": email,
                    "language": "ko",
                    "sessions": ["hall"],
                    "consents": {"privacy": True},
                },
                key=f"register-{number}",
            )
            if status != http.client.CREATED or not isinstance(made, dict):
                self.faults.append(f"{status} {made}")
                continue
            self.accepted[email] = made["number"]
            scan = {
                "token": made["number"],
                "nonce": f"scan-{number}",
                "scanned_at": datetime.now(UTC).isoformat(),
            }
            status, answers = self.ask(f"/api/v1/checkin/lists/{self.list_id}/scans", [scan], "x")
            if not isinstance(answers, list) or answers[0]["result"] != "admitted":
                self.faults.append(f"{status} {answers}")
                continue
            self.admitted.append(made["number"])


@pytest.fixture
def house(tmp_path):
    postman = Postman()
    port = servers.free_port()
    controller = Controller(postman, hostname=HOST, port=port)
    controller.start()
    made = House(tmp_path / "data", port)
    servers.run(["database", "upgrade"], made.environment)
    yield made, postman
    made.stop()
    controller.stop()


@pytest.fixture
def inside(house):
    """The application in the same folder, to prepare and to look."""
    made, _postman = house
    app = create_app(Settings(_env_file=None, data_dir=made.folder), testing=True)
    with app.app_context():
        set_reading(value=False)
        yield app
        db.session.remove()
        db.engine.dispose()


def prepare() -> tuple[str, str, int]:
    """Make an edition with a door; return a token for programs, the edition and its list."""
    edition = make_open_edition(categories=(make_category(capacity=100_000),), seats={"hall": 9999})
    target = make_list(edition)
    secret = bearer.issue_token(
        name="a program",
        owner_type="user",
        owner_id=make_user(role=Role.OWNER).id,
        scopes=(Scope.REGISTRATION_WRITE, Scope.CHECKIN_SCAN),
    )
    db.session.commit()
    prepared = secret, edition.slug, target.id
    db.session.remove()
    return prepared


def visit_and_kill(house: House, visitors: list[Visitor]) -> None:
    """Let them all work while one process after the other is killed."""
    stopping, numbers = threading.Event(), count(1)
    threads = [threading.Thread(target=v.work, args=(numbers, stopping)) for v in visitors]
    for thread in threads:
        thread.start()
    for number in range(ROUNDS):
        time.sleep(PAUSE)
        house.kill(number)
    stopping.set()
    for thread in threads:
        thread.join(PATIENCE * 2)
    house.stop()


def check_registrations(accepted: dict[str, str], admitted: list[str]) -> None:
    """Everybody who was accepted is there once, with seats, and was admitted once."""
    kept = db.session.execute(select(Registration.email, Registration.number)).all()
    assert sorted((email, number) for email, number in kept) == sorted(accepted.items())
    for limit in db.session.scalars(select(Limit)):
        seats = select(func.count()).select_from(Seat).where(Seat.limit_id == limit.id)
        assert limit.taken == db.session.scalar(seats) == len(accepted)
    scans = db.session.execute(
        select(Registration.number, Scan.result).join(Scan, Scan.registration_id == Registration.id)
    ).all()
    assert sorted(number for number, _result in scans) == sorted(admitted)
    assert {str(result) for _number, result in scans} == {"admitted"}


def check_mails(accepted: dict[str, str], delivered: Counter[str]) -> None:
    """Everybody was sent one mail; a second time only if the worker was killed, and the same."""
    mails = db.session.execute(
        select(OutgoingMail.recipient, OutgoingMail.state, OutgoingMail.message_id)
    ).all()
    assert sorted(mail.recipient for mail in mails) == sorted(accepted)
    assert {mail.state for mail in mails} == {"sent"}
    assert delivered.keys() == {mail.message_id for mail in mails}
    assert sum(delivered.values()) - len(delivered) <= ROUNDS


@pytest.mark.usefixtures("inside")
def test_nothing_accepted_is_missing_and_nothing_is_double(house):
    made, postman = house
    secret, slug, list_id = prepare()
    made.start()
    visitors = [Visitor(made.port, secret, slug, list_id) for _ in range(CLIENTS)]

    visit_and_kill(made, visitors)
    # what the killed had claimed is sent by whoever comes ten minutes later
    later = (datetime.now(UTC) + timedelta(minutes=15)).isoformat()
    clock = {"FORUM_DEVELOPMENT": "true", "FORUM_CLOCK": later}
    servers.run(["mail", "send"], made.environment | clock)

    assert not [fault for visitor in visitors for fault in visitor.faults]
    accepted = {email: n for visitor in visitors for email, n in visitor.accepted.items()}
    assert len(accepted) > ROUNDS
    check_registrations(accepted, [n for visitor in visitors for n in visitor.admitted])
    check_mails(accepted, Counter(postman.accepted))
