"""Reading, verifying and signing, as visitors and delegates do."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from forum.core import outbox
from forum.core.db import db, set_reading
from forum.core.localized import LocalizedText
from forum.core.mail import OutgoingMail
from forum.declaration import queries, services
from forum.declaration.models import Declaration, Mandate, Signature
from forum.declaration.types import VIEW, ArticleText, SigningStatement, SummaryData
from forum.declaration.verifier import verify_chain
from tests.conftest import count_queries
from tests.factories.declaration import (
    last_code,
    last_link,
    make_declaration,
    make_mandate,
    make_signature,
)
from tests.factories.editions import make_city, make_edition

pytestmark = pytest.mark.usefixtures("app")

SUMMARY = SummaryData(
    key="seoul-declaration",
    title=LocalizedText("서울선언", "The Seoul Declaration"),
    articles=(ArticleText(1, LocalizedText("하나", "One")),),
)
STATEMENTS = {"is_authorised": "y", "agrees_electronically": "y", "typed_name": "Hong Gildong"}


def _signed(*, publishes_name: bool = True) -> Signature:
    city = make_city(key="vienna", name=LocalizedText("빈", "Vienna"), country="AT")
    mandate = make_mandate(make_declaration(make_edition(slug="dwc-2030")), city)
    services.invite(mandate)
    statement = SigningStatement(
        typed_name="Hong Gildong",
        is_authorised=True,
        agrees_electronically=True,
        publishes_name=publishes_name,
        language="en",
    )
    signature = make_signature(mandate, statement)
    db.session.commit()
    return signature


def _invited() -> Mandate:
    city = make_city(key="vienna", name=LocalizedText("빈", "Vienna"), country="AT")
    mandate = make_mandate(make_declaration(make_edition(slug="dwc-2030")), city)
    services.invite(mandate)
    db.session.commit()
    return mandate


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_public_page_shows_both_languages_the_wall_and_the_hash(client, language):
    signature = _signed()
    page = client.page(f"/{language}/dwc-2030/declarations/trial-declaration")
    text = page.text_of("main")
    for words in ("첫째 조", "The first article", "Vienna", "빈", "1/ 1"):
        assert words in text
    assert queries.as_public(signature.mandate.declaration).sha256 in text
    assert len(page.select(".sig.is-signed")) == 1


def test_a_name_is_on_the_wall_only_if_its_owner_chose_so(client):
    _signed(publishes_name=False)
    page = client.page("/en/dwc-2030/declarations/trial-declaration")
    assert "Gildong" not in page.text_of("main")


def test_a_summary_says_that_it_is_one_and_has_neither_hash_nor_wall(client):
    edition = make_edition(slug="dwc-2017")
    services.enter_summary(edition, SUMMARY)
    db.session.commit()
    page = client.page("/ko/dwc-2017/declarations/seoul-declaration")
    assert "요지" in page.text_of("main")
    assert not page.select(".hash, .wall, .verify")


def test_a_draft_is_not_public(client):
    make_declaration(make_edition(slug="dwc-2030"), is_frozen=False)
    db.session.commit()
    client.page("/en/dwc-2030/declarations/trial-declaration", status=404)
    page = client.page("/en/dwc-2030/declarations")
    assert "No declaration yet" in page.text_of("main")


def test_one_declaration_is_shown_at_once(client):
    _signed()
    response = client.get("/en/dwc-2030/declarations")
    assert response.location == "/en/dwc-2030/declarations/trial-declaration"


def test_the_wall_changes_with_a_signature_and_is_served_warm_by_one_statement(client):
    signature = _signed()
    url = "/en/dwc-2030/declarations/trial-declaration"
    etag = client.get(url).headers["ETag"]
    with count_queries() as statements:
        assert client.get(url, headers={"If-None-Match": etag}).status_code == 304
    assert len(statements) == 1
    set_reading(value=False)  # the request before only read
    other = make_mandate(signature.mandate.declaration)
    services.invite(other)
    db.session.commit()
    assert client.get(url, headers={"If-None-Match": etag}).status_code == 200


def test_anyone_can_verify_with_what_the_site_gives(client, tmp_path: Path):
    signature = _signed()
    base = "/dwc-2030/declarations/trial-declaration"
    chain = client.get(f"{base}/chain.json")
    assert chain.mimetype == "application/json"
    assert chain.headers["ETag"]
    (tmp_path / "chain.json").write_bytes(chain.data)
    (tmp_path / "verifier.py").write_bytes(client.get(f"{base}/verifier.py").data)
    done = subprocess.run(  # noqa: S603  our own file
        [sys.executable, "-I", "verifier.py", "chain.json", "--head", signature.record.sha256],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=tmp_path,
        env={"PYTHONIOENCODING": "utf-8", "LC_ALL": "C.UTF-8"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    text = client.get(f"{base}/text-1.txt")
    assert hashlib.sha256(text.data).hexdigest() == json.loads(chain.data)["texts"][0]["sha256"]
    client.page(f"{base}/text-2.txt", status=404)


def test_a_number_is_looked_up(client):
    number = _signed().record.number
    base = "/en/dwc-2030/declarations/trial-declaration/verify"
    assert "Genuine: Vienna has signed" in client.page(f"{base}?number={number}").text_of("main")
    page = client.page(f"{base}?number=DWC30-D1-0999", status=404)
    assert "No record has this number" in page.text_of("#number-error")
    assert page.one("#number")["value"] == "DWC30-D1-0999"
    assert "빈" in client.page(f"/ko/verify/{number}").text_of("main")
    client.page("/ko/verify/NOBODY-1", status=404)


def _open_link(client, mandate: Mandate) -> str:
    path = last_link(mandate.email)
    response = client.submit(path, {})
    assert response.status_code == 303
    return str(response.location)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_delegate_signs_by_the_link_in_the_mail(client, language):
    mandate = _invited()
    mandate.language = language
    services.invite(mandate)
    db.session.commit()
    read = _open_link(client, mandate)
    assert read == f"/{language}/my/sign"
    page = client.page(read)
    assert "첫째 조" in page.text_of("main")
    assert "첫째 조" not in client.page(f"{read}?text=en").text_of("main")
    sent = client.submit(f"{read}/statement", {**STATEMENTS, "publishes_name": "y"})
    assert sent.location == f"{read}/confirm"
    wrong = client.submit(f"{read}/confirm", {"code": "12345"}, form="form.task-form")
    assert wrong.status_code == 422
    code = last_code(mandate.email)
    signed = client.submit(f"{read}/confirm", {"code": code}, form="form.task-form")
    assert signed.location == f"/{language}/my/signature"
    done = client.page(signed.location)
    signature = db.session.scalars(select(Signature)).one()
    assert signature.record.number in done.text_of("main")
    assert client.get(f"{read}/confirm").location == signed.location, "going back leads on"
    with client.application.app_context():
        assert verify_chain(
            queries.load_chain(db.session.scalars(select(Declaration)).one()),
            services.trusted_keys(),
        ).is_sound


def test_a_used_link_is_said_to_be_used_in_another_browser(app, client):
    mandate = _invited()
    path = last_link(mandate.email)
    _open_link(client, mandate)
    client.submit("/en/my/sign/statement", STATEMENTS)
    client.submit("/en/my/sign/confirm", {"code": last_code(mandate.email)}, form=".task-form")
    other = app.test_client()
    page = other.page(path, status=410)
    assert "used already" in page.text_of("main")


def test_an_incomplete_statement_names_its_fields_and_keeps_what_was_typed(client):
    mandate = _invited()
    _open_link(client, mandate)
    response = client.submit("/en/my/sign/statement", {"typed_name": "Somebody Else"})
    assert response.status_code == 422
    page = client.read(response)
    assert "State that you are authorised" in page.text_of("#is_authorised-error")
    assert page.one("#typed_name")["value"] == "Somebody Else"
    response = client.submit("/en/my/sign/statement", {**STATEMENTS, "typed_name": "Another One"})
    assert "Type your name as your mandate has it" in client.read(response).text_of(
        "#typed_name-error"
    )


def test_five_wrong_codes_are_answered_and_then_refused_even_if_right(client):
    mandate = _invited()
    _open_link(client, mandate)
    client.submit("/en/my/sign/statement", STATEMENTS)
    right = last_code(mandate.email)
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(5):
        response = client.submit("/en/my/sign/confirm", {"code": wrong}, form=".task-form")
        assert "not the code we sent" in client.read(response).text_of("#code-error")
    response = client.submit("/en/my/sign/confirm", {"code": right}, form=".task-form")
    assert response.status_code == 422
    assert "tried too often" in client.read(response).text_of("#code-error")
    assert db.session.scalar(select(func.count()).select_from(Signature)) == 0


def test_a_delegate_declines(client):
    mandate = _invited()
    _open_link(client, mandate)
    empty = client.submit("/en/my/sign/decline", {"reason": " "})
    assert "reason" in client.read(empty).text_of("#reason-error")
    client.submit("/en/my/sign/decline", {"reason": "The council has not met."})
    page = client.page("/en/my/sign/decline/confirm")
    assert "The council has not met." in page.text_of("main")
    response = client.send(
        page,
        "/en/my/sign/decline/confirm",
        {"code": last_code(mandate.email)},
        form=".task-form",
    )
    assert "declines to sign" in client.page(response.location).text_of("main")
    assert client.get("/en/my/signature/receipt.pdf").status_code == 404


def _new_version(mandate: Mandate) -> None:
    services.begin_version(mandate.declaration)
    services.freeze(mandate.declaration)


@pytest.mark.parametrize("act", [services.withdraw_mandate, _new_version])
def test_what_ends_while_the_page_is_open_is_said_and_signs_nothing(client, act):
    mandate = _invited()
    _open_link(client, mandate)
    client.submit("/en/my/sign/statement", STATEMENTS)
    seen = client.page("/en/my/sign/confirm")
    code = {"code": last_code(mandate.email)}
    act(mandate)
    db.session.commit()
    refused = client.send(seen, "/en/my/sign/confirm", code, form=".task-form")
    assert refused.status_code == 410
    said = client.read(refused).text_of("h1")
    assert "newest link" in said, "a new version has come with a mail of its own"
    assert "ask the organisers" in said, "who was withdrawn has no newer one"
    assert db.session.query(Signature).count() == 0


def test_a_code_confirms_what_stood_on_the_page_alone(client):
    mandate = _invited()
    _open_link(client, mandate)
    client.submit("/en/my/sign/statement", STATEMENTS)
    seen = client.page("/en/my/sign/confirm")
    client.submit("/en/my/sign/statement", {**STATEMENTS, "publishes_name": "y"})
    code = {"code": last_code(mandate.email)}
    refused = client.send(seen, "/en/my/sign/confirm", code, form=".task-form")
    assert refused.status_code == 422
    page = client.read(refused)
    assert "Something else was stated meanwhile" in page.text_of("#errors")
    assert "shown" in page.text_of(".task dl")
    assert db.session.scalar(select(func.count()).select_from(Signature)) == 0
    signed = client.send(page, "/en/my/sign/confirm", code, form=".task-form")
    assert signed.location == "/en/my/signature", "the code was not spent"


def test_a_code_declines_for_the_reason_on_the_page_alone(client):
    mandate = _invited()
    _open_link(client, mandate)
    client.submit("/en/my/sign/decline", {"reason": "The council has not met."})
    seen = client.page("/en/my/sign/decline/confirm")
    client.submit("/en/my/sign/decline", {"reason": "The council has said no."})
    code = {"code": last_code(mandate.email)}
    refused = client.send(seen, "/en/my/sign/decline/confirm", code, form=".task-form")
    assert "The council has said no." in client.read(refused).text_of("main")
    assert refused.status_code == 422
    signed = client.send(
        client.read(refused), "/en/my/sign/decline/confirm", code, form=".task-form"
    )
    assert signed.status_code == 303


def test_a_new_code_ends_the_earlier_one(client):
    mandate = _invited()
    _open_link(client, mandate)
    client.submit("/en/my/sign/statement", STATEMENTS)
    first = last_code(mandate.email)
    sent = client.submit("/en/my/sign/confirm", {}, form="form[action='/en/my/sign/code']")
    assert sent.status_code == 303
    second = last_code(mandate.email)
    if first != second:
        response = client.submit("/en/my/sign/confirm", {"code": first}, form=".task-form")
        assert response.status_code == 422
    response = client.submit("/en/my/sign/confirm", {"code": second}, form=".task-form")
    assert response.status_code == 303


def test_nothing_is_signed_before_the_statement(client):
    _open_link(client, _invited())
    assert client.get("/en/my/sign/confirm").location == "/en/my/sign/statement"
    assert client.get("/en/my/sign/decline/confirm").location == "/en/my/sign/decline"


def test_who_opened_no_link_is_told_so(client):
    for path in ("/en/my/sign", "/en/my/sign/statement", "/en/my/signature"):
        client.page(path, status=403)


def test_the_receipt_comes_by_mail_and_from_the_page_with_the_same_bytes(client):
    signature = _signed()
    number = signature.record.number
    mandate = signature.mandate
    recipient = mandate.email
    outbox.send_due()
    receipts = select(OutgoingMail).where(OutgoingMail.cause == "declaration.receipt")
    mail = db.session.scalars(receipts).one()
    assert mail.recipient == recipient
    assert mail.attachments[0].filename == f"{number}.pdf"
    mailed = mail.attachments[0].data
    assert mailed.startswith(b"%PDF")
    path = last_link(recipient, VIEW)
    assert client.submit(path, {}).location == "/en/my/signature"
    response = client.get("/en/my/signature/receipt.pdf")
    assert response.mimetype == "application/pdf"
    assert response.data == mailed
    outbox.send_due()
    assert len(db.session.scalars(receipts).all()) == 1


@pytest.mark.parametrize("count", [2, 3])
def test_the_public_list_runs_the_same_queries_at_any_length(client, count):
    edition = make_edition(slug="dwc-2030")
    for number in range(count):
        make_declaration(edition, key=f"trial-{number}")
    db.session.commit()
    with count_queries() as statements:
        page = client.page("/en/dwc-2030/declarations")
    assert len(page.select("main li h2")) == count
    assert len(statements) == 6, "\n".join(statements)
