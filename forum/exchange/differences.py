"""What a file would change, cell by cell: in the words of the columns that the organiser changed.

Both sides are put into rows as the spreadsheet has them (`forum.programme.sheets`), so that a
difference that is in no cell cannot be, and none that is in a cell is left out.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from forum.core.dates import format_date
from forum.core.hangul import has_hangul
from forum.core.i18n import current_language
from forum.core.localized import LocalizedText
from forum.programme.sheets import (
    INTERPRETATION,
    ITEMS,
    MATERIALS,
    PEOPLE,
    PLACES,
    PRESENTATIONS,
    ROLES,
    SESSIONS,
    TOPICS,
    WORKS,
    Column,
    Holds,
    Row,
    Sheet,
    Value,
    rows_of,
)
from forum.programme.spreadsheet import spell
from forum.programme.types import Agenda, Session, Speaker

Kind = Literal["added", "removed", "changed"]
Rows = Mapping[str, Sequence[Row]]

_NAMED_BY = {"place": "place_name", "person": "person_name", "city": "city_name"}
YES_WORDS, NO_WORDS = LocalizedText("예", "Yes"), LocalizedText("아니요", "No")
_LEFT_OUT = frozenset({"session", "session_title", "order"})


@dataclass(frozen=True, slots=True)
class Said:
    """A piece of text, and the language it is written in if that can be told."""

    text: str
    language: str = ""


Line = tuple[Said, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A cell, or the rows of a sheet that belong to one session or person: a line for each."""

    words: LocalizedText
    before: tuple[Line, ...]
    after: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordChange:
    """A session, a place or a person that comes, goes or says something else."""

    kind: Kind
    key: str
    title: LocalizedText
    fields: tuple[FieldChange, ...] = ()
    session: Session | None = None  # as it is then, or was


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """All that differs between two programmes and, if `reordered`, in which order."""

    sessions: tuple[RecordChange, ...]
    places: tuple[RecordChange, ...]
    people: tuple[RecordChange, ...]
    reordered: bool

    def count(self, kind: Kind) -> int:
        """Return how many sessions come, go or say something else."""
        return sum(1 for change in self.sessions if change.kind == kind)


def differences(
    old: Agenda, new: Agenda, were: Sequence[Speaker], are: Sequence[Speaker]
) -> Differences:
    """Return all that differs between two programmes, and between the people of two lists."""
    people_before = rows_of(replace(old, speakers=tuple(were), sessions=()))
    people_after = rows_of(replace(new, speakers=tuple(are), sessions=()))
    before, after = rows_of(old), rows_of(new)
    inside = (ROLES, PRESENTATIONS, ITEMS, TOPICS, INTERPRETATION, MATERIALS)
    return Differences(
        sessions=tuple(
            _with_session(change, old, new)
            for change in _records(SESSIONS, inside, "session", before, after)
        ),
        places=tuple(_records(PLACES, (), "", before, after)),
        people=tuple(_records(PEOPLE, (WORKS,), "person", people_before, people_after)),
        reordered=_order(old, new) != _order(new, old),
    )


def _with_session(change: RecordChange, old: Agenda, new: Agenda) -> RecordChange:
    return replace(change, session=new.session(change.key) or old.session(change.key))


def _order(agenda: Agenda, other: Agenda) -> list[str]:
    """Return the keys, in order, of the places and of the sessions that both have at one time."""
    places = [place.key for place in agenda.places if other.place(place.key)]
    return places + [
        session.key
        for session in agenda.sessions
        if (there := other.session(session.key)) is not None
        and (there.day, there.starts) == (session.day, session.starts)
    ]


def _records(
    sheet: Sheet, inside: Iterable[Sheet], parent: str, before: Rows, after: Rows
) -> Iterable[RecordChange]:
    old = {str(row["key"]): row for row in before[sheet.name]}
    new = {str(row["key"]): row for row in after[sheet.name]}
    children = [
        (child, _grouped(before, child, parent), _grouped(after, child, parent)) for child in inside
    ]
    for key in [*new, *(key for key in old if key not in new)]:
        row = new.get(key) or old[key]
        title = LocalizedText(str(row[f"{sheet.bilingual}_ko"]), str(row[f"{sheet.bilingual}_en"]))
        if key not in old or key not in new:
            yield RecordChange(kind="added" if key in new else "removed", key=key, title=title)
            continue
        changes = list(_cells(sheet, old[key], new[key]))
        for child, were, are in children:
            changes += _lists(child, were.get(key, ()), are.get(key, ()))
        if changes:
            yield RecordChange(kind="changed", key=key, title=title, fields=tuple(changes))


def _grouped(rows: Rows, sheet: Sheet, parent: str) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = {}
    for row in rows[sheet.name]:
        grouped.setdefault(str(row[parent]), []).append(row)
    return grouped


def _cells(sheet: Sheet, old: Row, new: Row) -> Iterable[FieldChange]:
    for column in sheet.columns:
        if column.shown or old.get(column.key) == new.get(column.key):
            continue
        before, after = _said(column, old), _said(column, new)
        yield FieldChange(
            words=column.words,
            before=((before,),) if before.text else (),
            after=((after,),) if after.text else (),
        )


def _said(column: Column, row: Row) -> Said:
    """Return what a cell says to people: words for kinds and truths, names for keys."""
    reader = current_language()
    value = row.get(column.key)
    words = row.get(_NAMED_BY.get(column.key, ""))
    if column.choices:
        words = dict(column.choices).get(str(value))
    if column.holds is Holds.YES_NO:
        words = YES_WORDS if value else NO_WORDS
    if isinstance(words, LocalizedText):
        return Said(words.in_(reader), words.language_in(reader))
    if isinstance(value, date):
        return Said(format_date(value), reader)
    text = str(spell(column, value))
    return Said(text, column.language or ("ko" if has_hangul(text) else ""))


def _lists(sheet: Sheet, old: Sequence[Row], new: Sequence[Row]) -> Iterable[FieldChange]:
    """Return the rows that have gone and come; all of them if only their order differs."""
    before, after = [_line(sheet, row) for row in old], [_line(sheet, row) for row in new]
    if _plain(sheet, old) == _plain(sheet, new):
        return
    left, joined = Counter(before) - Counter(after), Counter(after) - Counter(before)
    if not left and not joined:
        left, joined = Counter(before), Counter(after)
    yield FieldChange(
        words=sheet.words,
        before=tuple(_in_order(before, left)),
        after=tuple(_in_order(after, joined)),
    )


def _plain(sheet: Sheet, rows: Sequence[Row]) -> list[list[Value]]:
    keys = [column.key for column in sheet.columns if not column.shown]
    return [[row.get(key) for key in keys] for row in rows]


def _line(sheet: Sheet, row: Row) -> Line:
    """Return a row in one line: what people read of it, without the keys."""
    said = []
    for column in sheet.columns:
        if column.key in _LEFT_OUT or column.shown:
            continue
        if column.holds is not Holds.YES_NO:
            said.append(_said(column, row))
        elif row.get(column.key) != column.otherwise:
            words = f"{column.words.in_(current_language())}: {_said(column, row).text}"
            said.append(Said(words, current_language()))
    return tuple(dict.fromkeys(piece for piece in said if piece.text))


def _in_order(lines: Sequence[Line], wanted: Counter[Line]) -> Iterable[Line]:
    left = Counter(wanted)
    for line in lines:
        if left[line]:
            left[line] -= 1
            yield line
