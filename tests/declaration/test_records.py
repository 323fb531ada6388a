"""What comes after a signature is a further record, and the chain with it stays verifiable."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError

from forum.cli import main
from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.core.settings import current_settings
from forum.declaration import queries, services
from forum.declaration.errors import (
    AlreadyAdoptedError,
    CorrectionIncompleteError,
    DeclarationNotFrozenError,
    ForbiddenCharacterError,
    NotSignedError,
    ReasonMissingError,
    RecordNotFoundError,
    ReservationMissingError,
    SealKeyMissingError,
    SummaryNotSignableError,
)
from forum.declaration.models import Declaration, EvidenceRecord, Signature
from forum.declaration.types import (
    ArticleText,
    Correction,
    DeclarationState,
    MandateState,
    RecordKind,
    SummaryData,
)
from forum.declaration.verifier import Fault, Report, verify_chain
from tests.factories.declaration import (
    DRAFT,
    make_declaration,
    make_mandate,
    make_signature,
)
from tests.factories.editions import make_city, make_edition

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("app")]

ADOPTED_ON = date(2030, 5, 20)
SEOUL = LocalizedText("서울", "Seoul")


def _report(declaration: Declaration) -> Report:
    return verify_chain(queries.load_chain(declaration), services.trusted_keys())


def _kinds(declaration: Declaration) -> list[str]:
    chain = json.loads(queries.load_chain(declaration))
    return [entry["record"]["kind"] for entry in chain["records"]]


def _sha256_of(declaration: Declaration, sequence: int) -> str:
    record = queries.find_record(declaration, sequence)
    assert record is not None
    return record.sha256


def _facts(record: EvidenceRecord) -> dict[str, object]:
    facts: dict[str, object] = json.loads(record.content)["facts"]
    return facts


def test_a_reservation_is_public_and_names_its_signature():
    declaration = make_declaration()
    signature = make_signature(make_mandate(declaration))
    for words, refusal in (
        ("  \n", ReservationMissingError),
        ("un\u202eseen", ForbiddenCharacterError),
    ):
        with pytest.raises(refusal):
            services.reserve(signature, words)
    record = services.reserve(signature, " Article 2 only as our law allows.\r\n")
    db.session.commit()
    facts = _facts(record)
    assert facts["text"] == "Article 2 only as our law allows."
    assert facts["signature"] == {"sequence": 3, "sha256": signature.record.sha256}
    assert "as our law allows" in queries.load_chain(declaration).decode()
    report = _report(declaration)
    assert report.is_sound, report.sentences("en")
    assert report.signatures == 1


def test_a_city_withdraws_its_signature_and_can_sign_again_by_a_new_mandate():
    declaration, city = make_declaration(), make_city()
    mandate = make_mandate(declaration, city)
    signature = make_signature(mandate)
    with pytest.raises(ReasonMissingError):
        services.withdraw_signature(signature, " ")
    before = declaration.edition.public_version
    record = services.withdraw_signature(signature, "Letter of the council")
    db.session.commit()
    assert record.kind is RecordKind.WITHDRAWAL
    assert declaration.edition.public_version > before
    assert mandate.state is MandateState.WITHDRAWN
    assert "council" not in queries.load_chain(declaration).decode()
    assert queries.load_wall(declaration).signed == 0
    report = _report(declaration)
    assert (report.is_sound, report.signatures, report.withdrawn) == (True, 0, 1)
    assert "Withdrawn later, and not counted: 1 signatures." in report.sentences("en")
    for act in (services.withdraw_signature, services.reserve):
        with pytest.raises(NotSignedError):
            act(signature, "once more")
    make_signature(make_mandate(declaration, city))
    db.session.commit()
    report = _report(declaration)
    assert (report.is_sound, report.signatures, report.withdrawn) == (True, 1, 1)
    assert queries.load_wall(declaration).signed == 1
    assert queries.look_up(record.number, services.trusted_keys()).is_sound


def test_the_database_keeps_a_city_to_one_valid_signature_of_a_version():
    declaration = make_declaration()
    signature = make_signature(make_mandate(declaration))
    other = make_signature(make_mandate(declaration))
    db.session.commit()
    db.session.add(
        Signature(
            version_id=signature.version_id,
            city_id=signature.city_id,
            mandate_id=signature.mandate_id,
            record_id=other.record_id + 1,
            language="en",
        )
    )
    with pytest.raises(DatabaseError, match=r"(?i)unique"):
        db.session.flush()
    db.session.rollback()


def test_an_erratum_says_where_and_leaves_the_text_as_it_is():
    declaration = make_declaration()
    before = queries.load_frozen_text(declaration, 1)
    right = Correction(
        concerns=1, place="article 2", language="en", reads="The second", should_read="Second"
    )
    record = services.correct(declaration, right)
    db.session.commit()
    assert _facts(record)["concerns"] == {
        "sequence": 1,
        "sha256": _sha256_of(declaration, 1),
    }
    assert queries.load_frozen_text(declaration, 1) == before
    assert _report(declaration).is_sound
    for changes, refusal in (
        ({"concerns": 9}, RecordNotFoundError),
        ({"place": " "}, CorrectionIncompleteError),
        ({"reads": ""}, CorrectionIncompleteError),
        ({"should_read": "The second "}, CorrectionIncompleteError),
        ({"should_read": "Sec\u200bond"}, ForbiddenCharacterError),
    ):
        values = {name: getattr(right, name) for name in Correction.__slots__} | changes
        with pytest.raises(refusal):
            services.correct(declaration, Correction(**values))
    assert _kinds(declaration) == ["freeze", "erratum"]


def test_who_signs_after_the_adoption_accedes():
    declaration = make_declaration()
    make_signature(make_mandate(declaration))
    late = make_mandate(declaration)
    record = services.adopt(declaration, ADOPTED_ON, SEOUL)
    signature = make_signature(late)
    db.session.commit()
    assert _facts(record)["signatures"] == 1
    assert _facts(record)["adopted_on"] == "2030-05-20"
    assert signature.record.kind is RecordKind.ACCESSION
    assert declaration.state is DeclarationState.ADOPTED
    assert queries.as_public(declaration).adopted_in == SEOUL
    report = _report(declaration)
    assert report.is_sound, report.sentences("en")
    assert report.signatures == 2
    assert queries.load_wall(declaration).signed == 2
    assert queries.look_up(signature.record.number, services.trusted_keys()).is_sound
    with pytest.raises(AlreadyAdoptedError):
        services.adopt(declaration, ADOPTED_ON, SEOUL)


def test_a_new_version_is_adopted_anew():
    declaration = make_declaration()
    services.adopt(declaration, ADOPTED_ON, SEOUL)
    services.begin_version(declaration)
    services.freeze(declaration)
    assert declaration.adopted_on is None
    services.adopt(declaration, ADOPTED_ON, SEOUL)
    db.session.commit()
    assert _kinds(declaration) == ["freeze", "adoption", "freeze", "adoption"]
    assert _report(declaration).is_sound


def test_neither_a_draft_nor_a_summary_is_adopted_by_a_record():
    with pytest.raises(DeclarationNotFrozenError):
        services.adopt(make_declaration(is_frozen=False), ADOPTED_ON, SEOUL)
    words = SummaryData(key="s", title=DRAFT.title, articles=(ArticleText(1, DRAFT.title),))
    with pytest.raises(SummaryNotSignableError):
        services.adopt(services.enter_summary(make_edition(), words), ADOPTED_ON, SEOUL)
    assert db.session.scalar(select(func.count()).select_from(EvidenceRecord)) == 0


def test_a_new_key_is_named_by_the_old_one_and_both_verify():
    declaration, other = make_declaration(), make_declaration(key="other")
    make_declaration(key="draft", is_frozen=False)
    old = queries.load_chain_end(declaration).next_key
    name, chains = services.change_key()
    make_signature(make_mandate(declaration))
    db.session.commit()
    assert chains == 2
    assert {old, name} <= set(services.trusted_keys())
    assert {queries.load_chain_end(one).next_key for one in (declaration, other)} == {name}
    assert _kinds(declaration) == ["freeze", "key-change", "mandate", "signature"]
    assert _kinds(other) == ["freeze", "key-change"]
    for trusted in ((), (old,), (name,), (old, name)):
        report = verify_chain(queries.load_chain(declaration), trusted)
        assert report.is_sound, (trusted, report.sentences("en"))
        assert report.keys == tuple(sorted((old, name)))
    fault = verify_chain(queries.load_chain(declaration), ("f" * 64,)).fault
    assert fault is not None
    assert (fault.code, fault.sequence) == (Fault.FOREIGN_KEY, 1)
    assert verify_chain(queries.load_chain(other), (old,)).is_sound
    third, _chains = services.change_key()
    db.session.commit()
    assert third not in {old, name}
    assert _report(declaration).is_sound


def test_keys_that_were_made_for_a_change_that_failed_seal_nothing_of_older_chains():
    declaration = make_declaration()
    db.session.commit()
    services.change_key()
    db.session.rollback()
    services.correct(
        declaration,
        Correction(concerns=1, place="title", language="en", reads="A", should_read="B"),
    )
    db.session.commit()
    assert _kinds(declaration) == ["freeze", "erratum"]
    assert _report(declaration).is_sound


@pytest.fixture
def without_seal_keys() -> Iterator[None]:
    """Take the key files away, as if somebody had deleted them, and put them back afterwards."""
    keys = current_settings().keys_dir
    files = {path: path.read_bytes() for path in keys.glob("declaration-seal*.pem")}
    yield
    for path, content in files.items():
        path.write_bytes(content)


@pytest.mark.usefixtures("without_seal_keys")
def test_without_its_key_a_chain_is_not_continued_by_another():
    declaration = make_declaration()
    db.session.commit()
    keys = current_settings().keys_dir
    for path in keys.glob("declaration-seal*.pem"):
        path.unlink()
    for act in (services.change_key, lambda: services.adopt(declaration, ADOPTED_ON, SEOUL)):
        with pytest.raises(SealKeyMissingError):
            act()
        db.session.rollback()
    assert not list(keys.glob("declaration-seal*.pem"))


def test_the_command_changes_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FORUM_DATA_DIR", str(tmp_path))
    runner = CliRunner()
    assert runner.invoke(main, ["database", "upgrade"]).exit_code == 0
    result = runner.invoke(main, ["declaration", "change-key"])
    assert result.exit_code == 0, result.output
    assert "recorded in 0 chains" in result.output
    assert (tmp_path / "keys" / "declaration-seal.pem").exists()
