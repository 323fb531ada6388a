"""What organisers wait for: a list of 20,000 registrations, and a spreadsheet of 10,000.

All of it is made inside this process and told in its CPU time as well, which other work on the
machine does not lengthen.
"""

import gc
from statistics import median
from time import perf_counter, process_time
from urllib.parse import quote

from flask import Flask
from sqlalchemy import insert, select

from forum import create_app
from forum.bench import inside, moves
from forum.bench.browser import LocalBrowser
from forum.bench.flows import TRIAL
from forum.bench.houses import House
from forum.bench.types import Measure, Plan
from forum.core import clock, randomness
from forum.core.db import db, set_reading
from forum.core.filejobs import FileJob
from forum.core.hangul import folded, initials
from forum.core.localized import LocalizedText
from forum.editions.queries import get_edition
from forum.registration.models import Attendance, Registration
from forum.registration.queries import list_categories
from forum.registration.sheets.services import do_sheets, order_sheet
from forum.registration.sheets.types import SheetOrder
from forum.registration.types import RegistrationState

ROWS, EXPORTED = 20_000, 10_000
FIRST_SERIAL = 2_000_000
LIST, SHEET = "list of 20,000 registrations", "spreadsheet of 10,000 registrations"
ADDRESS = f"/manage/{TRIAL}/registrations"
LISTS = {
    "first page": "",
    "searched by a part of a name": f"?q={quote('길동 1999')}",
    "searched by initials": f"?q={quote('ㅎㄱㄷ')}",
    "filtered by state, language and session": "?state=confirmed&language=en&session=tour",
    "sorted by name, page 100": "?sort=name&page=100",
}
TIMES = 9


def measure_registers(plan: Plan, place: House) -> list[Measure]:
    """Measure the list by what is looked for, and the spreadsheet from the order to the file."""
    app = create_app(place.settings())
    prepare(app)
    organiser = moves.signed_in(app)
    gc.collect()
    gc.freeze()  # as `forum serve` does
    measures = [_list(organiser, name, ADDRESS + asked) for name, asked in LISTS.items()]
    return [*measures, _sheet(plan, app)]


def prepare(app: Flask, people: int = ROWS) -> None:
    """Let so many be registered in the trial edition; half of them are confirmed."""
    with app.app_context():
        set_reading(value=False)
        edition = get_edition(TRIAL)
        (category, *_more) = list_categories(edition)
        db.session.execute(
            insert(Registration), [_row(edition.id, category.id, n) for n in range(people)]
        )
        numbered = Registration.serial >= FIRST_SERIAL
        ids = db.session.scalars(select(Registration.id).where(numbered)).all()
        rows = [{"registration_id": one, "session_key": "tour"} for one in ids[::3]]
        db.session.execute(insert(Attendance), rows)
        db.session.commit()


def _row(edition: int, category: int, number: int) -> dict[str, object]:
    name = LocalizedText(f"홍길동 {number}", f"Hong Gildong {number}")
    searched = [folded(name.ko), folded(name.en), initials(folded(name.ko)).replace(" ", "")]
    is_confirmed = number % 2 == 0
    return {
        "edition_id": edition,
        "category_id": category,
        "serial": FIRST_SERIAL + number,
        "number": f"LIST-{number:05d}",
        "name": name,
        "affiliation": LocalizedText("서울특별시 노동정책담당관", "Labour Policy Division, Seoul"),
        "sort_key": f"{number:05d}",
        "email": f"list-{number}@example.org",
        "email_key": f"list-{number}@example.org",
        "country": "KR",
        "language": "en" if number % 3 == 0 else "ko",
        "state": RegistrationState.CONFIRMED if is_confirmed else RegistrationState.PENDING,
        "search_text": "\n".join([*searched, f"list-{number}@example.org"]),
        "calendar_uid": f"list-{number}",
        "confirmed_at": clock.now() if is_confirmed else None,
    }


def _list(organiser: LocalBrowser, name: str, path: str) -> Measure:
    organiser.get(path)
    with inside.statements() as sent:
        organiser.get(path)
    size = len(organiser.page.encode())
    walls, cpus = [], []
    for _ in range(TIMES):
        wall, cpu = perf_counter(), process_time()
        organiser.get(path)
        walls.append(1000 * (perf_counter() - wall))
        cpus.append(1000 * (process_time() - cpu))
    return Measure(
        f"{LIST}: {name}",
        statements=len(sent),
        size=size,
        more={"ms": median(walls), "cpu_ms": median(cpus)},
    )


def _sheet(plan: Plan, app: Flask) -> Measure:
    done = [_write(app) for _ in range(plan.rounds)]
    more = {
        "seconds": median(wall for wall, _cpu, _parts in done),
        "cpu_seconds": median(cpu for _wall, cpu, _parts in done),
        "told_progress": float(min(parts for _wall, _cpu, parts in done)),
    }
    return Measure(SHEET, more=more)


def _write(app: Flask) -> tuple[float, float, int]:
    """Order a spreadsheet of all who are confirmed and have it made, as the worker does."""
    with app.app_context():
        set_reading(value=False)
        edition = get_edition(TRIAL)
        order = SheetOrder(
            key=randomness.token(), reason="bench", chosen={"query": "list-", "state": "confirmed"}
        )
        wall, cpu = perf_counter(), process_time()
        sheet = order_sheet(edition, order).id
        db.session.commit()
        parts = 0
        for _part in do_sheets():
            db.session.commit()
            parts += 1
        took = perf_counter() - wall, process_time() - cpu
        made = db.session.get_one(FileJob, sheet)
        if made.done != EXPORTED:
            message = f"the spreadsheet has {made.done} rows"
            raise OSError(message)
    return *took, parts
