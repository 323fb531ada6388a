"""Killed at each step of signing: never half a signature, never two, and the receipt comes."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum import create_app
from forum.core import outbox
from forum.core.db import db, set_reading
from forum.core.mail import OutgoingMail
from forum.core.settings import Settings
from forum.declaration import queries, services
from forum.declaration.errors import AlreadySignedError
from forum.declaration.models import Declaration, EvidenceRecord, Mandate, Signature
from forum.declaration.types import MandateState, RecordKind
from forum.declaration.verifier import verify_chain
from tests.declaration.dying import STEPS, UNDONE
from tests.factories.declaration import STATEMENT, last_code, make_declaration, make_mandate

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Flask]:
    """An installation of its own, which another process can sign in."""
    app = create_app(Settings(_env_file=None, data_dir=tmp_path), testing=True)
    with app.app_context():
        set_reading(value=False)
        db.create_all()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.mark.usefixtures("house")
def test_killed_in_the_middle_it_is_one_signature(tmp_path):
    kill_at("the values", tmp_path)


@pytest.mark.long
@pytest.mark.usefixtures("house")
def test_killed_at_any_step_it_is_one_signature(tmp_path):
    for step in STEPS:
        kill_at(step, tmp_path)


def kill_at(step: str, folder: Path) -> None:
    """Prepare a signature, let a process sign it that dies, and go on after the restart."""
    mandate = make_mandate(make_declaration(key=f"d{STEPS.index(step)}"))
    declaration_id, mandate_id, address = mandate.declaration_id, mandate.id, mandate.email
    services.prepare_signature(mandate, STATEMENT)
    code = last_code(address)
    db.session.commit()
    db.session.remove()

    words = [str(folder), step, str(mandate_id), code]
    died = subprocess.run(  # noqa: S603  our own file
        [sys.executable, "-m", "tests.declaration.dying", *words],
        cwd=ROOT,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()[-2000:]

    mandate = db.session.get_one(Mandate, mandate_id)
    if step in UNDONE:
        assert (signed(mandate), mandate.state) == ((0, 0), MandateState.APPROVED), step
        services.sign(mandate, code)  # the same code: nothing of it was spent
        db.session.commit()
    else:
        with pytest.raises(AlreadySignedError):
            services.sign(mandate, code)
        db.session.rollback()
    mandate = db.session.get_one(Mandate, mandate_id)
    assert (signed(mandate), mandate.state) == ((1, 1), MandateState.SIGNED), step

    outbox.send_due()  # whoever starts again makes the receipt that is missing
    outbox.send_due()
    receipts = select(func.count()).where(
        OutgoingMail.cause == "declaration.receipt", OutgoingMail.recipient == address
    )
    assert db.session.scalar(receipts) == 1, step
    chain = queries.load_chain(db.session.get_one(Declaration, declaration_id))
    report = verify_chain(chain, services.trusted_keys())
    assert (report.is_sound, report.signatures) == (True, 1), step


def signed(mandate: Mandate) -> tuple[int, int]:
    """Return how many signatures and records of signatures a mandate has."""
    signatures = select(func.count()).where(Signature.mandate_id == mandate.id)
    records = select(func.count()).where(
        EvidenceRecord.mandate_id == mandate.id, EvidenceRecord.kind == RecordKind.SIGNATURE
    )
    return db.session.scalar(signatures) or 0, db.session.scalar(records) or 0
