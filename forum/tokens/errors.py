"""Reasons for which a code is not taken for a badge."""

from forum.core.errors import Refusal
from forum.core.i18n import lazy_gettext as _l


class TokenError(Refusal):
    """A code is not that of a badge."""

    message = _l("This code cannot be read as a badge.")


class UnreadableTokenError(TokenError):
    """The text has not the form of a token, or is of a version that is not known here."""

    message = _l("This is not the code of a badge.")


class TamperedTokenError(TokenError):
    """The text has the form of a token, but no known key has signed it."""

    message = _l("The code on this badge is not genuine: no forum known here has issued it.")


class WrongBadgeNumberError(TokenError):
    """A typed badge number does not agree with its check character, or is of another edition."""

    message = _l("There is no such badge number. Compare each letter and digit with the badge.")
