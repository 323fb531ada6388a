"""Opening the table for a mandate, stating, and signing on the device that was handed over.

No code is mailed: the officer has looked at the person. What was stated lies with the device and
not with the mandate, so that neither the signatory's own telephone nor a second device changes
what stands on this one.
"""

from forum.core import audit, clock, links
from forum.core.db import db
from forum.core.links import CapabilityLink, LinkUsedError
from forum.declaration import rules
from forum.declaration.errors import StatementChangedError, StatementMissingError
from forum.declaration.ink.rules import tidy_ink
from forum.declaration.models import Mandate, Signature
from forum.declaration.services import check_can_sign, give_signature, lock_declaration
from forum.declaration.services.chain import note_mandate
from forum.declaration.table.errors import TableClosedError
from forum.declaration.table.models import TableSitting
from forum.declaration.table.queries import list_open
from forum.declaration.table.types import SITTING, TABLE, TABLE_LASTS, Shown
from forum.declaration.types import Identification, SigningStatement, WayOfSigning


def open_table(mandate: Mandate, shown: Shown, officer: str) -> str:
    """Let one device sign for this mandate, and no earlier one; return the link's secret.

    Args:
        mandate: whose signatory stands at the table.
        shown: by what the officer who acts now knew the person.
        officer: that officer's name, which the record will commit to.

    Raises:
        what `check_can_sign` raises.
    """
    lock_declaration(mandate.declaration_id)
    db.session.refresh(mandate)
    check_can_sign(mandate)
    for earlier in list_open(mandate):
        close(earlier)
    sitting = TableSitting(
        mandate=mandate, shown=shown, opened_by=audit.present_actor(), officer=officer
    )
    db.session.add(sitting)
    db.session.flush()
    note_mandate("declaration.table_opened", mandate, shown=shown.value)
    return links.issue_link(TABLE, SITTING, sitting.id, expires_at=clock.now() + TABLE_LASTS)


def close(sitting: TableSitting) -> None:
    """Let a device sign no more; what was stated on it is forgotten."""
    sitting.closed_at = clock.now()
    sitting.statement = {}
    links.revoke_links(TABLE, SITTING, sitting.id)


def check_table(sitting: TableSitting) -> None:
    """Hold a device to what it was opened for.

    Raises:
        TableClosedError: it was closed.
        and what `check_can_sign` raises.
    """
    if sitting.closed_at is not None:
        raise TableClosedError
    check_can_sign(sitting.mandate)


def state(sitting: TableSitting, statement: SigningStatement) -> None:
    """Keep what the signatory states, for the review.

    Raises:
        what `check_table`, `rules.check_statement` and `tidy_ink` raise.
    """
    check_table(sitting)
    rules.check_statement(statement, sitting.mandate.name)
    rules.normalize_text(statement.reservation)  # refused now rather than at the signing
    sitting.statement = {**statement.to_mapping(), "ink": tidy_ink(statement.ink)}


def sign_at_table(sitting: TableSitting, mark: str, link: CapabilityLink) -> Signature:
    """Sign what stands on the device's page, and close the device.

    Raises:
        TableClosedError: it was closed, or has signed.
        StatementMissingError: nothing was stated.
        StatementChangedError: something else was stated since the page was shown.
        LinkUsedError: another request of this device was faster.
        and what `check_can_sign` raises.
    """
    lock_declaration(sitting.mandate.declaration_id)
    db.session.refresh(sitting)
    db.session.refresh(sitting.mandate)
    db.session.refresh(link)
    if link.used_at is not None:
        raise LinkUsedError
    check_table(sitting)
    if not sitting.statement:
        raise StatementMissingError
    if rules.mark_of(sitting.statement) != mark:
        raise StatementChangedError
    way = WayOfSigning(
        identified_by=Identification.IN_PERSON,
        personal={"entered_by": sitting.officer, "identity_shown": sitting.shown.value},
    )
    statement = SigningStatement.from_mapping(sitting.statement)
    signature = give_signature(sitting.mandate, statement, way, link)
    sitting.closed_at = clock.now()
    sitting.statement = {}
    return signature
