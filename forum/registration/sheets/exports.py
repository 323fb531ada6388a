"""Writing a spreadsheet line by line, with cells that are never formulas."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO

from forum.core import clock
from forum.core.localized import Language
from forum.registration.sheets.types import Heading

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_767  # what the format allows
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""With these a spreadsheet program begins a formula when a cell is edited or saved as CSV."""


class Writer:
    """An XLSX file that grows by lines, of which only the last is held in memory."""

    def __init__(self, columns: Sequence[Heading], language: Language) -> None:
        """Begin the file with the line of headings."""
        import xlsxwriter  # noqa: PLC0415  2 MB, which only a file for organisers needs

        self._names = [column.name for column in columns]
        self._target = BytesIO()
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self._book = xlsxwriter.Workbook(self._target, options)
        self._book.set_properties({"created": clock.now().replace(tzinfo=None)})
        self._quoted = self._book.add_format({"quote_prefix": True})
        bold = self._book.add_format({"bold": True})
        self._sheet = self._book.add_worksheet("Registrations")
        self._sheet.freeze_panes(1, 0)
        for number, column in enumerate(columns):
            self._sheet.set_column(number, number, column.width)
        for number, column in enumerate(columns):
            self._sheet.write_string(0, number, column.words.in_(language)[:LONGEST_CELL], bold)
        self._row = 0
        self._is_closed = False

    def write(self, lines: Iterable[Mapping[str, str]]) -> None:
        """Add lines; a text that looks like a formula is marked as text for good."""
        put, quoted = self._sheet.write_string, self._quoted
        for line in lines:
            self._row += 1
            for number, name in enumerate(self._names):
                text = line.get(name)
                if not text:
                    continue
                if text.startswith(_FORMULA):
                    put(self._row, number, text[:LONGEST_CELL], quoted)
                else:
                    put(self._row, number, text[:LONGEST_CELL])

    def close(self) -> bytes:
        """Return the file; what was set aside on the disk goes."""
        if self._is_closed:
            return self._target.getvalue()
        self._is_closed = True
        if self._row:
            self._sheet.autofilter(0, 0, self._row, len(self._names) - 1)
        self._book.close()
        return self._target.getvalue()
