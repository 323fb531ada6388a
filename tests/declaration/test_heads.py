"""The heads of the chains leave the house once a day, and are stamped when an authority answers."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import cms
from flask import Flask
from pydantic import ValidationError
from sqlalchemy import select

from forum.core import clock
from forum.core.db import db
from forum.core.mail import OutgoingMail
from forum.core.queue import do_in_parts
from forum.core.settings import Settings, current_settings
from forum.declaration import queries, services
from forum.declaration.documents import pades
from forum.declaration.heads.queries import load_heads
from forum.declaration.heads.services import send_heads
from forum.declaration.models import Declaration
from forum.declaration.types import Correction
from forum.editions.types import EditionState
from tests.factories.authority import Authority, open_authority
from tests.factories.declaration import make_declaration
from tests.factories.editions import make_edition

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("app")]

NOON = datetime(2030, 5, 20, 3, tzinfo=UTC)
TO = ("archive@example.org", "notary@example.org")


def _set(app: Flask, monkeypatch: pytest.MonkeyPatch, **values: object) -> None:
    settings = current_settings().model_copy(update=values)
    monkeypatch.setitem(app.extensions, "settings", settings)


def _heads(declaration: Declaration) -> list[dict[str, object]]:
    heads: list[dict[str, object]] = json.loads(load_heads(declaration))["heads"]
    return heads


def _mails() -> list[OutgoingMail]:
    return list(
        db.session.scalars(
            select(OutgoingMail)
            .where(OutgoingMail.cause == "declaration.head")
            .order_by(OutgoingMail.id)
        )
    )


def _go_on(declaration: Declaration, words: str) -> None:
    correction = Correction(concerns=1, place="title", language="en", reads="A", should_read=words)
    services.correct(declaration, correction)
    db.session.commit()


def test_a_head_is_noted_and_mailed_once_a_day(app: Flask, monkeypatch: pytest.MonkeyPatch):
    _set(app, monkeypatch, head_mail_to=TO)
    declaration = make_declaration()
    make_declaration(key="draft", is_frozen=False)
    make_declaration(make_edition(state=EditionState.DRAFT), key="hidden")
    db.session.commit()
    with clock.stopped_at(NOON):
        assert do_in_parts(send_heads()) == 1
        assert do_in_parts(send_heads()) == 0
        _go_on(declaration, "B")
        assert do_in_parts(send_heads()) == 0, "the next day is soon enough"
    first, _second = _mails()
    assert {mail.recipient for mail in _mails()} == set(TO)
    assert queries.find_record(declaration, 1).sha256 in first.text
    with clock.stopped_at(NOON + timedelta(days=1)):
        assert do_in_parts(send_heads()) == 1
    with clock.stopped_at(NOON + timedelta(days=2)):
        assert do_in_parts(send_heads()) == 0, "the chain has not gone on"
    heads = _heads(declaration)
    assert [(head["day"], head["sequence"]) for head in heads] == [
        ("2030-05-20", 1),
        ("2030-05-21", 2),
    ]
    assert heads[1]["sha256"] == queries.load_chain_end(declaration).sha256
    assert heads[1]["timestamp"] is None
    assert len(_mails()) == 4


def test_a_head_is_stamped_as_soon_as_the_authority_answers(
    app: Flask, monkeypatch: pytest.MonkeyPatch
):
    declaration = make_declaration()
    db.session.commit()
    _set(app, monkeypatch, tsa_url="http://127.0.0.1:9/tsr")
    with clock.stopped_at(NOON):
        assert do_in_parts(send_heads()) == 1
        assert _heads(declaration)[0]["timestamp"] is None
        with open_authority() as authority:
            _set(app, monkeypatch, tsa_url=authority.address)
            assert do_in_parts(send_heads()) == 1
            assert do_in_parts(send_heads()) == 0
    _is_stamp_of(
        str(_heads(declaration)[0]["timestamp"]), queries.load_chain_end(declaration).sha256
    )


def _is_stamp_of(written: str, sha256: str) -> None:
    stamped = cms.ContentInfo.load(base64.b64decode(written))
    info = stamped["content"]["encap_content_info"]["content"].parsed
    assert info["message_imprint"]["hashed_message"].native.hex() == sha256


def test_a_stamp_is_over_the_hash_that_was_given():
    authority: Authority
    with open_authority() as authority:
        made = pades.stamp(bytes(32), authority.address)
    _is_stamp_of(base64.b64encode(made).decode(), "00" * 32)


def test_an_address_that_cannot_be_written_to_is_refused_at_start():
    assert Settings(head_mail_to="a@example.org, b@example.org").head_mail_to == (
        "a@example.org",
        "b@example.org",
    )
    with pytest.raises(ValidationError, match="mail addresses"):
        Settings(head_mail_to="nobody")
