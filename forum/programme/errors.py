"""Reasons for which the programme feature refuses."""

from forum.core.errors import NotFoundError, Refusal
from forum.core.i18n import lazy_gettext as _l


class SessionNotFoundError(NotFoundError):
    """No session has this address."""

    message = _l("There is no session at this address.")


class DayNotFoundError(NotFoundError):
    """The programme has nothing on this day."""

    message = _l("The programme has nothing on this day.")


class ReleaseNotFoundError(NotFoundError):
    """The programme was never released under this number."""

    message = _l("The programme has no release with this number.")


class SpeakerNotFoundError(NotFoundError):
    """Nobody in the programme has this address."""

    message = _l("Nobody in the programme is at this address.")


class NothingToReleaseError(Refusal):
    """The draft is empty."""

    message = _l("There is no session in the draft: there is nothing to release.")
    status = 409


class NothingChangedError(Refusal):
    """The draft says what the last release says."""

    message = _l("Nothing has changed since release %(number)s: there is nothing to release.")
    status = 409


class PersonMissingError(Refusal):
    """A programme names a person or a city that is not there."""

    message = _l("The programme names “%(key)s”, who is not among the people or cities.")
