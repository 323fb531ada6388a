"""Starting actions on many registrations, doing them in parts, and undoing them."""

from collections.abc import Generator

from sqlalchemy import select

from forum.core import audit, clock
from forum.core.db import db
from forum.core.errors import Refusal
from forum.core.i18n import current_language, in_language
from forum.core.localized import Language
from forum.editions.models import Edition
from forum.registration import services
from forum.registration.bulk.errors import NobodyChosenError, NotUndoableError
from forum.registration.bulk.models import BulkJob
from forum.registration.bulk.queries import (
    find_job,
    find_undoing,
    list_open_jobs,
    list_people,
    people_by_id,
)
from forum.registration.bulk.types import (
    FITS,
    NEEDS_REASON,
    OF_TAGS,
    PART,
    BulkKind,
    BulkOrder,
    BulkState,
)
from forum.registration.errors import CategoryNotFoundError, ReasonMissingError
from forum.registration.models import Registration
from forum.registration.queries import find_category
from forum.registration.rules import read_note
from forum.registration.services.books import lock_book
from forum.registration.tags.queries import get_tag
from forum.registration.tags.services import give_tag, take_tag


def start_bulk(edition: Edition, order: BulkOrder) -> BulkJob:
    """Write down what is to be done; the worker does it. A form sent twice is one action.

    Raises:
        ReasonMissingError, CategoryNotFoundError, TagNotFoundError, NobodyChosenError
    """
    lock_book(edition)  # of two clicks at the same moment the second finds the first's action
    earlier = find_job(order.key)
    if earlier is not None and earlier.edition_id == edition.id:
        return earlier
    reason = read_note(order.reason)
    if order.kind in NEEDS_REASON and not reason:
        raise ReasonMissingError
    if order.kind is BulkKind.MOVE and find_category(edition, order.category) is None:
        raise CategoryNotFoundError
    if order.kind in OF_TAGS:
        get_tag(edition, order.tag_id or 0)
    people = list_people(edition, order.ids)
    ids = [person.id for person in people if person.state in FITS[order.kind]]
    if not ids:
        raise NobodyChosenError
    return _write(edition, order, ids, reason)


def undo_bulk(edition: Edition, job: BulkJob, key: str) -> BulkJob:
    """Move everybody back to where they were, as far as there are places.

    Raises:
        NotUndoableError
    """
    lock_book(edition)
    earlier = find_undoing(job)
    if earlier is not None:
        return earlier
    if not job.can_be_undone:
        raise NotUndoableError
    order = BulkOrder(key=key, kind=job.kind, ids=())
    ids = sorted(int(person) for person in job.before)
    undoing = _write(edition, order, ids, "")
    undoing.undoes_id = job.id
    db.session.flush()
    return undoing


def _write(edition: Edition, order: BulkOrder, ids: list[int], reason: str) -> BulkJob:
    job = BulkJob(
        edition_id=edition.id,
        key=order.key,
        kind=order.kind,
        ids=ids,
        reason=reason,
        category=order.category,
        tag_id=order.tag_id,
        actor=audit.present_actor(),
        language=current_language(),
    )
    db.session.add(job)
    db.session.flush()
    audit.record(
        f"bulk.{order.kind.value}",
        edition_id=edition.id,
        object_type="bulk_job",
        object_id=job.id,
        details={"count": len(ids), "category": order.category},
    )
    return job


def do_bulk_jobs() -> Generator[int, None, None]:
    """Do what waits, and yield after each part, which is to be committed then."""
    for job_id in list_open_jobs():
        while _do_part(job_id):
            yield job_id
        yield job_id


def _do_part(job_id: int) -> bool:
    """Do the next part of an action; tell whether there is more.

    The row is locked: a second worker waits, and then goes on behind this part.
    """
    job = db.session.scalar(
        select(BulkJob)
        .where(BulkJob.id == job_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if job is None or job.is_done:
        return False
    job.state = BulkState.RUNNING
    part = job.ids[job.done : job.done + PART]
    people = people_by_id(job.edition, part)
    language: Language = "ko" if job.language == "ko" else "en"
    failed: list[tuple[int, str]] = []
    before: dict[str, str] = {}
    with in_language(language), audit.acting_as(job.actor):
        for person_id in part:
            person = people.get(person_id)
            if person is None:  # erased meanwhile
                continue
            former = person.category.key
            refusal = _do_one(job, person)
            if refusal:
                failed.append((person_id, refusal))
            elif job.kind is BulkKind.MOVE:
                before[str(person_id)] = former
    # once for each part: the lists are written whole, and may be long
    job.failed = [*job.failed, *failed]
    job.before = {**job.before, **before}
    job.done += len(part)
    if job.done >= len(job.ids):
        job.state = BulkState.DONE
        job.finished_at = clock.now()
    return not job.is_done


def _do_one(job: BulkJob, person: Registration) -> str:
    """Do it with one person; return why it was refused, which leaves no trace, or nothing."""
    try:
        with db.session.begin_nested():
            _apply(job, person)
    except Refusal as refusal:
        return refusal.sentence()
    return ""


def _apply(job: BulkJob, person: Registration) -> None:
    if job.kind is BulkKind.APPROVE:
        services.approve(person)
    elif job.kind is BulkKind.REJECT:
        services.reject(person, job.reason)
    elif job.kind is BulkKind.CANCEL:
        services.cancel(person, job.reason)
    elif job.kind in OF_TAGS:
        tag = get_tag(job.edition, job.tag_id or 0)
        (give_tag if job.kind is BulkKind.TAG else take_tag)(person, tag)
    else:
        category = find_category(job.edition, _aim(job, person))
        if category is None:
            raise CategoryNotFoundError
        services.move_category(person, category)


def _aim(job: BulkJob, person: Registration) -> str:
    if job.undoes_id is None:
        return job.category
    undone = db.session.get(BulkJob, job.undoes_id)
    return undone.before[str(person.id)] if undone else ""
