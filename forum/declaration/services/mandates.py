"""Mandates: granted, approved, invited, withdrawn."""

from datetime import timedelta
from typing import cast

from forum.cities.models import City
from forum.core import audit, clock, links
from forum.core.db import db
from forum.declaration import emails, queries, rules
from forum.declaration.errors import (
    AlreadySignedError,
    DeclarationNotFrozenError,
    DeclinedError,
    MandateExistsError,
    MandateMissingError,
    MandateNotPendingError,
    SummaryNotSignableError,
    TextChangedError,
)
from forum.declaration.models import (
    Declaration,
    DeclarationVersion,
    EvidenceRecord,
    FrozenText,
    Mandate,
)
from forum.declaration.services.chain import (
    append,
    city_fact,
    lock_declaration,
    note_mandate,
    personal_values,
)
from forum.declaration.types import (
    MANDATE,
    OPEN_STATES,
    SIGN,
    DeclarationKind,
    MandateDetails,
    MandateState,
    RecordKind,
)
from forum.editions.services import touch_public

LINK_LASTS = timedelta(days=60)


def grant_mandate(declaration: Declaration, details: MandateDetails) -> Mandate:
    """Enter whom a city sends to sign. An officer still has to approve.

    Raises:
        SummaryNotSignableError: the declaration is a summary.
        MandateExistsError: the city has a mandate that is open, or has signed.
    """
    declaration = lock_declaration(declaration.id)
    if declaration.kind is DeclarationKind.SUMMARY:
        raise SummaryNotSignableError
    if queries.find_standing_mandate(declaration, details.city_id):
        raise MandateExistsError
    mandate = Mandate(
        declaration=declaration,
        city=db.session.get_one(City, details.city_id),
        name=rules.normalize(details.name),
        capacity=rules.normalize(details.capacity),
        email=details.email.strip(),
        language=details.language,
        state=MandateState.PENDING,
    )
    db.session.add(mandate)
    db.session.flush()
    note_mandate("mandate.granted", mandate)
    return mandate


def approve_mandate(mandate: Mandate) -> EvidenceRecord:
    """Approve a mandate in the name of whoever acts now, and seal that it was.

    Raises:
        MandateNotPendingError: it was decided already.
    """
    declaration = lock_declaration(mandate.declaration_id)
    db.session.refresh(mandate)
    if mandate.state is not MandateState.PENDING:
        raise MandateNotPendingError
    mandate.state = MandateState.APPROVED
    mandate.approved_by = audit.present_actor()
    mandate.approved_at = clock.now()
    record = append(
        declaration,
        RecordKind.MANDATE,
        {"city": city_fact(mandate.city)},
        {**personal_values(mandate), "approved_by": mandate.approved_by},
        mandate=mandate,
    )
    note_mandate("mandate.approved", mandate)
    touch_public(declaration.edition)
    return record


def invite(mandate: Mandate) -> str:
    """Mail the mandated person the link to sign, in place of any earlier one; return its secret.

    Raises:
        DeclarationNotFrozenError: the text can still change.
        MandateMissingError: the mandate is not approved, or was withdrawn.
        AlreadySignedError, DeclinedError: the mandate was answered.
    """
    declaration = lock_declaration(mandate.declaration_id)
    db.session.refresh(mandate)
    check_signable(declaration, mandate)
    links.revoke_links(SIGN, MANDATE, mandate.id)
    secret = links.issue_link(SIGN, MANDATE, mandate.id, expires_at=clock.now() + LINK_LASTS)
    emails.send_invitation(mandate, queries.as_public(declaration), secret)
    mandate.state = MandateState.INVITED
    mandate.invited_at = clock.now()
    note_mandate("mandate.invited", mandate)
    touch_public(declaration.edition)
    return secret


def withdraw_mandate(mandate: Mandate) -> None:
    """Take a mandate back before it was answered; its link ends at once.

    Raises:
        AlreadySignedError, DeclinedError, MandateMissingError: it is not open any more.
    """
    declaration = lock_declaration(mandate.declaration_id)
    db.session.refresh(mandate)
    if mandate.state not in OPEN_STATES:
        refuse(mandate)
    mandate.state = MandateState.WITHDRAWN
    mandate.statement = {}
    links.revoke_links(SIGN, MANDATE, mandate.id)
    note_mandate("mandate.withdrawn", mandate)
    touch_public(declaration.edition)


def refuse(mandate: Mandate) -> None:
    """Say why a mandate cannot be signed, declined or withdrawn any more."""
    if mandate.state is MandateState.SIGNED:
        raise AlreadySignedError
    if mandate.state is MandateState.DECLINED:
        raise DeclinedError
    raise MandateMissingError


def check_signable(declaration: Declaration, mandate: Mandate) -> DeclarationVersion:
    """Return the version that can be signed by this mandate now, its text untouched."""
    if declaration.kind is DeclarationKind.SUMMARY:
        raise SummaryNotSignableError
    if mandate.state not in (MandateState.APPROVED, MandateState.INVITED):
        refuse(mandate)
    version = queries.find_frozen_version(declaration)
    if version is None:
        raise DeclarationNotFrozenError
    frozen = cast("FrozenText", version.frozen)
    if rules.canonical_text(version.as_text()) != frozen.text.encode():
        raise TextChangedError
    return version
