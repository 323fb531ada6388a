"""Reasons for which badges are not printed."""

from forum.core.errors import Refusal
from forum.core.i18n import lazy_gettext as _l


class UnknownBadgeSizeError(Refusal):
    """The size is no size of a badge."""

    message = _l(
        "%(size)s is not a size for badges. Use A6, A7, 90x130, or width and height in "
        "millimetres from 70x100 to 210x297."
    )


class NoBadgesError(Refusal):
    """Nobody is registered for whom a badge could be printed."""

    message = _l("There is nobody yet for whom a badge could be printed.")
    status = 404


class TooManyReissuesError(Refusal):
    """A badge was issued anew as often as its code can count."""

    message = _l(
        "This badge was issued anew 15 times, which is as often as its code can count. "
        "Cancel the registration, and register the person once more."
    )
    status = 409
