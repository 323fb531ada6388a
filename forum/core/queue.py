"""Work in the background, by huey: on SQLite by default, on Redis or PostgreSQL by settings.

The outbox row is the truth, and is claimed under a lock: a task that is delivered twice or
lost is harmless, because a sweep each minute finds what waits.

huey brings the clients of Redis and of PostgreSQL along (16 MB). It is loaded, and the queue is
opened, when a process first uses it: an application that was made before a fork has no connection.
"""

import contextlib
import logging
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from flask import Flask

from forum.core import outbox
from forum.core.db import db, set_reading
from forum.core.settings import Settings

if TYPE_CHECKING:
    from huey import Huey

log = logging.getLogger(__name__)


def do_in_parts(work: Iterator[object]) -> int:
    """Do a piece of background work, committing each part; return how many parts there were."""
    done = 0
    for _part in work:
        db.session.commit()
        done += 1
    db.session.commit()
    return done


def make_huey(settings: Settings) -> "Huey":
    """Return the queue that the settings name."""
    from huey import PostgresHuey, RedisHuey, SqliteHuey  # noqa: PLC0415  16 MB, at its first use

    if settings.queue == "redis":
        return RedisHuey("forum", url=settings.redis_url)
    if settings.queue == "postgres":
        dsn = settings.database.replace("postgresql+psycopg://", "postgresql://", 1)
        return PostgresHuey("forum", dsn=dsn)
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    return SqliteHuey("forum", filename=str(settings.data_dir.resolve() / "queue.db"))


class Background:
    """The tasks of one application, on its queue."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        """Prepare; nothing is loaded or opened."""
        self.app = app
        self._settings = settings
        self._works: dict[str, Callable[[], object]] = {}
        self._at_once: dict[str, Callable[[], object]] = {}

    @cached_property
    def huey(self) -> "Huey":
        """Open the queue, with every task that was declared."""
        from huey import crontab  # noqa: PLC0415  as above

        opened = make_huey(self._settings)
        self._at_once["send_mail"] = opened.task(name="send_mail")(self._send_mail)
        opened.periodic_task(crontab(minute="*"), name="sweep_mail")(self._send_mail)
        for name, run in self._works.items():
            opened.periodic_task(crontab(minute="*"), name=name)(run)
            self._at_once[name] = opened.task(name=f"{name}_at_once")(run)
        return opened

    def _send_mail(self) -> int:
        with self.app.app_context():
            set_reading(value=False)
            return outbox.send_due()

    def every_minute(self, name: str, work: Callable[[], Iterator[object]]) -> None:
        """Run a feature's work each minute in the worker, inside an application context.

        The work yields after each part that stands by itself, which is committed then; a part
        that fails is rolled back, and the next minute tries again.
        """

        def run() -> None:
            with self.app.app_context():
                set_reading(value=False)
                do_in_parts(work())

        self._works[name] = run

    def start(self, name: str) -> None:
        """Do a feature's work now, not only at the next minute, which comes anyway."""
        self._queue(name, "the queue cannot be reached; the next minute does the work")

    def wake(self) -> None:
        """Tell the worker that mail waits. If the queue is down, the sweep finds it."""
        self._queue("send_mail", "the queue cannot be reached; the sweep will find the mail")

    def open(self) -> None:
        """Open the queue before anybody waits for it; who needs one that is down tries anew."""
        with contextlib.suppress(Exception):
            _ = self.huey

    def _queue(self, name: str, else_say: str) -> None:
        try:
            _ = self.huey  # opened with all its tasks
            self._at_once[name]()
        except Exception:  # noqa: BLE001  whatever a queue's client raises: the row is committed
            log.warning(else_say)


def background(app: Flask) -> Background:
    """Return the tasks of an application, made when they are first needed."""
    found = app.extensions.get("background")
    if not isinstance(found, Background):
        found = app.extensions["background"] = Background(app, app.extensions["settings"])
    return found


def run_worker(app: Flask, *, workers: int = 1) -> None:
    """Run the worker until it is told to stop (SIGTERM, SIGINT)."""
    consumer = background(app).huey.create_consumer(
        workers=workers, worker_type="thread", periodic=True, initial_delay=0.1, max_delay=2.0
    )
    consumer.run()
