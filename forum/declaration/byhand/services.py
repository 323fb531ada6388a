"""Recording a signature by hand: one officer enters what the page says, another confirms it."""

import hashlib

from forum.core import audit, clock
from forum.core.db import db
from forum.declaration import rules
from forum.declaration.byhand.errors import NoPageError, PageMissingError
from forum.declaration.byhand.models import SignedPage
from forum.declaration.byhand.queries import find_waiting_page
from forum.declaration.byhand.types import SignedDetails
from forum.declaration.mandates.errors import SameOfficerError
from forum.declaration.models import Mandate, Signature
from forum.declaration.services import check_can_sign, give_signature, lock_declaration
from forum.declaration.services.chain import note_mandate
from forum.declaration.types import SigningStatement, WayOfSigning
from forum.programme.uploads import Upload

PDF = "application/pdf"
PICTURE = "image/"


def enter_page(mandate: Mandate, details: SignedDetails, upload: Upload) -> SignedPage:
    """Keep a signed page and what the officer reads on it, in place of one that waits.

    Raises:
        NoPageError: the file is neither a PDF nor a picture.
        NotAuthorisedStatementError, NameDiffersError: the page does not say what is needed.
        ForbiddenCharacterError: the reservation has characters that cannot be seen.
        and what `check_can_sign` raises.
    """
    if upload.content_type != PDF and not upload.content_type.startswith(PICTURE):
        raise NoPageError
    lock_declaration(mandate.declaration_id)
    db.session.refresh(mandate)
    check_can_sign(mandate)
    rules.check_statement(details.statement, mandate.name, is_electronic=False)
    rules.normalize_text(details.statement.reservation)
    waiting = find_waiting_page(mandate)
    if waiting is not None:
        waiting.decided_by, waiting.decided_at = audit.present_actor(), clock.now()
    page = SignedPage(
        mandate=mandate,
        way=details.way,
        statement=details.statement.to_mapping(),
        filename=upload.filename,
        content_type=upload.content_type,
        size=len(upload.data),
        sha256=hashlib.sha256(upload.data).hexdigest(),
        entered_by=audit.present_actor(),
        data=upload.data,
    )
    db.session.add(page)
    db.session.flush()
    note_mandate("declaration.page_entered", mandate, sha256=page.sha256, way=page.way.value)
    return page


def decide_page(mandate: Mandate, page_id: int, *, applies: bool) -> Signature | None:
    """Confirm the page of another officer, which seals the signature, or drop it.

    Raises:
        PageMissingError: this page does not wait any more.
        SameOfficerError: who entered it cannot confirm it.
        and what `check_can_sign` raises.
    """
    lock_declaration(mandate.declaration_id)
    db.session.refresh(mandate)
    page = find_waiting_page(mandate)
    if page is None or page.id != page_id:
        raise PageMissingError
    officer = audit.present_actor()
    if applies and page.entered_by == officer:
        raise SameOfficerError
    page.decided_by, page.decided_at, page.is_applied = officer, clock.now(), applies
    if not applies:
        note_mandate("declaration.page_dropped", mandate)
        return None
    way = WayOfSigning(
        identified_by=page.way,
        page_sha256=page.sha256,
        personal={"entered_by": page.entered_by, "confirmed_by": officer},
    )
    return give_signature(mandate, SigningStatement.from_mapping(page.statement), way)
