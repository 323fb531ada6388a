"""Reasons for which two versions are not compared."""

from forum.core.errors import NotFoundError
from forum.core.i18n import lazy_gettext as _l


class VersionNotFoundError(NotFoundError):
    """The declaration has no such version, or it is still a draft."""

    message = _l("The declaration has no such version.")
