"""Reasons for which a place is not passed on."""

from forum.core.errors import Refusal
from forum.core.i18n import lazy_gettext as _l
from forum.registration.errors import CONFLICT, GONE


class NotTransferableError(Refusal):
    """The category does not allow it, or there is no place."""

    message = _l("This place cannot be passed on. If you cannot come, cancel your registration.")
    status = CONFLICT


class TransferTooLateError(Refusal):
    """The forum has begun."""

    message = _l("The forum has begun: places cannot be passed on any more.")
    status = CONFLICT


class TransferToOneselfError(Refusal):
    """The address is the owner's own."""

    message = _l("This is your own address. Write the address of the person who is to come.")


class TransferOpenError(Refusal):
    """The place is offered to somebody already."""

    message = _l("Your place is offered to somebody already. Take that back first.")
    status = CONFLICT


class TransferTooSoonError(Refusal):
    """A mail went out a moment ago; nobody is to fill others' mailboxes."""

    message = _l("You passed your place on a moment ago. Wait five minutes before you do it again.")
    status = 429


class TransferOverError(Refusal):
    """Whoever had the place keeps it, has passed it on, or has cancelled."""

    message = _l("This place is not to be had any more.")
    status = GONE


class TransferKnownError(Refusal):
    """Whoever wants to take the place is registered already."""

    message = _l(
        "You are registered already with %(email)s. Cancel that registration first, then come "
        "back to this page and take the place."
    )
    status = CONFLICT
