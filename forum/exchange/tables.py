"""The sheets of a spreadsheet as rows of values, every error with its sheet, row and column.

A column is known by its key or by its words, wherever it stands.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from forum.exchange.cells import CellFault, as_text, value_of
from forum.exchange.contents import Unused
from forum.exchange.errors import CellProblem
from forum.exchange.workbooks import Cell, RawSheet, letters
from forum.programme.sheets import SHEETS, Column, Row, Sheet
from forum.programme.spreadsheet import README, heading

LONGEST_QUOTE = 60


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row as values, and where it stands; what was wrong in it holds what an empty cell means."""

    number: int  # from 1
    row: Row
    wrong: frozenset[str]  # keys of its columns


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """The rows of a sheet, and the letters of its columns by key."""

    sheet: Sheet
    rows: list[ReadRow]
    letters: Mapping[str, str]

    def problem(self, row: ReadRow, column: str, code: str, **context: object) -> CellProblem:
        """Return a problem of a cell."""
        return CellProblem(
            sheet=self.sheet.name,
            code=code,
            row=row.number,
            column=self.letters.get(column, ""),
            name=column,
            value=_quote(row.row.get(column)),
            context=context,
        )


@dataclass(slots=True)
class Reading:
    """What has been read so far."""

    problems: list[CellProblem] = field(default_factory=list)
    unused: list[Unused] = field(default_factory=list)


def read_sheets(raw: Mapping[str, RawSheet]) -> tuple[dict[str, ReadSheet], Reading]:
    """Return our sheets by their names, what is wrong in them, and what is not taken over.

    Args:
        raw: the sheets of the file by their names in small letters.
    """
    reading = Reading()
    sheets = {
        sheet.name: _read_sheet(sheet, raw.get(sheet.name.casefold()), reading) for sheet in SHEETS
    }
    _note_other_sheets(raw, reading)
    return sheets, reading


def _read_sheet(sheet: Sheet, raw: RawSheet | None, reading: Reading) -> ReadSheet:
    if raw is None:
        if not sheet.shown:
            reading.problems.append(CellProblem(sheet=sheet.name, code="sheet_missing"))
        return ReadSheet(sheet, [], {})
    top = next((i for i, row in enumerate(raw.rows) if any(map(_said, row))), 0)
    places = _columns(sheet, raw, top, reading)
    reading.problems += _merged(sheet, raw, top)
    first = top + 1
    if first < len(raw.rows) and _is_heading(sheet, raw.rows[first]):
        first += 1
    rows = []
    for index in range(first, len(raw.rows)):
        cells = {key: raw.rows[index][place] for key, place in places.items()}
        if any(map(_said, cells.values())):
            rows.append(_read_row(sheet, index + 1, cells, places, reading))
    return ReadSheet(sheet, rows, {key: letters(place) for key, place in places.items()})


def _columns(sheet: Sheet, raw: RawSheet, top: int, reading: Reading) -> dict[str, int]:
    """Return where the columns stand, by their keys; only what is taken over."""
    headings = {word: column for column in sheet.columns for word in _names_of(column)}
    written = list(map(as_text, raw.rows[top])) if raw.rows else []
    places: dict[str, int] = {}
    unknown = []
    problems = []
    for place, name in enumerate(written):
        column = headings.get(_folded(name))
        if column is None:
            if name:
                unknown.append((place, name))
        elif column.key in places:
            problems.append(_at_top(sheet, "column_twice", top, place, column=column.key))
        else:
            places[column.key] = place
    missing = [c.key for c in sheet.columns if c.key not in places and not c.shown]
    if not places and not sheet.shown:
        problems = [CellProblem(sheet=sheet.name, code="headings_missing", row=top + 1)]
    elif not sheet.shown:
        problems += [
            CellProblem(
                sheet=sheet.name, code="column_missing", row=top + 1, context={"column": key}
            )
            for key in missing
        ]
        if missing:
            problems += [
                _at_top(sheet, "column_unknown", top, place, value=name) for place, name in unknown
            ]
    reading.problems += problems
    reading.unused += [Unused(sheet=sheet.name, name=name) for _place, name in unknown]
    taken = {column.key for column in sheet.columns if not column.shown}
    return {key: place for key, place in places.items() if key in taken}


def _at_top(
    sheet: Sheet, code: str, top: int, place: int, *, value: str = "", **context: object
) -> CellProblem:
    return CellProblem(
        sheet=sheet.name,
        code=code,
        row=top + 1,
        column=letters(place),
        value=_quote(value),
        context=context,
    )


def _names_of(column: Column) -> set[str]:
    """Return what a column may be called in its first row: its key, or its words."""
    words = (column.key, column.words.ko, column.words.en, heading(column))
    return {_folded(word) for word in words}


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _is_heading(sheet: Sheet, row: Sequence[Cell]) -> bool:
    """Tell whether a row says the columns' words, as the second one of our own files does."""
    words = {name for column in sheet.columns for name in _names_of(column)}
    said = [_folded(as_text(cell)) for cell in row if _said(cell)]
    return bool(said) and sum(cell in words for cell in said) * 2 > len(said)


def _merged(sheet: Sheet, raw: RawSheet, top: int) -> Iterator[CellProblem]:
    if sheet.shown:
        return
    for (row, column), (last_row, last_column) in raw.merged:
        if last_row >= top:
            cells = f"{letters(column)}{row + 1}:{letters(last_column)}{last_row + 1}"
            yield CellProblem(
                sheet=sheet.name,
                code="merged",
                row=row + 1,
                column=letters(column),
                context={"cells": cells},
            )


def _read_row(
    sheet: Sheet,
    number: int,
    cells: Mapping[str, Cell],
    places: Mapping[str, int],
    reading: Reading,
) -> ReadRow:
    row: Row = {}
    wrong = set()
    for column in sheet.columns:
        if column.key not in cells:
            continue
        try:
            row[column.key] = value_of(column, cells[column.key])
        except CellFault as fault:
            row[column.key] = column.otherwise
            wrong.add(column.key)
            if not sheet.shown:
                reading.problems.append(
                    CellProblem(
                        sheet=sheet.name,
                        code=fault.code,
                        row=number,
                        column=letters(places[column.key]),
                        name=column.key,
                        value=_quote(cells[column.key]),
                        context=fault.context,
                    )
                )
    return ReadRow(number, row, frozenset(wrong))


def _said(cell: Cell) -> bool:
    return as_text(cell) != ""


def _quote(value: object) -> str:
    """Return what stands in a cell, shortened, for people to find it."""
    text = " ".join(as_text(value).split()) if value is not None else ""  # type: ignore[arg-type]
    return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1]}…"


def _note_other_sheets(raw: Mapping[str, RawSheet], reading: Reading) -> None:
    """Tell of sheets that are not ours; where one of ours is missing, it may be one of them."""
    known = {sheet.name.casefold() for sheet in SHEETS} | {README.casefold()}
    others = [sheet.name for key, sheet in raw.items() if key not in known]
    if any(problem.code == "sheet_missing" for problem in reading.problems):
        reading.problems += [CellProblem(sheet=name, code="sheet_unknown") for name in others]
    reading.unused += [Unused(sheet=name) for name in others]
