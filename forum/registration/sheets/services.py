"""Asking for spreadsheets, making them in parts, and deleting them after a day."""

from collections.abc import Generator, Mapping, Sequence

from sqlalchemy import or_, update

from forum.core import audit, clock
from forum.core.db import db, reading
from forum.core.i18n import current_language, in_language
from forum.editions.models import Edition
from forum.registration.errors import ReasonMissingError
from forum.registration.filters.rules import chosen_of, filter_of
from forum.registration.queries import count_matching
from forum.registration.rules import read_note
from forum.registration.sheets.errors import NobodyToExportError
from forum.registration.sheets.exports import Writer
from forum.registration.sheets.models import Sheet
from forum.registration.sheets.queries import (
    OPEN,
    Reader,
    definitions_answered,
    find_sheet,
    list_consent_headings,
    list_ids,
    list_open_sheets,
    parts,
)
from forum.registration.sheets.rules import headings, offered_columns
from forum.registration.sheets.types import CLAIMED_FOR, KEPT_FOR, SheetOrder, SheetState


def order_sheet(edition: Edition, order: SheetOrder) -> Sheet:
    """Write down who asks for a spreadsheet and why; the worker makes it.

    A form sent twice is one spreadsheet.

    Raises:
        ReasonMissingError, NobodyToExportError
    """
    actor = audit.present_actor()
    earlier = find_sheet(order.key)
    if earlier is not None and (earlier.edition_id, earlier.made_by) == (edition.id, actor):
        return earlier
    reason = read_note(order.reason)
    if not reason:
        raise ReasonMissingError
    chosen = filter_of(order.chosen)
    total = count_matching(edition, chosen)
    if not total:
        raise NobodyToExportError
    sheet = Sheet(
        edition_id=edition.id,
        key=order.key,
        chosen=chosen_of(chosen),
        has_sensitive=order.has_sensitive,
        made_by=actor,
        language=current_language(),
        total=total,
        expires_at=clock.now() + KEPT_FOR,
    )
    db.session.add(sheet)
    db.session.flush()
    said = {name: value for name, value in sheet.chosen.items() if name not in {"query", "ids"}}
    audit.record(
        "registration.exported",
        edition_id=edition.id,
        object_type="edition",
        object_id=edition.id,
        details={
            "reason": reason,
            "rows": total,
            "searched": bool(chosen.query),  # what was looked for may be a name
            "picked": bool(chosen.ids),
            "sensitive": order.has_sensitive,
            "filter": said,
        },
    )
    return sheet


def forget_sheets(edition_ids: Sequence[int]) -> None:
    """Delete what is kept of some editions: somebody in it is erased."""
    db.session.execute(
        update(Sheet)
        .where(Sheet.edition_id.in_(edition_ids), Sheet.state != SheetState.DELETED)
        .values(state=SheetState.DELETED, data=None, chosen={})
    )


def do_sheets() -> Generator[int, None, None]:
    """Delete what is over its day, make what waits, and yield where it is to be committed."""
    over = update(Sheet).where(Sheet.expires_at <= clock.now(), Sheet.state != SheetState.DELETED)
    db.session.execute(over.values(state=SheetState.DELETED, data=None, chosen={}))
    yield 0
    for sheet_id in list_open_sheets():
        if _claim(sheet_id):
            yield sheet_id
            yield from _make(sheet_id)


def _claim(sheet_id: int) -> bool:
    """Take a spreadsheet for oneself; False if another worker is at it."""
    moment = clock.now()
    taken = db.session.execute(
        update(Sheet)
        .where(
            Sheet.id == sheet_id,
            Sheet.state.in_(OPEN),
            or_(Sheet.claimed_until.is_(None), Sheet.claimed_until <= moment),
        )
        .values(claimed_until=moment + CLAIMED_FOR, state=SheetState.RUNNING, done=0)
        .returning(Sheet.id)
    )
    return taken.first() is not None


def _make(sheet_id: int) -> Generator[int, None, None]:
    """Make a file part by part. People are read in transactions that keep nobody from writing."""
    with reading():
        sheet = db.session.get_one(Sheet, sheet_id)
        forms = definitions_answered(sheet.edition)
        consents = list_consent_headings(sheet.edition)
        columns = headings(consents, forms.values(), has_sensitive=sheet.has_sensitive)
        ids = list_ids(sheet)
        reader = Reader(sheet, forms)
        db.session.rollback()
    writer = Writer(columns, reader.language)
    try:
        yield from _fill(sheet_id, writer, reader, ids)
    finally:
        writer.close()


def _fill(
    sheet_id: int, writer: Writer, reader: Reader, ids: Sequence[int]
) -> Generator[int, None, None]:
    done = 0
    for part in parts(ids):
        with reading():
            lines = read_lines(reader, part)
            db.session.rollback()
        writer.write(lines)
        done += len(part)
        if not _update(sheet_id, done=done, total=len(ids)):
            return  # deleted meanwhile
        yield sheet_id
    data = writer.close()
    _update(sheet_id, data=data, size=len(data), state=SheetState.DONE, finished_at=clock.now())
    yield sheet_id


def _update(sheet_id: int, **values: object) -> bool:
    """Write how far it is; False if it was deleted meanwhile."""
    written = db.session.execute(
        update(Sheet)
        .where(Sheet.id == sheet_id, Sheet.state == SheetState.RUNNING)
        .values(claimed_until=clock.now() + CLAIMED_FOR, **values)
        .returning(Sheet.id)
    )
    return written.first() is not None


def read_lines(reader: Reader, part: Sequence[int]) -> list[Mapping[str, str]]:
    """Return some people as lines, with what other features add."""
    with in_language(reader.language):
        added = [more.read(part, reader.zone, reader.language) for more in offered_columns()]
        return [
            {**line, **{name: text for more in added for name, text in more.get(one, {}).items()}}
            for one, line in reader.read(part)
        ]
