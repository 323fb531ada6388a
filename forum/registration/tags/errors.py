"""Reasons for which something with tags is refused."""

from forum.core.errors import NotFoundError, Refusal
from forum.core.i18n import lazy_gettext as _l


class TagNotFoundError(NotFoundError):
    """The edition has no such tag."""

    message = _l("There is no such tag in this edition.")


class TagWordMissingError(Refusal):
    """A tag without a word."""

    message = _l("Write the word of the tag.")
