"""Reads of heads."""

import base64
import json
from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from forum.core.db import db
from forum.declaration.heads.models import ChainHead
from forum.declaration.models import Declaration, EvidenceRecord
from forum.editions.models import Edition
from forum.editions.types import EditionState

HEADS_FORMAT = "forum-heads/1"


def list_gone_on(day: date) -> Sequence[EvidenceRecord]:
    """Return the last record of each public chain that has gone on since its head was noted.

    A chain whose head of this day is noted waits until the next day.
    """
    last = (
        select(EvidenceRecord.declaration_id, func.max(EvidenceRecord.sequence).label("last"))
        .group_by(EvidenceRecord.declaration_id)
        .subquery()
    )
    noted = (
        select(
            ChainHead.declaration_id,
            func.max(ChainHead.sequence).label("noted"),
            func.max(ChainHead.day).label("day"),
        )
        .group_by(ChainHead.declaration_id)
        .subquery()
    )
    return db.session.scalars(
        select(EvidenceRecord)
        .join(
            last,
            (last.c.declaration_id == EvidenceRecord.declaration_id)
            & (last.c.last == EvidenceRecord.sequence),
        )
        .join(Declaration, Declaration.id == EvidenceRecord.declaration_id)
        .join(Edition, Edition.id == Declaration.edition_id)
        .outerjoin(noted, noted.c.declaration_id == EvidenceRecord.declaration_id)
        .where(
            Edition.state != EditionState.DRAFT,
            func.coalesce(noted.c.noted, 0) < EvidenceRecord.sequence,
            noted.c.day.is_(None) | (noted.c.day < day),
        )
        .order_by(EvidenceRecord.declaration_id)
    ).all()


def list_unstamped() -> list[tuple[int, str]]:
    """Return the heads that have no timestamp yet, with their hashes."""
    rows = db.session.execute(
        select(ChainHead.id, ChainHead.sha256)
        .where(ChainHead.timestamp.is_(None))
        .order_by(ChainHead.id)
    )
    return [(head_id, sha256) for head_id, sha256 in rows]


def load_heads(declaration: Declaration) -> bytes:
    """Return `heads.json`: what left the house each day, with the timestamps."""
    heads = db.session.scalars(
        select(ChainHead).where(ChainHead.declaration_id == declaration.id).order_by(ChainHead.day)
    )
    value = {
        "format": HEADS_FORMAT,
        "edition": declaration.edition.slug,
        "declaration": declaration.key,
        "heads": [
            {
                "day": head.day.isoformat(),
                "sequence": head.sequence,
                "sha256": head.sha256,
                "timestamp": base64.b64encode(head.timestamp).decode() if head.timestamp else None,
            }
            for head in heads
        ],
    }
    return json.dumps(value, ensure_ascii=False, indent=1).encode()
