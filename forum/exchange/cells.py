"""What stands in a cell, as the value that its column holds.

People write days and times in many ways, and spreadsheet programs turn some of them into
numbers; whatever can mean one thing only is taken.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from forum.exchange.fields import is_address, is_language
from forum.exchange.workbooks import Cell
from forum.programme.letters import without_unseen
from forum.programme.sheets import Column, Holds, Value

DAY_ZERO = date(1899, 12, 30)  # of the numbers that spreadsheet programs write for days
FIRST_SERIAL, LAST_SERIAL = 29_221, 73_050  # 1980 to 2099
MINUTES_AN_HOUR = 60
MINUTES_A_DAY = 24 * MINUTES_AN_HOUR
LATEST = 2 * MINUTES_A_DAY  # an end may lie past midnight
NOON = 12

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_WORD = re.compile(r"[a-z_]+(\.[a-z_]+)*")
_DAYS = (
    re.compile(r"(\d{4})\s*[-./]\s*(\d{1,2})\s*[-./]\s*(\d{1,2})\s*\.?"),
    re.compile(r"(\d{4})\s*년\s*(\d{1,2})\s*월\s*(\d{1,2})\s*일"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)
_WEEKDAY = re.compile(
    r"\s*(\([월화수목금토일](요일)?\)|[월화수목금토일]요일|\((mon|tue|wed|thu|fri|sat|sun)[a-z]*\))$",
    re.IGNORECASE,
)
_MIDNIGHT = re.compile(r"[\sT]+0{1,2}:00(:00)?(\.0+)?$")
_CLOCK = re.compile(
    r"(?P<half>오전|오후|am|pm|a\.m\.|p\.m\.)?\s*"
    r"(?P<hours>\d{1,2})\s*(?::|시)\s*(?P<minutes>\d{1,2})?\s*분?(?::00)?"
    r"\s*(?P<after>am|pm|a\.m\.|p\.m\.)?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"-?\d{1,3}(,\d{3})+|-?\d+(\.0+)?")
_YES = frozenset({"yes", "y", "true", "1", "예", "네", "참"})
_NO = frozenset({"no", "n", "false", "0", "아니오", "아니요", "거짓"})


class Fault(StrEnum):
    """What can be wrong with a cell; `errors.SENTENCES` says it in words."""

    ADDRESS = "address"
    CHOICE = "cell_choice"
    CLOCK = "cell_clock"
    COORDINATE = "cell_coordinate"
    DAY = "cell_day"
    KEY = "cell_key"
    MISSING = "cell_missing"
    NUMBER = "cell_number"
    RANGE = "cell_range"
    WORD = "cell_word"
    YES_NO = "cell_yes_no"
    LANGUAGE = "language"
    TOO_LONG = "too_long"


class CellFault(Exception):  # noqa: N818  it becomes a problem with a place, not an answer
    """What stands in a cell is not what its column holds."""

    def __init__(self, code: Fault, **context: object) -> None:
        """Keep the code of the sentence, and what the sentence names."""
        super().__init__(code)
        self.code = code
        self.context = context


def value_of(column: Column, cell: Cell) -> Value:
    """Return the value that a cell of the column holds; `otherwise` if there is nothing in it.

    Raises:
        CellFault: it is not what the column holds.
    """
    if as_text(cell) == "":
        if column.needed:
            raise CellFault(Fault.MISSING)
        return column.otherwise
    return _READERS[column.holds](column, cell)


def as_text(cell: Cell) -> str:
    """Return what stands in a cell as text, as it would be quoted to people."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, time):
        return cell.strftime("%H:%M")
    return _tidy(str(cell))


def _tidy(text: str) -> str:
    """Return a text without what no font draws or turns others round, and no space around."""
    return without_unseen(text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _held(column: Column, text: str) -> str:
    if len(text) > column.longest:
        raise CellFault(Fault.TOO_LONG, length=len(text), longest=column.longest)
    return text


def _text(column: Column, cell: Cell) -> Value:
    return _held(column, as_text(cell))


def _key(column: Column, cell: Cell) -> Value:
    return _one_key(column, as_text(cell))


def _one_key(column: Column, text: str) -> str:
    if column.key in {"language", "languages"}:
        if not is_language(text):
            raise CellFault(Fault.LANGUAGE)
        return text
    if column.key == "inferred":
        if not _WORD.fullmatch(text):
            raise CellFault(Fault.WORD)
        return text
    if not _KEY.fullmatch(text):
        raise CellFault(Fault.KEY)
    return _held(column, text)


def _keys(column: Column, cell: Cell) -> Value:
    keys = (part.strip() for part in re.split(r"[,;\n]", as_text(cell)))
    return tuple(_one_key(column, key) for key in keys if key)


def _number(column: Column, cell: Cell) -> Value:
    text = as_text(cell)
    if isinstance(cell, bool) or not _NUMBER.fullmatch(text):
        raise CellFault(Fault.NUMBER)
    number = int(float(text.replace(",", "")))
    if not column.least <= number <= column.most:
        raise CellFault(Fault.RANGE, least=f"{column.least:,}", most=f"{column.most:,}")
    return number


def _coordinate(column: Column, cell: Cell) -> Value:
    try:
        degrees = float(as_text(cell))
    except ValueError as error:
        raise CellFault(Fault.COORDINATE) from error
    if not column.least <= degrees <= column.most:
        raise CellFault(Fault.RANGE, least=column.least, most=column.most)
    return degrees


def _yes_no(column: Column, cell: Cell) -> Value:
    del column
    said = as_text(cell).casefold()
    if said in _YES:
        return True
    if said in _NO:
        return False
    raise CellFault(Fault.YES_NO)


def _choice(column: Column, cell: Cell) -> Value:
    said = as_text(cell).casefold()
    for choice, word in column.choices:
        if said in {choice.casefold(), word.ko.casefold(), word.en.casefold()}:
            return choice
    raise CellFault(Fault.CHOICE, choices=", ".join(choice for choice, _word in column.choices))


def _address(column: Column, cell: Cell) -> Value:
    address = _held(column, as_text(cell))
    if not is_address(address):
        raise CellFault(Fault.ADDRESS)
    return address


def _day(column: Column, cell: Cell) -> Value:
    del column
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, float) and FIRST_SERIAL <= cell <= LAST_SERIAL:
        return DAY_ZERO + timedelta(days=int(cell))
    text = _WEEKDAY.sub("", _MIDNIGHT.sub("", as_text(cell)))
    for pattern in _DAYS:
        if found := pattern.fullmatch(text):
            return _real_day(found)
    raise CellFault(Fault.DAY)


def _real_day(found: re.Match[str]) -> date:
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError as error:
        raise CellFault(Fault.DAY) from error


def _clock(column: Column, cell: Cell) -> Value:
    minute = _minute(cell)
    latest = LATEST if column.key == "ends" else MINUTES_A_DAY - 1
    if minute is None or not 0 <= minute <= latest:
        raise CellFault(Fault.CLOCK)
    return minute


def _minute(cell: Cell) -> int | None:
    """Return the minute since midnight that a cell means."""
    if isinstance(cell, datetime | time):
        return cell.hour * 60 + cell.minute + round(cell.second / 60)
    if isinstance(cell, timedelta):
        return round(cell.total_seconds() / 60)
    if isinstance(cell, float) and 0 <= cell < LATEST / MINUTES_A_DAY:
        return round(cell * MINUTES_A_DAY)
    return _written_minute(as_text(cell))


def _written_minute(text: str) -> int | None:
    found = _CLOCK.fullmatch(text)
    if found is None or (found["minutes"] is None and "시" not in text):
        return None
    hours, minutes = int(found["hours"]), int(found["minutes"] or 0)
    half = (found["half"] or found["after"] or "").casefold().replace(".", "")
    if minutes >= MINUTES_AN_HOUR or (half and not 1 <= hours <= NOON):
        return None
    if half:
        hours = hours % NOON + (NOON if half in {"오후", "pm"} else 0)
    return hours * MINUTES_AN_HOUR + minutes


_READERS: Mapping[Holds, Callable[[Column, Cell], Value]] = {
    Holds.TEXT: _text,
    Holds.KEY: _key,
    Holds.KEYS: _keys,
    Holds.NUMBER: _number,
    Holds.COORDINATE: _coordinate,
    Holds.YES_NO: _yes_no,
    Holds.DAY: _day,
    Holds.CLOCK: _clock,
    Holds.CHOICE: _choice,
    Holds.ADDRESS: _address,
}
