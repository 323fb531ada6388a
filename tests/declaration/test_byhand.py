"""A signature by hand: one officer enters the page, another confirms; then it is as good as any."""

import hashlib
import io
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from forum.core import clock
from forum.core.audit import acting_as
from forum.core.db import db
from forum.core.permissions import Role
from forum.declaration import queries, services
from forum.declaration.byhand import services as byhand
from forum.declaration.byhand.errors import NoPageError, PageMissingError
from forum.declaration.byhand.models import SignedPage
from forum.declaration.byhand.types import SignedDetails
from forum.declaration.errors import (
    AlreadySignedError,
    NameDiffersError,
    NotAuthorisedStatementError,
)
from forum.declaration.mandates.errors import SameOfficerError
from forum.declaration.models import EvidenceRecord, Mandate, Signature
from forum.declaration.types import Identification, MandateState, RecordKind
from forum.declaration.verifier import verify_chain
from forum.privacy import purging
from forum.privacy.rules import DEFAULTS
from forum.privacy.types import Kind
from forum.programme.uploads import recognise
from tests.factories.accounts import make_user, sign_in
from tests.factories.declaration import (
    STATEMENT,
    make_declaration,
    make_mandate,
    make_signature,
)
from tests.factories.editions import make_city, make_edition
from tests.factories.files import office, pdf

pytestmark = pytest.mark.usefixtures("app")
both = pytest.mark.both_databases

ON_PAPER = replace(STATEMENT, agrees_electronically=False)


def _enter(mandate: Mandate, way: Identification = Identification.WET_INK) -> SignedPage:
    details = SignedDetails(way=way, statement=ON_PAPER)
    with acting_as("user:1"):
        return byhand.enter_page(mandate, details, recognise(pdf(), "signed.pdf"))


def _count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@both
@pytest.mark.parametrize("way", [Identification.WET_INK, Identification.LETTER])
def test_two_officers_make_a_page_a_signature_like_any_other(way):
    mandate = make_mandate(make_declaration())
    page = _enter(mandate, way)
    assert _count(Signature) == 0
    with acting_as("user:2"):
        signature = byhand.decide_page(mandate, page.id, applies=True)
    assert signature is not None
    facts = json.loads(signature.record.content)["facts"]
    assert facts["identified_by"] == way.value
    assert facts["page_sha256"] == hashlib.sha256(pdf()).hexdigest() == page.sha256
    assert facts["stated"] == ["authority"], "by hand, nobody agrees to sign electronically"
    assert mandate.state is MandateState.SIGNED
    assert queries.load_receipt(signature).identified_by is way
    chain = queries.load_chain(mandate.declaration)
    report = verify_chain(chain, services.trusted_keys())
    assert (report.is_sound, report.signatures) == (True, 1)


@both
def test_who_entered_a_page_cannot_confirm_it_and_nobody_twice():
    mandate = make_mandate(make_declaration())
    page = _enter(mandate)
    with acting_as("user:1"), pytest.raises(SameOfficerError):
        byhand.decide_page(mandate, page.id, applies=True)
    assert _count(Signature) == 0
    db.session.commit()
    with acting_as("user:2"):
        byhand.decide_page(mandate, page.id, applies=True)
        db.session.commit()
        with pytest.raises(PageMissingError):
            byhand.decide_page(mandate, page.id, applies=True)
    assert _count(Signature) == 1


@both
def test_a_page_that_is_dropped_or_replaced_signs_nothing():
    mandate = make_mandate(make_declaration())
    first = _enter(mandate)
    second = _enter(mandate)
    with acting_as("user:2"):
        with pytest.raises(PageMissingError):
            byhand.decide_page(mandate, first.id, applies=True)
        assert byhand.decide_page(mandate, second.id, applies=False) is None
        with pytest.raises(PageMissingError):
            byhand.decide_page(mandate, second.id, applies=True)
    assert _count(Signature) == 0


@both
def test_whoever_signed_meanwhile_on_a_screen_is_not_signed_for_again():
    mandate = make_mandate(make_declaration())
    page = _enter(mandate)
    make_signature(mandate)
    db.session.commit()
    with acting_as("user:2"), pytest.raises(AlreadySignedError):
        byhand.decide_page(mandate, page.id, applies=True)
    db.session.rollback()
    assert _count(Signature) == 1


def test_a_page_must_say_who_signed_and_be_a_page():
    mandate = make_mandate(make_declaration())
    other = SignedDetails(way=Identification.LETTER, statement=replace(ON_PAPER, typed_name="Who"))
    with pytest.raises(NameDiffersError):
        byhand.enter_page(mandate, other, recognise(pdf(), "a.pdf"))
    unsure = replace(other, statement=replace(ON_PAPER, is_authorised=False))
    with pytest.raises(NotAuthorisedStatementError):
        byhand.enter_page(mandate, unsure, recognise(pdf(), "a.pdf"))
    good = SignedDetails(way=Identification.LETTER, statement=ON_PAPER)
    with pytest.raises(NoPageError):
        byhand.enter_page(mandate, good, recognise(office(), "a.docx"))
    assert _count(SignedPage) == 0


def test_a_mandate_attests_the_letters_that_show_it():
    mandate = make_mandate(make_declaration())
    record = db.session.scalars(
        select(EvidenceRecord).where(EvidenceRecord.kind == RecordKind.MANDATE)
    ).one()
    assert json.loads(record.content)["facts"]["letters"] == [hashlib.sha256(pdf()).hexdigest()]
    chain = queries.load_chain(mandate.declaration)
    assert verify_chain(chain, services.trusted_keys()).is_sound


# ---------------------------------------------------------------- pages


def test_two_officers_record_a_page(app, client):
    edition = make_edition(slug="dwc-2030")
    mandate = make_mandate(make_declaration(edition), make_city(key="vienna"))
    for browser in (client, other := app.test_client()):
        sign_in(browser, make_user(role=Role.DECLARATION_OFFICER, edition_id=edition.id))
    base = f"/manage/dwc-2030/declarations/trial-declaration/mandates/{mandate.id}"
    assert client.page(base).select(f"a[href='{base}/page']")
    sent = {"typed_name": "Hong Gildong", "is_authorised": "y", "language": "en"}
    none = client.submit(f"{base}/page", sent)
    assert "Choose a file" in client.read(none).text_of("#file-error")
    wrong = {**sent, "file": (io.BytesIO(office()), "letter.docx")}
    refused = client.submit(f"{base}/page", wrong)
    assert "PDF or a picture" in client.read(refused).text_of("#file-error")
    data = {**sent, "file": (io.BytesIO(pdf()), "signed.pdf")}
    assert client.submit(f"{base}/page", data).location == base
    own = client.page(base)
    assert "another officer has to confirm it" in own.text_of("main")
    page = other.page(base)
    (address,) = [
        str(f["action"]) for f in page.select("form") if str(f["action"]).endswith("apply")
    ]
    file = other.get(address.removesuffix("/apply"))
    assert file.data == pdf()
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in file.headers["Content-Security-Policy"]
    done = other.send(page, base, {}, form=f"form[action='{address}']")
    assert done.location == base
    assert "Signed by this page" in other.page(base).text_of("main")
    assert db.session.scalars(select(Signature)).one().record.content.count("wet-ink") == 1


@both
def test_scans_that_no_record_names_go_by_date_and_the_others_stay(moments):
    declaration = make_declaration()
    signed, dropped, waiting, by_code = (make_mandate(declaration) for _ in range(4))
    replaced = _enter(signed)
    kept = [_enter(signed)]
    with acting_as("user:2"):
        byhand.decide_page(signed, kept[0].id, applies=True)
        byhand.decide_page(dropped, _enter(dropped).id, applies=False)
    kept.append(_enter(waiting))
    forgotten = _enter(by_code)
    make_signature(by_code)
    db.session.commit()
    gone = {replaced.id, forgotten.id}
    ids = {page.id for page in kept}
    days = DEFAULTS[Kind.PAGES][0]
    with moments(clock.now() + timedelta(days=days, hours=-1)):
        purging.purge()
        assert _count(SignedPage) == 5
    with moments(clock.now() + timedelta(days=days, hours=1)):
        purging.purge()
    assert set(db.session.scalars(select(SignedPage.id))) == ids
    assert gone.isdisjoint(ids)
    assert verify_chain(queries.load_chain(declaration), services.trusted_keys()).is_sound
