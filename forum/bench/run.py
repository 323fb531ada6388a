"""Runs the loads that are asked for and exist."""

from collections.abc import Callable

from forum.bench.houses import house
from forum.bench.loads import ATTENDEES, BADGES, LOADS, RELEASE, SCANS
from forum.bench.pages import BARE, PAGES, measure_pages
from forum.bench.types import Measure, Plan


def bench(plan: Plan, say: Callable[[str], None]) -> list[Measure]:
    """Run the loads that are asked for and exist."""
    measures: list[Measure] = []
    with house(plan.database, *_attendees(plan)) as place:
        pages = {name: path for name, path in PAGES.items() if plan.wants(name)}
        if pages or plan.wants(BARE):
            measures += measure_pages(plan, place, pages, say)
        for name, load in LOADS.items():
            if plan.wants(name):
                say(name)
                try:
                    measures += load(plan, place)
                except OSError as error:
                    say(f"left out: {error}")
    return measures


def _attendees(plan: Plan) -> list[str]:
    wanted = any(plan.wants(name) for name in (SCANS, BADGES, RELEASE))
    return ["--attendees", str(ATTENDEES)] if wanted else []
