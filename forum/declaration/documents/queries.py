"""Reads of sealed papers, and what the instrument says."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from forum.core.db import db
from forum.core.localized import EMPTY, LocalizedText
from forum.declaration.documents.models import SealedDocument
from forum.declaration.documents.rules import check_paper, protocol_order
from forum.declaration.documents.types import (
    DocumentKind,
    Instrument,
    InstrumentSignature,
    LaterEvent,
    PaperFinding,
)
from forum.declaration.ink.rules import ink_from
from forum.declaration.ink.types import INK
from forum.declaration.models import (
    Declaration,
    EvidenceRecord,
    Mandate,
    PersonalField,
    Signature,
)
from forum.declaration.queries import find_frozen_version
from forum.declaration.types import DeclarationState, RecordKind

SHOWN = (
    RecordKind.SIGNATURE,
    RecordKind.ACCESSION,
    RecordKind.RESERVATION,
    RecordKind.WITHDRAWAL,
    RecordKind.ERRATUM,
    RecordKind.ADOPTION,
)
"""The kinds of record that an instrument renders."""


def find_receipt(signature: Signature) -> bytes | None:
    """Return the sealed receipt of a signature, once the worker has made it."""
    return db.session.scalar(
        select(SealedDocument.pdf).where(SealedDocument.signature_id == signature.id)
    )


def find_by_sha256(sha256: str) -> SealedDocument | None:
    """Return which of our papers has this hash."""
    return db.session.scalar(select(SealedDocument).where(SealedDocument.sha256 == sha256))


def look_at(pdf: bytes, trusted: frozenset[str]) -> PaperFinding:
    """Return what a brought PDF is worth, and which of our papers it is."""
    finding = check_paper(pdf, trusted)
    known = find_by_sha256(finding.sha256)
    if known is None:
        return finding
    is_newest = known.kind is DocumentKind.RECEIPT or known.pdf is not None
    return replace(finding, kind=known.kind, number=known.number, is_newest=is_newest)


def list_hashes(declaration: Declaration) -> list[str]:
    """Return the hashes of every paper of a declaration that has left the house."""
    return list(
        db.session.scalars(
            select(SealedDocument.sha256)
            .where(SealedDocument.declaration_id == declaration.id)
            .order_by(SealedDocument.id)
        )
    )


def find_instrument(declaration: Declaration, *, with_pdf: bool = False) -> SealedDocument | None:
    """Return the newest instrument of a declaration, if one was made."""
    found = (
        select(SealedDocument)
        .where(
            SealedDocument.declaration_id == declaration.id,
            SealedDocument.kind == DocumentKind.INSTRUMENT,
            SealedDocument.pdf.is_not(None),
        )
        .order_by(SealedDocument.sequence.desc())
        .limit(1)
    )
    return db.session.scalar(found.options(undefer(SealedDocument.pdf)) if with_pdf else found)


def list_outdated_ids() -> list[int]:
    """Return the declarations whose instrument lacks what happened since. One statement."""
    ends = (
        select(EvidenceRecord.declaration_id, func.max(EvidenceRecord.sequence).label("last"))
        .where(EvidenceRecord.kind.in_(SHOWN))
        .group_by(EvidenceRecord.declaration_id)
        .subquery()
    )
    made = (
        select(SealedDocument.declaration_id, func.max(SealedDocument.sequence).label("shown"))
        .where(SealedDocument.kind == DocumentKind.INSTRUMENT)
        .group_by(SealedDocument.declaration_id)
        .subquery()
    )
    return list(
        db.session.scalars(
            select(ends.c.declaration_id)
            .join(Declaration, Declaration.id == ends.c.declaration_id)
            .outerjoin(made, made.c.declaration_id == ends.c.declaration_id)
            .where(
                Declaration.state != DeclarationState.DRAFT,
                func.coalesce(made.c.shown, 0) < ends.c.last,
            )
            .order_by(ends.c.declaration_id)
        )
    )


def load_instrument(declaration: Declaration) -> Instrument | None:
    """Return what the instrument says now; nothing while no text is frozen."""
    version = find_frozen_version(declaration)
    if version is None or version.frozen is None:
        return None
    records = db.session.scalars(
        select(EvidenceRecord)
        .where(EvidenceRecord.declaration_id == declaration.id)
        .order_by(EvidenceRecord.sequence)
    ).all()
    blocks = _blocks(version.id, records)
    later = _what_came_later(records, version.number)
    edition = declaration.edition
    return Instrument(
        edition=edition.name,
        slug=edition.slug,
        key=declaration.key,
        is_trial=edition.is_trial,
        text=version.as_text(),
        text_sha256=version.frozen.sha256,
        adopted_on=declaration.adopted_on,
        adopted_in=declaration.adopted_in,
        timezone=edition.timezone,
        sequence=records[-1].sequence,
        head=records[-1].sha256,
        made_at=records[-1].made_at,
        signatures=protocol_order((b for b in blocks if not b.is_accession), edition.host),
        accessions=tuple(b for b in blocks if b.is_accession),
        later=tuple(_later(record) for record in later),
    )


def _facts(record: EvidenceRecord) -> Any:  # noqa: ANN401  JSON
    return json.loads(record.content)["facts"]


def _blocks(version_id: int, records: Sequence[EvidenceRecord]) -> list[InstrumentSignature]:
    rows = db.session.execute(
        select(Signature, Mandate)
        .join(Mandate, Mandate.id == Signature.mandate_id)
        .where(Signature.version_id == version_id, Signature.withdrawal_id.is_(None))
        .order_by(Signature.id)
    ).all()
    inks = dict(
        db.session.execute(
            select(PersonalField.record_id, PersonalField.value).where(
                PersonalField.record_id.in_([signature.record_id for signature, _m in rows]),
                PersonalField.name == INK,
                PersonalField.is_public,
            )
        ).all()
    )
    reserved = {
        facts["signature"]["sequence"]: facts
        for record in records
        if record.kind is RecordKind.RESERVATION
        for facts in [_facts(record)]
    }
    return [
        _block(signature, mandate, inks.get(signature.record_id) or "", reserved)
        for signature, mandate in rows
    ]


def _block(
    signature: Signature, mandate: Mandate, ink: str, reserved: Mapping[int, Mapping[str, str]]
) -> InstrumentSignature:
    record = signature.record
    facts = _facts(record)
    shows = signature.publishes_name
    reservation = reserved.get(record.sequence, {})
    return InstrumentSignature(
        city=LocalizedText.from_mapping(facts["city"]["name"]),
        key=facts["city"]["key"],
        name=mandate.name if shows else EMPTY,
        capacity=mandate.capacity if shows else EMPTY,
        strokes=ink_from(ink),
        way=facts["identified_by"],
        is_accession=record.kind is RecordKind.ACCESSION,
        language=signature.language,
        signed_at=record.made_at,
        number=record.number,
        sha256=record.sha256,
        reservation=reservation.get("text", ""),
        reservation_language=reservation.get("language", "en"),
    )


def _what_came_later(records: Sequence[EvidenceRecord], version: int) -> list[EvidenceRecord]:
    """Return withdrawals of this version's signatures, and errata but those of other texts."""
    other_texts = {
        record.sequence
        for record in records
        if record.kind is RecordKind.FREEZE and _facts(record)["version"] != version
    }
    return [
        record
        for record in records
        if (record.kind is RecordKind.WITHDRAWAL and _facts(record)["version"] == version)
        or (
            record.kind is RecordKind.ERRATUM
            and _facts(record)["concerns"]["sequence"] not in other_texts
        )
    ]


def _later(record: EvidenceRecord) -> LaterEvent:
    facts = _facts(record)
    return LaterEvent(
        kind=record.kind.value,
        made_at=record.made_at,
        sha256=record.sha256,
        city=LocalizedText.from_mapping(facts["city"]["name"]) if "city" in facts else EMPTY,
        facts=facts,
    )
