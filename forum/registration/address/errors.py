"""Reasons for which an address is not changed."""

from forum.core.errors import Refusal
from forum.core.i18n import lazy_gettext as _l
from forum.registration.errors import CONFLICT, GONE


class AddressSameError(Refusal):
    """The mails go there already."""

    message = _l("Our mails go to this address already.")


class AddressTooSoonError(Refusal):
    """A mail went out a moment ago; nobody is to fill another's mailbox."""

    message = _l("A mail went out less than five minutes ago. Look for it, or try again later.")
    status = 429


class AddressTakenError(Refusal):
    """Only whoever has proved that the address is theirs comes to read this."""

    message = _l("You are registered with this address already. Nothing was changed.")
    status = CONFLICT


class AddressOverError(Refusal):
    """Another address was asked for since, or the registration is over."""

    message = _l(
        "This link is no longer valid. Use the newest link in your mail, or ask the organisers."
    )
    status = GONE
