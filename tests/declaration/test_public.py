"""What everybody sees of a declaration after the signatures, and a PDF that somebody brings."""

import hashlib
import json
from datetime import date

import pytest
from sqlalchemy import select

from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.declaration import services
from forum.declaration.documents.queries import load_instrument
from forum.declaration.documents.services import InstrumentPress
from forum.declaration.models import Declaration, Signature
from forum.declaration.types import Correction
from tests.conftest import count_queries
from tests.factories.declaration import make_declaration, make_mandate, make_signature
from tests.factories.editions import make_city, make_edition

pytestmark = pytest.mark.usefixtures("app")

PAGE = "/en/dwc-2030/declarations/trial-declaration"
PAPER = f"{PAGE}/verify/paper"
FILES = "/dwc-2030/declarations/trial-declaration"


def _city(key: str, ko: str, en: str):
    return make_city(key=key, name=LocalizedText(ko, en))


@pytest.fixture
def declaration() -> Declaration:
    """A declaration with a reservation, a withdrawal, an erratum, an adoption, an accession."""
    made = make_declaration(make_edition(slug="dwc-2030"))
    first = make_signature(make_mandate(made, _city("vienna", "빈", "Vienna")))
    services.reserve(first, "Article 2 as our law allows.")
    second = make_signature(make_mandate(made, _city("oslo", "오슬로", "Oslo")))
    services.adopt(made, date(2030, 5, 20), LocalizedText("서울", "Seoul"))
    make_signature(make_mandate(made, _city("lima", "리마", "Lima")))
    services.withdraw_signature(second, "Letter of the council")
    services.correct(
        made,
        Correction(concerns=1, place="article 2", language="en", reads="wurk", should_read="work"),
    )
    db.session.commit()
    press = InstrumentPress()
    press.write(made.id, press.make(made.id))
    db.session.commit()
    return made


@pytest.mark.usefixtures("declaration")
def test_the_page_tells_what_happened_in_its_order(client):
    page = client.get(PAGE).text
    told = [
        "Version 1 was frozen.",
        "Vienna signed.",
        "Vienna signed with a reservation.",
        "Oslo signed.",
        "Version 1 was adopted.",
        "Lima acceded.",
        "Oslo withdrew its signature.",
        "An erratum was recorded: Article 2.",
    ]
    listed = client.page(PAGE).text_of("section[aria-labelledby=events-title]")
    places = [listed.index(words) for words in told]
    assert places == sorted(places)
    assert "Article 2 as our law allows." in page
    assert "<del" in page
    assert "Letter of the council" not in page
    assert f"{FILES}/instrument.pdf" in page
    assert "정오표 기록: 제2조" in client.get(PAGE.replace("/en/", "/ko/")).text


def test_later_accessions_and_withdrawals_stand_apart_with_their_numbers(client, declaration):
    page = client.page(PAGE)
    said = page.text_of("section[aria-labelledby=later-title]")
    assert "Lima acceded." in said
    assert "Oslo withdrew its signature." in said
    assert "Vienna" not in said
    linked = page.select("section[aria-labelledby=later-title] a")
    assert [link["href"] for link in linked] == [
        f"/en/verify/{declaration.code}-{sequence:04d}" for sequence in (9, 10)
    ]
    assert "나중에 가입하거나 철회한 도시" in client.get(PAGE.replace("/en/", "/ko/")).text


@pytest.mark.usefixtures("declaration")
def test_what_concerned_an_earlier_text_does_not_stand_beside_the_new_one(client, declaration):
    page = client.page(PAGE)
    assert "as our law allows" in page.text_of("#reservations-title ~ dl")
    assert "wurk" in page.text_of("#errata-title ~ ul")
    services.begin_version(declaration)
    services.freeze(declaration)
    make_signature(make_mandate(declaration, _city("rome", "로마", "Rome")))
    db.session.commit()
    page = client.page(PAGE)
    assert not page.select("#reservations-title, #errata-title")
    assert "signed with a reservation" in page.text_of("#events-title ~ ol")
    instrument = load_instrument(declaration)
    assert instrument is not None
    assert instrument.later == ()


def test_a_reservation_goes_with_the_signature_that_is_withdrawn(client, declaration):
    vienna = next(
        signature
        for signature in db.session.scalars(select(Signature))
        if signature.mandate.city.key == "vienna"
    )
    services.withdraw_signature(vienna, "Letter of the mayor")
    db.session.commit()
    assert not client.page(PAGE).select("#reservations-title")


def test_the_page_costs_one_statement_when_it_is_known(client):
    client.get(PAGE)
    with count_queries() as counted:
        client.get(PAGE)
    assert len(counted) == 1


def test_a_number_tells_of_withdrawal_and_accession(client, declaration: Declaration):
    told = {
        3: "Genuine: Vienna has signed",
        6: "Genuine, but withdrawn later: Oslo",
        9: "Genuine: Lima has acceded",
        10: "Genuine: Oslo has withdrawn its signature",
    }
    for sequence, words in told.items():
        page = client.get(f"/en/verify/{declaration.code}-{sequence:04d}").text
        assert words in page, (sequence, words)


def _brought(client, content: bytes, name: str = "paper.pdf"):
    """Send a file as a browser does; the test client itself would leave one open."""
    token = client.page(PAPER).one("main form input[name=csrf_token]")["value"]
    head = "--x\r\nContent-Disposition: form-data; name="
    body = f'{head}"csrf_token"\r\n\r\n{token}\r\n{head}"file"; filename="{name}"\r\n\r\n'
    return client.post(
        PAPER,
        data=body.encode() + content + b"\r\n--x--\r\n",
        content_type="multipart/form-data; boundary=x",
    )


def test_a_pdf_is_told_by_its_seal(client, declaration: Declaration):
    pdf = client.get(f"{FILES}/instrument.pdf").data
    page = client.get(PAPER).text
    assert hashlib.sha256(pdf).hexdigest() in page
    genuine = _brought(client, pdf).text
    assert "Genuine: sealed here, and not touched since" in genuine
    assert "This is the newest instrument." in genuine
    changed = pdf[:3000] + bytes([pdf[3000] ^ 1]) + pdf[3001:]
    assert "was changed after it was sealed" in _brought(client, changed).text
    assert "Something was added to this PDF" in _brought(client, pdf + b"%").text
    assert "This PDF has no seal" in _brought(client, b"%PDF-1.7").text
    assert "This is no PDF" in _brought(client, b"PK").text
    services.correct(
        declaration,
        Correction(concerns=1, place="title", language="ko", reads="가", should_read="나"),
    )
    db.session.commit()
    press = InstrumentPress()
    press.write(declaration.id, press.make(declaration.id))
    db.session.commit()
    assert "This is an earlier instrument." in _brought(client, pdf).text


@pytest.mark.usefixtures("declaration")
def test_without_a_file_or_with_one_that_is_too_large_the_page_says_so(client):
    empty = _brought(client, b"", "")
    assert empty.status_code == 422
    assert "Choose a file first." in empty.text
    large = _brought(client, b"%PDF-" + bytes(10_000_001))
    assert large.status_code == 422
    assert "The file is larger than 10 MB." in large.text


def test_before_anybody_has_signed_there_is_no_instrument(client):
    make_declaration(make_edition(slug="dwc-2030"))
    db.session.commit()
    assert client.get(f"{FILES}/instrument.pdf").status_code == 404
    assert "instrument.pdf" not in client.get(PAGE).text
    assert json.loads(client.get(f"{FILES}/heads.json").data)["heads"] == []
