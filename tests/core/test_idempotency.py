from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from forum.core import idempotency
from forum.core.db import db, set_reading
from forum.core.idempotency import KeptAnswer

pytestmark = pytest.mark.both_databases
REQUEST = idempotency.hash_request("POST", "/somewhere", b"{}")


def test_an_answer_is_kept_for_its_asker_and_key(app):
    idempotency.claim("token:1", "key", REQUEST).keep(201, "done")
    db.session.commit()

    again = idempotency.claim("token:1", "key", REQUEST)
    assert (again.is_known, again.status, again.body) == (True, 201, "done")
    assert not idempotency.claim("token:2", "key", REQUEST).is_known
    assert not idempotency.claim("token:1", "other", REQUEST).is_known


@pytest.mark.parametrize(
    "other", [("GET", "/somewhere", b"{}"), ("POST", "/else", b"{}"), ("POST", "/somewhere", b"")]
)
def test_another_request_under_the_same_key_is_refused(app, other):
    idempotency.claim("token:1", "key", REQUEST).keep(201, "done")

    with pytest.raises(idempotency.IdempotencyKeyReusedError):
        idempotency.claim("token:1", "key", idempotency.hash_request(*other))


@pytest.mark.parametrize("key", ["", "k" * 201], ids=["none", "long"])
def test_a_key_has_to_be_given(app, key):
    with pytest.raises(idempotency.IdempotencyKeyMissingError):
        idempotency.claim("token:1", key, REQUEST)


def test_what_was_given_up_leaves_no_answer(app):
    idempotency.claim("token:1", "key", REQUEST)
    db.session.rollback()

    assert not idempotency.claim("token:1", "key", REQUEST).is_known


def test_the_same_request_many_times_at_once_is_done_once(app):
    count = 6
    together = Barrier(count)

    def ask(number):
        with app.app_context():
            set_reading(value=False)
            together.wait()
            kept = idempotency.claim("token:1", "key", REQUEST)
            if kept.is_known:
                return kept.body
            kept.keep(201, f"done by {number}")
            body = kept.body
            db.session.commit()
            return body

    db.session.rollback()
    with ThreadPoolExecutor(count) as pool:
        bodies = list(pool.map(ask, range(count)))

    assert len(set(bodies)) == 1
    assert db.session.scalar(select(func.count()).select_from(KeptAnswer)) == 1
