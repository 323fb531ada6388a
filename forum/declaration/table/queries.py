"""Reads of signing at the table."""

from collections.abc import Sequence

from sqlalchemy import select

from forum.core.db import db
from forum.declaration.models import Mandate
from forum.declaration.table.errors import TableClosedError
from forum.declaration.table.models import TableSitting


def get_sitting(sitting_id: int) -> TableSitting:
    """Return what a device at the table was opened for.

    Raises:
        TableClosedError: there is no such sitting.
    """
    sitting = db.session.get(TableSitting, sitting_id)
    if sitting is None:
        raise TableClosedError
    return sitting


def list_open(mandate: Mandate) -> Sequence[TableSitting]:
    """Return the devices on which this mandate can be signed, unless their time is over."""
    return db.session.scalars(
        select(TableSitting).where(
            TableSitting.mandate_id == mandate.id, TableSitting.closed_at.is_(None)
        )
    ).all()
