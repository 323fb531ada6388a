"""Reading a programme from a spreadsheet: every error with its sheet, row and column.

The sheets and columns are those of `forum.programme.sheets`, from which the spreadsheet that
goes out is made as well.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from forum.core.localized import LocalizedText
from forum.exchange.cells import as_text
from forum.exchange.contents import Around, ProgrammeContent, Unused
from forum.exchange.errors import CellProblem, SpreadsheetError
from forum.exchange.table_checks import faults_between
from forum.exchange.tables import ReadRow, ReadSheet, read_sheets
from forum.exchange.workbooks import RawSheet, open_workbook
from forum.programme.sheets import (
    CITIES,
    INTERPRETATION,
    ITEMS,
    MATERIALS,
    PEOPLE,
    PLACES,
    PRESENTATIONS,
    ROLES,
    SESSIONS,
    SHEETS,
    TOPICS,
    WORKS,
    Row,
    Sheet,
)
from forum.programme.spreadsheet import README
from forum.programme.types import (
    Access,
    AgendaItem,
    Contribution,
    Interpretation,
    Material,
    Place,
    Role,
    RoleHeld,
    Session,
    SessionKind,
    SessionState,
    Speaker,
)

INCOMPLETE = frozenset({"sheet_missing", "column_missing", "headings_missing"})
LAST = 10**9  # where a row without an order stands
_ENUMS = {"kind": SessionKind, "state": SessionState, "access": Access, "role": Role}


def read_spreadsheet(content: bytes, around: Around) -> ProgrammeContent:
    """Return what a spreadsheet says of a programme.

    Raises:
        BrokenSpreadsheetError, UnknownFileKindError, FileTooLargeError: it cannot be read.
        SpreadsheetError: with everything that is wrong, by sheet, row and column.
    """
    raw = {sheet.name.strip().casefold(): sheet for sheet in open_workbook(content)}
    if not raw.keys() & {sheet.name.casefold() for sheet in SHEETS}:
        names = ", ".join(sheet.name for sheet in raw.values())
        raise SpreadsheetError((CellProblem(sheet=names, code="sheets_missing"),))
    sheets, reading = read_sheets(raw)
    problems = list(reading.problems)
    if not any(problem.code in INCOMPLETE for problem in problems):
        problems += faults_between(sheets, around)
    if problems:
        order = {sheet.name: index for index, sheet in enumerate(SHEETS)}
        problems.sort(key=lambda problem: (order.get(problem.sheet, LAST), problem.row))
        raise SpreadsheetError(tuple(problems))
    made = _content(sheets, around)
    unused = (*reading.unused, *_changed_cities(sheets[CITIES.name], around))
    return ProgrammeContent(edition=_edition(raw.get(README.casefold())), unused=unused, **made)


def edition_said(content: bytes) -> str:
    """Return the slug of the edition that a spreadsheet was taken out of, if it says so."""
    sheets = {sheet.name.casefold(): sheet for sheet in open_workbook(content)}
    return _edition(sheets.get(README.casefold()))


def _edition(readme: RawSheet | None) -> str:
    """Return the slug of the edition that the file was taken out of, if it says so."""
    for row in readme.rows if readme else ():
        if len(row) > 1 and as_text(row[0]) == "edition":
            return as_text(row[1])
    return ""


def _content(sheets: Mapping[str, ReadSheet], around: Around) -> dict[str, Any]:
    inside = {
        sheet.name: _by_parent(sheets[sheet.name], "session")
        for sheet in (ROLES, PRESENTATIONS, ITEMS, TOPICS, INTERPRETATION, MATERIALS)
    }
    works = _by_parent(sheets[WORKS.name], "person")
    return {
        "places": tuple(_made(Place, PLACES, r.row) for r in sheets[PLACES.name].rows),
        "people": tuple(
            _made(Speaker, PEOPLE, r.row, works=_texts(WORKS, works.get(r.row["key"], ())))
            for r in sheets[PEOPLE.name].rows
        ),
        "cities": tuple(
            str(r.row["key"]) for r in sheets[CITIES.name].rows if r.row.get("key") in around.cities
        ),
        "sessions": tuple(_session(r.row, inside, around) for r in sheets[SESSIONS.name].rows),
    }


def _by_parent(read: ReadSheet, parent: str) -> dict[Any, list[Row]]:
    """Return the rows by the session or person they belong to, in their order."""
    found: dict[Any, list[Row]] = {}
    for row in sorted(read.rows, key=_order):
        found.setdefault(row.row[parent], []).append(row.row)
    return found


def _order(row: ReadRow) -> int:
    order = row.row.get("order")
    return order if isinstance(order, int) else LAST


def _session(row: Row, inside: Mapping[str, dict[Any, list[Row]]], around: Around) -> Session:
    def rows(sheet: Sheet) -> Sequence[Row]:
        return inside[sheet.name].get(row["key"], ())

    starts, ends = row["starts"], row["ends"]
    minutes = row["minutes"]
    if isinstance(starts, int) and isinstance(ends, int):
        minutes = ends - starts
    made: Session = _made(
        Session,
        SESSIONS,
        {**row, "minutes": minutes},
        roles=tuple(_made(RoleHeld, ROLES, entry) for entry in rows(ROLES)),
        contributions=tuple(
            _made(Contribution, PRESENTATIONS, {**entry, "order": order})
            for order, entry in enumerate(rows(PRESENTATIONS), start=1)
        ),
        items=tuple(_made(AgendaItem, ITEMS, entry) for entry in rows(ITEMS)),
        topics=_texts(TOPICS, rows(TOPICS)),
        interpretation=tuple(
            _made(Interpretation, INTERPRETATION, entry) for entry in rows(INTERPRETATION)
        ),
        materials=tuple(_material(entry, around) for entry in rows(MATERIALS)),
    )
    return made


def _material(row: Row, around: Around) -> Material:
    """Return a material; of an uploaded file, name, type and size are the file's own."""
    made: Material = _made(Material, MATERIALS, row)
    if not made.file:
        return Material(title=made.title, address=made.address)
    return replace(around.files[made.file], title=made.title)


def _texts(sheet: Sheet, rows: Sequence[Row]) -> tuple[LocalizedText, ...]:
    name = sheet.bilingual
    return tuple(LocalizedText(str(row[f"{name}_ko"]), str(row[f"{name}_en"])) for row in rows)


def _made(kind: type[Any], sheet: Sheet, row: Row, **more: object) -> Any:  # noqa: ANN401
    """Return a row as the type of its sheet."""
    values: dict[str, object] = {}
    for column in sheet.columns:
        if not column.field or column.key not in row:
            continue
        if column.language:
            both = row[f"{column.field}_ko"], row[f"{column.field}_en"]
            values[column.field] = LocalizedText(str(both[0]), str(both[1]))
        elif column.key in _ENUMS:
            values[column.field] = _ENUMS[column.key](str(row[column.key]))
        else:
            values[column.field] = row[column.key]
    known = {entry.name for entry in fields(kind)}
    return kind(**{name: value for name, value in {**values, **more}.items() if name in known})


def _changed_cities(read: ReadSheet, around: Around) -> Iterator[Unused]:
    """Tell of rows in the sheet of cities that say otherwise than the system does."""
    for row in read.rows:
        city = around.cities.get(str(row.row.get("key")))
        if city is None:
            yield Unused(sheet=CITIES.name, name=str(row.row.get("key") or ""))
            continue
        there = {"name_ko": city.name.ko, "name_en": city.name.en, "own_name": city.own_name}
        if any(row.row.get(name, said) != said for name, said in there.items()):
            yield Unused(sheet=CITIES.name, name=city.key)
