"""Reasons for which an answer is refused."""

from forum.core.errors import Refusal
from forum.core.i18n import lazy_gettext as _l


class DayPastError(Refusal):
    """The day until which time is needed is past."""

    message = _l("This day is past. Name a later one, or none.")
