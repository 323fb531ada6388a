"""A programme of 400 sessions: its pages right after a release, and warm; a move; its booklet.

The booklet is made in a process of its own, all else inside this one.
"""

import gc
from statistics import median
from time import perf_counter, process_time

from flask import Flask
from flask.testing import FlaskClient

from forum import create_app
from forum.bench import inside, moves, papers
from forum.bench.houses import House
from forum.bench.types import Measure, Plan
from forum.core import kept
from forum.core.db import db, set_reading
from forum.demo.large import SLUG, load_large
from forum.editions.models import Edition
from forum.editions.queries import current_edition, find_edition
from forum.web.cache import pages

NAME = "large programme, 400 sessions"
PAGES = {
    "agenda": f"/ko/{SLUG}/programme",
    "all days": f"/ko/{SLUG}/programme?day=all",
    "session page": f"/ko/{SLUG}/programme/trial-7",
    "now and next": f"/ko/{SLUG}/now",
    "search index": f"/ko/{SLUG}/programme/search.json",
}
WARM_TIMES = 50
ZIPPED = {"Accept-Encoding": "gzip"}


def measure_large(plan: Plan, place: House) -> list[Measure]:
    """Measure each page: the first request after a release, in CPU time too, and warm ones."""
    app = create_app(place.settings())
    with app.app_context():
        set_reading(value=False)
        beside = current_edition()
        if beside is not None and find_edition(SLUG) is None:
            _load(beside)
    gc.collect()
    gc.freeze()  # as `forum serve` does
    measures = [_page(plan, app, name, path) for name, path in PAGES.items()]
    return [*measures, moves.measure_moves(app), _booklet(plan, place)]


def _booklet(plan: Plan, place: House) -> Measure:
    out = place.folder / "large.pdf"
    words = ["programme", "pdf", SLUG, "--languages", "both", "--out", str(out)]
    return papers.measure(f"{NAME}: booklet in both languages", plan.rounds, place, words, out)


def _load(beside: Edition) -> None:
    load_large(beside.series)
    db.session.commit()


def _page(plan: Plan, app: Flask, name: str, path: str) -> Measure:
    statements, _size = inside.weigh(app, path)
    client = app.test_client()
    first = [_first(app, client, path) for _ in range(plan.rounds)]
    warm = [_timed(client, path)[0] for _ in range(WARM_TIMES)]
    answer = client.get(path, headers=ZIPPED)
    return Measure(
        f"{NAME}: {name}",
        statements=statements,
        size=len(answer.data),
        more={
            "first_ms": median(wall for wall, _cpu in first),
            "first_cpu_ms": median(cpu for _wall, cpu in first),
            "warm_ms": median(warm),
        },
    )


def _first(app: Flask, client: FlaskClient, path: str) -> tuple[float, float]:
    """Ask as if a release had just come out: nothing of it is known to this process."""
    with app.app_context():
        pages().clear()
        kept.forget(db.engine)
    return _timed(client, path)


def _timed(client: FlaskClient, path: str) -> tuple[float, float]:
    wall, cpu = perf_counter(), process_time()
    client.get(path, headers=ZIPPED)
    return 1000 * (perf_counter() - wall), 1000 * (process_time() - cpu)
