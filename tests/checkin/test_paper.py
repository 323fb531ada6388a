"""Lists on paper: what stands on them, and what is typed in from them later."""

from datetime import UTC, date, datetime
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from sqlalchemy import select

from forum.checkin.models import Scan
from forum.checkin.paper.exports import paper_pdf
from forum.checkin.paper.queries import list_rows
from forum.checkin.paper.rules import nonce_of, read_lines
from forum.checkin.paper.services import MOST_LINES, type_in
from forum.checkin.paper.types import TypingOrder
from forum.checkin.services.scans import device_scanner, record_scans
from forum.checkin.types import Result
from forum.core.db import db, set_reading
from forum.core.i18n import in_language
from forum.core.localized import LocalizedText
from forum.core.permissions import Role
from forum.registration.types import RegistrationState
from forum.tokens.rules import badge_number
from tests.factories.accounts import make_organiser
from tests.factories.checkin import (
    code_of,
    enrolled,
    make_edition,
    make_list,
    make_person,
    scan_of,
)

DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)  # noon in Seoul
NUMBERS = [badge_number("dwc-2026", serial) for serial in (1, 2, 3)]


def order(*lines, time=""):
    return TypingOrder(lines=lines, day=DAY, time=time)


def read(*lines, time=""):
    return read_lines(order(*lines, time=time), "dwc-2026", "Asia/Seoul", NOW)


# ---------------------------------------------------------------- rules


@pytest.mark.parametrize(
    "written",
    ["{} 9:05", "{}\t09:05", "{}, 9.05", "{} 9시 05분", "{}  9h05 ", "{};9:05"],
)
def test_a_line_is_a_number_and_a_time_however_it_is_written(written):
    (line,) = read(written.format(NUMBERS[0].lower()))
    assert (line.code, line.problem) == (NUMBERS[0], "")
    assert line.at == datetime(2026, 11, 20, 0, 5, tzinfo=UTC)


def test_a_line_without_a_time_has_that_of_the_line_above():
    lines = read(NUMBERS[0], "", f"{NUMBERS[1]} 9:30", NUMBERS[2], time="09:00")
    assert [f"{line.at:%H:%M}" for line in lines] == ["00:00", "00:30", "00:30"]


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("9999-Q 9:05", "There is no badge with this number."),
        ("9:05", "There is no badge with this number."),
        (NUMBERS[0], "Write the time that stands on the paper."),
        (f"{NUMBERS[0]} 12:01", "This time has not come yet."),
        (f"{NUMBERS[0]} 25:00", "There is no badge with this number."),
    ],
)
def test_a_line_that_cannot_be_read_says_why(app, written, problem):
    with app.test_request_context(), in_language("en"):
        (line,) = read(written)
    assert (line.code, line.problem, line.at) == ("", problem, None)


def test_the_same_line_has_the_same_name_and_another_time_another():
    first, again, later = read(f"{NUMBERS[0]} 9:05", f"{NUMBERS[0]}, 9.05", f"{NUMBERS[0]} 9:06")
    assert nonce_of(first) == nonce_of(again) != nonce_of(later)


# ---------------------------------------------------------------- typing in


@pytest.mark.both_databases
def test_lines_become_scans_with_their_own_source_and_time_and_are_repeated_harmlessly(app):
    del app
    edition = make_edition()
    target = make_list(edition, on=DAY)
    device, _secret = enrolled(edition, target)
    here, scanned = make_person(edition), make_person(edition)
    cancelled = make_person(edition, state=RegistrationState.CANCELLED)
    record_scans(device_scanner(device), target, [scan_of(code_of(scanned), "a", NOW)])
    lines = [f"{one.number} 9:05" for one in (here, here, scanned, cancelled)]
    typed = type_in(target, order(*lines, "nonsense"))
    results = [line.answer.verdict.result if line.answer else None for line in typed]
    assert results == [Result.ADMITTED, Result.ADMITTED, Result.REPEAT, Result.REVOKED, None]
    assert typed[0].answer.recorded.scan.id == typed[1].answer.recorded.scan.id
    again = type_in(target, order(*lines))
    assert [one.answer.recorded for one in again] == [one.answer.recorded for one in typed[:4]]
    scans = db.session.scalars(select(Scan).where(Scan.actor.startswith("paper:"))).all()
    assert len(scans) == 3
    assert {scan.scanned_at for scan in scans} == {datetime(2026, 11, 20, 0, 5, tzinfo=UTC)}
    assert {scan.device_id for scan in scans} == {None}


# ---------------------------------------------------------------- the paper


def test_the_list_has_everybody_who_may_pass_by_name_and_codes_that_say_the_number(app):
    del app
    edition = make_edition()
    target = make_list(edition, categories=("citizen",))
    people = [
        make_person(edition, name=LocalizedText(ko, en), sort_key=(ko or en).lower())
        for ko, en in (
            ("", "Zoe (trial)"),
            ("홍길동 (시험)", ""),
            ("", "Ada (trial)"),
            ("김철수 (시험)", ""),
        )
    ]
    make_person(edition, "press")
    make_person(edition, state=RegistrationState.PENDING)
    rows = list_rows(target)
    numbers = [people[n].number for n in (3, 1, 2, 0)]
    assert [row.number for row in rows] == numbers
    pdf = paper_pdf(target, rows, "ko")
    document = pypdfium2.PdfDocument(pdf)
    picture = document[0].render(scale=150 / 72).to_pil()
    found = sorted(zxingcpp.read_barcodes(picture), key=lambda code: code.position.top_left.y)
    assert [code.text for code in found] == numbers
    text = document[0].get_textpage().get_text_range()
    assert "홍길동 (시험)" in text
    with pikepdf.open(BytesIO(pdf)) as tagged:
        assert tagged.Root.MarkInfo.Marked
        assert str(tagged.Root.Lang) == "ko-KR"


def test_an_empty_list_can_be_printed(app):
    del app
    target = make_list(make_edition())
    assert paper_pdf(target, [], "en").startswith(b"%PDF")


# ---------------------------------------------------------------- pages


def test_an_organiser_takes_the_paper_and_types_in_from_it(client):
    edition = make_edition()
    target = make_list(edition)
    person = make_person(edition)
    db.session.commit()
    make_organiser(client)
    set_reading(value=False)
    answer = client.get(f"/manage/dwc-2026/checkin/lists/{target.id}/paper.pdf")
    assert answer.data.startswith(b"%PDF")
    assert 'filename="dwc-2026-day-1.pdf"' in answer.headers["Content-Disposition"]
    set_reading(value=False)
    here = f"/manage/dwc-2026/checkin/lists/{target.id}/typing"
    done = client.submit(
        here, {"lines": f"{person.number} 9:05\n\n0001-X 9:06", "day": "2026-11-20"}
    )
    assert done.status_code == 200
    page = client.read(done)
    assert page.texts_of(".typed-in tbody tr")[0].startswith(f"{person.number} 9:05 Let in")
    assert "Not taken" in page.texts_of(".typed-in tbody tr")[1]
    assert page.one("textarea").get_text().strip() == "0001-X 9:06"
    set_reading(value=False)
    assert db.session.scalar(select(Scan.actor)).startswith("paper:")
    refused = client.submit(here, {"lines": "0001-X 9:06"})
    assert refused.status_code == 422
    set_reading(value=False)
    refused = client.submit(here, {"lines": "x\n" * (MOST_LINES + 1), "time": "99:99"})
    assert "At most 500 lines at once; these are 501." in client.read(refused).text_of("#errors")
    set_reading(value=False)
    assert client.submit(here, {"lines": "", "day": "yesterday"}).status_code == 422


def test_who_may_only_look_gets_no_paper(client):
    edition = make_edition()
    target = make_list(edition)
    db.session.commit()
    make_organiser(client, Role.PROTOCOL)
    for page in ("paper.pdf", "typing"):
        address = f"/manage/dwc-2026/checkin/lists/{target.id}/{page}"
        assert client.get(address).status_code == 403
