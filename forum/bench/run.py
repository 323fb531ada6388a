"""Runs the loads: pages in rounds beside the bare page, then flows, papers, start and memory."""

import functools
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from forum import create_app
from forum.bench import client, flows, inside, papers, servers
from forum.bench.browser import LocalBrowser
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


def bench(plan: Plan, say: Callable[[str], None]) -> list[Measure]:
    """Run the loads that are asked for and exist."""
    measures: list[Measure] = []
    with house(plan.database, *_attendees(plan)) as place:
        pages = {name: path for name, path in PAGES.items() if plan.wants(name)}
        if pages or plan.wants(BARE):
            measures += _pages(plan, place, pages, say)
        for name, load in LOADS.items():
            if plan.wants(name):
                say(name)
                try:
                    measures += load(plan, place)
                except OSError as error:
                    say(f"left out: {error}")
    return measures


def _attendees(plan: Plan) -> list[str]:
    wanted = any(plan.wants(name) for name in (SCANS, BADGES))
    return ["--attendees", str(ATTENDEES)] if wanted else []


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


def _cold_start(plan: Plan, place: House) -> list[Measure]:
    times = []
    for _ in range(plan.rounds):
        with place.serving() as server:
            times.append(server.started_in)
    return [Measure(START_UP, more={"seconds": median(times)})]


def _registration(plan: Plan, place: House) -> list[Measure]:
    app = create_app(place.settings())
    flows.register(LocalBrowser(app))
    with inside.statements() as sent:
        flows.register(LocalBrowser(app))
    measures = []
    with place.serving("--web-only") as server:
        for clients, times in ((1, 15), (8, 40)):
            samples = []
            for _ in range(plan.rounds):
                work = functools.partial(_walk, server.address)
                samples.append(flows.repeat(work, times=times, clients=clients)[0])
            measure = Measure.of(f"{REGISTRATION}, {clients} clients", samples, [])
            measures.append(replace(measure, statements=len(sent)))
    return measures


def _walk(address: tuple[str, int], session: str = "") -> bool:
    return flows.register(flows.visitor(address), session)


def _rush(plan: Plan, place: House) -> list[Measure]:
    del place  # full sessions stay full: a house of its own
    with house(plan.database) as own, own.serving("--web-only") as server:
        work = functools.partial(_walk, server.address, RUSHED)
        sample, got = flows.repeat(work, times=400, clients=8)
        taken, counted = flows.taken(create_app(own.settings()), RUSHED)
    more = {"got_a_seat": float(got), "taken": float(taken), "counted": float(counted)}
    return [replace(Measure.of(RUSH, [sample], []), more=more)]


def _scans(plan: Plan, place: House) -> list[Measure]:
    app = create_app(place.settings())
    door = flows.open_door(app)
    new: list[Sample] = []
    again: list[Sample] = []
    share = len(door.codes) // plan.rounds
    with place.serving("--web-only") as server:
        scanner = flows.Scanner(server.address, door)
        for number in range(plan.rounds):
            codes = door.codes[number * share : (number + 1) * share]
            new.append(flows.scan_all(scanner, codes, clients=plan.connections))
            again.append(flows.scan_all(scanner, codes, clients=plan.connections))
        together = flows.Scanner(server.address, door)
        four = [code for code in door.codes[-20:] for _ in range(4)]
        flows.scan_all(together, four, clients=4)
    counts = {name: float(count) for name, count in scanner.results.items()}
    return [
        Measure.of(f"{SCANS}, new", new, []),
        replace(Measure.of(f"{SCANS}, repeated", again, []), more=counts),
    ]


def _badges(plan: Plan, place: House) -> list[Measure]:
    out = place.folder / "badges.pdf"
    words = ["badges", flows.TRIAL, "--out", str(out)]
    return [_paper(BADGES, plan, place, words, out)]


def _booklet(plan: Plan, place: House) -> list[Measure]:
    out = place.folder / "booklet.pdf"
    words = ["programme", "pdf", EDITION, "--languages", "both", "--out", str(out)]
    return [_paper(BOOKLET, plan, place, words, out)]


def _paper(name: str, plan: Plan, place: House, words: list[str], out: Path) -> Measure:
    environment = place.environment(servers.free_port())
    done = [papers.watch(words, environment) for _ in range(plan.rounds)]
    idle = papers.watch(["--help"], environment)
    more = {
        "seconds": median(work.seconds for work in done),
        "of_which_start": idle.seconds,
        "peak_MB": max(work.peak_mb for work in done),
    }
    return Measure(name, size=out.stat().st_size, more=more)


ATTENDEES = 1000
RUSHED = "round-table"
REGISTRATION, RUSH = "registration", "rush: 400 people for 200 seats, 8 clients"
SCANS, BADGES, BOOKLET = "scans, 8 clients", "1,000 badges", "booklet in both languages"
START_UP = "cold start, web and worker"
LOADS: dict[str, Callable[[Plan, House], list[Measure]]] = {
    START_UP: _cold_start,
    BOOKLET: _booklet,
    BADGES: _badges,
    SCANS: _scans,
    REGISTRATION: _registration,
    RUSH: _rush,
}
