"""A worker that is killed (`kill -9`) between any two steps of sending: nothing is lost.

A mail comes twice at most where the server had taken it and the note of that was not yet
committed, and then under the same Message-ID.
"""

import asyncio
import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from forum import create_app
from forum.bench import servers
from forum.bench.servers import FORUM, HOST
from forum.core import mail
from forum.core.db import db, set_reading
from forum.core.mail import Letter, OutgoingMail
from forum.core.settings import Settings

STEPS = ("greeting", "recipient", "half the mail", "taken", "the next mail")
ROUNDS = 25
PATIENCE = 60


class Reaper:
    """A mail server that kills its client at a step of their talk, once."""

    def __init__(self) -> None:
        self.step = ""
        self.victim: subprocess.Popen[bytes] | None = None
        self.taken: list[str] = []
        self.pause = 0.0

    def kills(self, step: str) -> bool:
        """Kill the client if this is the step."""
        if step != self.step or self.victim is None:
            return False
        self.step = ""
        os.kill(self.victim.pid, signal.SIGKILL)
        self.victim.wait(PATIENCE)
        return True

    async def handle_EHLO(  # noqa: N802
        self,
        _server: object,
        session: object,
        _envelope: object,
        name: str,
        responses: list[str],
    ) -> list[str]:
        session.host_name = name  # type: ignore[attr-defined]
        self.kills("greeting")
        return responses

    async def handle_RCPT(  # noqa: N802
        self, _server: object, _session: object, envelope: object, address: str, _options: object
    ) -> str:
        self.kills("recipient")
        if self.taken and self.step == "the next mail":
            self.kills("the next mail")
        envelope.rcpt_tos.append(address)  # type: ignore[attr-defined]
        return "250 OK"

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:  # noqa: N802
        if self.kills("half the mail"):
            return "451 Nothing was kept"
        message = message_from_bytes(envelope.original_content)  # type: ignore[attr-defined]
        self.taken.append(str(message["Message-ID"]))
        self.kills("taken")
        await asyncio.sleep(self.pause)
        return "250 OK"


@pytest.fixture
def reaper() -> Iterator[tuple[Reaper, int]]:
    """Return the server and its port."""
    made, port = Reaper(), servers.free_port()
    controller = Controller(made, hostname=HOST, port=port)
    controller.start()
    yield made, port
    controller.stop()


@pytest.fixture
def environment(reaper, tmp_path) -> dict[str, str]:
    """Return the settings of an installation of its own, with its tables."""
    made = {
        "FORUM_DATA_DIR": str(tmp_path / "data"),
        "FORUM_MAIL_URL": f"smtp://{HOST}:{reaper[1]}",
        "FORUM_MAIL_PACE": "0",
        "FORUM_DEVELOPMENT": "true",
    }
    servers.run(["database", "upgrade"], made)
    return made


@pytest.fixture
def inside(environment, tmp_path):
    """The application in the same folder, to write mails and to look at them."""
    app = create_app(Settings(_env_file=None, data_dir=tmp_path / "data"), testing=True)
    with app.app_context():
        set_reading(value=False)
        yield app
        db.session.remove()
        db.engine.dispose()


def begin(environment: dict[str, str], at: datetime) -> subprocess.Popen[bytes]:
    """Start a process that sends what is due at a moment."""
    return subprocess.Popen(  # noqa: S603  our own command
        [*FORUM, "mail", "send"],
        env={**os.environ, **environment, "FORUM_CLOCK": at.isoformat()},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def write(count: int, batch: str) -> list[str]:
    """Queue mails; return their Message-IDs."""
    letters = [
        Letter(recipient=f"{n}@example.org", language="ko", subject=batch, text="본문")
        for n in range(count)
    ]
    mail.queue_all(letters, cause="test", batch=batch)
    db.session.commit()
    found = select(OutgoingMail.message_id).where(OutgoingMail.batch == batch)
    ids = list(db.session.scalars(found))
    db.session.remove()
    return ids


def states(batch: str) -> Counter[str]:
    """Return how many mails are in each state."""
    found = select(OutgoingMail.state).where(OutgoingMail.batch == batch)
    counted = Counter(db.session.scalars(found))
    db.session.remove()
    return counted


@pytest.mark.usefixtures("inside")
def test_killed_before_and_after_the_server_takes_it_every_mail_arrives(reaper, environment):
    kill_at(("half the mail", "taken"), reaper[0], environment)


@pytest.mark.long
@pytest.mark.usefixtures("inside")
def test_killed_at_any_step_every_mail_arrives(reaper, environment):
    kill_at(STEPS, reaper[0], environment)


def kill_at(steps: tuple[str, ...], postman: Reaper, environment: dict[str, str]) -> None:
    """Kill who sends at each step, let another take it up, and look what has come."""
    moment = datetime.now(UTC) + timedelta(minutes=1)
    for step in steps:
        ids = write(3, step)
        postman.step, postman.taken = step, []
        postman.victim = begin(environment, moment)
        assert postman.victim.wait(PATIENCE) == -signal.SIGKILL
        assert states(step)["sending"] == 1  # what it had begun is nobody's

        moment += timedelta(minutes=15)  # whoever comes ten minutes later takes it up
        assert begin(environment, moment).wait(PATIENCE) == 0

        delivered = Counter(postman.taken)
        assert delivered.keys() == set(ids), step
        assert states(step) == {"sent": 3}
        assert delivered.total() == (4 if step == "taken" else 3), step
        moment += timedelta(minutes=1)


@pytest.mark.long
@pytest.mark.usefixtures("inside")
def test_killed_again_and_again_every_mail_arrives(reaper, environment):
    """Two workers at once, of which one is killed at any instant."""
    postman, _port = reaper
    postman.pause = 0.005
    chance = random.Random(4)  # noqa: S311  a test that is the same each time
    ids = write(1500, "many")
    moment = datetime.now(UTC) + timedelta(minutes=1)
    for _ in range(ROUNDS):
        workers = [begin(environment, moment), begin(environment, moment)]
        time.sleep(2 + 2 * chance.random())
        os.kill(workers[0].pid, signal.SIGKILL)
        os.kill(workers[1].pid, signal.SIGTERM)
        for worker in workers:
            worker.wait(PATIENCE)
        moment += timedelta(minutes=15)
    assert begin(environment, moment).wait(10 * PATIENCE) == 0

    delivered = Counter(postman.taken)
    assert delivered.keys() == set(ids)
    assert states("many") == {"sent": 1500}
    assert delivered.total() - len(ids) <= 2 * ROUNDS
