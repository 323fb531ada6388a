"""Signing at the table: one device, one mandate, one signature; the officer is signed out of it."""

import json
import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.core import clock
from forum.core.db import db
from forum.core.errors import Refusal
from forum.core.links import CapabilityLink, LinkUsedError, find_link
from forum.core.mail import OutgoingMail
from forum.core.permissions import Role
from forum.declaration import queries, services
from forum.declaration.errors import (
    AlreadySignedError,
    MandateMissingError,
    StatementChangedError,
    StatementMissingError,
)
from forum.declaration.models import EvidenceRecord, Mandate, PersonalField, Signature
from forum.declaration.rules import mark_of
from forum.declaration.table import services as tables
from forum.declaration.table.errors import TableClosedError
from forum.declaration.table.models import TableSitting
from forum.declaration.table.types import TABLE, TABLE_LASTS, Shown
from forum.declaration.types import MandateState, RecordKind
from forum.declaration.verifier import verify_chain
from tests.factories.accounts import make_user, sign_in
from tests.factories.declaration import (
    STATEMENT,
    last_code,
    make_declaration,
    make_mandate,
)
from tests.factories.editions import make_city, make_edition

pytestmark = pytest.mark.usefixtures("app")
both = pytest.mark.both_databases

STATED = {"is_authorised": "y", "agrees_electronically": "y", "typed_name": "Hong Gildong"}
DRAWN = "[[[100,100],[300,180],[420,90]]]"


def _open(mandate: Mandate) -> tuple[TableSitting, CapabilityLink]:
    secret = tables.open_table(mandate, Shown.PASSPORT, "Kim Officer (trial)")
    link = find_link(TABLE, secret)
    return db.session.get_one(TableSitting, link.subject_id), link


def _stated(mandate: Mandate) -> tuple[TableSitting, CapabilityLink]:
    sitting, link = _open(mandate)
    tables.state(sitting, STATEMENT)
    db.session.commit()
    return sitting, link


def _count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


# ---------------------------------------------------------------- services


@both
def test_a_signature_at_the_table_says_so_and_who_looked_at_what():
    sitting, link = _stated(make_mandate(make_declaration()))
    signature = tables.sign_at_table(sitting, mark_of(sitting.statement), link)
    facts = json.loads(signature.record.content)["facts"]
    assert facts["identified_by"] == "in-person"
    personal = dict(
        db.session.execute(
            select(PersonalField.name, PersonalField.value).where(
                PersonalField.record_id == signature.record_id
            )
        ).all()
    )
    assert personal["entered_by"] == "Kim Officer (trial)"
    assert personal["identity_shown"] == "passport"
    public = db.session.scalars(
        select(PersonalField.name).where(PersonalField.is_public, PersonalField.value.is_not(None))
    )
    assert not {"entered_by", "identity_shown", "email"} & set(public)
    assert queries.load_receipt(signature).identified_by == "in-person"
    declaration = signature.mandate.declaration
    assert verify_chain(queries.load_chain(declaration), services.trusted_keys()).is_sound
    assert sitting.statement == {}, "what was stated lies in the record alone"
    codes = select(OutgoingMail).where(OutgoingMail.cause == "declaration.code")
    assert not db.session.scalars(codes).all(), "no code is mailed"


@both
def test_a_device_signs_once():
    sitting, link = _stated(make_mandate(make_declaration()))
    mark = mark_of(sitting.statement)
    tables.sign_at_table(sitting, mark, link)
    db.session.commit()
    with pytest.raises(LinkUsedError):
        tables.sign_at_table(sitting, mark, link)
    assert _count(Signature) == 1


@both
def test_opening_the_table_anew_closes_the_device_before():
    mandate = make_mandate(make_declaration())
    first, first_link = _stated(mandate)
    second, second_link = _stated(mandate)
    with pytest.raises(TableClosedError):
        tables.sign_at_table(first, mark_of(STATEMENT.to_mapping()), first_link)
    assert first.statement == {}
    tables.sign_at_table(second, mark_of(second.statement), second_link)
    assert _count(Signature) == 1


@both
def test_what_is_signed_is_what_stood_on_the_page():
    sitting, link = _stated(make_mandate(make_declaration()))
    seen = mark_of(sitting.statement)
    sitting.statement = {**sitting.statement, "publishes_name": False}
    db.session.commit()
    with pytest.raises(StatementChangedError):
        tables.sign_at_table(sitting, seen, link)
    sitting.statement = {}
    db.session.commit()
    with pytest.raises(StatementMissingError):
        tables.sign_at_table(sitting, seen, link)
    assert _count(Signature) == 0


@both
def test_a_mandate_that_is_withdrawn_while_the_device_is_out_is_not_signed():
    mandate = make_mandate(make_declaration())
    sitting, link = _stated(mandate)
    services.withdraw_mandate(mandate)
    db.session.commit()
    with pytest.raises(MandateMissingError):
        tables.sign_at_table(sitting, mark_of(sitting.statement), link)
    assert _count(Signature) == 0
    with pytest.raises(MandateMissingError):
        tables.open_table(mandate, Shown.PASSPORT, "Kim")


@both
def test_the_telephone_and_the_table_at_once_are_one_signature(app: Flask):
    mandate = make_mandate(make_declaration())
    services.prepare_signature(mandate, STATEMENT)
    sitting, link = _stated(mandate)
    code, mark = last_code(mandate.email), mark_of(sitting.statement)
    ids = mandate.id, sitting.id, link.id
    db.session.remove()
    start, done, refused = threading.Barrier(2), [], []

    def act(by_table: bool) -> None:
        with app.app_context(), clock.stopped_at(clock.now()):
            start.wait()
            try:
                if by_table:
                    tables.sign_at_table(
                        db.session.get_one(TableSitting, ids[1]),
                        mark,
                        db.session.get_one(CapabilityLink, ids[2]),
                    )
                else:
                    services.sign(db.session.get_one(Mandate, ids[0]), code)
                db.session.commit()
                done.append(by_table)
            except Refusal as refusal:
                db.session.rollback()
                refused.append(refusal)
            db.session.remove()

    threads = [threading.Thread(target=act, args=(way,)) for way in (True, False)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(done) == 1, refused
    assert isinstance(refused[0], AlreadySignedError)
    kinds = db.session.scalars(select(EvidenceRecord.kind)).all()
    assert kinds.count(RecordKind.SIGNATURE) == _count(Signature) == 1


# ---------------------------------------------------------------- pages


@pytest.fixture
def officer(client) -> str:
    """An officer, signed in, and the address of the page that hands the device over."""
    edition = make_edition(slug="dwc-2030")
    city = make_city(key="vienna")
    mandate = make_mandate(make_declaration(edition), city)
    sign_in(client, make_user(role=Role.DECLARATION_OFFICER, edition_id=edition.id))
    db.session.commit()
    return f"/manage/dwc-2030/declarations/trial-declaration/mandates/{mandate.id}/table"


def _hand_over(client, address: str) -> str:
    response = client.submit(address, {"shown": "passport", "is_the_person": "y"})
    assert response.status_code == 303
    return str(response.location)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_officer_is_signed_out_and_the_device_signs_and_locks(client, officer, language):
    read = _hand_over(client, officer).replace("/en/", f"/{language}/")
    assert "/manage/sign-in" in client.get(officer).location, "the session is over on this device"
    page = client.page(read)
    assert "첫째 조" in page.text_of("main")
    links = {str(a["href"]) for a in page.select("a[href]")}
    assert all(href.startswith(("#", "/ko/table", "/en/table")) for href in links), links
    assert "첫째 조" not in client.page(f"{read}?text=en").text_of("main")
    assert client.get(f"{read}/confirm").location == f"{read}/statement"
    sent = client.submit(f"{read}/statement", {**STATED, "ink": DRAWN})
    assert sent.location == f"{read}/confirm"
    page = client.page(f"{read}/confirm")
    assert len(page.select(".ink-drawn path")) == 1
    signed = client.send(page, f"{read}/confirm", {})
    assert signed.location == f"{read}/done"
    thanks = client.page(signed.location).text_of("main")
    assert "Gildong" not in thanks
    signature = db.session.scalars(select(Signature)).one()
    assert signature.mandate.state is MandateState.SIGNED
    assert signature.language == language
    for path in (read, f"{read}/statement", f"{read}/confirm"):
        client.page(path, status=403)  # going back shows nothing of who signed
    assert client.send(page, f"{read}/confirm", {}).status_code == 403
    assert _count(Signature) == 1


def test_pressing_twice_thanks_twice(client, officer):
    read = _hand_over(client, officer)
    client.submit(f"{read}/statement", STATED)
    page = client.page(f"{read}/confirm")
    held = client.get_cookie("forum_link_declaration_table")
    client.send(page, f"{read}/confirm", {})
    client.set_cookie("forum_link_declaration_table", held.value)
    again = client.send(page, f"{read}/confirm", {})
    assert (again.status_code, again.location) == (303, f"{read}/done")
    assert _count(Signature) == 1


def test_a_page_that_was_left_open_signs_nothing_else(client, officer):
    read = _hand_over(client, officer)
    client.submit(f"{read}/statement", STATED)
    page = client.page(f"{read}/confirm")
    client.submit(f"{read}/statement", {**STATED, "publishes_name": "y"})
    response = client.send(page, f"{read}/confirm", {})
    assert response.status_code == 409
    assert "Something else was stated" in client.read(response).text_of("#errors")
    assert client.send(client.read(response), f"{read}/confirm", {}).status_code == 303


def test_a_wrong_name_and_a_dot_are_refused_at_their_place(client, officer):
    read = _hand_over(client, officer)
    wrong = client.submit(f"{read}/statement", {**STATED, "typed_name": "Somebody Else"})
    assert "as your mandate has it" in client.read(wrong).text_of("#typed_name-error")
    dot = client.submit(f"{read}/statement", {**STATED, "ink": "[[[1,1]]]"})
    assert "no more than a dot" in client.read(dot).text_of("#ink-error")


def test_after_half_an_hour_nothing_can_be_signed(client, officer, moments):
    read = _hand_over(client, officer)
    client.submit(f"{read}/statement", STATED)
    page = client.page(f"{read}/confirm")
    with moments(clock.now() + TABLE_LASTS):
        response = client.send(page, f"{read}/confirm", {})
        assert response.status_code == 410
        assert "give the device back" in client.read(response).text_of("main")
    assert _count(Signature) == 0


def test_each_page_knows_when_it_leaves_the_screen(client, officer, moments):
    read = _hand_over(client, officer)
    with moments(clock.now() + TABLE_LASTS - timedelta(seconds=70)):
        client.submit(f"{read}/statement", STATED)
        for path in (read, f"{read}/statement", f"{read}/confirm"):
            page = client.page(path)
            left = int(str(page.one("[data-lasts]")["data-lasts"]))
            assert 0 < left <= 70
            assert page.one("noscript meta")["content"] == f"{left}; url={read}"


def test_a_mandate_withdrawn_meanwhile_is_said_on_the_device(client, officer):
    read = _hand_over(client, officer)
    services.withdraw_mandate(db.session.scalars(select(Mandate)).one())
    db.session.commit()
    page = client.page(read, status=403)
    assert "no approved mandate" in page.text_of("main")


def test_handing_over_needs_a_look_at_the_person(client, officer):
    response = client.submit(officer, {})
    assert response.status_code == 422
    page = client.read(response)
    assert "Say what was shown" in page.text_of("#errors")
    assert _count(TableSitting) == 0
    client.page("/en/table", status=403)


def test_the_mandate_offers_the_table(client, officer):
    page = client.page(officer.removesuffix("/table"))
    assert page.select(f"a[href='{officer}']")
