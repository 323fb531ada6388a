"""Spreadsheets as people send them back: taken out, changed, and saved by some program."""

import io
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

Rows = dict[str, list[list[Any]]]  # by the name of the sheet, from its first row


def rows_of(content: bytes) -> Rows:
    """Return the cells of a spreadsheet."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


def workbook(rows: Rows, change: Callable[[Any, dict[str, Any]], None] | None = None) -> bytes:
    """Return a spreadsheet with these cells; `change` gets the book and its sheets."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        formats = {
            datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            date: book.add_format({"num_format": "yyyy-mm-dd"}),
            time: book.add_format({"num_format": "hh:mm"}),
        }
        sheets = {}
        for name, cells in rows.items():
            sheets[name] = sheet = book.add_worksheet(name)
            for number, row in enumerate(cells):
                for index, value in enumerate(row):
                    if isinstance(value, datetime):
                        plain = value.replace(tzinfo=None)  # a spreadsheet knows no zones
                        sheet.write_datetime(number, index, plain, formats[datetime])
                    elif isinstance(value, date | time):
                        sheet.write_datetime(number, index, value, formats[type(value)])
                    elif value != "":
                        sheet.write(number, index, value)
        if change:
            change(book, sheets)
    return target.getvalue()


def column(rows: Rows, sheet: str, key: str) -> int:
    """Return where a column stands."""
    return rows[sheet][0].index(key)


def put(rows: Rows, sheet: str, row: int, key: str, value: Any) -> None:
    """Write into a cell; rows count from 1, as people see them."""
    rows[sheet][row - 1][column(rows, sheet, key)] = value
