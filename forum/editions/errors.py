"""Reasons for which the editions feature refuses."""

from forum.core.errors import NotFoundError, Refusal
from forum.core.i18n import lazy_gettext as _l


class EditionNotFoundError(NotFoundError):
    """No edition has this address."""

    message = _l("There is no edition at this address.")


class PageNotFoundError(NotFoundError):
    """The edition has no such page, or it is not published."""

    message = _l("There is no page at this address.")


class AddressMalformedError(Refusal):
    """A word for an address is not written as one."""

    message = _l("Use small letters, digits and single hyphens: %(example)s.")


class AddressReservedError(Refusal):
    """A word for an address has a meaning of its own there."""

    message = _l("“%(slug)s” is used by the site itself. Choose another address.")


class EditionAddressTakenError(Refusal):
    """Another edition has this address."""

    message = _l("Another edition has this address. Choose another one.")
    status = 409


class PageAddressTakenError(Refusal):
    """Another page of the edition has this address."""

    message = _l("Another page has this address. Choose another one.")
    status = 409


class DatesReversedError(Refusal):
    """An edition would end before it begins."""

    message = _l("The last day comes before the first one.")


class PageEmptyError(Refusal):
    """A page without any text is not published."""

    message = _l("This page says nothing yet. Write its text, then publish it.")
    status = 409
