"""Makes spreadsheets, and reads them."""

from io import BytesIO
from itertools import count
from typing import Any

from python_calamine import CalamineWorkbook

from forum.core.db import db
from forum.core.filejobs import FileJob, read_file
from forum.core.i18n import in_language
from forum.core.queue import do_in_parts
from forum.editions.models import Edition
from forum.registration.sheets.services import do_sheets, order_sheet
from forum.registration.sheets.types import SheetOrder

_numbers = count(1)


def make_sheet(edition: Edition, *, has_sensitive: bool = False, **chosen: str) -> FileJob:
    """Return a spreadsheet that the worker has made."""
    order = SheetOrder(
        key=f"key-{next(_numbers)}", chosen=chosen, reason="명찰", has_sensitive=has_sensitive
    )
    with in_language("en"):
        sheet = order_sheet(edition, order)
    db.session.commit()
    do_in_parts(do_sheets())
    db.session.refresh(sheet)
    return sheet


def lines_in(content: bytes) -> list[list[Any]]:
    """Return the lines of a file, the headings first."""
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return book.get_sheet_by_index(0).to_python()


def lines_of(sheet: FileJob) -> list[list[Any]]:
    """Return the lines of a spreadsheet, the headings first."""
    return lines_in(read_file(sheet))
