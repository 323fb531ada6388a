"""Reasons for which the editions feature refuses."""

from forum.core.errors import NotFoundError
from forum.core.i18n import lazy_gettext as _l


class EditionNotFoundError(NotFoundError):
    """No edition has this address."""

    message = _l("There is no edition at this address.")
