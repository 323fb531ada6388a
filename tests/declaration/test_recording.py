"""An officer records the adoption, an erratum, a withdrawn signature: each once, each sealed."""

import pytest
from sqlalchemy import select

from forum.core.db import db, set_reading
from forum.core.localized import LocalizedText
from forum.core.permissions import Role
from forum.declaration import queries
from forum.declaration.models import EvidenceRecord
from forum.declaration.recording.rules import places_of, says, words_at
from forum.declaration.types import ArticleText, RecordKind, TextVersion
from tests.factories.accounts import make_organiser
from tests.factories.declaration import make_declaration, make_mandate, make_signature
from tests.factories.editions import make_city, make_edition

TEXT = TextVersion(
    edition="e",
    declaration="d",
    number=1,
    title=LocalizedText("선언", "Declaration"),
    preamble=LocalizedText("우리는", "We, the cities,\nhaving met,"),
    articles=(ArticleText(1, LocalizedText("일자리", "Decent work")),),
    prevailing=LocalizedText("영문을 따른다", "English prevails"),
)
BASE = "/manage/dwc-2030/declarations/trial"


def test_errata_name_the_places_that_the_text_has():
    assert places_of(TEXT) == ("title", "preamble", "article 1", "prevailing")
    assert words_at(TEXT, "article 1", "ko") == "일자리"
    assert words_at(TEXT, "article 2", "ko") == ""


@pytest.mark.parametrize(
    ("place", "language", "words", "is_said"),
    [
        ("preamble", "en", "the cities, having  met", True),
        ("preamble", "ko", "the cities", False),
        ("article 1", "en", "decent work", False),
        ("article 1", "en", "Decent", True),
        ("article 9", "en", "Decent", False),
        ("prevailing", "ko", "영문을", True),
    ],
)
def test_only_what_the_text_says_there_can_be_corrected(place, language, words, is_said):
    assert says(TEXT, place, language, words) is is_said


@pytest.fixture
def declaration(client):
    made = make_declaration(make_edition(slug="dwc-2030"), key="trial")
    make_organiser(client, Role.DECLARATION_OFFICER)
    db.session.commit()
    return made


def kinds(declaration):
    set_reading(value=False)
    db.session.rollback()
    return db.session.scalars(
        select(EvidenceRecord.kind)
        .where(EvidenceRecord.declaration_id == declaration.id)
        .order_by(EvidenceRecord.sequence)
    ).all()


def test_the_adoption_is_recorded_once_however_often_it_is_sent(client, declaration):
    page = client.page(f"{BASE}/adopt")
    said = {"on": "2030-05-20", "place-ko": "서울", "place-en": "Seoul"}
    assert client.send(page, f"{BASE}/adopt", said).location == BASE
    assert kinds(declaration).count(RecordKind.ADOPTION) == 1
    assert client.send(page, f"{BASE}/adopt", said).status_code == 409
    assert kinds(declaration).count(RecordKind.ADOPTION) == 1
    assert "Record the adoption" not in client.page(BASE).text_of("main")
    assert "Seoul" in client.page("/en/dwc-2030/declarations/trial").text_of("main")


def test_an_adoption_needs_its_day_and_its_place_in_both_languages(client, declaration):
    answer = client.submit(f"{BASE}/adopt", {"on": "", "place-ko": "서울"})
    assert answer.status_code == 422
    page = client.read(answer)
    assert "Choose the day" in page.text_of("#on-error")
    assert page.select("#place-error")
    assert RecordKind.ADOPTION not in kinds(declaration)


def test_an_erratum_stands_beside_the_text_and_corrects_what_is_there(client, declaration):
    version = queries.find_frozen_version(declaration)
    reads = version.as_text().articles[0].text.written_in("en")
    said = {"place": "article 1", "language": "en", "reads": reads, "should_read": "Better."}
    wrong = client.submit(f"{BASE}/errata/new", {**said, "reads": "never said"})
    assert "does not say this there" in client.read(wrong).text_of("#reads-error")
    page = client.page(f"{BASE}/errata/new")
    assert client.send(page, f"{BASE}/errata/new", said).location == BASE
    again = client.send(page, f"{BASE}/errata/new", said)
    assert again.status_code == 409
    assert "recorded meanwhile" in client.read(again).text_of("main form")
    assert kinds(declaration).count(RecordKind.ERRATUM) == 1
    shown = client.page("/en/dwc-2030/declarations/trial").text_of("main")
    assert "Better." in shown
    assert reads in shown


def test_a_city_withdraws_its_signature_by_a_letter(client, declaration):
    mandate = make_mandate(declaration, make_city(name=LocalizedText("빈", "Vienna")))
    make_signature(mandate)
    db.session.commit()
    shown = f"{BASE}/mandates/{mandate.id}"
    address = f"{shown}/withdraw-signature"
    assert client.page(shown).select(f"a[href='{address}']")
    empty = client.read(client.submit(address, {"reason": " "}))
    assert "by which letter" in empty.text_of("#reason-error")
    page = client.page(address)
    said = {"reason": "Letter 2030-114 of the mayor"}
    assert client.send(page, address, said).location == BASE
    assert client.send(page, address, said).status_code == 409
    assert kinds(declaration).count(RecordKind.WITHDRAWAL) == 1
    assert not client.page(shown).select(f"a[href='{address}']")
    public = client.page("/en/dwc-2030/declarations/trial").text_of("main")
    assert "Vienna withdrew" in public
    assert "2030-114" not in public


@pytest.mark.parametrize("page", ["adopt", "errata/new"])
def test_a_draft_has_nothing_to_record(client, page):
    make_declaration(make_edition(slug="dwc-2030"), key="trial", is_frozen=False)
    make_organiser(client)
    db.session.commit()
    assert "not been frozen" in client.page(f"{BASE}/{page}", status=409).text_of("main")
