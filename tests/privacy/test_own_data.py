"""One's own data: everything, as files, after a fresh code."""

import io
import json
import re
from datetime import timedelta

import pikepdf
import pytest

from forum.checkin.services.scans import device_scanner, record_scans
from forum.core import clock
from forum.core.db import db
from forum.privacy.erasing import KEPT, tables_of_people
from forum.privacy.exports import TOLD, own_data_json, own_data_pdf
from forum.registration import services
from tests.factories.checkin import code_of, enrolled, make_list, scan_of
from tests.factories.registration import HUNGRY, make_open_edition, make_registration
from tests.registration.test_self_service import bring_code, open_link

DATA = "/en/my/registration/data"


@pytest.fixture
def mine(app):
    edition = make_open_edition(slug="forum", seats={"hall": 10, "tour": 5})
    make_registration(edition, email="other@example.org")
    mine = make_registration(
        edition,
        email="gildong@example.org",
        phone="+821012345678",
        sessions=("hall",),
        sensitive=HUNGRY,
        consents={"privacy": True, "sensitive": True},
    )
    services.change_stars(mine, add={"tour"}, remove=set())
    db.session.commit()
    return mine


def test_a_copy_needs_a_fresh_code(mine, client):
    open_link(client, "en")
    for path in ("", "/data.json", "/data.pdf"):
        assert "/code?" in client.get(DATA + path).location


def test_the_copy_holds_everything_about_one_and_nothing_of_others(mine, client):
    assert bring_code(client, DATA) == DATA
    client.page(DATA)
    answer = client.get(f"{DATA}/data.json")
    assert answer.content_type == "application/json"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    told = json.loads(answer.data)
    (registration,) = told["registration"]
    assert registration["email"] == "gildong@example.org"
    assert registration["name"] == mine.name.to_mapping()
    assert registration["phone"] == "+821012345678"
    assert [row["session"] for row in told["sessions"]] == ["hall", "tour"]
    assert told["needs"][0]["diet_note"] == "땅콩 알레르기"
    shown = {row["notice"]["en"]: row for row in told["consents"]}
    assert shown["Notice privacy"]["answer"]["en"] == "Agreed"
    assert shown["Notice privacy"]["purpose"]["ko"] == "등록"
    assert told["mails"][0]["subject"].startswith("참가 신청이")
    assert "/my/open/…" in told["mails"][0]["text"]
    code = told["mails"][-1]["text"]
    assert "······" in code
    assert not re.search(r"\d{6}", code)
    assert told["history"][0]["action"]["en"] == "Registered"
    assert "other@example.org" not in answer.text


@pytest.mark.both_databases
def test_scans_are_told_with_their_lists(mine):
    scan_list = make_list(mine.edition)
    device, _secret = enrolled(mine.edition, scan_list)
    record_scans(device_scanner(device), scan_list, [scan_of(code_of(mine), "nonce-1")])
    db.session.commit()
    (row,) = json.loads(own_data_json(mine))["scans"]
    assert row["list"] == scan_list.name.to_mapping()
    assert row["result"]["en"] == "Admitted"


def test_the_pdf_is_tagged_and_says_the_same_in_both_languages(mine, client):
    bring_code(client, DATA)
    answer = client.get(f"{DATA}/data.pdf")
    assert answer.content_type == "application/pdf"
    with pikepdf.open(io.BytesIO(answer.data)) as paper:
        assert paper.Root.MarkInfo.Marked
        assert str(paper.Root.Lang).startswith("en")
        assert len(paper.pages) > 1
        with paper.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"


def test_a_name_of_any_script_and_length_can_be_set(mine):
    mine.name = type(mine.name)("가" * 120, "Nguyễn Thị " * 10)
    mine.cancel_reason = "#set page(width: 1pt) $x$ \\ <b>"
    db.session.flush()
    for language in ("ko", "en"):
        assert own_data_pdf(mine, language).startswith(b"%PDF")


def test_every_table_of_people_is_told_of_and_erased_or_kept_on_purpose():
    names = {table.name for table in tables_of_people()}
    assert names >= TOLD
    assert names >= KEPT


def test_the_code_of_an_hour_ago_opens_nothing(mine, client, moments):
    bring_code(client, DATA)
    with moments(clock.now() + timedelta(hours=1)):
        assert "/code?" in client.get(f"{DATA}/data.json").location
