"""Reasons for which a device at the table does not sign."""

from forum.core.errors import Refusal
from forum.core.i18n import lazy_gettext as _l

GONE = 410


class TableClosedError(Refusal):
    """The officer has opened the table anew, or the time is over."""

    message = _l("Signing was ended on this device.")
    status = GONE
