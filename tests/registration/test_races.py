"""Many at once: real connections, each in its own thread with its own application context."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from forum.core.db import db, set_reading
from forum.core.errors import Refusal
from forum.core.mail import OutgoingMail
from forum.core.queue import do_in_parts
from forum.editions.queries import get_edition
from forum.registration import services
from forum.registration.bulk.models import BulkJob
from forum.registration.bulk.services import do_bulk_jobs, start_bulk
from forum.registration.bulk.types import BulkKind, BulkOrder
from forum.registration.models import Limit, Registration, Seat
from forum.registration.queries import list_notices
from forum.registration.rules import choice_mark, shown_hash
from forum.registration.types import Attend, Source
from tests.conftest import Client
from tests.factories.registration import (
    details_of,
    make_category,
    make_open_edition,
    make_registration,
)
from tests.registration.test_steps import YOU

pytestmark = pytest.mark.both_databases


def at_once(works: Sequence[Callable[[], object]]) -> list[Any]:
    """Run everything at the same moment, and return what each gave or was refused with."""
    gate = threading.Barrier(len(works))
    outcomes: list[Any] = [None] * len(works)

    def run(index: int, work: Callable[[], object]) -> None:
        gate.wait()
        try:
            outcomes[index] = work()
        except Exception as error:  # noqa: BLE001  the test looks at it
            outcomes[index] = error

    threads = [threading.Thread(target=run, args=(index, work)) for index, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


def in_own_transaction(app: Flask, work: Callable[[], object]) -> Callable[[], object]:
    """Give the work a connection and a transaction of its own, as a request has them."""

    def run() -> object:
        with app.app_context():
            set_reading(value=False)
            try:
                outcome = work()
                db.session.commit()
            except Refusal as refusal:
                db.session.rollback()
                return type(refusal).__name__
            finally:
                db.session.remove()
            return outcome

    return run


def registering(app: Flask, **changes: object) -> Callable[[], object]:
    def work() -> object:
        edition = get_edition("forum")
        return services.register_details(edition, details_of(**changes), source=Source.SELF).serial

    return in_own_transaction(app, work)


def posting(client: Client, url: str, data: dict[str, str]) -> Callable[[], TestResponse]:
    """Post as the browser would, but from any thread."""
    cookies = "; ".join(
        f"{cookie.key}={cookie.value}"
        for cookie in client._cookies.values()  # noqa: SLF001  there is no other way to all of them
    )
    headers = {"Cookie": cookies}

    def post() -> TestResponse:
        browser = FlaskClient(client.application, use_cookies=False)
        return browser.post(url, data=data, headers=headers)

    return post


def taken(key: str) -> int:
    db.session.rollback()
    return db.session.scalar(select(Limit.taken).where(Limit.key == key)) or 0


def test_two_connections_race_for_the_last_seat_of_a_category(app):
    make_open_edition(slug="forum", categories=(make_category(capacity=1),))
    outcomes = at_once([registering(app), registering(app)])
    assert sorted(map(str, outcomes)) == ["1", "CategoryFullError"]
    assert taken("category:citizen") == 1


def test_two_connections_race_for_the_last_seat_of_a_session(app):
    make_open_edition(slug="forum", seats={"tour": 1, "hall": 9})
    outcomes = at_once(
        [
            registering(app, sessions=("tour", "hall")),
            registering(app, sessions=("hall", "tour")),
        ]
    )
    assert sorted(map(str, outcomes)) == ["1", "SessionFullError"]
    assert (taken("session:tour"), taken("session:hall"), taken("category:citizen")) == (1, 1, 1)


def test_twelve_for_five_seats_are_exactly_five(app):
    make_open_edition(slug="forum", categories=(make_category(capacity=5),))
    outcomes = at_once([registering(app) for _one in range(12)])
    assert Counter(map(str, outcomes)) == {
        **{str(serial): 1 for serial in range(1, 6)},
        "CategoryFullError": 7,
    }
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Seat)) == 5
    assert db.session.scalar(select(func.count()).select_from(OutgoingMail)) == 5


def test_one_address_twice_at_once_is_one_registration(app):
    make_open_edition(slug="forum", categories=(make_category(capacity=None),), seats={})
    outcomes = at_once([registering(app, email="gildong@example.org") for _one in range(3)])
    assert Counter(map(str, outcomes)) == {"1": 1, "AlreadyRegisteredError": 2}


def test_a_cancelled_seat_is_taken_once(app):
    made = make_open_edition(slug="forum", categories=(make_category(capacity=1),))
    first = services.register_details(made, details_of(), source=Source.SELF).id
    db.session.commit()

    def cancelling() -> object:
        services.cancel(db.session.get_one(Registration, first))
        return "cancelled"

    outcomes = at_once(
        [in_own_transaction(app, cancelling), *(registering(app) for _one in range(3))]
    )
    assert "cancelled" in outcomes
    again = [outcome for outcome in outcomes if isinstance(outcome, int)]
    assert len(again) <= 1
    assert taken("category:citizen") == len(again)


def test_a_double_click_is_one_registration(app):
    """Two requests with the same form, sent at the same moment by one browser."""
    edition = make_open_edition(slug="forum")
    client = app.test_client()
    base = "/en/forum/register"
    for step, data in (("you", YOU), ("attend", {}), ("needs", {})):
        assert client.submit(f"{base}/{step}", data).status_code == 303
    page = client.page(f"{base}/confirm")
    form = {
        "csrf_token": str(page.one("main [name=csrf_token]")["value"]),
        "shown": shown_hash(notice.sha256 for notice in list_notices(edition)),
        "consent-privacy": "yes",
    }
    db.session.rollback()
    post = posting(client, f"{base}/confirm", form)
    outcomes = at_once([post, post, post])
    assert [outcome.location for outcome in outcomes] == [f"{base}/done"] * 3
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Registration)) == 1
    assert db.session.scalar(select(func.count()).select_from(OutgoingMail)) == 1


def test_the_one_who_comes_second_is_told_in_a_full_sentence(app):
    """Two browsers send their last step at the same moment; one seat is left."""
    make_open_edition(slug="forum", categories=(make_category(capacity=1),))
    works = []
    for number, language in enumerate(("ko", "en")):
        client = app.test_client()
        base = f"/{language}/forum/register"
        you = YOU | {"email": f"person-{number}@example.org"}
        for step, data in (("you", you), ("attend", {}), ("needs", {})):
            assert client.submit(f"{base}/{step}", data).status_code == 303
        page = client.page(f"{base}/confirm")
        data = {
            str(field["name"]): str(field["value"])
            for field in page.select("main input[type=hidden]")
        }
        data["consent-privacy"] = "yes"
        works.append(posting(client, f"{base}/confirm", data))
    db.session.rollback()
    responses = at_once(works)
    assert sorted(response.status_code for response in responses) == [303, 422]
    refused = next(response for response in responses if response.status_code == 422)
    sentences = {
        "ko": "‘구분 citizen’ 자리가 다 찼습니다(1석 중 1석). 신청은 접수되지 않았습니다.",
        "en": "“Category citizen” is full: 1 of 1 places are taken. Nothing was registered.",
    }
    assert any(sentence in refused.text for sentence in sentences.values())
    assert taken("category:citizen") == 1


def test_a_form_that_is_sent_several_times_at_the_same_moment_is_one_action(app):
    edition = make_open_edition(slug="forum", categories=(make_category(),))
    ids = tuple(make_registration(edition).id for _one in range(3))
    db.session.commit()
    order = BulkOrder(key="one-form", kind=BulkKind.CANCEL, ids=ids, reason="취소")
    clicks = [
        in_own_transaction(app, lambda: start_bulk(get_edition("forum"), order).id)
        for _click in range(6)
    ]
    outcomes = at_once(clicks)
    (job,) = db.session.scalars(select(BulkJob)).all()
    assert outcomes == [job.id] * 6


def test_two_workers_do_each_person_once(app):
    edition = make_open_edition(slug="forum", categories=(make_category(),))
    ids = tuple(make_registration(edition).id for _one in range(50))
    order = BulkOrder(key="one-form", kind=BulkKind.CANCEL, ids=ids, reason="취소")
    start_bulk(edition, order)
    db.session.commit()

    def work() -> object:
        return do_in_parts(do_bulk_jobs())

    outcomes = at_once([in_own_transaction(app, work) for _worker in range(2)])
    assert all(isinstance(outcome, int) for outcome in outcomes), outcomes
    db.session.expire_all()
    (job,) = db.session.scalars(select(BulkJob)).all()
    assert (job.changed, job.failed) == (50, [])
    told = select(func.count(OutgoingMail.id)).where(OutgoingMail.cause == "registration.cancelled")
    assert db.session.scalar(told) == 50


def changing(app: Flask, registration_id: int, *sessions: str, held: str) -> Callable[[], object]:
    def work() -> object:
        mine = db.session.get_one(Registration, registration_id)
        chosen = Attend(sessions=sessions)
        return services.change_sessions(mine, chosen, choice_mark([held], []))

    return in_own_transaction(app, work)


def test_changing_sessions_against_registering_never_gives_a_seat_twice(app):
    edition = make_open_edition(slug="forum", seats={"hall": 4, "tour": 2})
    ids = [make_registration(edition, sessions=("hall",)).id for _one in range(4)]
    db.session.rollback()
    outcomes = at_once(
        [
            *(changing(app, one, "tour", held="hall") for one in ids),
            *(registering(app, sessions=("tour",)) for _one in range(4)),
        ]
    )
    got = [outcome for outcome in outcomes if outcome is True or isinstance(outcome, int)]
    assert len(got) == 2, outcomes
    assert set(map(str, outcomes)) <= {"True", "5", "6", "SeatTakenError", "SessionFullError"}
    moved = outcomes.count(True)
    assert (taken("session:tour"), taken("session:hall")) == (2, 4 - moved)
    keys = [db.session.get_one(Registration, one).session_keys for one in ids]
    assert sorted(keys) == [("hall",)] * (4 - moved) + [("tour",)] * moved


def test_a_swap_of_two_full_sessions_at_the_same_moment_loses_no_seat(app):
    edition = make_open_edition(slug="forum", seats={"hall": 1, "tour": 1})
    one = make_registration(edition, sessions=("hall",)).id
    other = make_registration(edition, sessions=("tour",)).id
    db.session.rollback()
    outcomes = at_once(
        [changing(app, one, "tour", held="hall"), changing(app, other, "hall", held="tour")]
    )
    assert outcomes == ["SeatTakenError"] * 2
    assert (taken("session:tour"), taken("session:hall")) == (1, 1)


def test_a_double_click_changes_sessions_once(app):
    edition = make_open_edition(slug="forum", seats={"hall": 1, "tour": 1})
    one = make_registration(edition, sessions=("hall",)).id
    db.session.rollback()
    outcomes = at_once([changing(app, one, "tour", held="hall") for _click in range(4)])
    assert Counter(outcomes) == {True: 1, False: 3}
    assert (taken("session:tour"), taken("session:hall")) == (1, 0)
    told = select(func.count(OutgoingMail.id)).where(OutgoingMail.cause == "registration.changed")
    assert db.session.scalar(told) == 1
