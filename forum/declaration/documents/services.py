"""Papers are sealed and kept: the worker makes them, after the commit of what they render."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, cast

from sqlalchemy import select, update
from sqlalchemy.orm import Session, scoped_session

from forum.core import journal
from forum.core.db import db, take_turn
from forum.declaration.documents import exports, queries
from forum.declaration.documents.models import SealedDocument
from forum.declaration.documents.sealing import seal_certificate, seal_pdf
from forum.declaration.documents.types import DocumentKind, Instrument
from forum.declaration.exports import receipt_pdf
from forum.declaration.models import Declaration, Signature
from forum.declaration.queries import load_receipt
from forum.declaration.types import Receipt
from forum.editions.services import touch_public

Sealed = tuple[bytes, bool]


def seal_receipt(pdf: bytes, receipt: Receipt) -> Sealed:
    """Return a receipt with its seal, and whether it bears a timestamp."""
    return seal_pdf(pdf, f"Receipt {receipt.number}")


def keep_receipt(signature: Signature, made: Sealed) -> bytes:
    """Keep a sealed receipt, so that it can be given again as it was mailed; return its bytes.

    Where one was kept meanwhile, that one counts: a signature has one receipt.
    """
    return _keep(db.session, signature.id, _receipt_row(signature, made))


def hold_receipt(signature: Signature) -> bytes:
    """Return the receipt that is kept; make and keep it where the worker has not come to it.

    Whatever leaves the house is listed, so it is kept in a transaction of its own before it is
    given. Call it in a request that changes nothing else.
    """
    kept = queries.find_receipt(signature)
    if kept is not None:
        return kept
    receipt = load_receipt(signature)
    signature_id = signature.id
    row = _receipt_row(signature, seal_receipt(receipt_pdf(receipt), receipt))
    with journal.transaction() as session:
        return _keep(session, signature_id, row)


def _receipt_row(signature: Signature, made: Sealed) -> SealedDocument:
    pdf, has_timestamp = made
    return SealedDocument(
        declaration_id=signature.record.declaration_id,
        signature_id=signature.id,
        kind=DocumentKind.RECEIPT,
        number=signature.record.number,
        sequence=signature.record.sequence,
        head=signature.record.sha256,
        sha256=hashlib.sha256(pdf).hexdigest(),
        has_timestamp=has_timestamp,
        pdf=pdf,
    )


def _keep(session: Session | scoped_session[Any], signature_id: int, row: SealedDocument) -> bytes:
    take_turn(session, f"receipt:{signature_id}")
    kept = session.scalar(
        select(SealedDocument.pdf).where(SealedDocument.signature_id == signature_id)
    )
    if kept is not None:
        return kept
    session.add(row)
    return row.pdf or b""


def make_seal() -> Iterator[object]:
    """Make the certificate that seals papers, if there is none: the worker does at its start.

    So it lies in the first backup already, and can be looked at before the first signature.
    """
    seal_certificate()
    yield from ()


class InstrumentPress:
    """The instrument, made anew by the worker whenever a chain has gone on."""

    def waiting(self) -> Sequence[int]:
        """Return the declarations whose instrument does not show what happened since."""
        return queries.list_outdated_ids()

    def make(self, subject: int) -> object:
        """Return the instrument with its sealed PDF; nothing where there is none to make."""
        instrument = queries.load_instrument(db.session.get_one(Declaration, subject))
        db.session.rollback()  # typst and the seal run while no transaction is open
        if instrument is None:
            return None
        return instrument, seal_pdf(exports.instrument_pdf(instrument), "Instrument")

    def write(self, subject: int, made: object) -> None:
        """Keep the instrument in place of the one before, whose hash stays known."""
        if made is None:
            return
        instrument, (pdf, has_timestamp) = cast("tuple[Instrument, Sealed]", made)
        declaration = db.session.get_one(Declaration, subject)
        db.session.execute(
            update(SealedDocument)
            .where(
                SealedDocument.declaration_id == subject,
                SealedDocument.kind == DocumentKind.INSTRUMENT,
                SealedDocument.sequence <= instrument.sequence,
            )
            .values(pdf=None)
        )
        db.session.add(
            SealedDocument(
                declaration_id=subject,
                kind=DocumentKind.INSTRUMENT,
                sequence=instrument.sequence,
                head=instrument.head,
                sha256=hashlib.sha256(pdf).hexdigest(),
                has_timestamp=has_timestamp,
                pdf=pdf,
            )
        )
        touch_public(declaration.edition)
