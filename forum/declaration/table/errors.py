"""Reasons for which a device at the table does not sign."""

from forum.core.errors import Refusal
from forum.core.i18n import lazy_gettext as _l

CONFLICT = 409
GONE = 410


class TableClosedError(Refusal):
    """The officer has opened the table anew, or the time is over."""

    message = _l("Signing was ended on this device.")
    status = GONE


class StatementChangedError(Refusal):
    """What stands on the page is not what would be signed."""

    message = _l("Something else was stated meanwhile. Look at it again before you sign.")
    status = CONFLICT
