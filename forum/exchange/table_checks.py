"""What must agree between the rows and the sheets of a programme's spreadsheet."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from forum.core.dates import format_minute
from forum.exchange.cells import MINUTES_A_DAY
from forum.exchange.contents import Around
from forum.exchange.errors import CellProblem
from forum.exchange.tables import ReadRow, ReadSheet
from forum.programme.keys import RESERVED_SESSIONS
from forum.programme.sheets import CITIES, MATERIALS, PEOPLE, PLACES, SESSIONS, WORKS


def faults_between(sheets: Mapping[str, ReadSheet], around: Around) -> Iterator[CellProblem]:
    """Yield every contradiction, and every key that leads nowhere."""
    for name in (SESSIONS.name, PLACES.name, PEOPLE.name):
        yield from _key_faults(sheets[name])
    known = {name: {row.row.get("key") for row in sheets[name].rows} for name in sheets}
    brought = {**known}  # a work's person must be in the file, or it would be lost
    known[PEOPLE.name] = known[PEOPLE.name] | around.people.keys()
    known[CITIES.name] = set(around.cities)
    for read in sheets.values():
        if read.sheet.shown:
            continue
        for row in read.rows:
            yield from _bilingual_faults(read, row)
            yield from _reference_faults(read, row, brought if read.sheet is WORKS else known)
    for row in sheets[SESSIONS.name].rows:
        yield from _time_faults(sheets[SESSIONS.name], row)
    for row in sheets[MATERIALS.name].rows:
        yield from _material_faults(sheets[MATERIALS.name], row, around)


def _key_faults(read: ReadSheet) -> Iterator[CellProblem]:
    counted = Counter(row.row.get("key") for row in read.rows)
    seen = set()
    for row in read.rows:
        key = row.row.get("key")
        if key is None:
            continue
        if counted[key] > 1 and key in seen:
            yield read.problem(row, "key", "duplicate_key", key=key)
        seen.add(key)
        if read.sheet is SESSIONS and key in RESERVED_SESSIONS:
            yield read.problem(row, "key", "reserved")


def _bilingual_faults(read: ReadSheet, row: ReadRow) -> Iterator[CellProblem]:
    name = read.sheet.bilingual
    keys = (f"{name}_ko", f"{name}_en")
    there = [key for key in keys if key in row.row]
    if name and there and not any(row.row[key] or key in row.wrong for key in there):
        yield read.problem(row, there[0], "cell_bilingual")


def _reference_faults(
    read: ReadSheet, row: ReadRow, known: Mapping[str, set[Any]]
) -> Iterator[CellProblem]:
    codes = {PEOPLE.name: "unknown_person", CITIES.name: "unknown_city"}
    for column in read.sheet.columns:
        value = row.row.get(column.key)
        if not column.refers_to or not value:
            continue
        for key in value if isinstance(value, tuple) else (value,):
            if key not in known[column.refers_to]:
                code = codes.get(column.refers_to, "unknown_in_sheet")
                yield read.problem(row, column.key, code, key=key, sheet=column.refers_to)


def _time_faults(read: ReadSheet, row: ReadRow) -> Iterator[CellProblem]:
    day, starts, ends, minutes = (row.row.get(key) for key in ("day", "starts", "ends", "minutes"))
    if row.wrong & {"day", "starts", "ends", "minutes"}:
        return
    if starts is not None and day is None:
        yield read.problem(row, "day", "time_without_day")
    if not isinstance(ends, int):
        return
    if not isinstance(starts, int):
        yield read.problem(row, "starts", "ends_alone")
    elif ends <= starts:
        told = {"starts": format_minute(starts), "ends": format_minute(ends)}
        yield _clock_problem(read, row, "ends_before", **told)
    elif ends - starts > MINUTES_A_DAY:
        yield _clock_problem(read, row, "too_long_session")
    elif minutes is not None and minutes != ends - starts:
        yield read.problem(row, "minutes", "minutes_disagree", count=ends - starts)


def _clock_problem(read: ReadSheet, row: ReadRow, code: str, **context: object) -> CellProblem:
    ends = row.row["ends"]
    return CellProblem(
        sheet=read.sheet.name,
        code=code,
        row=row.number,
        column=read.letters["ends"],
        name="ends",
        value=format_minute(ends) if isinstance(ends, int) else "",
        context=context,
    )


def _material_faults(read: ReadSheet, row: ReadRow, around: Around) -> Iterator[CellProblem]:
    address, file = row.row.get("address"), row.row.get("file")
    if row.wrong & {"address", "file"}:
        return
    if not address and not file:
        yield read.problem(row, "address", "material")
    if file and file not in around.files:
        yield read.problem(row, "file", "unknown_file")
