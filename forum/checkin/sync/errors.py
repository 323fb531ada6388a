"""Reasons for which a decision about a conflict is refused."""

from forum.core.errors import ForbiddenError, NotFoundError, Refusal
from forum.core.i18n import lazy_gettext as _l


class ConflictNotFoundError(NotFoundError):
    """The edition has no such conflict."""

    message = _l("There is no such scan to decide about.")


class ConflictDecidedError(Refusal):
    """Somebody has decided about it already."""

    message = _l("Somebody has decided about this scan already. Load the page again.")
    status = 409


class ForeignPageError(ForbiddenError):
    """The upload does not come from this forum's own page (it has no form's token)."""

    message = _l("Scans are taken from this forum’s own pages alone.")
