"""One change in the data is found in every form in which the programme leaves the house."""

import io
import json
import shutil
from dataclasses import replace
from functools import cache

import pypdfium2
import pytest
import vobject
from python_calamine import CalamineWorkbook

from forum.core.db import db, set_reading
from forum.core.localized import LocalizedText
from forum.core.paths import DATA
from forum.demo.services import load_demo
from forum.programme.exports import session_uid
from forum.programme.spreadsheet import README, spreadsheet
from tests.factories.programme import agenda_of, session_of

E = "dwc-2018"


@pytest.fixture
def changed(tmp_path):
    """The project's data with one time, one name and one order changed."""
    shutil.copytree(DATA, tmp_path / "data")
    path = tmp_path / "data" / "editions" / "dwc-2018.yaml"
    text = path.read_text()
    text = _replaced(text, "start: 09:30", "start: 09:20")  # session 3; the ILO session stays
    text = _replaced(text, "en: Kwon Hyunji", "en: Kwon Hyunjin")
    text = _replaced(text, "ko: 권현지", "ko: 권현진")
    lines = text.splitlines()
    one, two = (
        next(n for n, line in enumerate(lines) if f"city: {city}" in line)
        for city in ("hamburg", "london")
    )
    first, second = lines[one - 1 : one + 1], lines[two - 1 : two + 1]  # title and city
    lines[one - 1 : one + 1], lines[two - 1 : two + 1] = second, first
    text = "\n".join(lines)
    path.write_text(text)
    return tmp_path / "data"


def _replaced(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


def _load(folder=DATA):
    set_reading(value=False)  # a request before may have left it
    db.session.rollback()
    list(load_demo(folder))
    db.session.commit()


def _pdf_text(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    return " ".join(text.split())


def _events(content: str):
    calendar = vobject.readOne(content)
    return {event.uid.value: event for event in calendar.vevent_list}


def _sheets(content: bytes):
    """Return the rows of every sheet that has headings, each by the keys of its columns."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {
        name: [dict(zip(keys, row, strict=True)) for row in rows]
        for name in book.sheet_names
        if name != README
        for keys, _words, *rows in [book.get_sheet_by_name(name).to_python()]
    }


@cache
def _session_3() -> str:
    return session_uid(E, "session-3")


def _seen(client):
    """Return the time, the name and the order as each form tells them."""
    html = client.page(f"/en/{E}/programme")
    session = client.page(f"/en/{E}/programme/session-1")
    events = _events(client.get(f"/en/{E}/programme.ics").text)
    sheets = _sheets(client.get(f"/en/{E}/programme.xlsx").data)
    facts = json.loads(client.get(f"/en/{E}/programme.json").data)
    sessions = {entry["key"]: entry for entry in facts["sessions"]}
    speakers = {entry["key"]: entry for entry in facts["speakers"]}
    pdf = _pdf_text(client.get(f"/en/{E}/programme.pdf?languages=en").data)
    description = events[session_uid(E, "session-1")].description.value
    talks = [row for row in sheets["Presentations"] if row["session"] == "session-1"]
    people = {row["key"]: row for row in sheets["People"]}
    row = next(row for row in sheets["Sessions"] if row["key"] == "session-3")
    said = " ".join(session.get_text().split())
    return {
        "time": {
            "html": "09:20" in " ".join(html.get_text().split()),
            "ics": events[_session_3()].dtstart.value.strftime("%H:%M"),
            "pdf": "09:20" in pdf,
            "xlsx": row["starts"],
            "json": sessions["session-3"]["starts"],
        },
        "name": {
            "html": "Kwon Hyunjin" in said,
            "ics": "Kwon Hyunjin" in description,
            "pdf": "Kwon Hyunjin" in pdf,
            "xlsx": people["kwon"]["name_en"],
            "json": speakers["kwon"]["name"]["en"],
        },
        "order": {
            "html": said.index("Hamburg") < said.index("London"),
            "ics": "1. Hamburg: Public procurement law" in description,
            "pdf": pdf.index("Public procurement law") < pdf.index("How a real living wage"),
            "xlsx": [talk["city"] for talk in talks][:2],
            "json": [entry["city"] for entry in sessions["session-1"]["contributions"]][:2],
        },
    }


@pytest.mark.usefixtures("demo")
def test_every_form_tells_the_plan(client):
    assert _seen(client) == {
        "time": {"html": False, "ics": "09:30", "pdf": False, "xlsx": "09:30", "json": 570},
        "name": {
            "html": False,
            "ics": False,
            "pdf": False,
            "xlsx": "Kwon Hyunji",
            "json": "Kwon Hyunji",
        },
        "order": {
            "html": True,
            "ics": True,
            "pdf": True,
            "xlsx": ["hamburg", "london"],
            "json": ["hamburg", "london"],
        },
    }


def test_every_form_tells_one_other_time_one_other_name_and_one_other_order(client, changed):
    _load(changed)

    assert _seen(client) == {
        "time": {"html": True, "ics": "09:20", "pdf": True, "xlsx": "09:20", "json": 560},
        "name": {
            "html": True,
            "ics": True,
            "pdf": True,
            "xlsx": "Kwon Hyunjin",
            "json": "Kwon Hyunjin",
        },
        "order": {
            "html": False,
            "ics": False,
            "pdf": False,
            "xlsx": ["london", "hamburg"],
            "json": ["london", "hamburg"],
        },
    }


def test_a_change_of_released_data_reaches_every_form_and_raises_the_sequence(client, changed):
    _load()
    _seen(client)  # everything is kept as bytes now
    _load(changed)

    assert _seen(client)["time"]["json"] == 560
    events = _events(client.get(f"/en/{E}/programme.ics").text)
    assert events[_session_3()].sequence.value == "3"
    assert events[session_uid(E, "keynote")].sequence.value == "0"


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    "name",
    [
        "programme.ics",
        "programme/session-1.ics",
        "programme.json",
        "programme.xlsx",
        "programme.pdf?languages=ko",
    ],
)
def test_a_file_has_the_same_bytes_for_the_same_release(client, name):
    first = client.get(f"/ko/{E}/{name}")
    client.application.extensions.pop("pages", None)

    second = client.get(f"/ko/{E}/{name}")

    assert first.status_code == 200
    assert first.data == second.data
    assert (
        client.get(f"/ko/{E}/{name}", headers={"If-None-Match": first.headers["ETag"]}).status_code
        == 304
    )


@pytest.mark.usefixtures("demo")
def test_the_calendar_has_fifteen_events_for_the_fifteen_blocks(client):
    events = _events(client.get(f"/ko/{E}/programme.ics").text)

    assert len(events) == 15
    opening = events[session_uid(E, "opening")]
    assert opening.dtstart.value.isoformat() == "2018-12-11T11:00:00+09:00"
    assert opening.dtend.value.isoformat() == "2018-12-11T11:30:00+09:00"
    assert opening.summary.value == "개막식"


@pytest.mark.usefixtures("demo")
def test_sessions_with_a_day_but_no_time_are_all_day_events(client):
    events = _events(client.get("/ko/dwc-2017/programme.ics").text)
    of_2019 = client.get("/ko/dwc-2019/programme.ics").text

    assert events[session_uid("dwc-2017", "press")].dtstart.value.isoformat() == "2017-09-05"
    assert of_2019.count("BEGIN:VEVENT") == 1


@pytest.mark.usefixtures("demo")
def test_a_trial_says_so_in_every_calendar(client):
    korean = client.get("/ko/dwc-trial/programme.ics").text
    english = client.get("/en/dwc-trial/programme.ics").text

    assert korean.count("\nSUMMARY") == korean.count("[시험] ") / 2 == 15
    assert "[Trial] Opening ceremony" in english


def test_a_spreadsheet_never_holds_a_formula():
    session = session_of(title="=1+1")

    sheets = _sheets(spreadsheet(agenda_of(session)))

    assert sheets["Sessions"][0]["title_ko"] == "=1+1"
    assert sheets["Sessions"][0]["title_en"] == "=1+1 in English"


def test_a_missing_translation_is_empty_in_the_spreadsheet():
    session = replace(session_of(), title=LocalizedText("세션", ""))

    sheets = _sheets(spreadsheet(agenda_of(session)))

    assert sheets["Sessions"][0]["title_ko"] == "세션"
    assert sheets["Sessions"][0]["title_en"] == ""
