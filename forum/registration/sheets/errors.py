"""Reasons for which a spreadsheet is refused."""

from forum.core.errors import NotFoundError, Refusal
from forum.core.i18n import lazy_gettext as _l


class SheetNotFoundError(NotFoundError):
    """There is no such spreadsheet, it is somebody else's, or its day is over."""

    message = _l("There is no such spreadsheet for you. It is kept for a day, for who made it.")


class NobodyToExportError(Refusal):
    """The filter finds nobody."""

    message = _l("Nobody fits, so there is nothing to export.")
