"""Flows, papers, start and memory: what is not one page asked for again and again."""

import functools
from collections.abc import Callable
from dataclasses import replace
from statistics import median

from forum import create_app
from forum.bench import flows, inside, mailings, papers, releases
from forum.bench.browser import LocalBrowser
from forum.bench.houses import EDITION, House, beside_bare
from forum.bench.large import NAME as LARGE
from forum.bench.large import measure_large
from forum.bench.registers import LIST, measure_registers
from forum.bench.signatures import NAME as SIGNATURES
from forum.bench.signatures import measure_signatures
from forum.bench.types import Measure, Plan, Sample
from forum.tokens.rules import badge_number

ATTENDEES = 1000
RUSHED = "round-table"
REGISTRATION, RUSH = "registration", "rush: 400 people for 200 seats, 8 clients"
SCANS, BADGES, BOOKLET = "scans, 8 clients", "1,000 badges", "booklet in both languages"
BOTH_SIDES, ONE_BADGE = "1,000 badges, both sides", "one badge at the desk"
START_UP = "cold start, web and worker"
RELEASE = "release with 1,000 notices"
MAILING = "10,000 mails queued"


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
    with place.serving("--web-only") as server, beside_bare() as look:
        work = functools.partial(_walk, server.address)
        for clients, times in ((1, 15), (8, 40)):
            samples, bares = [], []
            for _ in range(plan.rounds):
                bares.append(look())
                samples.append(flows.repeat(work, times=times, clients=clients)[0])
            measure = Measure.of(f"{REGISTRATION}, {clients} clients", samples, bares)
            measures.append(replace(measure, statements=len(sent)))
    return measures


def _walk(address: tuple[str, int], session: str = "") -> bool:
    return flows.register(flows.visitor(address), session)


def _rush(plan: Plan, place: House) -> list[Measure]:
    del plan  # a session can be filled once
    app = create_app(place.settings())
    flows.make_room(app, 400)
    with place.serving("--web-only") as server:
        work = functools.partial(_walk, server.address, RUSHED)
        sample, got = flows.repeat(work, times=400, clients=8)
    taken, counted = flows.taken(app, RUSHED)
    more = {"got_a_seat": float(got), "taken": float(taken), "counted": float(counted)}
    return [replace(Measure.of(RUSH, [sample], []), more=more)]


def _scans(plan: Plan, place: House) -> list[Measure]:
    app = create_app(place.settings())
    door = flows.open_door(app)
    bares: list[Sample] = []
    new: list[Sample] = []
    again: list[Sample] = []
    share = len(door.codes) // plan.rounds
    with place.serving("--web-only") as server, beside_bare() as look:
        scanner = flows.Scanner(server.address, door)
        for number in range(plan.rounds):
            codes = door.codes[number * share : (number + 1) * share]
            bares.append(look())
            new.append(flows.scan_all(scanner, codes, clients=plan.connections))
            again.append(flows.scan_all(scanner, codes, clients=plan.connections))
        together = flows.Scanner(server.address, door)
        four = [code for code in door.codes[-20:] for _ in range(4)]
        flows.scan_all(together, four, clients=4)
    counts = {name: float(count) for name, count in scanner.results.items()}
    return [
        Measure.of(f"{SCANS}, new", new, bares),
        replace(Measure.of(f"{SCANS}, repeated", again, bares), more=counts),
    ]


def _release(plan: Plan, place: House) -> list[Measure]:
    app = create_app(place.settings())
    releases.prepare(app)
    done = [releases.release(app) for _ in range(plan.rounds)]
    more = {
        "seconds": median(one.seconds for one in done),
        "of_which_preview": median(one.looked for one in done),
        "mails": float(min(one.mails for one in done)),
    }
    return [Measure(RELEASE, statements=done[-1].statements, more=more)]


def _mailing(plan: Plan, place: House) -> list[Measure]:
    app = create_app(place.settings())
    mailings.prepare(app)
    done = [mailings.send(app) for _ in range(plan.rounds)]
    more = {
        "seconds": median(one.seconds for one in done),
        "cpu_seconds": median(one.cpu for one in done),
        "preview_seconds": median(one.looked for one in done),
        "mails": float(min(one.mails for one in done)),
    }
    return [Measure(MAILING, statements=done[-1].statements, more=more)]


def _badges(plan: Plan, place: House) -> list[Measure]:
    out = place.folder / "badges.pdf"
    words = ["badges", flows.TRIAL, "--out", str(out)]
    two = [*words, "--sides", "two"]
    one = [*words, "--number", badge_number(flows.TRIAL, 1)]
    return [
        papers.measure(BADGES, plan.rounds, place, words, out),
        papers.measure(BOTH_SIDES, plan.rounds, place, two, out),
        papers.measure(ONE_BADGE, plan.rounds, place, one, out),
    ]


def _booklet(plan: Plan, place: House) -> list[Measure]:
    out = place.folder / "booklet.pdf"
    words = ["programme", "pdf", EDITION, "--languages", "both", "--out", str(out)]
    return [papers.measure(BOOKLET, plan.rounds, place, words, out)]


LOADS: dict[str, Callable[[Plan, House], list[Measure]]] = {
    START_UP: _cold_start,
    BOOKLET: _booklet,
    BADGES: _badges,
    SCANS: _scans,
    RELEASE: _release,
    MAILING: _mailing,
    LARGE: measure_large,
    f"{LIST}, and a spreadsheet": measure_registers,
    SIGNATURES: measure_signatures,
    REGISTRATION: _registration,
    RUSH: _rush,
}
