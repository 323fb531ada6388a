"""Mandates: granted, approved, invited, withdrawn."""

from datetime import timedelta

from forum.cities.models import City
from forum.core import audit, clock, links
from forum.core.db import db
from forum.declaration import emails, queries, rules
from forum.declaration.errors import (
    AlreadySignedError,
    DeclarationNotFrozenError,
    DeclinedError,
    MandateExistsError,
    MandateExpiredError,
    MandateMissingError,
    MandateNotPendingError,
    SummaryNotSignableError,
    TextChangedError,
)
from forum.declaration.mandates.queries import hashes_of, list_letters
from forum.declaration.mandates.rules import Act, after, can, check_authority, is_over
from forum.declaration.models import (
    Declaration,
    EvidenceRecord,
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
    SIGN,
    DeclarationKind,
    FrozenVersion,
    MandateDetails,
    MandateState,
    PersonDetails,
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
    mandate = queries.find_standing_mandate(declaration, details.city_id)
    if mandate is not None and not can(mandate.state, Act.NAME):
        raise MandateExistsError
    if mandate is None:
        city = db.session.get_one(City, details.city_id)
        mandate = Mandate(declaration=declaration, city=city)
        db.session.add(mandate)
    enter_person(mandate, details)
    mandate.state = MandateState.PENDING
    db.session.flush()
    note_mandate("mandate.granted", mandate)
    return mandate


def enter_person(mandate: Mandate, details: PersonDetails) -> None:
    """Write into a mandate whom the city sends."""
    mandate.name = rules.normalize(details.name)
    mandate.capacity_kind = details.capacity_kind
    mandate.capacity = rules.normalize(details.capacity)
    mandate.email, mandate.language = details.email.strip(), details.language
    mandate.expires_on = details.expires_on


def approve_mandate(mandate: Mandate) -> EvidenceRecord:
    """Approve a mandate in the name of whoever acts now, and seal that it was.

    Raises:
        MandateNotPendingError: it was decided already.
        AuthorityMissingError, LetterMissingError: nothing shows that the city gave it.
    """
    declaration = lock_declaration(mandate.declaration_id)
    db.session.refresh(mandate)
    if not can(mandate.state, Act.APPROVE):
        raise MandateNotPendingError
    letters = list_letters(mandate)
    check_authority(
        mandate.capacity_kind,
        has_letter=bool(letters),
        is_confirmed=mandate.confirmed_at is not None,
    )
    mandate.state = after(mandate.state, Act.APPROVE)
    mandate.approved_by = audit.present_actor()
    mandate.approved_at = clock.now()
    record = append(
        declaration,
        RecordKind.MANDATE,
        {"city": city_fact(mandate.city), "letters": hashes_of(letters)},
        {**personal_values(mandate), "approved_by": mandate.approved_by},
        mandate=mandate,
    )
    note_mandate("mandate.approved", mandate)
    touch_public(declaration.edition)
    return record


def invite(mandate: Mandate) -> str:
    """Mail the mandated person the link to sign, in place of any earlier one; return its secret.

    The mandate is ready from then on.

    Raises:
        DeclarationNotFrozenError: the text can still change.
        MandateMissingError: the mandate is not approved, or was withdrawn.
        AlreadySignedError, DeclinedError: the mandate was answered.
    """
    declaration = lock_declaration(mandate.declaration_id)
    db.session.refresh(mandate)
    check_signable(declaration, mandate)
    secret = give_link(mandate)
    emails.send_invitation(mandate, queries.as_public(declaration), secret)
    mandate.state = after(mandate.state, Act.ASK)
    mandate.invited_at = clock.now()
    note_mandate("mandate.invited", mandate)
    touch_public(declaration.edition)
    return secret


def give_link(mandate: Mandate) -> str:
    """Return the secret of a link to sign, in place of any earlier one."""
    links.revoke_links(SIGN, MANDATE, mandate.id)
    return links.issue_link(SIGN, MANDATE, mandate.id, expires_at=clock.now() + LINK_LASTS)


def ask_anew(declaration: Declaration) -> int:
    """Ask for the version just frozen whoever was asked for, or signed, one before.

    Each gets one mail with a new link; links for the earlier version end, and what was stated
    for it is forgotten. A signature of an earlier version stays what it is. Returns how many.
    """
    public = queries.as_public(declaration)
    asked = [
        mandate
        for mandate in queries.list_mandates(declaration)
        if can(mandate.state, Act.ASK) or mandate.state is MandateState.SIGNED
    ]
    count = 0
    for mandate in asked:
        mandate.statement = {}
        if mandate.state is MandateState.APPROVED:
            continue
        mandate.state = after(mandate.state, Act.FREEZE)
        mandate.invited_at = clock.now()
        signature = queries.find_signature(mandate)
        emails.send_anew(mandate, public, signature, give_link(mandate))
        count += 1
    return count


def withdraw_mandate(mandate: Mandate) -> None:
    """Take a mandate back before it was answered; its link ends at once.

    Raises:
        AlreadySignedError, DeclinedError, MandateMissingError: it is not open any more.
    """
    declaration = lock_declaration(mandate.declaration_id)
    db.session.refresh(mandate)
    if not can(mandate.state, Act.WITHDRAW):
        refuse(mandate)
    mandate.state = after(mandate.state, Act.WITHDRAW)
    mandate.statement = {}
    links.revoke_links(SIGN, MANDATE, mandate.id)
    note_mandate("mandate.withdrawn", mandate)
    touch_public(declaration.edition)


def refuse(mandate: Mandate) -> None:
    """Say why a mandate cannot be signed, declined or withdrawn any more.

    Raises:
        AlreadySignedError, DeclinedError, MandateMissingError: one of them, always.
    """
    if mandate.state is MandateState.SIGNED:
        raise AlreadySignedError
    if mandate.state is MandateState.DECLINED:
        raise DeclinedError
    raise MandateMissingError


def check_signable(declaration: Declaration, mandate: Mandate) -> FrozenVersion:
    """Return the version that can be signed by this mandate now, its text untouched.

    Raises:
        what `check_mandate` and `check_text` raise.
    """
    check_mandate(declaration, mandate)
    return check_text(declaration)


def check_text(declaration: Declaration) -> FrozenVersion:
    """Return the version that can be signed, its text untouched.

    Raises:
        DeclarationNotFrozenError: there is none.
        TextChangedError: its rows are not what was frozen.
    """
    version = queries.load_frozen(declaration)
    if version is None:
        raise DeclarationNotFrozenError
    if rules.canonical_text(version.text) != version.frozen.encode():
        raise TextChangedError
    return version


def check_mandate(declaration: Declaration, mandate: Mandate) -> None:
    """Refuse what the mandate alone, as it was read, does not allow; whatever the text is.

    Raises:
        SummaryNotSignableError: the declaration is a summary.
        AlreadySignedError, DeclinedError, MandateMissingError: it was answered, or is over.
        MandateExpiredError: its last day is past.
    """
    if declaration.kind is DeclarationKind.SUMMARY:
        raise SummaryNotSignableError
    if not can(mandate.state, Act.SIGN):
        refuse(mandate)
    if is_over(mandate.expires_on, clock.today(declaration.edition.timezone)):
        raise MandateExpiredError
