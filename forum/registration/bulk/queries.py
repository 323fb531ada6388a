"""Reads of the actions on many registrations."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select

from forum.core.db import db
from forum.editions.models import Edition
from forum.registration.bulk.errors import BulkJobNotFoundError
from forum.registration.bulk.models import BulkJob
from forum.registration.bulk.types import BulkState
from forum.registration.models import Registration

MOST_AT_ONCE = 500  # values in one statement


def get_job(edition: Edition, job_id: int) -> BulkJob:
    """Return an action of an edition.

    Raises:
        BulkJobNotFoundError
    """
    job = db.session.get(BulkJob, job_id)
    if job is None or job.edition_id != edition.id:
        raise BulkJobNotFoundError
    return job


def find_job(key: str) -> BulkJob | None:
    """Return the action that a form has started, if it was sent before."""
    return db.session.scalar(select(BulkJob).where(BulkJob.key == key))


def find_undoing(job: BulkJob) -> BulkJob | None:
    """Return the action that takes another one back, if there is one."""
    return db.session.scalar(select(BulkJob).where(BulkJob.undoes_id == job.id))


def list_open_jobs() -> Sequence[int]:
    """Return the ids of the actions that are not through, the oldest first."""
    return db.session.scalars(
        select(BulkJob.id).where(BulkJob.state != BulkState.DONE).order_by(BulkJob.id)
    ).all()


def list_people(edition: Edition, ids: Collection[int]) -> Sequence[Registration]:
    """Return those of some ids who are registered in the edition, in order of their ids."""
    ordered = sorted(set(ids))
    found: list[Registration] = []
    for first in range(0, len(ordered), MOST_AT_ONCE):
        part = ordered[first : first + MOST_AT_ONCE]
        found += db.session.scalars(
            select(Registration)
            .where(Registration.edition_id == edition.id, Registration.id.in_(part))
            .order_by(Registration.id)
        )
    return found


def people_by_id(edition: Edition, ids: Collection[int]) -> Mapping[int, Registration]:
    """Return those of some ids by their ids."""
    return {person.id: person for person in list_people(edition, ids)}
