"""Reading a programme's spreadsheet: what people do to it, and a clear answer to each."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from forum.core.i18n import in_language
from forum.core.localized import LocalizedText
from forum.exchange.contents import Around, Unused, agenda_of
from forum.exchange.errors import (
    BrokenSpreadsheetError,
    EmptyFileError,
    FileTooLargeError,
    OldSpreadsheetError,
    PasswordProtectedError,
    SpreadsheetError,
    UnknownFileKindError,
)
from forum.exchange.programmes import read_programme
from forum.exchange.workbooks import ENCRYPTED, OLD_OFFICE, open_workbook
from forum.programme.spreadsheet import spreadsheet
from forum.programme.types import (
    AgendaCity,
    Contribution,
    Place,
    Role,
    RoleHeld,
    Speaker,
)
from tests.exchange.workbooks import column, put, rows_of, workbook
from tests.factories.programme import agenda_of as make_agenda
from tests.factories.programme import session_of

HALL = Place(key="hall", name=LocalizedText("다목적홀", "Hall"))
GILDONG = Speaker(key="gildong", name=LocalizedText("홍길동 (시험)", "Hong Gildong (trial)"))
SEOUL = AgendaCity(key="seoul", name=LocalizedText("서울", "Seoul"))
FIRST = replace(
    session_of("first"),
    place="hall",
    roles=(RoleHeld(role=Role.CHAIR, speaker="gildong"),),
    contributions=(Contribution(order=1, title=LocalizedText("발표", "Talk"), city="seoul"),),
)
AGENDA = make_agenda(
    FIRST, session_of("second", starts=None), places=(HALL,), speakers=(GILDONG,), cities=(SEOUL,)
)
AROUND = Around(cities={"seoul": SEOUL})
ROW = 3  # of the first session, as people see it


@pytest.fixture
def rows():
    return rows_of(spreadsheet(AGENDA))


def read(content: bytes):
    return read_programme("programme.xlsx", content, AROUND)


def problems(content: bytes) -> list[tuple[str, str, str, str]]:
    """Return what is wrong: where, the column, the code, and what stands there."""
    with pytest.raises(SpreadsheetError) as refused:
        read(content)
    for language in ("ko", "en"):
        with in_language(language):
            assert all(line.strip() for line in refused.value.lines())
    return [(f"{p.sheet} {p.cell}", p.name, p.code, p.value) for p in refused.value.problems]


def first_with(rows, **cells):
    for key, value in cells.items():
        put(rows, "Sessions", ROW, key, value)
    return read(workbook(rows)).sessions[0]


def test_a_file_that_another_program_saved_says_the_same(rows):
    assert agenda_of(read(workbook(rows)), AROUND, AGENDA.edition) == AGENDA


@pytest.mark.parametrize(
    "written",
    [
        "2026-12-11",
        "2026. 12. 11.",
        "2026.12.11",
        "2026/12/11",
        "2026-12-11 (금)",
        "2026. 12. 11.(금)",
        "2026년 12월 11일",
        "2026년 12월 11일 금요일",
        "2026-12-11 00:00:00",
        "20261211",
        date(2026, 12, 11),
        datetime(2026, 12, 11, tzinfo=UTC),
        datetime(2026, 12, 11, 9, 30, tzinfo=UTC),
        46367,
    ],
)
def test_a_day_may_be_written_in_many_ways(rows, written):
    assert first_with(rows, day=written).day == date(2026, 12, 11)


@pytest.mark.parametrize("written", ["11/12/2026", "12월 11일", "2026-13-01", "내일", 12, 1.5])
def test_a_day_that_could_mean_another_is_refused(rows, written):
    put(rows, "Sessions", ROW, "day", written)

    assert ("Sessions B3", "day", "cell_day", str(written)) in problems(workbook(rows))


@pytest.mark.parametrize(
    "written",
    [
        "9:30",
        "09:30",
        "09:30:00",
        "오전 9:30",
        "오전 9시 30분",
        "9:30 AM",
        "9:30 a.m.",
        "9시 30분",
        time(9, 30),
        datetime(2026, 12, 11, 9, 30, tzinfo=UTC),
        0.3958333333,
        0.3958,
    ],
)
def test_a_time_may_be_written_in_many_ways(rows, written):
    assert first_with(rows, starts=written).starts == 570


@pytest.mark.parametrize(
    ("written", "minutes"),
    [("13:00", 210), ("오후 1:00", 210), ("1:00 pm", 210), ("12:00 PM", 150), ("24:30", 900)],
)
def test_an_end_makes_the_length_and_may_lie_past_midnight(rows, written, minutes):
    assert first_with(rows, ends=written).minutes == minutes


@pytest.mark.parametrize("written", ["9", 930, "25시", "9:75", "오후 15:00", "soon", 1.0, -0.5])
def test_a_time_that_is_none_is_refused(rows, written):
    put(rows, "Sessions", ROW, "starts", written)

    assert ("Sessions C3", "starts", "cell_clock") in [p[:3] for p in problems(workbook(rows))]


def test_a_session_that_ends_before_it_begins_is_refused_at_its_end(rows):
    put(rows, "Sessions", ROW, "ends", "09:00")

    assert problems(workbook(rows)) == [("Sessions D3", "ends", "ends_before", "09:00")]


def test_minutes_and_end_that_disagree_are_refused_and_agreeing_ones_taken(rows):
    assert first_with(rows, minutes=90).minutes == 90

    put(rows, "Sessions", ROW, "minutes", 60)
    assert problems(workbook(rows)) == [("Sessions E3", "minutes", "minutes_disagree", "60")]


def test_a_time_without_a_day_and_an_end_without_a_start_are_refused(rows):
    put(rows, "Sessions", ROW, "day", "")
    put(rows, "Sessions", ROW + 1, "ends", "10:00")

    assert [p[2] for p in problems(workbook(rows))] == ["time_without_day", "ends_alone"]


def test_a_title_longer_than_its_line_is_refused_with_its_length(rows):
    put(rows, "Sessions", ROW, "title_ko", "가" * 301)

    found = problems(workbook(rows))

    assert found == [("Sessions G3", "title_ko", "too_long", "가" * 59 + "…")]
    assert first_with(rows, title_ko="가" * 300).title.ko == "가" * 300


@pytest.mark.parametrize(
    "written", ["مدينة العمل اللائق", "\U0001f3db 포럼", "\U00020000漢字", "\u200fع\u200ex"]
)
def test_every_script_comes_through(rows, written):
    assert first_with(rows, title_ko=written).title.ko == written.strip()


@pytest.mark.parametrize("unseen", ["\u202e", "\u202d", "\x7f", "\x85"])
def test_letters_that_nobody_sees_are_left_out(rows, unseen):
    assert first_with(rows, title_ko=f"포{unseen}럼").title.ko == "포럼"


def test_keys_that_lead_nowhere_are_named_with_their_sheet(rows):
    put(rows, "Sessions", ROW, "place", "cellar")
    put(rows, "Roles", ROW, "person", "nobody")
    put(rows, "Presentations", ROW, "city", "atlantis")
    put(rows, "Presentations", ROW, "session", "third")

    assert [(where, code) for where, _key, code, _value in problems(workbook(rows))] == [
        ("Sessions K3", "unknown_in_sheet"),
        ("Roles E3", "unknown_person"),
        ("Presentations A3", "unknown_in_sheet"),
        ("Presentations D3", "unknown_city"),
    ]


def test_somebody_whom_the_system_knows_need_not_be_in_the_file(rows):
    put(rows, "Roles", ROW, "person", "known")
    known = Speaker(key="known", name=LocalizedText("아는 사람 (시험)", "Known (trial)"))

    content = read_programme("a.xlsx", workbook(rows), replace(AROUND, people={"known": known}))

    assert content.sessions[0].roles[0].speaker == "known"


def test_a_key_that_is_there_twice_is_refused_at_the_second(rows):
    put(rows, "Sessions", ROW + 1, "key", "first")

    assert problems(workbook(rows)) == [("Sessions A4", "key", "duplicate_key", "first")]


@pytest.mark.parametrize(("key", "code"), [("releases", "reserved"), ("Eröffnung 1", "cell_key")])
def test_a_key_that_can_be_no_address_is_refused(rows, key, code):
    put(rows, "Sessions", ROW + 1, "key", key)

    assert problems(workbook(rows)) == [("Sessions A4", "key", code, key)]


def test_kinds_are_known_by_their_words_in_both_languages(rows):
    assert first_with(rows, kind="기조연설").kind == "keynote"
    assert first_with(rows, kind="Keynote").kind == "keynote"

    put(rows, "Sessions", ROW, "kind", "party")
    assert problems(workbook(rows)) == [("Sessions F3", "kind", "cell_choice", "party")]


def test_everything_that_is_wrong_is_told_at_once(rows):
    put(rows, "Sessions", ROW, "kind", "party")
    put(rows, "Sessions", ROW, "seats", "many")
    put(rows, "Sessions", ROW + 1, "title_ko", "")
    put(rows, "Sessions", ROW + 1, "title_en", "")
    put(rows, "Sessions", ROW + 1, "stream", "javascript:alert(1)")
    put(rows, "Sessions", ROW + 1, "optional", "perhaps")

    assert sorted(code for _where, _key, code, _value in problems(workbook(rows))) == [
        "address",
        "cell_bilingual",
        "cell_choice",
        "cell_number",
        "cell_yes_no",
    ]


def test_columns_may_stand_in_another_order_and_be_known_by_their_words(rows):
    turned = {name: [row[::-1] for row in cells] for name, cells in rows.items()}
    turned["Sessions"] = turned["Sessions"][1:]  # without the keys: the words are left

    assert read(workbook(turned)).sessions == AGENDA.sessions


def test_a_missing_and_a_renamed_column_are_told_together(rows):
    rows["Sessions"][0][column(rows, "Sessions", "starts")] = "begins"

    found = problems(workbook(rows))

    assert [(where, code) for where, _key, code, _value in found] == [
        ("Sessions 1", "column_missing"),
        ("Sessions C1", "column_unknown"),
    ]


def test_a_column_that_is_there_twice_is_refused(rows):
    for row in rows["Places"]:
        row.append(row[0])

    assert [p[2] for p in problems(workbook(rows))] == ["column_twice"]


def test_columns_and_sheets_of_ones_own_are_told_and_left_out(rows):
    for number, row in enumerate(rows["Sessions"]):
        row.append(f"mine {number}" if number else "my remarks")
    rows["My sheet"] = [["anything"]]

    content = read(workbook(rows))

    assert content.sessions == AGENDA.sessions
    assert content.unused == (
        Unused(sheet="Sessions", name="my remarks"),
        Unused(sheet="My sheet"),
    )


def test_a_missing_and_a_renamed_sheet_are_told_together(rows):
    rows["Leute"] = rows.pop("People")

    assert {(where.strip(), code) for where, _key, code, _value in problems(workbook(rows))} >= {
        ("People", "sheet_missing"),
        ("Leute", "sheet_unknown"),
    }


def test_a_spreadsheet_of_something_else_is_answered_once():
    assert problems(workbook({"Budget": [["rent", 3]]})) == [("Budget ", "", "sheets_missing", "")]


def test_a_sheet_without_its_headings_says_so(rows):
    rows["Places"] = rows["Places"][2:]

    assert ("Places 1", "headings_missing") in [
        (where, code) for where, _key, code, _value in problems(workbook(rows))
    ]


def test_a_city_that_is_written_otherwise_is_told_and_left_out(rows):
    put(rows, "Cities", ROW, "name_en", "Söul")

    content = read(workbook(rows))

    assert content.unused == (Unused(sheet="Cities", name="seoul"),)
    assert agenda_of(content, AROUND, AGENDA.edition).cities == (SEOUL,)


def test_merged_cells_are_refused_where_they_are(rows):
    def merge(book, sheets):
        del book
        sheets["Sessions"].merge_range(2, 6, 3, 6, "세션")

    found = problems(workbook(rows, merge))

    assert ("Sessions G3", "merged") in [(where, code) for where, _key, code, _value in found]


def test_of_a_formula_the_value_is_taken(rows):
    def calculate(book, sheets):
        del book
        sheets["Sessions"].write_formula(2, column(rows, "Sessions", "seats"), "=20+1", None, 21)

    assert read(workbook(rows, calculate)).sessions[0].seats == 21


def test_empty_rows_between_are_passed_over(rows):
    rows["Sessions"].insert(3, [""] * len(rows["Sessions"][0]))

    assert read(workbook(rows)).sessions == AGENDA.sessions


def test_the_order_says_who_comes_first_and_not_the_row(rows):
    width = len(rows["Roles"][0])
    rows["Roles"].append([""] * width)
    for key, value in {"session": "first", "role": "welcome", "person": "gildong"}.items():
        put(rows, "Roles", 4, key, value)
    put(rows, "Roles", 3, "order", 2)
    put(rows, "Roles", 4, "order", 1)

    assert [held.role for held in read(workbook(rows)).sessions[0].roles] == ["welcome", "chair"]


def test_fifty_thousand_rows_are_counted_and_not_read(rows):
    rows["Sessions"] += [["x"]] * 50_000

    found = problems(workbook(rows))

    assert found == [("Sessions ", "", "too_many_rows", "")]


def _far(book, sheets):
    del book
    sheets["Sessions"].write_string(1_048_575, 16_383, "x")


def test_a_cell_at_the_far_end_does_not_make_room_for_all_before_it(rows):
    found = problems(workbook(rows, _far))

    assert [code for _where, _key, code, _value in found] == ["too_many_rows", "too_many_columns"]


def _packed(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return target.getvalue()


def _repacked(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new)
    return _packed(**parts)


def test_a_cell_that_does_not_say_where_it_is_hides_nothing(rows):
    content = _repacked(
        workbook(rows, _far), "xl/worksheets/sheet2.xml", b'<c r="XFD1048576"', b"<c"
    )

    assert [code for _where, _key, code, _value in problems(content)] == ["too_many_rows"]


@pytest.mark.parametrize(
    "written",
    [
        b"""<c y=" r='A1'" r="ALL20001\"""",
        b"""<c y=">" r="ALL20001\"""",
        b"""<c r="ALL0000000020001\"""",
        b"""<c\n r = 'ALL20001'""",
    ],
)
def test_a_place_is_read_as_xml_and_not_by_its_looks(rows, written):
    """The reader sets aside room up to the last cell: a hidden one ended the whole process."""
    content = _repacked(
        workbook(rows, _far), "xl/worksheets/sheet2.xml", b'<c r="XFD1048576"', written
    )

    assert [code for _where, _key, code, _value in problems(content)] == [
        "too_many_rows",
        "too_many_columns",
    ]


def test_every_sheet_is_measured_also_those_of_the_same_name(rows):
    third = b'name="Places"'  # it comes after the one that reaches far
    content = _repacked(workbook(rows, _far), "xl/workbook.xml", third, b'name="Sessions"')

    assert "too_many_rows" in [code for _where, _key, code, _value in problems(content)]


def test_a_part_that_is_packed_twice_is_refused(rows):
    target = io.BytesIO(workbook(rows))
    with zipfile.ZipFile(target, "a") as packed, pytest.warns(UserWarning, match="Duplicate name"):
        packed.writestr("xl/worksheets/sheet2.xml", b"<worksheet/>")

    with pytest.raises(BrokenSpreadsheetError):
        open_workbook(target.getvalue())


@pytest.mark.parametrize(
    "change",
    [
        (b"<sheetData>", b"<!DOCTYPE x [<!ENTITY e 'e'>]><sheetData>"),
        (b'<c r="XFD1048576"', b'<c r="here"'),
    ],
)
def test_a_sheet_that_is_no_sheet_is_refused(rows, change):
    content = _repacked(workbook(rows, _far), "xl/worksheets/sheet2.xml", *change)

    with pytest.raises(BrokenSpreadsheetError):
        open_workbook(content)


def _lying_bomb() -> bytes:
    content = bytearray(_bomb())
    where = content.rfind(b"PK\x01\x02")
    content[where + 24 : where + 28] = (1000).to_bytes(4, "little")
    return bytes(content)


def _bomb() -> bytes:
    blank = b"<sheetData>" + b" " * 70 * 1024 * 1024
    return _packed(**{"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": blank})


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", EmptyFileError),
        (b" \n", EmptyFileError),
        (OLD_OFFICE + b"\0" * 100, OldSpreadsheetError),
        (OLD_OFFICE + ENCRYPTED, PasswordProtectedError),
        (b"MZ\x90\0\3\0", UnknownFileKindError),
        (b"%PDF-1.7", UnknownFileKindError),
        (b"<html><table>", UnknownFileKindError),
        (b"PK\x03\x04 and no more", BrokenSpreadsheetError),
        (_packed(**{"word/document.xml": b"<w/>"}), UnknownFileKindError),
        (_packed(**{"xl/workbook.xml": b"<workbook/>"}), BrokenSpreadsheetError),
        (spreadsheet(AGENDA)[:4000], BrokenSpreadsheetError),
        (b"x" * (5 * 1024 * 1024 + 1), FileTooLargeError),
        (_bomb(), FileTooLargeError),
        (_lying_bomb(), BrokenSpreadsheetError),
        (b"anything: else", UnknownFileKindError),
        ("이름,날짜\n개막식,2030-01-01".encode(), UnknownFileKindError),
    ],
    ids=range(16),
)
def test_what_is_no_spreadsheet_is_called_what_it_is(content, refusal):
    with pytest.raises(refusal):
        read(content)
