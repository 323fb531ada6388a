"""Name plates, door signs and lanyards, from the same data as the badges."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from sqlalchemy import select

from forum.badges.manage import AT_ONCE
from forum.badges.plates.exports import plate_value
from forum.badges.plates.queries import plate_of
from forum.badges.plates.rules import door_signs, groups_of
from forum.badges.plates.services import do_paper_jobs, order_paper
from forum.badges.plates.types import Lanyard, LanyardOrder, Paper, PaperRequest, Plate
from forum.core import audit
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.filejobs import FileState
from forum.core.localized import EMPTY, LocalizedText
from forum.core.permissions import Role
from forum.core.queue import do_in_parts
from forum.programme.queries import public_agenda
from forum.programme.types import SessionState
from tests.factories.accounts import make_organiser
from tests.factories.registration import make_open_edition, make_registration
from tests.factories.sheets import lines_in

PLATES = "form[action*='/plates.pdf']"
LANYARDS = "form[action*='/lanyards.pdf']"
LONG = LocalizedText(
    "막시밀리아나 볼페슐레겔슈타인", "Maximiliana Wolfeschlegelsteinhausenbergerdorff"
)
SEOUL, OTHER = LocalizedText("서울", "Seoul"), LocalizedText("부산", "Busan")


def text_of(data: bytes) -> str:
    pdf = pypdfium2.PdfDocument(BytesIO(data))
    text = "\n".join(page.get_textpage().get_text_bounded() for page in pdf)
    pdf.close()
    return text


def pages_of(data: bytes) -> int:
    pdf = pypdfium2.PdfDocument(BytesIO(data))
    count = len(pdf)
    pdf.close()
    return count


@pytest.fixture
def edition(app):
    del app
    return make_open_edition()


@pytest.fixture
def papers(edition, client):
    make_registration(edition)
    make_registration(edition, name=LONG)
    db.session.commit()
    make_organiser(client)
    return f"/manage/{edition.slug}/badges/papers"


# ---------------------------------------------------------------- rules


@pytest.mark.parametrize("name", [LONG, LocalizedText("이강", ""), LocalizedText("", "Bo")])
def test_the_lines_of_a_plate_stay_inside_it(name):
    plate = Plate(
        name=name, language="en" if name.en else "ko", office=LONG, city=SEOUL, colour="#000000",
        number="N",
    )  # fmt: skip
    value = plate_value(plate)
    assert value["name"]["height"] + value["other"]["height"] <= 44
    assert value["office"]["height"] + value["office_other"]["height"] <= 20
    assert "".join(row[2] for row in value["name"]["rows"]).replace(" ", "") == (
        name.in_(plate.language).replace(" ", "")
    )


def test_a_plate_begins_with_the_script_of_the_person(edition):
    one = make_registration(edition, name=LocalizedText("홍길동", "Hong Gildong"))
    one.language = "en"
    assert plate_of(one).language == "en"
    one.name = LocalizedText("홍길동", "")
    assert plate_of(one).language == "ko"


def lanyard(number, category, city):
    return Lanyard(
        number=number, name=LONG, category=LocalizedText(category, category), colour="#000000",
        city=city,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("order", "boxes"),
    [
        (LanyardOrder.CATEGORY, [["1", "2", "3"], ["4"]]),
        (LanyardOrder.CITY, [["2"], ["1", "4"], ["3"]]),
        (LanyardOrder.DELEGATION, [["2"], ["1"], ["4"], ["3"]]),
    ],
)
def test_lanyards_lie_in_boxes_and_nobody_is_left_out(order, boxes):
    every = [
        lanyard("1", "delegate", SEOUL),
        lanyard("2", "delegate", OTHER),
        lanyard("3", "delegate", EMPTY),
        lanyard("4", "press", SEOUL),
    ]
    assert [[one.number for one in box.lanyards] for box in groups_of(every, order)] == boxes


def test_a_sign_for_each_room_and_day_without_what_is_cancelled(edition):
    agenda = public_agenda(edition)
    signs = door_signs(agenda)
    held = [one for one in agenda.sessions if one.place]
    assert sum(len(sign.rows) for sign in signs) == len(held)
    assert {(sign.place, sign.day) for sign in signs} == {(one.place, one.day) for one in held}
    gone = tuple(replace(one, state=SessionState.CANCELLED) for one in agenda.sessions)
    assert door_signs(replace(agenda, sessions=gone)) == []
    assert door_signs(agenda, date(1999, 1, 1)) == []


# ---------------------------------------------------------------- files


def test_plates_are_one_sheet_each_with_the_name_in_both_scripts(papers, client):
    page = client.page(f"{papers}/")
    assert page.select("form[action$='/plates.pdf']")
    taken = client.submit(f"{papers}/", {}, form=PLATES)
    assert pages_of(taken.data) == 2
    text = text_of(taken.data)
    assert "막시밀리아나" in text
    assert "Fold along the marks" in text
    assert b"/StructTreeRoot" in taken.data or b"/MarkInfo" in taken.data
    nobody = client.submit(f"{papers}/?q=zzzz", {}, form=PLATES)
    assert nobody.status_code == 404


@pytest.mark.parametrize("form", [PLATES, LANYARDS])
def test_many_are_made_by_the_worker_and_taken_by_who_asked(papers, client, edition, app, form):
    for _number in range(AT_ONCE):
        make_registration(edition)
    db.session.commit()
    page = client.page(f"{papers}/")
    asked, again = (client.send(page, f"{papers}/", {}, form=form) for _ in range(2))
    assert asked.status_code == 303
    assert asked.location == again.location  # a form sent twice is one file
    assert "Waiting" in client.page(asked.location).text_of("[role=status]")
    do_in_parts(do_paper_jobs())
    (link,) = client.page(asked.location).select("main a[href$='/paper.pdf']")
    text = text_of(client.get(link["href"]).data)
    assert text.count("막시밀리아나") == (2 if form == PLATES else 1)  # a plate has two faces
    assert "Ready" in client.page(f"{papers}/").text_of("main")
    other = app.test_client()
    make_organiser(other, email="other@example.org")
    assert other.get(link["href"]).status_code == 404


def test_a_file_for_whom_nobody_is_left_says_so(papers, client, edition):
    wanted = PaperRequest(paper=Paper.PLATES, category="press")
    with audit.acting_as("user:1"):
        job = order_paper(edition, wanted, "key", 61)
    db.session.commit()
    do_in_parts(do_paper_jobs())
    db.session.refresh(job)
    assert job.state is FileState.EMPTY
    page = client.page(f"{papers}/files/{job.id}")
    assert "There is no file" in page.text_of("main")


def test_the_code_of_a_door_leads_to_the_screen_of_the_room(papers, client, edition):
    taken = client.get(f"{papers}/doors.pdf")
    signs = door_signs(public_agenda(edition))
    pdf = pypdfium2.PdfDocument(BytesIO(taken.data))
    assert len(pdf) == len(signs)
    codes = zxingcpp.read_barcodes(pdf[0].render(scale=2).to_pil())
    pdf.close()
    assert [one.text.endswith(f"/ko/{edition.slug}/rooms/{signs[0].place}") for one in codes] == [
        True
    ]
    assert client.get(f"{papers}/doors.pdf?day=1999-01-01").status_code == 404


@pytest.mark.parametrize("order", ["category", "city", "delegation", "nonsense"])
def test_the_list_of_lanyards_names_everybody_once(papers, client, edition, order):
    del edition
    page = client.page(f"{papers}/")
    sent = client.send(page, f"{papers}/", {"order": order}, form=LANYARDS)
    text = text_of(sent.data)
    assert text.count("막시밀리아나") == 1


def test_the_spreadsheet_needs_a_reason_and_its_own_right(papers, client, app):
    refused = client.submit(f"{papers}/", {"sheet-reason": ""}, form="#sheet")
    assert refused.status_code == 422
    why = {"sheet-reason": "목걸이 포장", "sheet-order": "city"}
    taken = client.submit(f"{papers}/", why, form="#sheet")
    head, *lines = lines_in(taken.data)
    assert (len(head), len(lines)) == (7, 2)
    db.session.rollback()
    noted = select(AuditEntry).where(AuditEntry.action == "badges.lanyards_exported")
    assert db.session.scalars(noted).one().details == {"rows": 2, "reason": "목걸이 포장"}
    other = app.test_client()
    make_organiser(other, role=Role.REGISTRAR, email="r@example.org")
    page = other.page(f"{papers}/")
    assert not page.select("#sheet")
    token = page.select("input[name$=csrf_token]")[0]["value"]
    sent = other.post(f"{papers}/lanyards.xlsx", data={**why, "csrf_token": token})
    assert sent.status_code == 403


def test_an_edition_without_people_or_rooms_says_what_to_do(client, app):
    del app
    edition = make_open_edition(slug="bare")
    make_organiser(client)
    db.session.commit()
    page = client.page(f"/manage/{edition.slug}/badges/papers/")
    assert page.select(".empty")
