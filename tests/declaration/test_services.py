"""A text is frozen, a city is mandated, signs once, and every refusal changes nothing."""

import json
import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DatabaseError

from forum.core import clock, codes
from forum.core.codes import CodeExpiredError, WrongCodeError
from forum.core.db import db
from forum.core.errors import Refusal
from forum.core.journal import TooManyAttemptsError
from forum.core.links import LinkRevokedError, LinkUsedError, find_link
from forum.core.localized import LocalizedText
from forum.core.mail import OutgoingMail
from forum.declaration import queries, services
from forum.declaration.errors import (
    AlreadySignedError,
    DeclarationFrozenError,
    DeclarationKeyTakenError,
    DeclarationNotFrozenError,
    DeclinedError,
    ForbiddenCharacterError,
    MandateExistsError,
    MandateMissingError,
    MandateNotPendingError,
    NameDiffersError,
    NotAgreedStatementError,
    NotAuthorisedStatementError,
    ReasonMissingError,
    ReceiptNotFoundError,
    StatementMissingError,
    SummaryNotSignableError,
    TextChangedError,
    TextIncompleteError,
)
from forum.declaration.models import (
    Article,
    Declaration,
    EvidenceRecord,
    FrozenText,
    Mandate,
    PersonalField,
    Signature,
)
from forum.declaration.rules import canonical_text, text_sha256
from forum.declaration.types import (
    DECLINE,
    MANDATE,
    SIGN,
    VIEW,
    ArticleText,
    DeclarationState,
    DraftText,
    MandateState,
    SigningStatement,
    SummaryData,
)
from forum.declaration.verifier import verify_chain
from tests.factories.declaration import (
    DRAFT,
    STATEMENT,
    last_code,
    make_declaration,
    make_mandate,
    make_signature,
)
from tests.factories.editions import make_city, make_edition

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("app")]


def _count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def _is_sound(declaration: Declaration) -> bool:
    return verify_chain(queries.load_chain(declaration), services.trusted_keys()).is_sound


def _changed(statement: SigningStatement, **changes: object) -> SigningStatement:
    return SigningStatement.from_mapping({**statement.to_mapping(), **changes})


def test_freezing_fixes_the_bytes_and_seals_their_hash():
    declaration = make_declaration(is_frozen=False)
    record = services.freeze(declaration)
    frozen = db.session.scalars(select(FrozenText)).one()
    version = queries.latest_version(declaration)
    assert frozen.text.encode() == canonical_text(version.as_text())
    assert frozen.sha256 == text_sha256(version.as_text())
    assert json.loads(record.content)["facts"]["text_sha256"] == frozen.sha256
    assert declaration.state is DeclarationState.FROZEN
    assert _is_sound(declaration)


def test_freezing_raises_the_public_version_of_the_edition():
    edition = make_edition()
    before = edition.public_version
    make_declaration(edition)
    assert edition.public_version > before


def test_a_text_that_lacks_a_language_is_not_frozen():
    text_so_far = DraftText(title=LocalizedText("선언"), articles=(LocalizedText(en="One"),))
    declaration = make_declaration(text=text_so_far, is_frozen=False)
    with pytest.raises(TextIncompleteError) as refusal:
        services.freeze(declaration)
    assert refusal.value.values["places"] == "title (en), article 1 (ko)"
    assert _count(EvidenceRecord) == 0
    empty = make_declaration(key="empty", text=DraftText(title=DRAFT.title), is_frozen=False)
    with pytest.raises(TextIncompleteError):
        services.freeze(empty)


def test_a_frozen_version_can_neither_be_revised_nor_frozen_again():
    declaration = make_declaration()
    with pytest.raises(DeclarationFrozenError):
        services.revise(declaration, DRAFT)
    with pytest.raises(DeclarationFrozenError):
        services.freeze(declaration)


def test_a_draft_is_revised_and_articles_are_numbered_anew():
    declaration = make_declaration(is_frozen=False)
    words = [LocalizedText(f"조 {n}", f"Article {n}") for n in range(3)]
    services.revise(declaration, DraftText(title=DRAFT.title, articles=tuple(words)))
    services.revise(declaration, DraftText(title=DRAFT.title, articles=tuple(words[1:])))
    db.session.flush()
    version = queries.latest_version(declaration)
    assert version.as_text().articles == (ArticleText(1, words[1]), ArticleText(2, words[2]))
    assert _count(Article) == 2


def test_text_with_characters_that_nobody_sees_is_refused():
    with pytest.raises(ForbiddenCharacterError) as refusal:
        make_declaration(text=DraftText(title=LocalizedText("선언\u202e", "Declaration")))
    assert refusal.value.values["codes"] == "U+202E"


def test_a_key_is_taken_once_in_an_edition():
    edition = make_edition()
    make_declaration(edition)
    with pytest.raises(DeclarationKeyTakenError):
        make_declaration(edition)


def test_a_summary_is_shown_but_never_frozen_nor_signed():
    edition = make_edition()
    data = SummaryData(
        key="seoul-declaration",
        title=LocalizedText("선언 요지", "Summary"),
        articles=(ArticleText(1, LocalizedText("하나", "One")),),
    )
    summary = services.enter_summary(edition, data)
    assert services.enter_summary(edition, data).id == summary.id
    assert _count(Declaration) == _count(Article) == 1
    for act in (services.freeze, services.begin_version, make_mandate):
        with pytest.raises(SummaryNotSignableError):
            act(summary)
    assert queries.as_public(summary).sha256 == ""


def test_the_whole_way_from_mandate_to_receipt():
    declaration = make_declaration()
    mandate = make_mandate(declaration)
    secret = services.invite(mandate)
    link = find_link(SIGN, secret)
    services.prepare_signature(mandate, STATEMENT)
    db.session.commit()
    signature = services.sign(mandate, last_code(mandate.email), link)
    db.session.commit()
    assert mandate.state is MandateState.SIGNED
    assert signature.record.number.endswith("-D1-0003")
    chain = json.loads(queries.load_chain(declaration))
    assert [entry["record"]["kind"] for entry in chain["records"]] == [
        "freeze",
        "mandate",
        "signature",
    ]
    facts = chain["records"][2]["record"]["facts"]
    assert facts["mandate"]["sequence"] == 2
    assert facts["stated"] == ["authority", "electronic"]
    assert chain["disclosures"]["3"]["typed_name"]["value"] == "hong gil-dong"
    assert "email" not in chain["disclosures"]["3"]
    assert chain["disclosures"]["2"]["name_en"]["value"] == "Hong Gildong (trial)"
    assert _is_sound(declaration)
    with pytest.raises(LinkUsedError):
        find_link(SIGN, secret)
    wall = queries.load_wall(declaration)
    assert (wall.signed, wall.total) == (1, 1)
    assert wall.regions[0].cities[0].signatory.en == "Hong Gildong (trial)"


def test_a_record_holds_no_personal_value_in_the_clear():
    declaration = make_declaration()
    mandate = make_mandate(declaration)
    make_signature(mandate, _changed(STATEMENT, publishes_name=False))
    db.session.commit()
    published = queries.load_chain(declaration).decode()
    for value in ("Gildong", "gil-dong", "홍길동", "Trial mayor", mandate.email, "@example"):
        assert value not in published
    assert json.loads(published)["disclosures"] == {}
    assert queries.load_wall(declaration).regions[0].cities[0].signatory == LocalizedText()


def test_erasing_personal_values_leaves_the_chain_sound():
    declaration = make_declaration()
    make_signature(make_mandate(declaration))
    db.session.execute(update(PersonalField).values(salt=None, value=None))
    db.session.commit()
    report = verify_chain(queries.load_chain(declaration), services.trusted_keys())
    assert report.is_sound
    assert report.undisclosed > 0


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"is_authorised": False}, NotAuthorisedStatementError),
        ({"agrees_electronically": False}, NotAgreedStatementError),
        ({"typed_name": "Hong Kildong"}, NameDiffersError),
        ({"typed_name": ""}, NameDiffersError),
    ],
)
def test_an_incomplete_statement_sends_no_code(changes: dict[str, object], refusal: type[Refusal]):
    mandate = make_mandate(make_declaration())
    with pytest.raises(refusal):
        services.prepare_signature(mandate, _changed(STATEMENT, **changes))
    assert _count(OutgoingMail) == 0


def test_nobody_signs_what_is_not_frozen():
    mandate = make_mandate(make_declaration(is_frozen=False))
    for act in (services.invite, services.check_can_sign):
        with pytest.raises(DeclarationNotFrozenError):
            act(mandate)
    assert _count(OutgoingMail) == 0


def test_nobody_signs_without_an_approved_mandate():
    declaration = make_declaration()
    pending = make_mandate(declaration, is_approved=False)
    with pytest.raises(MandateMissingError):
        services.invite(pending)
    withdrawn = make_mandate(declaration)
    secret = services.invite(withdrawn)
    services.prepare_signature(withdrawn, STATEMENT)
    db.session.commit()
    services.withdraw_mandate(withdrawn)
    db.session.commit()
    with pytest.raises(MandateMissingError):
        services.sign(withdrawn, last_code(withdrawn.email))
    with pytest.raises(LinkRevokedError):
        find_link(SIGN, secret)
    assert _count(Signature) == 0


def test_a_mandate_is_approved_once():
    mandate = make_mandate(make_declaration())
    with pytest.raises(MandateNotPendingError):
        services.approve_mandate(mandate)


def test_a_city_has_one_standing_mandate():
    declaration, city = make_declaration(), make_city()
    first = make_mandate(declaration, city)
    with pytest.raises(MandateExistsError):
        make_mandate(declaration, city)
    services.withdraw_mandate(first)
    assert make_mandate(declaration, city).state is MandateState.APPROVED


def test_five_wrong_codes_close_the_way_for_ten_minutes():
    mandate = make_mandate(make_declaration())
    services.prepare_signature(mandate, STATEMENT)
    db.session.commit()
    right = last_code(mandate.email)
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(5):
        with pytest.raises(WrongCodeError):
            services.sign(mandate, wrong)
        db.session.rollback()
    with pytest.raises(TooManyAttemptsError):
        services.sign(mandate, right)
    db.session.rollback()
    assert _count(Signature) == 0
    with clock.stopped_at(clock.now() + timedelta(minutes=11)):
        with pytest.raises(CodeExpiredError):
            services.sign(mandate, right)
        db.session.rollback()
        services.send_code(mandate)
        db.session.commit()
        services.sign(mandate, last_code(mandate.email))
        db.session.commit()
    assert _count(Signature) == 1


def test_a_code_without_a_statement_signs_nothing():
    mandate = make_mandate(make_declaration())
    for purpose, act in ((SIGN, services.sign), (DECLINE, services.decline)):
        code = codes.issue_code(purpose, MANDATE, mandate.id)
        db.session.commit()
        with pytest.raises(StatementMissingError):
            act(mandate, code)
        db.session.rollback()


def test_a_city_signs_once():
    mandate = make_mandate(make_declaration())
    make_signature(mandate)
    db.session.commit()
    for act in (services.check_can_sign, services.invite, services.withdraw_mandate):
        with pytest.raises(AlreadySignedError):
            act(mandate)
    with pytest.raises(AlreadySignedError):
        services.prepare_signature(mandate, STATEMENT)


def test_declining_is_a_record_whose_reason_is_sealed_but_not_published():
    declaration = make_declaration()
    mandate = make_mandate(declaration)
    with pytest.raises(ReasonMissingError):
        services.prepare_decline(mandate, "  \n ")
    services.prepare_decline(mandate, "The council has not met yet.")
    db.session.commit()
    record = services.decline(mandate, last_code(mandate.email))
    db.session.commit()
    assert mandate.state is MandateState.DECLINED
    assert "council" not in queries.load_chain(declaration).decode()
    assert _is_sound(declaration)
    assert queries.look_up(record.number, services.trusted_keys()).is_sound
    assert queries.load_wall(declaration).total == 0
    with pytest.raises(DeclinedError):
        services.check_can_sign(mandate)


def test_a_new_version_is_signed_anew():
    declaration = make_declaration()
    mandate = make_mandate(declaration)
    with pytest.raises(DeclarationNotFrozenError):
        services.begin_version(make_declaration(key="other", is_frozen=False))
    make_signature(mandate)
    db.session.commit()
    services.begin_version(declaration)
    assert queries.as_public(declaration).text.number == 1, "the frozen one stays until then"
    services.revise(
        declaration, DraftText(title=DRAFT.title, articles=(LocalizedText("새 조", "New"),))
    )
    services.freeze(declaration)
    db.session.commit()
    assert mandate.state is MandateState.SUPERSEDED
    wall = queries.load_wall(declaration)
    assert (wall.signed, wall.total) == (0, 1)
    assert wall.regions[0].cities[0].earlier == 1, "the earlier signature is still told of"
    make_signature(mandate)
    db.session.commit()
    assert _count(Signature) == 2
    assert _is_sound(declaration)


def test_who_was_asked_or_has_signed_gets_one_mail_about_a_new_version():
    declaration = make_declaration()
    signed, asked, approved, declined = (make_mandate(declaration) for _ in range(4))
    secret = services.invite(asked)
    services.prepare_signature(asked, STATEMENT)
    number = make_signature(signed).record.number
    services.prepare_decline(declined, "No.")
    db.session.commit()
    services.decline(declined, last_code(declined.email))
    services.begin_version(declaration)
    services.freeze(declaration)
    db.session.commit()
    mails = db.session.scalars(
        select(OutgoingMail).where(OutgoingMail.cause == "declaration.anew")
    ).all()
    assert {mail.recipient for mail in mails} == {signed.email, asked.email}
    assert len(mails) == 2
    told = {mail.recipient: mail.text for mail in mails}
    assert number in told[signed.email]
    assert number not in told[asked.email]
    assert "/declarations/trial-declaration/differences" in told[asked.email]
    assert [one.state for one in (signed, asked, approved, declined)] == [
        MandateState.SUPERSEDED,
        MandateState.READY,
        MandateState.APPROVED,
        MandateState.DECLINED,
    ]
    assert asked.statement == {}, "what was stated was about the version before"
    with pytest.raises(LinkRevokedError):
        find_link(SIGN, secret)


def test_a_text_changed_by_hand_in_the_database_is_not_signed():
    mandate = make_mandate(make_declaration())
    db.session.execute(
        update(Article).where(Article.number == 1).values(text=LocalizedText("딴", "Else"))
    )
    with pytest.raises(TextChangedError):
        services.check_can_sign(mandate)


@pytest.mark.parametrize("table", ["evidence_records", "frozen_texts"])
def test_the_database_refuses_to_change_or_delete_evidence(table: str):
    make_declaration()
    db.session.commit()
    column = "sha256"
    for statement in (f"UPDATE {table} SET {column} = 'x'", f"DELETE FROM {table}"):  # noqa: S608
        with pytest.raises(DatabaseError, match="append-only"):
            db.session.execute(text(statement))
        db.session.rollback()
    for act in (delete(EvidenceRecord), update(EvidenceRecord).values(seal="x")):
        with pytest.raises(DatabaseError, match="append-only"):
            db.session.execute(act)
        db.session.rollback()
    assert _count(EvidenceRecord) == 1


def test_the_receipt_is_mailed_by_the_worker_once():
    mandate = make_mandate(make_declaration())
    signature = make_signature(mandate)
    db.session.commit()
    mail = services.ReceiptMail()
    assert mail.waiting() == [signature.id]
    mail.write(signature.id, (b"%PDF", False))
    mail.write(signature.id, (b"%PDF", False))
    db.session.commit()
    assert mail.waiting() == []
    sent = db.session.scalars(
        select(OutgoingMail).where(OutgoingMail.cause == "declaration.receipt")
    ).one()
    assert sent.attachments[0].filename == f"{signature.record.number}.pdf"
    assert signature.record.sha256 in sent.text
    assert f"/{VIEW}/" in sent.text


def test_a_number_that_no_record_has_is_said_to_be_unknown():
    with pytest.raises(ReceiptNotFoundError):
        queries.look_up("NOBODY-0001", services.trusted_keys())
    mandate = make_mandate(make_declaration())
    make_signature(mandate)
    with pytest.raises(ReceiptNotFoundError):  # a freeze is no receipt
        queries.look_up(f"{mandate.declaration.code}-0001", ())
    number = f"  {mandate.declaration.code.lower()}-0003 "
    assert queries.look_up(number, services.trusted_keys()).is_sound


def _race(app: Flask, mandate_ids: list[int], code_of: dict[int, str]) -> list[str]:
    outcomes: list[str] = []
    start = threading.Barrier(len(mandate_ids))

    def attempt(mandate_id: int) -> None:
        with app.app_context(), clock.stopped_at(clock.now()):
            start.wait()
            try:
                services.sign(db.session.get_one(Mandate, mandate_id), code_of[mandate_id])
                db.session.commit()
                outcomes.append("signed")
            except Refusal as refusal:
                db.session.rollback()
                outcomes.append(refusal.code())

    threads = [threading.Thread(target=attempt, args=(mandate_id,)) for mandate_id in mandate_ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(outcomes)


def test_two_devices_of_one_city_give_one_signature(app: Flask):
    declaration = make_declaration()
    mandate = make_mandate(declaration)
    services.prepare_signature(mandate, STATEMENT)
    db.session.commit()
    code = last_code(mandate.email)
    mandate_id = mandate.id
    db.session.remove()
    outcomes = _race(app, [mandate_id] * 4, {mandate_id: code})
    assert outcomes.count("signed") == 1
    assert set(outcomes) <= {"signed", "code-expired", "already-signed"}
    assert _count(Signature) == 1
    assert _is_sound(db.session.scalars(select(Declaration)).one())


def test_cities_that_sign_at_the_same_moment_are_all_kept_in_one_chain(app: Flask):
    declaration = make_declaration()
    mandates = [make_mandate(declaration) for _ in range(6)]
    for mandate in mandates:
        services.prepare_signature(mandate, STATEMENT)
    db.session.commit()
    code_of = {mandate.id: last_code(mandate.email) for mandate in mandates}
    db.session.remove()
    assert _race(app, list(code_of), code_of) == ["signed"] * 6
    declaration = db.session.scalars(select(Declaration)).one()
    report = verify_chain(queries.load_chain(declaration), services.trusted_keys())
    assert report.is_sound
    assert (report.records, report.signatures) == (13, 6)
