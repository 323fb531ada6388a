"""Cities that are asked, what shows a mandate, changing one by two officers, and reminding."""

import hashlib
from collections.abc import Collection

from forum.cities.models import City
from forum.core import audit, clock, links
from forum.core.db import db
from forum.core.links import CapabilityLink
from forum.core.localized import EMPTY
from forum.declaration import queries
from forum.declaration.emails import send_invitation
from forum.declaration.errors import (
    MandateExistsError,
    MandateMissingError,
    MandateNotPendingError,
)
from forum.declaration.mandates import emails
from forum.declaration.mandates.errors import (
    ChangeMissingError,
    NotChangeableError,
    SameOfficerError,
)
from forum.declaration.mandates.models import MandateChange, MandateLetter
from forum.declaration.mandates.queries import (
    find_open_change,
    hashes_of,
    list_letters,
    list_unanswered,
)
from forum.declaration.mandates.types import CONFIRM, CityInvitation
from forum.declaration.models import Declaration, Mandate
from forum.declaration.services.chain import (
    append,
    city_fact,
    lock_declaration,
    note,
    note_mandate,
    personal_values,
)
from forum.declaration.services.mandates import enter_person, give_link
from forum.declaration.types import (
    ASKED,
    MANDATE,
    OVER,
    MandateState,
    PersonDetails,
    RecordKind,
)
from forum.editions.services import touch_public
from forum.programme.uploads import Upload


def enter_city(declaration: Declaration, invitation: CityInvitation) -> Mandate:
    """Enter a city that is asked something before it has named anybody.

    The declaration's row must be locked.

    Raises:
        MandateExistsError: the city was asked already.
    """
    if queries.find_standing_mandate(declaration, invitation.city_id):
        raise MandateExistsError
    mandate = Mandate(
        declaration=declaration,
        city=db.session.get_one(City, invitation.city_id),
        name=EMPTY,
        capacity=EMPTY,
        email=invitation.email.strip(),
        language=invitation.language,
        state=MandateState.INVITED,
    )
    db.session.add(mandate)
    db.session.flush()
    note_mandate("mandate.city_invited", mandate)
    return mandate


def add_letter(mandate: Mandate, upload: Upload) -> MandateLetter:
    """Keep a letter of authority.

    Raises:
        MandateMissingError: the mandate is over.
    """
    lock_declaration(mandate.declaration_id)
    db.session.refresh(mandate)
    if mandate.state in OVER:
        raise MandateMissingError
    letter = MandateLetter(
        mandate_id=mandate.id,
        filename=upload.filename,
        content_type=upload.content_type,
        size=len(upload.data),
        sha256=hashlib.sha256(upload.data).hexdigest(),
        uploaded_by=audit.present_actor(),
        data=upload.data,
    )
    db.session.add(letter)
    db.session.flush()
    note_mandate("mandate.letter_added", mandate, sha256=letter.sha256)
    return letter


def ask_confirmation(mandate: Mandate, address: str) -> str:
    """Ask the city at its own address whether it has named this person; return the secret.

    Raises:
        MandateNotPendingError: the mandate was decided already.
    """
    declaration = lock_declaration(mandate.declaration_id)
    db.session.refresh(mandate)
    if mandate.state is not MandateState.PENDING:
        raise MandateNotPendingError
    mandate.confirm_address = address.strip()
    mandate.confirmed_at, mandate.denied_at = None, None
    links.revoke_links(CONFIRM, MANDATE, mandate.id)
    secret = links.issue_link(CONFIRM, MANDATE, mandate.id)
    emails.send_confirmation(mandate, queries.as_public(declaration), secret)
    note_mandate("mandate.confirmation_asked", mandate)
    return secret


def answer_confirmation(mandate: Mandate, link: CapabilityLink, *, is_named: bool) -> None:
    """Keep the city's own word on whether it has named this person. Uses the link up.

    Raises:
        MandateNotPendingError: the mandate was decided meanwhile.
        LinkUsedError: the city has answered already.
    """
    lock_declaration(mandate.declaration_id)
    db.session.refresh(mandate)
    if mandate.state is not MandateState.PENDING:
        raise MandateNotPendingError
    links.use_link(link)
    if is_named:
        mandate.confirmed_at = clock.now()
    else:
        mandate.denied_at = clock.now()
    note_mandate("mandate.confirmed" if is_named else "mandate.denied", mandate)


def propose_change(mandate: Mandate, details: PersonDetails) -> MandateChange:
    """Propose a change of an approved mandate, in place of one that waits.

    Raises:
        NotChangeableError: the mandate is not approved, or was answered.
    """
    lock_declaration(mandate.declaration_id)
    db.session.refresh(mandate)
    _check_changeable(mandate)
    waiting = find_open_change(mandate)
    if waiting is not None:
        waiting.decided_by, waiting.decided_at = audit.present_actor(), clock.now()
    change = MandateChange(
        mandate=mandate, details=details.to_mapping(), proposed_by=audit.present_actor()
    )
    db.session.add(change)
    db.session.flush()
    note_mandate("mandate.change_proposed", mandate)
    return change


def _check_changeable(mandate: Mandate) -> None:
    if mandate.state not in (MandateState.APPROVED, *ASKED):
        raise NotChangeableError


def decide_change(mandate: Mandate, change_id: int, *, applies: bool) -> None:
    """Confirm or drop the change that waits. Confirming seals the mandate anew.

    Links and what was stated by the person before end; whoever was asked to sign already is
    asked by a new mail, at the address that the mandate names now.

    Raises:
        ChangeMissingError: this change does not wait any more.
        SameOfficerError: who proposed it cannot confirm it.
        NotChangeableError: the mandate was answered meanwhile.
    """
    declaration = lock_declaration(mandate.declaration_id)
    db.session.refresh(mandate)
    change = find_open_change(mandate)
    if change is None or change.id != change_id:
        raise ChangeMissingError
    officer = audit.present_actor()
    if applies:
        if change.proposed_by == officer:
            raise SameOfficerError
        _check_changeable(mandate)
    change.decided_by, change.decided_at, change.is_applied = officer, clock.now(), applies
    if applies:
        _apply(declaration, mandate, change)
    note_mandate("mandate.changed" if applies else "mandate.change_dropped", mandate)
    touch_public(declaration.edition)


def _apply(declaration: Declaration, mandate: Mandate, change: MandateChange) -> None:
    enter_person(mandate, PersonDetails.from_mapping(change.details))
    mandate.statement = {}
    append(
        declaration,
        RecordKind.MANDATE,
        {"city": city_fact(mandate.city), "letters": hashes_of(list_letters(mandate))},
        {
            **personal_values(mandate),
            "proposed_by": change.proposed_by,
            "approved_by": change.decided_by,
        },
        mandate=mandate,
    )
    if mandate.state in ASKED:
        send_invitation(mandate, queries.as_public(declaration), give_link(mandate))
        mandate.invited_at = clock.now()


def remind(declaration: Declaration, seen: Collection[int]) -> int:
    """Remind those of the addresses an officer has seen that have not answered meanwhile.

    Each gets a new link in place of the earlier one. Returns how many.
    """
    declaration = lock_declaration(declaration.id)
    public = queries.as_public(declaration)
    asked = [mandate for mandate in list_unanswered(declaration) if mandate.id in seen]
    for mandate in asked:
        emails.send_reminder(mandate, public, give_link(mandate))
        mandate.reminded_at = clock.now()
    note("declaration.reminded", declaration, {"cities": len(asked)})
    return len(asked)
