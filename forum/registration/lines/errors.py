"""Reasons for which a change of a waiting list is refused."""

from forum.core.errors import NotFoundError, Refusal
from forum.core.i18n import lazy_gettext as _l

CONFLICT = 409


class LimitNotFoundError(NotFoundError):
    """The edition counts no such seats."""

    message = _l("There is no such waiting list in this forum.")


class LineChangedError(Refusal):
    """The list is not the one any more that the page was made of."""

    message = _l(
        "The waiting list has changed while this page was open. Nothing was changed just now: "
        "look at how it is, then decide again."
    )
    status = CONFLICT


class NotOnListError(Refusal):
    """Somebody has left the list, or was given a place, since the page was made."""

    message = _l("This person is not on the waiting list any more. Nothing was changed just now.")
    status = CONFLICT


class OfferedAlreadyError(Refusal):
    """A place is held for them, by another organiser or because one became free."""

    message = _l("A place is already held for this person. Nothing was changed just now.")
    status = CONFLICT


class NoFreePlaceError(Refusal):
    """Everything is taken, and nobody has said that there may be one place more."""

    message = _l(
        "No place is free: %(taken)s of %(capacity)s are taken. "
        "Tick that there is to be one place more, or move them up."
    )
    status = CONFLICT


class OfferOverError(Refusal):
    """No place is held, or the deadline has passed: there is nothing to prolong."""

    message = _l("No place is held for this person any more.")
    status = CONFLICT


class DeadlineNotLaterError(Refusal):
    """An offer can be prolonged, not cut short."""

    message = _l("Choose a moment after the present deadline.")


class DeadlineTooLateError(Refusal):
    """An offer cannot outlast the beginning of what is offered."""

    message = _l("Choose a moment before it begins, %(begins)s.")
