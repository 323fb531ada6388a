"""Reasons for which a desk refuses."""

from forum.core.errors import ForbiddenError, Refusal
from forum.core.i18n import lazy_gettext as _l


class NoDeskError(ForbiddenError):
    """The device scans, and is no registration desk."""

    message = _l("This device is no registration desk. Ask an organiser to prepare one.")


class AlreadyInError(Refusal):
    """Whoever is to be let in anyway is in."""

    message = _l("This person is in already.")
    status = 409


class PracticeOnlyError(Refusal):
    """Nobody is let in for good while a list or device practises."""

    message = _l("Practice is on. Nobody is let in against a list now.")
    status = 409
