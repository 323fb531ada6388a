"""Reasons for which the cities feature refuses."""

from forum.core.errors import NotFoundError
from forum.core.i18n import lazy_gettext as _l


class CityNotFoundError(NotFoundError):
    """No city of the edition has this address."""

    message = _l("No city of this forum is at this address.")
