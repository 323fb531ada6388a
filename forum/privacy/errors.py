"""Reasons for which requests about one's own data refuse."""

from forum.core.errors import NotFoundError, Refusal
from forum.core.i18n import lazy_gettext as _l

CONFLICT = 409


class RequestNotFoundError(NotFoundError):
    """The edition has no such request."""

    message = _l("There is no such request.")


class RequestDecidedError(Refusal):
    """Somebody has decided it before."""

    message = _l("This request has been decided already.")
    status = CONFLICT


class MonthNotOverError(Refusal):
    """A month can be reviewed once it is over."""

    message = _l("This month is not over yet.")
    status = CONFLICT


class DaysOutOfRangeError(Refusal):
    """A period is not a number of days that makes sense."""

    message = _l("Write a number of days from 0 to %(most)s.")
