"""A forum of its own to measure on, and the bare page beside it."""

import functools
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from forum.bench import client, servers
from forum.bench.types import Sample
from forum.core.settings import Settings

EDITION = "dwc-2018"
START = f"/ko/{EDITION}/programme"
BARE_SECONDS = 1.0


@dataclass(frozen=True)
class House:
    """A forum with the demo's data in a folder of its own."""

    folder: Path
    database: str

    def environment(self, port: int) -> dict[str, str]:
        """Return the settings of a process that works on it."""
        return {
            "FORUM_HOST": servers.HOST,
            "FORUM_PORT": str(port),
            "FORUM_DATA_DIR": str(self.folder),
            "FORUM_DATABASE_URL": self.database,
            "FORUM_PROXIES": "1",  # each visitor comes from an address of their own
        }

    def settings(self) -> Settings:
        """Return the same settings for this process."""
        return Settings(data_dir=self.folder, database_url=self.database)

    @contextmanager
    def serving(self, *words: str) -> Iterator[servers.Server]:
        """Run `forum serve` on it."""
        port = servers.free_port()
        command = (*servers.FORUM, "serve", *words)
        with servers.serving(command, self.environment(port), port, START) as server:
            yield server


@contextmanager
def house(database: str, *demo: str) -> Iterator[House]:
    """Make a forum with the demo's data, and remove it afterwards."""
    with tempfile.TemporaryDirectory(prefix="forum-bench-") as folder:
        made = House(Path(folder), database)
        environment = made.environment(servers.free_port())
        servers.run(["database", "upgrade"], environment)
        servers.run(["demo", *demo], environment)
        yield made


@contextmanager
def bare() -> Iterator[servers.Server]:
    """Serve the bare page as `forum serve` serves the forum."""
    port = servers.free_port()
    command = (sys.executable, "-m", "forum.bench.bare", str(port))
    with servers.serving(command, {}, port, "/") as server:
        yield server


@contextmanager
def beside_bare() -> Iterator[Callable[[], Sample]]:
    """Serve the bare page, to be measured before each round of a load.

    How fast a shared machine is changes by the minute: only a figure beside it tells what a
    load costs.
    """
    with bare() as server:
        look = functools.partial(client.measure, server.address, "/", seconds=BARE_SECONDS)
        look()
        yield look
