"""Papers of the hall: made at once or by the worker, and what is noted of them."""

from collections.abc import Generator, Iterator, Sequence

from forum.badges.exports import join_batches
from forum.badges.plates.exports import lanyards_pdf, plates_pdf
from forum.badges.plates.queries import list_chosen, list_lanyards, plate_of
from forum.badges.plates.rules import groups_of
from forum.badges.plates.types import LanyardGroup, Paper, PaperRequest, Plate
from forum.core import audit, clock
from forum.core.db import db, reading
from forum.core.filejobs import (
    FileJob,
    FileState,
    do_files,
    finish_file,
    note_progress,
    order_file,
)
from forum.core.localized import Language
from forum.editions.models import Edition
from forum.registration.models import Registration

PAPERS = "papers"  # the kind of their files
BATCH = 250  # plates that are set at once


def paper_pdf(
    edition: Edition,
    wanted: PaperRequest,
    people: Sequence[Registration],
    language: Language,
) -> bytes:
    """Return the plates or the list of lanyards of some people."""
    if wanted.paper is Paper.LANYARDS:
        return lanyards_pdf(edition, groups_of(list_lanyards(people), wanted.order), language)
    return plates_pdf(edition, [plate_of(one) for one in people])


def order_paper(edition: Edition, wanted: PaperRequest, key: str, total: int) -> FileJob:
    """Write down which paper is to be set; the worker does it. A form sent twice is one file."""
    return order_file(PAPERS, edition.id, key, wanted.to_mapping(), total)


def do_paper_jobs() -> Generator[int, None, None]:
    """Make the files that wait, and yield where it is to be committed."""
    return do_files(PAPERS, _make)


def _make(job_id: int) -> Generator[int, None, None]:
    """Make a file, with no transaction open while typst works."""
    with reading():
        job = db.session.get_one(FileJob, job_id)
        wanted = PaperRequest.from_mapping(job.wanted)
        language: Language = "ko" if job.language == "ko" else "en"
        edition = db.session.get_one(Edition, job.edition_id)
        people = list_chosen(edition, wanted.category, wanted.chosen)
        total = len(people)
        groups = groups_of(list_lanyards(people), wanted.order)
        plates = [plate_of(one) for one in people] if wanted.paper is Paper.PLATES else []
        db.session.expunge(edition)
        db.session.rollback()
    if not total:
        note_progress(job_id, state=FileState.EMPTY, total=0, done=0, finished_at=clock.now())
        yield job_id
        return
    if not note_progress(job_id, done=0, total=total):
        return  # deleted meanwhile
    yield job_id
    papers = []
    for done, pdf in _set(edition, plates, groups, language):
        papers.append(pdf)
        if not note_progress(job_id, done=done or total):
            return
        yield job_id
    finish_file(job_id, join_batches(papers) if len(papers) > 1 else papers[0])
    yield job_id


def _set(
    edition: Edition,
    plates: Sequence[Plate],
    groups: Sequence[LanyardGroup],
    language: Language,
) -> Iterator[tuple[int, bytes]]:
    """Set plates batch by batch, or else the list of lanyards; yield how many are set."""
    if not plates:
        yield 0, lanyards_pdf(edition, groups, language)
    for start in range(0, len(plates), BATCH):
        batch = plates[start : start + BATCH]
        yield start + len(batch), plates_pdf(edition, batch)


def note_lanyards(edition: Edition, count: int, reason: str) -> None:
    """Write down that the names went out as a spreadsheet, and why."""
    audit.record(
        "badges.lanyards_exported",
        edition_id=edition.id,
        object_type="edition",
        object_id=edition.id,
        details={"rows": count, "reason": reason},
    )
