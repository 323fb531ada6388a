"""Reasons for which a category is refused."""

from forum.core.errors import NotFoundError, Refusal
from forum.core.i18n import lazy_gettext as _l

CONFLICT = 409


class CategoryMissingError(NotFoundError):
    """The edition has no such category."""

    message = _l("There is no such category.")


class ColourInvalidError(Refusal):
    """What was written is no colour."""

    message = _l("Write a colour as six digits and letters after a #: #063a74.")


class ColourTooLightError(Refusal):
    """White letters on the colour could not be read."""

    message = _l(
        "White letters on this colour reach a contrast of %(ratio)s : 1. "
        "Badges need at least 4.5 : 1: choose a darker colour."
    )


class PeriodReversedError(Refusal):
    """The category closes before it opens."""

    message = _l("It closes before it opens.")


class CapacityNeededError(Refusal):
    """Seats are counted already, and people hold them."""

    message = _l(
        "The places of this category are counted, and %(taken)s are taken: write a number."
    )
    status = CONFLICT
