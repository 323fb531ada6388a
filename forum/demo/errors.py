"""Reasons for which the demo refuses."""

from forum.core.errors import Refusal
from forum.core.i18n import lazy_gettext as _l


class NotATrialError(Refusal):
    """Made-up people belong into a trial edition only."""

    message = _l("This is a real edition. Made-up participants belong into a trial edition only.")
    status = 409
