"""Reasons for which a data file is refused; nothing of it is loaded then."""

from dataclasses import dataclass, field

from forum.core.errors import Refusal
from forum.core.i18n import lazy_gettext as _l

SENTENCES = {
    # our own faults (fields.fault)
    "bilingual": _l("Write both languages: {ko: ..., en: ...}."),
    "bilingual_fields": _l("Only ko and en are languages here, not %(names)s."),
    "bilingual_empty": _l("The text is empty in both languages."),
    "clock": _l("Write the time as hours and minutes, such as 09:30."),
    "partial_date": _l("Write a day, a month or a year, such as 2018-12-11 or 2018-12."),
    "zone": _l("This is no time zone; write one such as Asia/Seoul."),
    "reserved": _l("This word is an address of the system itself; choose another."),
    "dates": _l("The last day lies before the first day."),
    "release": _l("A release has either a whole programme, or what was revised and added."),
    "first_release": _l("The first release needs a whole programme."),
    "unknown_key": _l("Nothing with the key “%(key)s” is defined."),
    "duplicate_key": _l("The key “%(key)s” is used twice."),
    "duplicate_field": _l("The field “%(key)s” is written twice."),
    "time_without_day": _l("A time needs a day."),
    "contribution": _l("A presentation needs a city or a person."),
    "order": _l("The numbers must run from 1 without a gap."),
    "syntax": _l("This is not YAML: %(problem)s."),
    "not_text": _l("The file is not UTF-8 text."),
    "alias": _l("Repeats by name (& and *) are not read here; write the text out."),
    "too_deep": _l("Fields lie too deep inside one another."),
    "address": _l("Write a whole address that begins with https:// or http://."),
    "language": _l("Write a language as its code of two letters, such as ko, en or fr."),
    "too_long": _l("This has %(length)s characters; there is room for %(longest)s."),
    "material": _l("A material needs an address or an uploaded file."),
    "unknown_file": _l("No file with this name was uploaded for this edition."),
    # of spreadsheets alone
    "sheets_missing": _l("None of its sheets is one of a programme. Take the draft as a form."),
    "sheet_missing": _l("This sheet is missing. Take the draft as a form, and fill in its sheets."),
    "sheet_unknown": _l("There is no sheet of this name. Perhaps it was renamed?"),
    "column_missing": _l("The column “%(column)s” is missing. Leave it empty rather than out."),
    "column_unknown": _l("There is no column of this name. Perhaps it was renamed?"),
    "column_twice": _l("The column “%(column)s” is there twice."),
    "headings_missing": _l("The first row must name the columns, as in the draft's spreadsheet."),
    "merged": _l("These cells are merged (%(cells)s). Undo that, and fill in each cell."),
    "too_many_rows": _l("The sheet has %(count)s rows; at most %(most)s are read."),
    "too_many_columns": _l("The sheet has %(count)s columns; at most %(most)s are read."),
    "cell_missing": _l("This cell may not be empty."),
    "cell_bilingual": _l("Write this in at least one of the two languages."),
    "cell_key": _l("Write small letters a to z, digits and hyphens, such as session-7."),
    "cell_number": _l("Write a whole number."),
    "cell_range": _l("Write a number from %(least)s to %(most)s."),
    "cell_coordinate": _l("Write degrees as a number, such as 37.5665."),
    "cell_yes_no": _l("Write yes or no."),
    "cell_choice": _l("Write one of these: %(choices)s."),
    "cell_day": _l("This is no day. Write it as 2018-12-11."),
    "cell_clock": _l("This is no time. Write it as 09:30."),
    "cell_word": _l("This names no field."),
    "ends_before": _l(
        "The session would end (%(ends)s) before it begins (%(starts)s). "
        "Write half past midnight as 24:30."
    ),
    "ends_alone": _l("An end needs a start."),
    "too_long_session": _l("No session lasts longer than 24 hours."),
    "minutes_disagree": _l("From start to end are %(count)s minutes. Empty one of the two."),
    "unknown_in_sheet": _l("There is no “%(key)s” in the sheet %(sheet)s."),
    "unknown_person": _l("Nobody has the key “%(key)s”, in the sheet People or in the system."),
    "unknown_city": _l("The system knows no city with the key “%(key)s”."),
    # pydantic's
    "missing": _l("This field is missing."),
    "extra_forbidden": _l("There is no such field."),
    "enum": _l("This must be one of: %(expected)s."),
    "literal_error": _l("This must be one of: %(expected)s."),
    "string_type": _l("This must be text."),
    "string_pattern_mismatch": _l("Write it in the form %(pattern)s."),
    "string_too_long": _l("This is longer than %(max_length)s characters."),
    "int_type": _l("This must be a whole number."),
    "int_parsing": _l("This must be a whole number."),
    "int_from_float": _l("This must be a whole number."),
    "float_type": _l("This must be a number."),
    "float_parsing": _l("This must be a number."),
    "bool_type": _l("This must be true or false."),
    "bool_parsing": _l("This must be true or false."),
    "greater_than": _l("This must be more than %(gt)s."),
    "greater_than_equal": _l("This must be at least %(ge)s."),
    "less_than_equal": _l("This must be at most %(le)s."),
    "date_type": _l("This is no day; write it as 2018-12-11."),
    "date_parsing": _l("This is no day; write it as 2018-12-11."),
    "date_from_datetime_parsing": _l("This is no day; write it as 2018-12-11."),
    "date_from_datetime_inexact": _l("This is no day; write it as 2018-12-11."),
    "tuple_type": _l("This must be a list."),
    "dict_type": _l("This must have fields of its own."),
    "model_type": _l("This must have fields of its own."),
}
OTHERWISE = _l("This value does not fit here.")


class EmptyFileError(Refusal):
    """The file has no content."""

    message = _l("The file is empty.")


class FileTooLargeError(Refusal):
    """The file is larger than any programme, or unpacks to more than one."""

    message = _l("The file is larger than a programme can be (%(most)s MB).")
    status = 413


class PasswordProtectedError(Refusal):
    """The spreadsheet is encrypted."""

    message = _l("The spreadsheet has a password. Save it without one, then choose it again.")


class OldSpreadsheetError(Refusal):
    """The file is of the form that spreadsheet programs wrote until 2007."""

    message = _l("This is an old spreadsheet (.xls). Save it as .xlsx, then choose it again.")


class BrokenSpreadsheetError(Refusal):
    """The file is packed like a spreadsheet and cannot be read as one."""

    message = _l("The spreadsheet is broken: it cannot be opened.")


class UnknownFileKindError(Refusal):
    """The file is neither of the two that can be read, whatever it is called."""

    message = _l("This is neither a spreadsheet (.xlsx) nor YAML (.yaml).")


class WholeEditionError(Refusal):
    """The file holds an edition with all its releases, where a programme alone is read."""

    message = _l("This file holds a whole edition. Take the draft out as YAML, and change that.")


class ImportGoneError(Refusal):
    """What was uploaded waits no longer."""

    message = _l("What you uploaded waits no longer. Choose the file again.")
    status = 410


class DraftChangedError(Refusal):
    """Somebody has changed the draft since the organiser looked at what a file would change."""

    message = _l("The draft has changed meanwhile. Look at the differences once more.")
    status = 409


class EditionUnsaidError(Refusal):
    """A file with a programme does not say of which edition it is."""

    message = _l("The file does not say of which edition it is. Name the edition.")


@dataclass(frozen=True)
class CellProblem:
    """One thing that is wrong with a spreadsheet, and where."""

    sheet: str
    code: str
    row: int = 0  # from 1; 0 stands for the whole sheet
    column: str = ""  # its letters; empty for the whole row
    name: str = ""  # the key of the column
    value: str = ""  # what stands there
    context: dict[str, object] = field(default_factory=dict)

    def sentence(self) -> str:
        """Return what is wrong, in the reader's language."""
        text = str(SENTENCES[self.code])
        return text % self.context if self.context else text

    @property
    def cell(self) -> str:
        """Return the cell, the row or nothing, as spreadsheet programs write them."""
        return f"{self.column}{self.row or ''}"


class SpreadsheetError(Refusal):
    """A spreadsheet says something that cannot be loaded."""

    message = _l("Sheet %(place)s: %(sentence)s")

    def __init__(self, problems: tuple[CellProblem, ...]) -> None:
        """Keep every problem; the sentence tells the first, `lines` tells all."""
        super().__init__()
        self.problems = problems

    def sentence(self) -> str:
        """Return the first problem with its sheet and cell."""
        return self._told(self.problems[0])

    def lines(self) -> list[str]:
        """Return every problem with its sheet and cell."""
        return [self._told(problem) for problem in self.problems]

    def _told(self, problem: CellProblem) -> str:
        place = f"{problem.sheet} {problem.cell}".rstrip()
        return str(self.message) % {"place": place, "sentence": problem.sentence()}


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a data file, and where."""

    line: int  # from 1
    where: str  # such as `releases[0].programme[1].sessions[3].start`
    code: str
    context: dict[str, object] = field(default_factory=dict)

    def sentence(self) -> str:
        """Return what is wrong, in the reader's language."""
        text = str(SENTENCES.get(self.code, OTHERWISE))
        return text % self.context if self.context else text


class DataFileError(Refusal):
    """A data file says something that cannot be loaded."""

    message = _l("%(name)s, line %(line)s, %(where)s: %(sentence)s")

    def __init__(self, name: str, problems: tuple[Problem, ...]) -> None:
        """Keep every problem; the sentence tells the first, `lines` tells all."""
        self.name = name
        self.problems = problems
        first = problems[0]
        super().__init__(name=name, line=first.line, where=first.where)

    def sentence(self) -> str:
        """Return the first problem with file, line and field."""
        return self._told(self.problems[0])

    def lines(self) -> list[str]:
        """Return every problem with file, line and field."""
        return [self._told(problem) for problem in self.problems]

    def _told(self, problem: Problem) -> str:
        return str(self.message) % {
            "name": self.name,
            "line": problem.line,
            "where": problem.where,
            "sentence": problem.sentence(),
        }
