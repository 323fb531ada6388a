"""Reasons for which a signature by hand is not recorded."""

from forum.core.errors import NotFoundError, Refusal
from forum.core.i18n import lazy_gettext as _l

CONFLICT = 409


class PageMissingError(Refusal):
    """No page waits, or it was decided meanwhile."""

    message = _l("No signed page is waiting. Somebody else may have decided it.")
    status = CONFLICT


class PageNotFoundError(NotFoundError):
    """The mandate has no such page."""

    message = _l("There is no such page.")


class NoPageError(Refusal):
    """The file is neither a PDF nor a picture."""

    message = _l("A signed page is a PDF or a picture.")
