"""Reasons for which a spreadsheet is refused."""

from forum.core.errors import Refusal
from forum.core.i18n import lazy_gettext as _l


class NobodyToExportError(Refusal):
    """The filter finds nobody."""

    message = _l("Nobody fits, so there is nothing to export.")
