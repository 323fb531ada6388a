"""Reasons for which something is not done with a mandate."""

from forum.core.errors import NotFoundError, Refusal
from forum.core.i18n import lazy_gettext as _l

CONFLICT = 409


class AuthorityMissingError(Refusal):
    """Nothing shows that the city has named this person."""

    message = _l(
        "First add the city’s letter of authority, or let the city confirm from its own address."
    )
    status = CONFLICT


class LetterMissingError(Refusal):
    """Signing on behalf of somebody needs it in writing."""

    message = _l("Signing on behalf of somebody needs a letter of authority. Add it first.")
    status = CONFLICT


class SameOfficerError(Refusal):
    """The officer who proposed a change cannot be the one who confirms it."""

    message = _l("A change needs two people: another officer has to confirm yours.")
    status = 403


class ChangeMissingError(Refusal):
    """No change waits, or it was decided meanwhile."""

    message = _l("No change is waiting. Somebody else may have decided it.")
    status = CONFLICT


class NotChangeableError(Refusal):
    """A mandate that is not approved, or was answered, is not changed in this way."""

    message = _l("Only a mandate that is approved and not answered yet can be changed.")
    status = CONFLICT


class LetterNotFoundError(NotFoundError):
    """The mandate has no such letter."""

    message = _l("There is no such letter.")
