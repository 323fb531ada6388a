"""Runs the loads: pages in rounds beside the bare page, then flows, papers, start and memory."""

import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from forum import create_app
from forum.bench import client, inside, servers
from forum.bench.types import Measure, Sample
from forum.core.settings import Settings

EDITION = "dwc-2018"
WARM_UP = 0.5

PAGES = {
    "agenda ko": f"/ko/{EDITION}/programme",
    "agenda en": f"/en/{EDITION}/programme",
    "agenda filtered": f"/en/{EDITION}/programme?day=2018-12-11&kind=session",
    "home": f"/ko/{EDITION}/",
    "session page": f"/ko/{EDITION}/programme/session-1",
    "calendar .ics": f"/ko/{EDITION}/programme.ics",
    "schedule.json": f"/{EDITION}/schedule.json",
}
BARE = "bare page"
START = f"/ko/{EDITION}/programme"


@dataclass(frozen=True)
class Plan:
    """How long and how often to measure, and where."""

    seconds: float = 3.0
    rounds: int = 3
    connections: int = 8
    database: str = ""
    only: tuple[str, ...] = ()

    def wants(self, name: str) -> bool:
        """Tell whether a load is asked for."""
        return not self.only or any(word in name for word in self.only)


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


def bench(plan: Plan, say: Callable[[str], None]) -> list[Measure]:
    """Run the loads that are asked for and exist."""
    with ExitStack() as stack:
        place = stack.enter_context(house(plan.database))
        pages = {name: path for name, path in PAGES.items() if plan.wants(name)}
        measures = _pages(plan, place, pages, say) if pages or plan.wants(BARE) else []
        if plan.wants("cold start"):
            measures.append(_cold_start(plan, place, say))
    return measures


def _there(place: House, pages: dict[str, str], say: Callable[[str], None]) -> dict[str, Measure]:
    """Weigh every page; leave out what does not exist yet, and say so."""
    app = create_app(place.settings())
    found = {}
    for name, path in pages.items():
        try:
            statements, size = inside.weigh(app, path)
        except OSError as error:
            say(f"left out: {error}")
        else:
            found[name] = Measure(name, statements=statements, size=size)
    return found


def _pages(
    plan: Plan, place: House, pages: dict[str, str], say: Callable[[str], None]
) -> list[Measure]:
    found = _there(place, pages, say)
    with bare() as simple, place.serving("--web-only") as full:
        before = full.memory()
        targets = {BARE: (simple, "/")} | {name: (full, pages[name]) for name in found}
        for server, path in targets.values():
            client.measure(server.address, path, seconds=WARM_UP)
        samples: dict[str, list[Sample]] = {name: [] for name in targets}
        for number in range(plan.rounds):
            say(f"round {number + 1} of {plan.rounds}")
            for name, (server, path) in targets.items():
                samples[name].append(_one(plan, server, path))
        after = full.memory()
    measures = [
        replace(
            Measure.of(name, samples[name], samples[BARE]),
            statements=found[name].statements if name in found else 0,
            size=found[name].size if name in found else None,
        )
        for name in targets
    ]
    memory = {"MB_at_start": before, "MB_after_the_pages": after}
    return [*measures, Measure("memory of a web process", more=memory)]


def _one(plan: Plan, server: servers.Server, path: str) -> Sample:
    return client.measure(server.address, path, connections=plan.connections, seconds=plan.seconds)


def _cold_start(plan: Plan, place: House, say: Callable[[str], None]) -> Measure:
    say("cold start")
    times = []
    for _ in range(plan.rounds):
        with place.serving() as server:
            times.append(server.started_in)
    return Measure("cold start, web and worker", more={"seconds": median(times)})


def names() -> Sequence[str]:
    """Return the names of the loads."""
    return [BARE, *PAGES, "cold start"]
