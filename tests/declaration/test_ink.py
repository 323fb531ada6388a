"""Ink: what is kept of it, what is refused, and who gets to see it."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from forum.core.db import db
from forum.declaration import exports, queries, services
from forum.declaration.documents.queries import load_instrument
from forum.declaration.ink.errors import (
    InkTooLittleError,
    InkTooMuchError,
    InkUnreadableError,
)
from forum.declaration.ink.rules import (
    GRID,
    INK_HEIGHT,
    INK_WIDTH,
    MOST_POINTS,
    ink_from,
    ink_paths,
    tidy_ink,
)
from forum.declaration.ink.types import INK
from forum.declaration.models import Mandate, PersonalField
from forum.declaration.verifier import verify_chain
from tests.factories.declaration import (
    STATEMENT,
    last_code,
    last_link,
    make_declaration,
    make_mandate,
    make_signature,
)
from tests.factories.editions import make_city, make_edition

DRAWN = "[[[100,100],[300,180],[420,90]],[[500,120],[640,200]]]"
STATED = {"is_authorised": "y", "agrees_electronically": "y", "typed_name": "Hong Gildong"}

_numbers = st.one_of(
    st.integers(-(10**5), 10**5), st.floats(-1e5, 1e5, allow_nan=False, allow_infinity=False)
)
_strokes = st.lists(st.lists(st.tuples(_numbers, _numbers), max_size=40), max_size=8)


@given(_strokes)
def test_what_is_kept_lies_on_the_field_and_stays_as_it_is(strokes):
    try:
        kept = tidy_ink(json.dumps(strokes))
    except InkTooLittleError:
        return
    found = [point for stroke in json.loads(kept or "[]") for point in stroke]
    assert all(type(number) is int and 0 <= number <= GRID for point in found for number in point)
    assert len(found) <= MOST_POINTS
    assert tidy_ink(kept) == kept
    assert not kept or len(ink_paths(ink_from(kept))) == len(json.loads(kept))


@given(st.text() | st.recursive(st.none() | _numbers | st.text(), st.lists).map(json.dumps))
def test_whatever_is_sent_is_kept_or_refused_by_its_own_sentence(written):
    try:
        kept = tidy_ink(written)
    except (InkUnreadableError, InkTooLittleError):
        return
    assert kept == "" or ink_from(kept)


@given(st.integers(1, 500), st.integers(1, 90_000))
def test_strokes_that_are_too_many_points_keep_their_ends(strokes, points):
    each = max(points // strokes, 3)
    sent = [
        [[(17 * n * (s + 1)) % 1000, (29 * n) % 1000] for n in range(each)] for s in range(strokes)
    ]
    kept = json.loads(tidy_ink(json.dumps(sent)))
    assert sum(map(len, kept)) <= MOST_POINTS
    assert [stroke[-1] for stroke in kept] == [stroke[-1] for stroke in sent]


@pytest.mark.parametrize("written", ["[[[5,5]]]", "[[[5,5],[5,5],[6,6]]]", "[[[1,1]],[[2,2]]]"])
def test_a_dot_is_refused(written):
    with pytest.raises(InkTooLittleError):
        tidy_ink(written)


def test_fifty_thousand_points_are_thinned_and_many_more_refused():
    many = [[[n % 700, (n * 7) % 150] for n in range(50_000)]]
    kept = json.loads(tidy_ink(json.dumps(many)))
    assert len(kept[0]) <= MOST_POINTS
    with pytest.raises(InkTooMuchError):
        tidy_ink(json.dumps(many * 3))
    with pytest.raises(InkTooMuchError):
        tidy_ink("[" + "[[1,1],[9,9]]," * 501 + "[[1,1],[9,9]]]")
    with pytest.raises(InkTooMuchError):
        tidy_ink(" " * 2_000_000 + "[]")


def test_a_number_beyond_all_numbers_is_no_point():
    with pytest.raises(InkUnreadableError):
        tidy_ink(f"[[[{10**400}, 1], [1, 1]]]")


@given(st.integers(1, 40), st.integers(1, 40))
def test_the_picture_is_the_same_whatever_the_size_of_the_screen(factor, other):
    drawn = [[(100, 100), (300, 180), (420, 90)]]
    pictures = {
        tuple(ink_paths(tuple(tuple((x * k, y * k) for x, y in s) for s in drawn)))
        for k in (factor, other)
    }
    assert len(pictures) == 1


def test_a_picture_keeps_within_its_frame():
    path = ink_paths(ink_from("[[[0, 0], [1000, 1000]], [[0, 1000], [1000, 0]]]"))[0]
    numbers = [float(n) for n in path.replace("M", " ").replace("L", " ").split()]
    assert all(0 <= number <= max(INK_WIDTH, INK_HEIGHT) for number in numbers)


# ---------------------------------------------------------------- in the record


def _ink_of(record_id: int) -> PersonalField | None:
    return db.session.scalar(
        select(PersonalField).where(PersonalField.record_id == record_id, PersonalField.name == INK)
    )


@pytest.mark.both_databases
@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("is_public", [True, False])
def test_the_record_commits_to_ink_which_only_consent_makes_public(is_public):
    statement = replace(STATEMENT, ink=DRAWN, publishes_ink=is_public, publishes_name=False)
    signature = make_signature(make_mandate(make_declaration()), statement)
    field = _ink_of(signature.record_id)
    assert field is not None
    assert (field.value, field.is_public) == (DRAWN, is_public)
    record = json.loads(signature.record.content)
    assert INK in record["commitments"]
    declaration = signature.mandate.declaration
    chain = queries.load_chain(declaration)
    assert verify_chain(chain, services.trusted_keys()).is_sound
    disclosed = json.loads(chain)["disclosures"].get(str(signature.record.sequence), {})
    assert disclosed.keys() == ({INK} if is_public else set())
    instrument = load_instrument(declaration)
    assert instrument is not None
    assert bool(instrument.signatures[0].strokes) is is_public
    assert exports.receipt_data(queries.load_receipt(signature))["ink"], "it is theirs"


@pytest.mark.usefixtures("app")
def test_a_changed_stroke_is_found_by_the_verifier():
    statement = replace(STATEMENT, ink=DRAWN, publishes_ink=True)
    signature = make_signature(make_mandate(make_declaration()), statement)
    chain = json.loads(queries.load_chain(signature.mandate.declaration))
    chain["disclosures"][str(signature.record.sequence)][INK]["value"] = DRAWN.replace("640", "641")
    report = verify_chain(json.dumps(chain).encode(), services.trusted_keys())
    assert report.fault is not None
    assert (report.fault.code, report.fault.field) == ("changed-disclosure", INK)


@pytest.mark.usefixtures("app")
def test_who_draws_nothing_has_no_such_value():
    signature = make_signature(make_mandate(make_declaration()), STATEMENT)
    assert _ink_of(signature.record_id) is None
    receipt = queries.load_receipt(signature)
    assert exports.receipt_data(receipt)["ink"] == ""


@pytest.mark.usefixtures("app")
def test_a_receipt_with_ink_is_set():
    signature = make_signature(make_mandate(make_declaration()), replace(STATEMENT, ink=DRAWN))
    receipt = queries.load_receipt(signature)
    with_ink = exports.receipt_pdf(receipt)
    assert with_ink.startswith(b"%PDF")
    assert exports.receipt_pdf(replace(receipt, strokes=())) != with_ink


# ---------------------------------------------------------------- on the page


def _opened(client) -> Mandate:
    mandate = make_mandate(make_declaration(make_edition(slug="dwc-2030")), make_city())
    services.invite(mandate)
    db.session.commit()
    client.submit(last_link(mandate.email), {})
    return mandate


@pytest.mark.usefixtures("app")
def test_ink_is_reviewed_kept_on_the_way_back_and_signed(client):
    mandate = _opened(client)
    client.submit("/en/my/sign/statement", {**STATED, "ink": DRAWN, "publishes_ink": "y"})
    page = client.page("/en/my/sign/confirm")
    assert len(page.select(".ink-drawn path")) == 2
    assert "on the instrument" in page.text_of("main")
    back = client.page("/en/my/sign/statement")
    assert back.one("input[name=ink]")["value"] == DRAWN
    assert back.one("[data-ink-pad]").has_attr("hidden"), "nothing to draw on without JavaScript"
    client.submit("/en/my/sign/confirm", {"code": last_code(mandate.email)}, form="form.task-form")
    assert len(client.page("/en/my/signature").select(".ink-drawn path")) == 2


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("[[[5,5]]]", "no more than a dot"),
        ("scribble", "could not be read"),
        (json.dumps([[[n % 900, n % 700] for n in range(120_000)]]), "too large"),
    ],
)
def test_what_is_no_ink_is_refused_at_its_place(client, sent, said):
    _opened(client)
    response = client.submit("/en/my/sign/statement", {**STATED, "ink": sent})
    assert response.status_code == 422
    page = client.read(response)
    assert said in page.text_of("#ink-error")
    assert page.one("input[name=ink]")["value"] == ""
    assert page.one("#typed_name")["value"] == "Hong Gildong"


@pytest.mark.usefixtures("app")
def test_fifty_thousand_points_are_taken_from_the_page(client):
    _opened(client)
    many = json.dumps([[[n % 900, n % 700] for n in range(50_000)]])
    response = client.submit("/en/my/sign/statement", {**STATED, "ink": many})
    assert response.status_code == 303
