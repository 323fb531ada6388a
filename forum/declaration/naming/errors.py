"""Reasons for which a city's person is not taken down."""

from forum.core.errors import Refusal
from forum.core.i18n import lazy_gettext as _l

CONFLICT = 409


class PersonNamedError(Refusal):
    """The city has named somebody already, or its mandate is over."""

    message = _l(
        "Your city has named somebody already. To name somebody else, write to the organisers."
    )
    status = CONFLICT


class OwnAddressError(Refusal):
    """The codes would go to the address from which the person was named."""

    message = _l("This is the city’s own address. Write the address of the person who signs.")
