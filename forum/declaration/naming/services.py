"""Asking cities whom they send, and taking down what they say."""

from collections.abc import Collection

from forum.core import clock, links
from forum.core.db import db
from forum.core.links import CapabilityLink
from forum.declaration import queries
from forum.declaration.errors import SummaryNotSignableError
from forum.declaration.mandates.rules import Act, after, can
from forum.declaration.mandates.services import add_letter, enter_city
from forum.declaration.mandates.types import CityInvitation
from forum.declaration.models import Declaration, Mandate
from forum.declaration.naming import emails
from forum.declaration.naming.errors import OwnAddressError, PersonNamedError
from forum.declaration.naming.queries import list_asked
from forum.declaration.naming.types import NAME
from forum.declaration.services.chain import lock_declaration, note, note_mandate
from forum.declaration.services.mandates import LINK_LASTS, enter_person
from forum.declaration.types import MANDATE, DeclarationKind, PersonDetails
from forum.programme.uploads import Upload


def ask_city(declaration: Declaration, invitation: CityInvitation) -> str:
    """Ask one more city, at its own address, whom it sends; return its link's secret.

    Raises:
        SummaryNotSignableError: the declaration is a summary.
        MandateExistsError: the city was asked already.
    """
    declaration = _lock(declaration)
    return _ask(declaration, enter_city(declaration, invitation))


def ask_invited(declaration: Declaration, seen: Collection[int]) -> int:
    """Ask those of the cities an officer has seen that have named nobody meanwhile.

    Each gets a new link in place of the earlier one. Returns how many.

    Raises:
        SummaryNotSignableError: the declaration is a summary.
    """
    declaration = _lock(declaration)
    asked = [mandate for mandate in list_asked(declaration) if mandate.id in seen]
    for mandate in asked:
        _ask(declaration, mandate)
    note("declaration.naming_asked", declaration, {"cities": len(asked)})
    return len(asked)


def _lock(declaration: Declaration) -> Declaration:
    declaration = lock_declaration(declaration.id)
    if declaration.kind is DeclarationKind.SUMMARY:
        raise SummaryNotSignableError
    return declaration


def _ask(declaration: Declaration, mandate: Mandate) -> str:
    links.revoke_links(NAME, MANDATE, mandate.id)
    secret = links.issue_link(NAME, MANDATE, mandate.id, expires_at=clock.now() + LINK_LASTS)
    emails.send_question(mandate, queries.as_public(declaration), secret)
    mandate.asked_at = clock.now()
    return secret


def name_person(
    mandate: Mandate, link: CapabilityLink, details: PersonDetails, letter: Upload | None = None
) -> None:
    """Take down whom the city sends. Uses the link up; an officer still has to approve.

    That it was said from the city's own address shows the mandate as well as a confirmation.

    Raises:
        PersonNamedError: the city has named somebody meanwhile, or its mandate is over.
        OwnAddressError: the person's address is the one from which the person was named.
        LinkUsedError: the link was used up by another request.
    """
    lock_declaration(mandate.declaration_id)
    db.session.refresh(mandate)
    if not can(mandate.state, Act.NAME):
        raise PersonNamedError
    own = mandate.email
    if details.email.strip().casefold() == own.casefold():
        raise OwnAddressError
    links.use_link(link)
    enter_person(mandate, details)
    mandate.state = after(mandate.state, Act.NAME)
    mandate.confirm_address, mandate.confirmed_at = own, clock.now()
    if letter is not None:
        add_letter(mandate, letter)
    note_mandate("mandate.named", mandate)
