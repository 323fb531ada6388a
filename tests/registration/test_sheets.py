"""Spreadsheets: ordered with a reason, made in parts, taken by one person, gone in a day."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import func, select

from forum.checkin.services.scans import device_scanner, record_scans
from forum.core import audit, clock
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.filejobs import (
    FileJob,
    FileJobNotFoundError,
    FileState,
    get_file,
    read_file,
)
from forum.core.journal import AccessEntry
from forum.core.localized import LocalizedText
from forum.core.permissions import Role
from forum.core.queue import do_in_parts
from forum.privacy.erasing import erase_people
from forum.registration import services
from forum.registration.errors import ReasonMissingError
from forum.registration.sheets import services as sheets
from forum.registration.sheets.errors import NobodyToExportError
from forum.registration.sheets.types import PART, SHEETS, SheetOrder
from forum.registration.tags.services import give_tag, write_tag
from forum.registration.tags.types import TagColour
from tests.factories.accounts import make_organiser
from tests.factories.checkin import code_of, enrolled, make_list, scan_of
from tests.factories.registration import (
    HUNGRY,
    make_category,
    make_open_edition,
    make_registration,
)
from tests.factories.sheets import lines_in, lines_of, make_sheet

LIST = "/manage/forum/registrations"


@pytest.fixture
def edition(app):
    return make_open_edition(
        slug="forum", categories=(make_category(), make_category("press", number=4))
    )


def order(key="key", reason="명찰", **chosen):
    return SheetOrder(key=key, chosen=chosen, reason=reason)


def row_of(lines, number):
    return next(dict(zip(lines[0], line, strict=True)) for line in lines[1:] if number in line)


def test_a_line_has_everything_that_is_known(edition):
    made = make_registration(
        edition,
        name=LocalizedText("홍길동", "Hong Gildong"),
        affiliation=LocalizedText("시청", "City Hall"),
        position=LocalizedText("주무관", "Officer"),
        phone="+821012345678",
        country="VN",
        sessions=("hall",),
        receiver="en",
        sensitive=HUNGRY,
        consents={"privacy": True, "sensitive": True},
    )
    give_tag(made, write_tag(edition, "연사", TagColour.BLUE))
    lines = lines_of(make_sheet(edition))
    row = row_of(lines, made.number)
    assert len(lines[0]) >= 30
    assert len(set(lines[0])) == len(lines[0])
    expected = {
        "Name (Korean)": "홍길동",
        "Name (Latin)": "Hong Gildong",
        "Affiliation (ko)": "시청",
        "Affiliation (en)": "City Hall",
        "Position (en)": "Officer",
        "Phone": "+82 10-1234-5678",
        "Country": "Vietnam",
        "Country (code)": "VN",
        "Sessions (keys)": "hall",
        "Tags": "연사",
        "State": "Confirmed",
        "Consent: Notice privacy": "Yes",
        "Consent: Notice photos": "No",
        "First let in": "",
    }
    assert {name: row[name] for name in expected} == expected
    assert "땅콩" not in str(lines)
    assert "땅콩 알레르기" in str(lines_of(make_sheet(edition, has_sensitive=True)))


def test_a_line_says_when_somebody_was_let_in(edition):
    made = make_registration(edition)
    device, _secret = enrolled(edition, day := make_list(edition))
    record_scans(device_scanner(device), day, [scan_of(code_of(made), "a")])
    row = row_of(lines_of(make_sheet(edition)), made.number)
    assert row["First let in"] == row["Last let in"] != ""


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2", "@SUM(A1)", '=HYPERLINK("x")'])
def test_no_cell_is_a_formula_even_once_it_is_edited(edition, text):
    make_registration(edition, name=LocalizedText("", text + "a"))
    content = read_file(make_sheet(edition))
    assert any(text + "a" in line for line in lines_in(content))
    with ZipFile(BytesIO(content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        styles = parts.read("xl/styles.xml").decode()
    assert "<f>" not in sheet
    assert 'quotePrefix="1"' in styles


def test_the_lines_are_of_the_filter_and_by_name(edition):
    make_registration(edition, name=LocalizedText("", "Zoe"))
    make_registration(edition, name=LocalizedText("", "Anna"))
    make_registration(edition, name=LocalizedText("", "Press"), category="press")
    head, *lines = lines_of(make_sheet(edition, category="citizen"))
    names = [line[head.index("Name (Latin)")] for line in lines]
    assert names == ["Anna", "Zoe"]


def test_a_sheet_needs_a_reason_and_somebody_and_is_written_down_once(edition):
    make_registration(edition)
    with pytest.raises(ReasonMissingError):
        sheets.order_sheet(edition, order(reason="  "))
    with pytest.raises(NobodyToExportError):
        sheets.order_sheet(edition, order(query="nobody"))
    first = sheets.order_sheet(edition, order(query="홍길동"))
    assert sheets.order_sheet(edition, order(query="홍길동")) is first
    db.session.commit()
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "registration.exported")
    ).one()
    assert (entry.details["rows"], entry.details["reason"]) == (1, "명찰")
    assert "홍길동" not in str(entry.details)


@pytest.mark.both_databases
def test_a_killed_worker_s_sheet_is_begun_anew_by_another_once_its_claim_is_over(
    edition, monkeypatch
):
    monkeypatch.setattr("forum.registration.sheets.queries.PART", 2)
    for _one in range(5):
        make_registration(edition)
    sheet = sheets.order_sheet(edition, order())
    db.session.commit()
    work = sheets.do_sheets()
    for _part in range(3):
        next(work)
        db.session.commit()
    work.close()
    db.session.refresh(sheet)
    assert (sheet.state, sheet.done) == (FileState.RUNNING, 2)
    do_in_parts(sheets.do_sheets())
    db.session.refresh(sheet)
    assert not sheet.is_ready  # the first worker may still be at it
    sheet.claimed_until = clock.now() - timedelta(seconds=1)
    db.session.commit()
    do_in_parts(sheets.do_sheets())
    db.session.refresh(sheet)
    assert (sheet.is_ready, sheet.done, sheet.total) == (True, 5, 5)
    assert len(lines_of(sheet)) == 6
    assert PART > 2


def test_a_sheet_is_deleted_after_a_day_and_when_somebody_is_erased(edition):
    people = [make_registration(edition) for _one in range(2)]
    first = make_sheet(edition)
    first.expires_at = clock.now() - timedelta(seconds=1)
    db.session.commit()
    with pytest.raises(FileJobNotFoundError):
        read_file(first)
    do_in_parts(sheets.do_sheets())
    db.session.refresh(first)
    assert (first.state, first.wanted) == (FileState.DELETED, {})
    second = make_sheet(edition)
    erase_people([people[0].id], are_expected=True)
    db.session.commit()
    with pytest.raises(FileJobNotFoundError):
        read_file(second)
    assert db.session.scalar(select(func.count(FileJob.id)).where(FileJob.data.is_not(None))) == 0


def test_a_sheet_belongs_to_who_asked_for_it(edition):
    make_registration(edition)
    with audit.acting_as("user:7"):
        sheet = make_sheet(edition)
        assert get_file(SHEETS, edition.id, sheet.id) is sheet
        with pytest.raises(FileJobNotFoundError):
            get_file(SHEETS, make_open_edition(slug="other").id, sheet.id)
        with pytest.raises(FileJobNotFoundError):
            get_file("badges", edition.id, sheet.id)
    with audit.acting_as("user:8"), pytest.raises(FileJobNotFoundError):
        get_file(SHEETS, edition.id, sheet.id)


# ------------------------------------------------------------------ its pages


def export(client, address="/export", **values):
    form = "form[action*='/export']"
    return client.submit(LIST + address, {"reason": "명찰", **values}, form=form)


def test_a_sheet_is_asked_for_with_a_reason_made_and_taken(edition, client):
    made = make_registration(edition, name=LocalizedText("", "=1+1"))
    services.cancel(make_registration(edition), "못 감")
    db.session.commit()
    make_organiser(client)
    refused = export(client, reason="")
    assert refused.status_code == 422
    assert "Write the reason" in client.read(refused).text_of("main")
    asked = export(client, "/export?state=confirmed")
    waits = client.get(asked.location)
    assert waits.headers["Refresh"] == "2"
    assert "0 of 1 are done." in client.read(waits).text_of("main")
    assert client.get(f"{asked.location}/file").status_code == 404
    db.session.rollback()
    do_in_parts(sheets.do_sheets())
    page = client.page(asked.location)
    assert "Ready, with 1 person." in page.text_of("main")
    taken = client.get(page.select_one("main a[href$='/file']")["href"])
    assert taken.headers["Content-Disposition"].startswith("attachment")
    assert taken.headers["Cache-Control"] == "private, no-store"
    assert made.number in lines_in(taken.data)[1]
    db.session.rollback()
    entry = db.session.scalars(select(AccessEntry).where(AccessEntry.outcome == "taken")).one()
    assert entry.details["rows"] == 1
    assert "1" in client.page(f"{LIST}/export").text_of("main table")


def test_nobody_else_takes_a_sheet(edition, client, app):
    make_registration(edition)
    make_organiser(client)
    asked = export(client)
    db.session.rollback()
    do_in_parts(sheets.do_sheets())
    other = app.test_client()
    make_organiser(other, role=Role.EXPORTER, email="other@example.org")
    assert other.get(asked.location).status_code == 404
    assert other.get(f"{asked.location}/file").status_code == 404
    assert client.get(f"{asked.location}/file").status_code == 200


def test_sensitive_columns_are_for_those_who_may_see_them(edition, client):
    make_registration(edition, sensitive=HUNGRY, consents={"privacy": True, "sensitive": True})
    make_organiser(client, role=Role.EXPORTER)
    page = client.page(f"{LIST}/export")
    assert not page.select("input[name=sensitive]")
    token = page.select_one("main input[name=csrf_token]")["value"]
    fields = {"reason": "명찰", "sensitive": "1", "key": "key", "csrf_token": token}
    assert client.post(f"{LIST}/export", data=fields).status_code == 303
    db.session.rollback()
    assert db.session.scalars(select(FileJob)).one().wanted["sensitive"] is False


def test_nobody_fits_and_nothing_is_asked(edition, client):
    make_organiser(client)
    page = client.page(f"{LIST}/export?q=nobody")
    assert "Nobody fits" in page.text_of("main")
    assert not page.select("form[action*='/export']")
