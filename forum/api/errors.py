"""Reasons for which the API refuses."""

from forum.core.errors import ForbiddenError
from forum.core.i18n import lazy_gettext as _l


class OtherEditionError(ForbiddenError):
    """The token is for another edition, or its owner has no longer the role for it."""

    message = _l("This access token is not for this edition.")
