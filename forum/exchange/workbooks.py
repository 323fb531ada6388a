"""Opening a spreadsheet that somebody sent: what it is, what it unpacks to, and its cells.

A spreadsheet is a packed folder, and a reader sets aside room for the whole rectangle up to a
sheet's last cell. So both are looked at before anything is read: how much is packed, and how
far out the cells lie.
"""

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from html import unescape
from io import BytesIO
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import BadZipFile, ZipFile, ZipInfo

from python_calamine import CalamineError, CalamineWorkbook

from forum.exchange.errors import (
    BrokenSpreadsheetError,
    CellProblem,
    EmptyFileError,
    FileTooLargeError,
    OldSpreadsheetError,
    PasswordProtectedError,
    SpreadsheetError,
    UnknownFileKindError,
)

MEGABYTE = 1024 * 1024
LARGEST_FILE = 5  # MB
LARGEST_UNPACKED = 64  # MB
MOST_PARTS = 500
MOST_ROWS = 10_000
MOST_COLUMNS = 200
CHUNK = 256 * 1024

PACKED = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the old container; also of encrypted files
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
WORKBOOK = "xl/workbook.xml"
HOLDS_CELLS = tuple("sheetData".encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be"))
RELATIONS = "xl/_rels/workbook.xml.rels"

_PLACE = re.compile(r"([A-Za-z]+)([0-9]+)")
_SHEET_NAME = re.compile(
    rb"""<(?:\w+:)?sheet\s[^>]*?\bname="(?P<name>[^"]*)"[^>]*?\b\w+:id="(?P<id>[^"]*)\""""
)
_RELATIONS = (
    re.compile(
        rb"""<Relationship\s[^>]*?\bId="(?P<id>[^"]*)"[^>]*?\bTarget="(?P<target>[^"]*)\""""
    ),
    re.compile(
        rb"""<Relationship\s[^>]*?\bTarget="(?P<target>[^"]*)"[^>]*?\bId="(?P<id>[^"]*)\""""
    ),
)

Cell = str | float | bool | date | datetime | time | timedelta


@dataclass(frozen=True, slots=True)
class RawSheet:
    """A sheet as it was written: its cells from A1 on, and which of them are merged."""

    name: str
    rows: list[list[Cell]]
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...]  # corners as (row, column) from 0


def is_spreadsheet(content: bytes) -> bool:
    """Tell whether this is packed as a spreadsheet is; what is in it, it does not say.

    Raises:
        EmptyFileError, FileTooLargeError, PasswordProtectedError, OldSpreadsheetError,
        UnknownFileKindError: it is nothing that could be read.
    """
    if not content.strip():
        raise EmptyFileError
    if len(content) > LARGEST_FILE * MEGABYTE:
        raise FileTooLargeError(most=LARGEST_FILE)
    if content.startswith(OLD_OFFICE):
        raise PasswordProtectedError if ENCRYPTED in content else OldSpreadsheetError
    if content.startswith(PACKED):
        return True
    if b"\0" in content or content.startswith((b"%PDF", b"{\\rtf", b"<")):
        raise UnknownFileKindError
    return False


def open_workbook(content: bytes) -> list[RawSheet]:
    """Return the sheets of a spreadsheet.

    Raises:
        BrokenSpreadsheetError, UnknownFileKindError, FileTooLargeError: it cannot be read.
        SpreadsheetError: a sheet has more rows or columns than are read.
    """
    problems = tuple(_too_large(_parts(content)))
    if problems:
        raise SpreadsheetError(problems)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        return [_sheet(book, name) for name in book.sheet_names]
    except (CalamineError, ValueError, OSError) as error:
        raise BrokenSpreadsheetError from error


def letters(column: int) -> str:
    """Return a column's letters; the first is 0 and A."""
    written = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        written = chr(ord("A") + rest) + written
    return written


def _sheet(book: CalamineWorkbook, name: str) -> RawSheet:
    sheet = book.get_sheet_by_name(name)
    return RawSheet(
        name=name,
        rows=sheet.to_python(skip_empty_area=False),
        merged=tuple(sheet.merged_cell_ranges or ()),
    )


def _parts(content: bytes) -> list[tuple[str, bytes]]:
    """Return the parts that hold cells, each with the name of its sheet, unpacked as allowed."""
    try:
        with ZipFile(BytesIO(content)) as packed:
            infos = packed.infolist()
            if WORKBOOK not in {info.filename for info in infos}:
                raise UnknownFileKindError
            if len({info.filename for info in infos}) < len(infos):
                raise BrokenSpreadsheetError  # the reader might take the other one of the two
            total = sum(info.file_size for info in infos)
            if len(infos) > MOST_PARTS or total > LARGEST_UNPACKED * MEGABYTE:
                raise FileTooLargeError(most=LARGEST_FILE)
            parts = {info.filename: _unpack(packed, info) for info in infos}
    except (BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError) as error:
        raise BrokenSpreadsheetError from error
    names = _sheet_names(parts)
    return [
        (names.get(name, name), part)
        for name, part in parts.items()
        if any(word in part for word in HOLDS_CELLS)
    ]


def _sheet_names(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Return the names of the sheets by the names of their parts, as far as they can be told."""
    targets = {
        found["id"]: found["target"].decode(errors="replace").lstrip("/").removeprefix("xl/")
        for pattern in _RELATIONS
        for found in pattern.finditer(parts.get(RELATIONS, b""))
    }
    return {
        f"xl/{targets[found['id']]}": unescape(found["name"].decode(errors="replace"))
        for found in _SHEET_NAME.finditer(parts[WORKBOOK])
        if found["id"] in targets
    }


def _unpack(packed: ZipFile, info: ZipInfo) -> bytes:
    """Return a part. A part that holds more than its own head says fails its checksum."""
    with packed.open(info) as part:
        return b"".join(iter(lambda: part.read(CHUNK), b""))


def _too_large(parts: Iterable[tuple[str, bytes]]) -> Iterator[CellProblem]:
    for name, part in parts:
        rows, columns = _extent(part)
        for count, most, code in (
            (rows, MOST_ROWS, "too_many_rows"),
            (columns, MOST_COLUMNS, "too_many_columns"),
        ):
            if count > most:
                context: dict[str, object] = {"count": f"{count:,}", "most": f"{most:,}"}
                yield CellProblem(sheet=name, code=code, context=context)


def _extent(part: bytes) -> tuple[int, int]:
    """Return the last row and the last column that hold something.

    Raises:
        BrokenSpreadsheetError: it is not the XML that a spreadsheet holds.
    """
    if b"\0" in part:  # another encoding than the reader takes
        raise BrokenSpreadsheetError
    extent = _Extent()
    try:
        extent.read(part)
    except (ExpatError, ValueError) as error:
        raise BrokenSpreadsheetError from error
    return extent.rows, extent.columns


class _Extent:
    """How far out the cells of a sheet lie, read as XML and not by its looks.

    A place that only a parser of XML understands (in quotes, behind another attribute) would
    otherwise make the reader set aside room for a whole sheet, and the process dies of it. A cell
    without a place stands beside the one before, in the row it is in.
    """

    def __init__(self) -> None:
        self.rows = self.columns = 0
        self._row = self._column = 0
        self._is_open = False  # a cell has begun, and nothing was found in it so far

    def read(self, part: bytes) -> None:
        """Go through a part.

        Raises:
            ExpatError, ValueError: it cannot be read.
        """
        parser = ParserCreate()
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._say
        parser.StartDoctypeDeclHandler = self._refuse
        parser.Parse(part, True)  # noqa: FBT003  it takes no names

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "row":
            self._row = int(attributes["r"]) if "r" in attributes else self._row + 1
            self._column = 0
        elif local == "c":
            self._enter(attributes.get("r"))
        elif self._is_open:
            self._count()

    def _enter(self, place: str | None) -> None:
        self._is_open = True
        if place is None:
            self._column += 1
            return
        found = _PLACE.fullmatch(place)
        if found is None:
            raise ValueError(place)
        self._row, self._column = int(found[2]), _number(found[1].encode())

    def _say(self, text: str) -> None:
        if self._is_open and text.strip():
            self._count()

    def _end(self, name: str) -> None:
        if name.rpartition(":")[2] == "c":
            self._is_open = False

    def _count(self) -> None:
        self._is_open = False
        self.rows = max(self.rows, self._row)
        self.columns = max(self.columns, self._column)

    @staticmethod
    def _refuse(*_declared: object) -> None:
        message = "a sheet declares nothing"
        raise ValueError(message)


def _number(name: bytes) -> int:
    """Return a column's number from its letters; A is 1."""
    number = 0
    for letter in name.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
