"""Reasons for which check-in refuses a request (what it answers to a badge is a verdict)."""

from forum.core.errors import ForbiddenError, NotFoundError, Refusal
from forum.core.i18n import lazy_gettext as _l


class CheckinListNotFoundError(NotFoundError):
    """The edition has no such list."""

    message = _l("There is no such check-in list.")


class DeviceNotFoundError(NotFoundError):
    """The edition has no such device."""

    message = _l("There is no such device.")


class DeviceNotEnrolledError(ForbiddenError):
    """This browser, or the one who holds this token, is no enrolled device."""

    message = _l(
        "This device is not enrolled. Ask an organiser for the code that enrols it, "
        "and open it with this device’s camera."
    )


class DeviceRevokedError(ForbiddenError):
    """An organiser took the device's right to scan back."""

    message = _l(
        "This device may no longer scan: an organiser has revoked it. "
        "Nothing was recorded. Send the person to another gate."
    )


class DeviceOverError(Refusal):
    """A revoked device is neither changed nor enrolled again."""

    message = _l(
        "This device is revoked: it can be neither changed nor enrolled again. "
        "Prepare a new one in its place."
    )
    status = 409


class ListNotAllowedError(ForbiddenError):
    """The list is not one of those that the device is enrolled for."""

    message = _l("This device is not enrolled for this list. Choose one of its own lists.")


class DeviceDayError(ForbiddenError):
    """The device is enrolled for other days."""

    message = _l(
        "This device is not for today. Nothing was recorded. "
        "Send the person to another gate, and ask an organiser."
    )


class TooManyScansError(Refusal):
    """More scans than one request may carry."""

    message = _l("At most %(most)s scans can be sent at once; these are %(count)s.")


class ListHasScansError(Refusal):
    """A list is kept for as long as there are scans in it."""

    message = _l("This list has scans, so it is kept. Give it a closing time instead.")
    status = 409


class OnlyListError(Refusal):
    """A device that lost its only list would look as if it might scan for every one."""

    message = _l("“%(device)s” scans for this list alone. First give the device another list.")
    status = 409


class NothingToUndoError(Refusal):
    """The scan is not one that this device admitted, or it was undone already."""

    message = _l(
        "There is nothing to take back: this scan was taken back already, or admitted nobody."
    )
    status = 409


class EditionArchivedError(Refusal):
    """An archived edition has no door any more."""

    message = _l("This edition is archived. Its lists and devices can no longer be changed.")
    status = 409
