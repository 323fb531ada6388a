"""The form that asks for another address."""

from forum.core.i18n import lazy_gettext as _l
from forum.registration.forms import ResendForm


class AddressForm(ResendForm):
    """Takes the new address."""

    def __init__(self) -> None:
        """Say which address is meant."""
        super().__init__()
        self.email.label.text = _l("New e-mail address")
