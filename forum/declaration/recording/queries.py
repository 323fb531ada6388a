"""Reads what errata are about."""

from sqlalchemy import select

from forum.core.db import db
from forum.declaration.models import Declaration, EvidenceRecord
from forum.declaration.types import RecordKind


def find_freezing(declaration: Declaration) -> EvidenceRecord | None:
    """Return the record of the newest text that was frozen, if there is one."""
    return db.session.scalar(
        select(EvidenceRecord)
        .where(
            EvidenceRecord.declaration_id == declaration.id,
            EvidenceRecord.kind == RecordKind.FREEZE,
        )
        .order_by(EvidenceRecord.sequence.desc())
        .limit(1)
    )
