"""Saying that more time is needed, and observing."""

from datetime import date

from forum.accounts.queries import list_team
from forum.core import clock, codes, links
from forum.core.db import db
from forum.core.links import CapabilityLink
from forum.core.permissions import Role
from forum.declaration import emails, queries
from forum.declaration.answers.emails import tell_officer
from forum.declaration.answers.errors import DayPastError
from forum.declaration.answers.types import OBSERVE
from forum.declaration.mandates.rules import Act, after
from forum.declaration.models import Mandate
from forum.declaration.services.chain import lock_declaration, note_mandate
from forum.declaration.services.mandates import check_signable
from forum.declaration.services.signing import check_can_sign
from forum.declaration.types import MANDATE
from forum.editions.services import touch_public

OFFICERS = (Role.DECLARATION_OFFICER, Role.OWNER)


def need_time(mandate: Mandate, until: date | None) -> None:
    """Keep that a city needs more time, and tell the officers. The link goes on working.

    Raises:
        DayPastError: the day is past.
        and what `check_can_sign` raises.
    """
    declaration = lock_declaration(mandate.declaration_id)
    db.session.refresh(mandate)
    check_signable(declaration, mandate)
    if until is not None and until < clock.today(declaration.edition.timezone):
        raise DayPastError
    is_same = mandate.later_at is not None and mandate.later_until == until
    mandate.later_at, mandate.later_until = clock.now(), until
    if not is_same:
        note_mandate("mandate.needs_time", mandate, until=until.isoformat() if until else "")
        _tell_officers(mandate)


def _tell_officers(mandate: Mandate) -> None:
    declaration = mandate.declaration
    title = queries.as_public(declaration).text.title
    told = {
        user.id: user for held, user in list_team(declaration.edition_id) if held.role in OFFICERS
    }
    for user in told.values():
        tell_officer(user, mandate, title.in_("en" if user.language == "en" else "ko"))


def prepare_observing(mandate: Mandate) -> None:
    """Mail the code that will confirm that the city observes.

    Raises:
        what `check_can_sign` raises.
    """
    check_can_sign(mandate)
    code = codes.issue_code(OBSERVE, MANDATE, mandate.id)
    emails.send_code(mandate, code, act="observe")


def observe(mandate: Mandate, code: str, link: CapabilityLink | None = None) -> None:
    """Keep that the city takes part without signing, confirmed by the fresh code.

    Call it before the first change of the transaction.

    Raises:
        TooManyAttemptsError, CodeExpiredError, WrongCodeError: the code does not confirm it.
        and what `check_can_sign` raises.
    """
    mandate_id, link_id = mandate.id, link.id if link else None
    check_can_sign(mandate)
    codes.verify_code(OBSERVE, MANDATE, mandate_id, code)
    mandate = queries.get_mandate_by_id(mandate_id)
    declaration = lock_declaration(mandate.declaration_id)
    db.session.refresh(mandate)
    check_signable(declaration, mandate)
    if link_id is not None:
        links.use_link_of_id(link_id)
    mandate.state = after(mandate.state, Act.OBSERVE)
    mandate.answered_at = clock.now()
    mandate.statement = {}
    note_mandate("mandate.observes", mandate)
    _tell_officers(mandate)
    touch_public(declaration.edition)
