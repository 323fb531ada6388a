"""Actions on many registrations: done in parts, once, and by whom they were asked."""

import pytest
from sqlalchemy import func, select

from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.queue import do_in_parts
from forum.registration.bulk.errors import NobodyChosenError, NotUndoableError
from forum.registration.bulk.models import BulkJob
from forum.registration.bulk.services import do_bulk_jobs, start_bulk, undo_bulk
from forum.registration.bulk.types import PART, BulkKind, BulkOrder
from forum.registration.errors import CategoryNotFoundError, ReasonMissingError
from forum.registration.models import Registration
from forum.registration.types import RegistrationState, Source, WayIn
from tests.factories.registration import make_category, make_open_edition, make_registration

pytestmark = pytest.mark.both_databases


@pytest.fixture
def edition(app):
    return make_open_edition(
        categories=(
            make_category(),
            make_category("press", number=4, capacity=2),
            make_category("guest", number=5, way_in=WayIn.APPROVAL),
        )
    )


def order(kind, people, key="key", **more):
    return BulkOrder(key=key, kind=kind, ids=tuple(person.id for person in people), **more)


def states(edition):
    return dict(
        db.session.execute(
            select(Registration.state, func.count()).group_by(Registration.state)
        ).all()
    )


def test_everybody_is_cancelled_in_parts_in_the_name_of_who_asked(edition):
    people = [make_registration(edition) for _one in range(PART + 5)]
    job = start_bulk(edition, order(BulkKind.CANCEL, people, reason="취소"))
    job.actor = "user:7"
    db.session.commit()
    assert do_in_parts(do_bulk_jobs()) == 2
    assert (job.done, job.changed, job.is_done) == (PART + 5, PART + 5, True)
    assert states(edition) == {RegistrationState.CANCELLED: PART + 5}
    actors = db.session.scalars(
        select(AuditEntry.actor).where(AuditEntry.action == "registration.cancelled").distinct()
    ).all()
    assert actors == ["user:7"]


def test_a_worker_killed_between_parts_goes_on_where_it_was(edition):
    people = [make_registration(edition) for _one in range(PART + 5)]
    job = start_bulk(edition, order(BulkKind.CANCEL, people, reason="취소"))
    db.session.commit()
    work = do_bulk_jobs()
    next(work)
    db.session.commit()  # the first part is through
    work.close()
    db.session.rollback()
    killed = do_bulk_jobs()
    next(killed)
    killed.close()
    db.session.rollback()  # the second part was done, but not committed
    db.session.refresh(job)
    assert job.done == PART
    do_in_parts(do_bulk_jobs())
    assert (job.changed, job.failed) == (PART + 5, [])


def test_the_same_form_sent_twice_is_one_action(edition):
    people = [make_registration(edition)]
    first = start_bulk(edition, order(BulkKind.CANCEL, people, reason="취소"))
    db.session.commit()
    assert start_bulk(edition, order(BulkKind.CANCEL, people, reason="취소")) is first
    assert db.session.scalar(select(func.count(BulkJob.id))) == 1


def test_who_does_not_get_in_is_named_with_the_reason_and_the_others_move(edition):
    people = [make_registration(edition) for _one in range(3)]
    job = start_bulk(edition, order(BulkKind.MOVE, people, category="press"))
    db.session.commit()
    do_in_parts(do_bulk_jobs())
    assert job.changed == 2
    ((person, reason),) = job.failed
    assert person == people[2].id
    assert "2" in reason
    db.session.expire_all()
    assert [person.category.key for person in people] == ["press", "press", "citizen"]


def test_a_move_is_undone_once(edition):
    people = [make_registration(edition) for _one in range(2)]
    job = start_bulk(edition, order(BulkKind.MOVE, people, category="press"))
    db.session.commit()
    do_in_parts(do_bulk_jobs())
    undoing = undo_bulk(edition, job, "undo")
    db.session.commit()
    assert undo_bulk(edition, job, "again") is undoing
    do_in_parts(do_bulk_jobs())
    db.session.expire_all()
    assert [person.category.key for person in people] == ["citizen", "citizen"]


def test_a_cancelling_is_not_undone(edition):
    job = start_bulk(edition, order(BulkKind.CANCEL, [make_registration(edition)], reason="취소"))
    db.session.commit()
    do_in_parts(do_bulk_jobs())
    with pytest.raises(NotUndoableError):
        undo_bulk(edition, job, "undo")


@pytest.mark.parametrize(
    ("kind", "reason", "state"),
    [
        (BulkKind.APPROVE, "", RegistrationState.CONFIRMED),
        (BulkKind.REJECT, "자리 없음", RegistrationState.REJECTED),
    ],
)
def test_requests_are_decided_and_the_others_left_out(edition, kind, reason, state):
    asks = make_registration(edition, category="guest", source=Source.SELF)
    comes = make_registration(edition)
    job = start_bulk(edition, order(kind, [asks, comes], reason=reason))
    db.session.commit()
    assert job.ids == [asks.id]
    do_in_parts(do_bulk_jobs())
    db.session.expire_all()
    assert (asks.state, comes.state) == (state, RegistrationState.CONFIRMED)


def test_nothing_is_started_without_people_a_reason_or_a_category(edition):
    person = make_registration(edition)
    with pytest.raises(NobodyChosenError):
        start_bulk(edition, order(BulkKind.APPROVE, [person]))
    with pytest.raises(ReasonMissingError):
        start_bulk(edition, order(BulkKind.CANCEL, [person], reason=" "))
    with pytest.raises(CategoryNotFoundError):
        start_bulk(edition, order(BulkKind.MOVE, [person], category="nobody"))
