"""45 cities sign one text at the same moment: each over its own line, from its own address."""

import re
import threading
import time
from dataclasses import dataclass, replace
from statistics import median
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import select

from forum import create_app
from forum.bench import flows
from forum.bench.browser import Browser
from forum.bench.flows import TRIAL, WayError
from forum.bench.houses import House, beside_bare
from forum.bench.types import Measure, Plan, Sample
from forum.cities.models import City
from forum.cities.types import CityKind, Region
from forum.core import codes
from forum.core.db import db, set_reading
from forum.core.i18n import in_language
from forum.core.links import find_link
from forum.core.localized import LocalizedText
from forum.declaration import queries, services
from forum.declaration.mandates.services import answer_confirmation, ask_confirmation
from forum.declaration.mandates.types import CONFIRM
from forum.declaration.models import Declaration
from forum.declaration.types import MANDATE, SIGN, DraftText, MandateDetails, SigningStatement
from forum.declaration.verifier import verify_chain
from forum.editions.queries import get_edition
from forum.web.links import link_address

NAME, CITIES = "45 signatures at once", 45
REVIEW = "/en/my/sign/confirm"
_HIDDEN = re.compile(r'name="(csrf_token|mark)"[^>]* value="([^"]+)"')
PERSON = LocalizedText("홍길동 (시험)", "Hong Gildong (trial)")
STATEMENT = SigningStatement(
    typed_name="Hong Gildong",
    is_authorised=True,
    agrees_electronically=True,
    publishes_name=True,
    language="en",
)
TEXT = DraftText(
    title=LocalizedText("시험 선언", "A trial declaration"),
    preamble=LocalizedText("우리 도시는", "We, the cities,"),
    articles=tuple(LocalizedText(f"시험 {n}", f"Trial {n}") for n in range(1, 13)),
)


@dataclass(frozen=True)
class Asked:
    """A city that can sign: its link, and the code in its mail."""

    path: str
    code: str


def measure_signatures(plan: Plan, place: House) -> list[Measure]:
    """Let 45 cities press the button at once, in each round those of another declaration."""
    app = create_app(place.settings())
    bares: list[Sample] = []
    samples: list[Sample] = []
    kept: list[float] = []
    with place.serving("--web-only") as server, beside_bare() as look:
        for number in range(plan.rounds):
            key = f"bench-{number}"
            bares.append(look())
            samples.append(_sign_at_once(server.address, prepare(app, key)))
            kept.append(float(_kept(app, key)))
    more = {
        "p95_ms": median(sample.percentile(0.95) for sample in samples),
        "slowest_ms": median(sample.percentile(1) for sample in samples),
        "kept": min(kept),
    }
    return [replace(Measure.of(NAME, samples, bares), more=more)]


def prepare(app: Flask, key: str) -> list[Asked]:
    """Freeze a declaration of the trial edition, and let 45 cities have stated what they sign."""
    with app.app_context(), in_language("en"):
        set_reading(value=False)
        declaration = services.draft(get_edition(TRIAL), key, TEXT)
        services.freeze(declaration)
        asked = [_ask(declaration, city_id) for city_id in _cities()]
        db.session.commit()
    return asked


def _cities() -> list[int]:
    """Return 45 cities, made up where the demo has fewer."""
    found = list(db.session.scalars(select(City.id).order_by(City.id).limit(CITIES)))
    for number in range(len(found), CITIES):
        name = LocalizedText(f"시험 도시 {number}", f"Trial city {number}")
        made = City(
            key=f"bench-{number}",
            name=name,
            country="KR",
            region=Region.ASIA_PACIFIC,
            kind=CityKind.CITY,
        )
        db.session.add(made)
        db.session.flush()
        found.append(made.id)
    return found


def _ask(declaration: Declaration, city_id: int) -> Asked:
    address = f"bench-{city_id}@trial.invalid"
    mandate = services.grant_mandate(
        declaration,
        MandateDetails(
            city_id=city_id,
            name=PERSON,
            capacity=LocalizedText("시험 시장", "Trial mayor"),
            email=address,
            language="en",
        ),
    )
    secret = ask_confirmation(mandate, f"city-hall-{address}")
    answer_confirmation(mandate, find_link(CONFIRM, secret), is_named=True)
    services.approve_mandate(mandate)
    path = link_address(SIGN, services.invite(mandate), "en").partition("//")[2].partition("/")[2]
    services.prepare_signature(mandate, STATEMENT)
    return Asked(f"/{path}", codes.issue_code(SIGN, MANDATE, mandate.id))


def _kept(app: Flask, key: str) -> int:
    """Return how many signatures the chain holds.

    Raises:
        WayError: the chain is not sound.
    """
    with app.app_context():
        declaration = queries.get_declaration(get_edition(TRIAL), key)
        report = verify_chain(queries.load_chain(declaration), services.trusted_keys())
    if not report.is_sound:
        raise WayError("\n".join(report.sentences("en")))
    return report.signatures


def _sign_at_once(address: tuple[str, int], asked: list[Asked]) -> Sample:
    start = threading.Barrier(len(asked) + 1)
    took: list[float] = []
    statuses: list[int] = []
    threads = [
        threading.Thread(target=_sign, args=(flows.visitor(address), one, start, took, statuses))
        for one in asked
    ]
    for thread in threads:
        thread.start()
    start.wait(60)
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    if statuses != [303] * len(asked):
        message = f"signing answers {sorted(set(statuses))}, {len(statuses)} times"
        raise WayError(message)
    return Sample(seconds, tuple(took))


def _sign(
    delegate: Browser,
    asked: Asked,
    start: threading.Barrier,
    took: list[float],
    statuses: list[int],
) -> None:
    """Open the link, read the review, wait for everybody, and sign."""
    delegate.get(asked.path)
    delegate.submit({})
    delegate.get(REVIEW)
    values = {**dict(_HIDDEN.findall(delegate.page)), "code": asked.code}
    body = urlencode(values)
    start.wait(60)
    began = time.perf_counter()
    answer = delegate.ask_json("POST", REVIEW, body)
    took.append(time.perf_counter() - began)
    statuses.append(answer.status)
    delegate.close()
