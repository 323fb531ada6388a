"""Reasons for which an action on many registrations is refused."""

from forum.core.errors import NotFoundError, Refusal
from forum.core.i18n import lazy_gettext as _l


class BulkJobNotFoundError(NotFoundError):
    """The edition has no such action."""

    message = _l("There is no such action on this list.")


class NobodyChosenError(Refusal):
    """Nobody is ticked, or nobody with whom this can be done."""

    message = _l("Nobody was chosen with whom this can be done. Tick somebody in the list first.")


class NotUndoableError(Refusal):
    """It cannot be undone: mails are out, or it was undone before."""

    message = _l("This cannot be undone, or was undone already.")
    status = 409
