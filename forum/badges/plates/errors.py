"""Reasons for which a paper of the hall is not made."""

from forum.core.errors import Refusal
from forum.core.i18n import lazy_gettext as _l


class NobodyForPaperError(Refusal):
    """Nobody is expected who fits."""

    message = _l("Nobody is registered for whom this could be printed.")
    status = 404


class NoRoomsError(Refusal):
    """Nothing takes place in any room."""

    message = _l("No session has a room on this day, so there is no sign to print.")
    status = 404
