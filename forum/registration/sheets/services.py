"""Asking for spreadsheets, making them in parts, and deleting them after a day."""

from collections.abc import Generator, Mapping, Sequence

from forum.core import audit
from forum.core.db import db, reading
from forum.core.filejobs import (
    FileJob,
    do_files,
    find_asked,
    finish_file,
    note_progress,
    order_file,
)
from forum.core.i18n import in_language
from forum.core.localized import Language
from forum.editions.models import Edition
from forum.registration.errors import ReasonMissingError
from forum.registration.filters.rules import chosen_of, filter_of
from forum.registration.queries import count_matching
from forum.registration.rules import read_note
from forum.registration.sheets.errors import NobodyToExportError
from forum.registration.sheets.exports import Writer
from forum.registration.sheets.queries import (
    Reader,
    definitions_answered,
    list_consent_headings,
    list_ids,
    parts,
)
from forum.registration.sheets.rules import headings, offered_columns
from forum.registration.sheets.types import SHEETS, SheetOrder


def order_sheet(edition: Edition, order: SheetOrder) -> FileJob:
    """Write down who asks for a spreadsheet and why; the worker makes it.

    A form sent twice is one spreadsheet.

    Raises:
        ReasonMissingError, NobodyToExportError
    """
    if earlier := find_asked(SHEETS, edition.id, order.key):
        return earlier
    reason = read_note(order.reason)
    if not reason:
        raise ReasonMissingError
    chosen = filter_of(order.chosen)
    total = count_matching(edition, chosen)
    if not total:
        raise NobodyToExportError
    values = chosen_of(chosen)
    wanted = {"chosen": values, "sensitive": order.has_sensitive}
    sheet = order_file(SHEETS, edition.id, order.key, wanted, total)
    said = {name: said for name, said in values.items() if name not in {"query", "ids"}}
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


def do_sheets() -> Generator[int, None, None]:
    """Make the spreadsheets that wait, and yield where it is to be committed."""
    return do_files(SHEETS, _make)


def _make(sheet_id: int) -> Generator[int, None, None]:
    """Make a file part by part. People are read in transactions that keep nobody from writing."""
    with reading():
        sheet = db.session.get_one(FileJob, sheet_id)
        edition = db.session.get_one(Edition, sheet.edition_id)
        forms = definitions_answered(edition)
        consents = list_consent_headings(edition)
        language: Language = "ko" if sheet.language == "ko" else "en"
        has_sensitive = bool(sheet.wanted["sensitive"])
        columns = headings(consents, forms.values(), has_sensitive=has_sensitive)
        ids = list_ids(edition, sheet.wanted["chosen"])
        reader = Reader(edition, forms, language, has_sensitive=has_sensitive)
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
        if not note_progress(sheet_id, done=done, total=len(ids)):
            return  # deleted meanwhile
        yield sheet_id
    finish_file(sheet_id, writer.close())
    yield sheet_id


def read_lines(reader: Reader, part: Sequence[int]) -> list[Mapping[str, str]]:
    """Return some people as lines, with what other features add."""
    with in_language(reader.language):
        added = [more.read(part, reader.zone, reader.language) for more in offered_columns()]
        return [
            {**line, **{name: text for more in added for name, text in more.get(one, {}).items()}}
            for one, line in reader.read(part)
        ]
