"""Reads about places that are passed on."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from forum.core import clock
from forum.core.db import db
from forum.registration.models import Registration
from forum.registration.questions.models import AnswerFile
from forum.registration.transfers.errors import TransferOverError
from forum.registration.transfers.models import Transfer
from forum.registration.transfers.types import TransferState


def find_open_transfer(registration: Registration) -> Transfer | None:
    """Return to whom somebody's place is offered at present, if it is."""
    found = db.session.scalar(
        select(Transfer).where(
            Transfer.registration_id == registration.id, Transfer.state == TransferState.ASKED
        )
    )
    return found if found is not None and found.expires_at > clock.now() else None


def last_transfer(registration: Registration) -> Transfer | None:
    """Return the last offer of somebody's place, whatever became of it."""
    return db.session.scalar(
        select(Transfer)
        .where(Transfer.registration_id == registration.id)
        .order_by(Transfer.id.desc())
        .limit(1)
    )


def get_transfer(transfer_id: int) -> Transfer:
    """Return an offer that can still be taken.

    Raises:
        TransferOverError
    """
    found = db.session.get(Transfer, transfer_id)
    if found is None or found.state is not TransferState.ASKED:
        raise TransferOverError
    if found.expires_at <= clock.now() or not found.registration.is_confirmed:
        raise TransferOverError
    return found


def list_overdue_transfers(at: datetime) -> Sequence[Transfer]:
    """Return the offers that nobody has answered in time."""
    return db.session.scalars(
        select(Transfer)
        .where(Transfer.state == TransferState.ASKED, Transfer.expires_at <= at)
        .order_by(Transfer.id)
    ).all()


def list_transfer_files(transfer: Transfer, keys: Collection[str]) -> Sequence[AnswerFile]:
    """Return those of some files that whoever takes the place over has sent."""
    return db.session.scalars(
        select(AnswerFile).where(
            AnswerFile.key.in_(keys), AnswerFile.draft_id == (transfer.draft_id or 0)
        )
    ).all()
