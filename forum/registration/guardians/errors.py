"""Reasons for which a guardian's answer is refused."""

from forum.core.errors import Refusal
from forum.core.i18n import lazy_gettext as _l

CONFLICT = 409


class GuardianNotAskedError(Refusal):
    """There is nothing to answer: it was answered, taken back, or the time is over."""

    message = _l("There is nothing to answer any more.")
    status = CONFLICT
