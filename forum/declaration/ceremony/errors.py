"""Reasons for which a ceremony does not go on."""

from forum.core.errors import NotFoundError, Refusal
from forum.core.i18n import lazy_gettext as _l

CONFLICT = 409


class TurnMissingError(NotFoundError):
    """The city has no turn: it has no mandate that was approved."""

    message = _l("This city is not on the run sheet.")


class CalledMeanwhileError(Refusal):
    """Somebody has called a city since the page was opened: perhaps this very press, twice."""

    message = _l("A city was called meanwhile. Look at who is called now, then call on.")
    status = CONFLICT


class NobodyLeftError(Refusal):
    """Every city has signed, is absent or is left out."""

    message = _l("Every city has signed, is absent or is left out. Nobody is left to be called.")
    status = CONFLICT


class NotCallableError(Refusal):
    """A city that has signed is not called again."""

    message = _l("This city has signed already, or is left out.")
    status = CONFLICT
