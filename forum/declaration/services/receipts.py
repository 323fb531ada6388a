"""The mail with a signature's receipt, which the worker writes."""

from collections.abc import Sequence
from typing import cast

from sqlalchemy import update

from forum.core import clock
from forum.core.db import db
from forum.declaration import emails, exports, queries
from forum.declaration.documents import services as documents
from forum.declaration.documents.queries import find_receipt
from forum.declaration.models import (
    Signature,
)
from forum.declaration.services.signing import open_receipt


class ReceiptMail:
    """The mail with a signature's receipt, written by the worker after the commit."""

    def waiting(self) -> Sequence[int]:
        """Return the signatures whose receipt was not mailed yet."""
        return queries.list_unreceipted_ids()

    def make(self, subject: int) -> object:
        """Return the receipt's sealed PDF, or nothing where it is kept already."""
        if find_receipt(db.session.get_one(Signature, subject)) is not None:
            return None
        receipt = queries.load_receipt(db.session.get_one(Signature, subject))
        db.session.rollback()  # typst runs while no transaction is open
        return documents.seal_receipt(exports.receipt_pdf(receipt), receipt)

    def write(self, subject: int, made: object) -> None:
        """Queue the mail, unless another worker was faster."""
        claimed = db.session.execute(
            update(Signature)
            .where(Signature.id == subject, Signature.receipt_queued_at.is_(None))
            .values(receipt_queued_at=clock.now())
            .returning(Signature.id)
        ).first()
        if claimed is None:
            return
        signature = db.session.get_one(Signature, subject)
        secret = open_receipt(signature.mandate_id)
        receipt = queries.load_receipt(signature)
        pdf = find_receipt(signature) if made is None else None
        if pdf is None:
            pdf = documents.keep_receipt(signature, cast("documents.Sealed", made))
        emails.send_receipt(signature.mandate, receipt, secret, pdf)
