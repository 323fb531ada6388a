"""The declarations that `forum demo` loads."""

import pytest
from sqlalchemy import select

from forum.core.db import db
from forum.core.mail import OutgoingMail
from forum.declaration import queries
from forum.declaration.documents.queries import load_instrument
from forum.declaration.services import trusted_keys
from forum.declaration.types import DeclarationState, MandateState
from forum.declaration.verifier import verify_chain
from forum.demo.services import load_demo
from forum.editions.queries import get_edition

pytestmark = pytest.mark.usefixtures("app")


def test_the_declarations_that_a_newcomer_finds(client):
    """Loading takes seconds, so what is looked at stands in one test."""
    for _ in range(2):
        list(load_demo())
    db.session.commit()
    the_summary_of_2017_is_neither_frozen_nor_signed(client)
    the_trial_edition_has_a_draft()
    the_trial_edition_has_mandates_in_their_states()
    every_signatory_is_marked_as_made_up(client)


def the_summary_of_2017_is_neither_frozen_nor_signed(client):
    summary = queries.get_declaration(get_edition("dwc-2017"), "seoul-declaration")
    shown = queries.as_public(summary)
    assert shown.is_summary
    assert len(shown.text.articles) == 8
    assert str(shown.adopted_on) == "2017-09-06"
    for language, word in (("ko", "요지"), ("en", "Summary")):
        page = client.page(f"/{language}/dwc-2017/declarations/seoul-declaration")
        assert len(page.select(".articles > li")) == 8
        assert word in page.texts_of(".band-head .tag")
        assert not page.select(".decl-count, .wall, .hash, .verify, .worldmap")
    base = "/dwc-2017/declarations/seoul-declaration"
    assert client.get(f"{base}/text-1.txt").status_code == 404
    assert client.get(f"{base}/instrument.pdf").status_code == 404
    assert client.get(f"{base}/chain.json").get_json()["records"] == []
    assert client.get(f"/en{base}/ceremony").status_code == 404


def the_trial_edition_has_a_draft():
    draft = queries.get_declaration(get_edition("dwc-trial"), "trial-declaration")
    assert draft.state is DeclarationState.DRAFT
    assert len(queries.latest_version(draft).articles) == 8


def the_trial_edition_has_mandates_in_their_states():
    declaration = queries.get_declaration(get_edition("dwc-trial"), "signed-on-trial")
    assert declaration.state is DeclarationState.FROZEN
    mandates = queries.list_mandates(declaration)
    assert {mandate.state for mandate in mandates} >= {
        MandateState.PENDING,
        MandateState.APPROVED,
        MandateState.READY,
        MandateState.SIGNED,
        MandateState.WITHDRAWN,
    }
    assert all("made up" in one.name.en and "지어낸" in one.name.ko for one in mandates)
    assert verify_chain(queries.load_chain(declaration), trusted_keys()).is_sound
    assert db.session.scalars(select(OutgoingMail)).all() == []
    assert queries.list_unreceipted_ids() == []


def every_signatory_is_marked_as_made_up(client):
    for language, mark in (("ko", "(지어낸 인물)"), ("en", "(made up)")):
        page = client.page(f"/{language}/dwc-trial/declarations/signed-on-trial")
        signatories = page.texts_of(".sig-who")
        assert len(signatories) == 6
        assert all(mark in one for one in signatories)
        assert page.select(".critical")
    made = load_instrument(queries.get_declaration(get_edition("dwc-trial"), "signed-on-trial"))
    assert made is not None
    assert made.is_trial
    assert all("made up" in one.name.en for one in made.signatures)
