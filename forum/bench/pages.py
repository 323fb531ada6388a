"""Public pages, in rounds beside the bare page."""

from collections.abc import Callable
from dataclasses import replace

from forum import create_app
from forum.bench import client, inside, servers
from forum.bench.houses import EDITION, House, bare
from forum.bench.types import Measure, Plan, Sample

BARE = "bare page"
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


def measure_pages(
    plan: Plan, place: House, pages: dict[str, str], say: Callable[[str], None]
) -> list[Measure]:
    """Measure pages, each round beginning with the bare page."""
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
    memory = {"MB_at_start": before[0], "MB_after": after[0], "of_which_own": after[1]}
    return [*measures, Measure("memory of a web process", more=memory)]


def _one(plan: Plan, server: servers.Server, path: str) -> Sample:
    return client.measure(server.address, path, connections=plan.connections, seconds=plan.seconds)
