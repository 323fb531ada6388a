"""Reasons for which an invitation cannot be sent or used."""

from forum.core.errors import NotFoundError, Refusal
from forum.core.i18n import lazy_gettext as _l

CONFLICT = 409
GONE = 410


class InvitationNotFoundError(NotFoundError):
    """The edition has no such invitation."""

    message = _l("There is no such invitation.")


class InvitationWithdrawnError(Refusal):
    """The organisers have taken the invitation back."""

    message = _l(
        "This invitation was withdrawn by the organisers. If you think that this is a mistake, "
        "write to them."
    )
    status = GONE


class InvitationUsedError(Refusal):
    """Somebody has registered by it already."""

    message = _l(
        "You have registered with this invitation already. If you do not find the mail, have the "
        "link to your registration sent again."
    )
    status = GONE


class InvitationOverError(Refusal):
    """Who has registered, or was withdrawn, is not written to or withdrawn any more."""

    message = _l("This invitation is over: it was used, or withdrawn.")
    status = CONFLICT


class GuestsMissingError(Refusal):
    """The list holds no address."""

    message = _l("Write at least one address.")


class GuestsWrongError(Refusal):
    """Lines of the list are no addresses."""

    message = _l("These are no addresses: %(lines)s. Nobody was invited.")


class TooManyGuestsError(Refusal):
    """More addresses than are written to at once."""

    message = _l("At most %(count)s addresses at once. Nobody was invited.")


class NotByInvitationError(Refusal):
    """Everybody can come into the category, so nobody is invited into it."""

    message = _l("Choose a category that is by invitation.")
