"""The one definition of the programme's spreadsheet."""

import io
import re
import zipfile
from dataclasses import fields, replace

import pytest

from forum.core.i18n import in_language
from forum.core.localized import LocalizedText
from forum.programme.sheets import SESSIONS, SHEETS, rows_of
from forum.programme.spreadsheet import spreadsheet
from forum.programme.types import Interpretation, Material
from tests.factories.programme import agenda_of, session_of

IN_SHEETS_OF_THEIR_OWN = {
    "Sessions": {"roles", "contributions", "items", "topics", "interpretation", "materials"},
    "People": {"works"},
}


@pytest.mark.parametrize("sheet", [s for s in SHEETS if s.of], ids=lambda s: s.name)
def test_every_field_of_an_agenda_has_its_column(sheet):
    held = {column.field for column in sheet.columns} - {""}

    assert {f.name for f in fields(sheet.of)} == held | IN_SHEETS_OF_THEIR_OWN.get(
        sheet.name, set()
    )


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda s: s.name)
def test_no_two_columns_have_the_same_name_in_any_language(sheet):
    for names in (
        [column.key for column in sheet.columns],
        [column.words.ko for column in sheet.columns],
        [column.words.en for column in sheet.columns],
    ):
        assert len(set(names)) == len(names)
        assert all(names)


def test_what_is_inside_a_session_has_rows_that_name_it():
    session = replace(
        session_of("a"),
        interpretation=(Interpretation(language="en", channel="1"),),
        materials=(Material(title=LocalizedText("자료"), address="https://example.org"),),
        topics=(LocalizedText("주제", "Topic"),),
    )

    rows = rows_of(agenda_of(session))

    assert [rows[name][0]["session"] for name in ("Interpretation", "Materials", "Topics")] == [
        "a"
    ] * 3
    assert rows["Sessions"][0]["ends"] == 660
    assert rows["Sessions"][0]["minutes"] is None  # the end says it already


def test_a_length_without_a_start_is_told_in_minutes():
    row = rows_of(agenda_of(session_of(starts=None)))["Sessions"][0]

    assert (row["starts"], row["ends"], row["minutes"]) == (None, None, 90)


def test_the_file_offers_choices_and_holds_no_formula_in_a_cell():
    content = spreadsheet(agenda_of(session_of(title="=cmd|' /C calc'!A0")))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        sessions = packed.read("xl/worksheets/sheet2.xml").decode()
        every = b"".join(packed.read(n) for n in packed.namelist() if "worksheets" in n)

    kinds = ",".join(choice for choice, _word in SESSIONS.column("kind").choices)
    assert f'"{kinds}"' in sessions
    assert "'Places'!$A$3" in sessions
    assert re.search(rb"<f[ >]", every) is None


def test_a_draft_says_the_same_in_every_language_of_its_reader():
    agenda = agenda_of(session_of())
    with in_language("ko"):
        korean = spreadsheet(agenda)
    with in_language("en"):
        assert spreadsheet(agenda) == korean
