"""Reasons for which the people feature refuses."""

from forum.core.errors import NotFoundError, Refusal
from forum.core.i18n import lazy_gettext as _l


class PersonNotFoundError(NotFoundError):
    """Nobody has this address, or no longer."""

    message = _l("Nobody is at this address. Perhaps the person has been removed meanwhile.")


class PersonInUseError(Refusal):
    """A person is to go whom a session of a draft or of a release names."""

    message = _l("A programme names this person, who therefore cannot be removed.")
    status = 409
