"""An agenda as a spreadsheet that people can change and send back. The same agenda, the same bytes.

Every cell is text or a number, never a formula. Days and times are text as `2018-12-11` and
`09:30`: what a person types over them stays what was typed, whatever the language of the
spreadsheet program. The sheets and columns are those of `forum.programme.sheets`.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date
from io import BytesIO
from typing import Any

from forum.core import clock
from forum.core.dates import format_minute
from forum.core.localized import LocalizedText
from forum.programme.sheets import SHEETS, Column, Holds, Row, Sheet, Value, rows_of
from forum.programme.types import Agenda

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
README = "Read me"
HEADINGS = 2  # rows above the data: the keys, and the words
ROWS_TO_FILL = 500  # below the data, with the same choices
LONGEST_CELL = 32_767  # characters, the format's own limit
YES, NO = "yes", "no"

_ADVICE = (
    (
        "첫째 줄은 열의 이름이니 그대로 두세요. 열의 순서는 바꾸어도 됩니다.",
        "The first row names the columns: keep it. Columns may be in another order.",
    ),
    (
        "날짜는 2018-12-11, 시각은 09:30처럼 적습니다. 자정을 넘기는 끝 시각은 25:30처럼 적습니다.",
        "Write days as 2018-12-11 and times as 09:30; past midnight, write the end as 25:30.",
    ),
    (
        "장소·사람·도시는 key로 적습니다. 새 장소와 새 사람은 해당 시트에 줄을 더하세요.",
        "Name places, people and cities by their key. A new place or person is a new row.",
    ),
    (
        "회색 열과 Cities 시트는 읽기 위한 것입니다. 고쳐도 반영되지 않습니다.",
        "Grey columns and the sheet Cities are for reading: changes in them are not taken over.",
    ),
    (
        "파일에 없는 세션은 초안에서 빠집니다. 가져오기 전에 모든 차이를 먼저 보여 드립니다.",
        "A session that is not in the file leaves the draft. All is shown before it is done.",
    ),
)


def spreadsheet(agenda: Agenda) -> bytes:
    """Return the agenda as an XLSX file that holds all of it."""
    import xlsxwriter  # noqa: PLC0415  2 MB, which only a file to take along needs

    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        made = agenda.release.released_at if agenda.release else clock.now()
        book.set_properties(
            {
                "created": made.astimezone(UTC).replace(tzinfo=None),
                "title": agenda.edition.name.in_("en"),
            }
        )
        styles = _Styles(book)
        rows = rows_of(agenda)
        _write_readme(book, agenda, styles)
        for sheet in SHEETS:
            _write_sheet(book, sheet, rows[sheet.name], styles)
        book.worksheets()[1].activate()
    return target.getvalue()


class _Styles:
    """How cells look: keys small and grey, words bold, what is only shown in grey."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401  untyped library
        whole = {"text_wrap": True, "valign": "top", "num_format": "@", "font_size": 10}
        self.key = book.add_format(
            {**whole, "font_size": 8, "font_color": "#6d7882", "bg_color": "#f4f5f6"}
        )
        self.words = book.add_format(
            {**whole, "bold": True, "bg_color": "#e7eefc", "bottom": 1, "num_format": "General"}
        )
        self.text = book.add_format(whole)
        self.number = book.add_format({**whole, "num_format": "General"})
        self.shown = book.add_format({**whole, "font_color": "#8a949e"})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.advice = book.add_format({"text_wrap": True, "valign": "top", "font_size": 11})

    def of(self, column: Column, value: object = "") -> Any:  # noqa: ANN401
        """Return the format of a column's cells."""
        if column.shown:
            return self.shown
        return self.number if isinstance(value, int | float) else self.text


def _write_readme(book: Any, agenda: Agenda, styles: _Styles) -> None:  # noqa: ANN401
    sheet = book.add_worksheet(README)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 110)
    release = agenda.release
    facts: Iterable[tuple[str, str]] = (
        ("edition", agenda.edition.slug),
        ("name", f"{agenda.edition.name.ko} / {agenda.edition.name.en}"),
        ("release", str(release.number) if release else "초안 / draft"),
    )
    sheet.write_string(0, 1, "프로그램 / Programme", styles.title)
    for row, (word, said) in enumerate(facts, start=1):
        sheet.write_string(row, 0, word, styles.key)
        sheet.write_string(row, 1, said, styles.text)
    for row, (korean, english) in enumerate(_ADVICE, start=5):
        sheet.write_string(row, 1, f"{korean}\n{english}", styles.advice)
        sheet.set_row(row, 34)


def _write_sheet(book: Any, sheet: Sheet, rows: Sequence[Row], styles: _Styles) -> None:  # noqa: ANN401
    made = book.add_worksheet(sheet.name)
    made.freeze_panes(HEADINGS, 1)
    made.set_row(1, 42)
    last = HEADINGS + len(rows) + ROWS_TO_FILL
    for index, column in enumerate(sheet.columns):
        made.set_column(index, index, column.width, styles.of(column))
        made.write_string(0, index, column.key, styles.key)
        made.write_string(1, index, heading(column), styles.words)
        choices = _choices(column)
        if choices and not sheet.shown:
            made.data_validation(HEADINGS, index, last, index, choices)
    for number, row in enumerate(rows, start=HEADINGS):
        for index, column in enumerate(sheet.columns):
            _write_cell(made, number, index, spell(column, row.get(column.key)), column, styles)


def heading(column: Column) -> str:
    """Return the words above a column, in both languages."""
    return f"{column.words.ko}\n{column.words.en}"


def _choices(column: Column) -> dict[str, object]:
    """Return the list from which a spreadsheet program lets people choose."""
    if column.holds is Holds.YES_NO:
        return {"validate": "list", "source": [YES, NO]}
    if column.choices:
        return {"validate": "list", "source": [choice for choice, _word in column.choices]}
    if column.refers_to and column.holds is Holds.KEY:
        keys = f"='{column.refers_to}'!$A${HEADINGS + 1}:$A${HEADINGS + 2000}"
        message = "이 시트에 없는 key입니다. / No such key in that sheet."
        return {
            "validate": "list",
            "source": keys,
            "error_type": "warning",  # people and cities may be known though they are not here
            "error_title": column.refers_to,
            "error_message": message,
        }
    return {}


def spell(column: Column, value: Value) -> str | float:
    """Return a value as it stands in its cell."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, LocalizedText):
        return " / ".join(dict.fromkeys(said for said in (value.ko, value.en) if said))
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, int | float):
        return _spell_number(column, value)
    return value.isoformat() if isinstance(value, date) else value or ""


def _spell_number(column: Column, value: float) -> str | float:
    if column.holds is Holds.CLOCK:
        return format_minute(int(value))
    if float(f"{value:.16G}") != value:
        return repr(value)  # the format's numbers have one digit less than ours
    return value


def _write_cell(
    sheet: Any,  # noqa: ANN401
    row: int,
    index: int,
    value: str | float,
    column: Column,
    styles: _Styles,
) -> None:
    if isinstance(value, str):
        if value:
            sheet.write_string(row, index, value[:LONGEST_CELL], styles.of(column))
    else:
        sheet.write_number(row, index, value, styles.of(column, value))
