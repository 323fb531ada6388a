"""Mails about mandates: to the city that confirms, to those who have not answered."""

from forum.core.i18n import lazy_gettext as _l
from forum.declaration.emails import write
from forum.declaration.mandates.types import CONFIRM
from forum.declaration.models import Mandate
from forum.declaration.types import SIGN, PublicDeclaration


def send_confirmation(mandate: Mandate, declaration: PublicDeclaration, secret: str) -> None:
    """Ask a city at its own address whether it has named this person."""
    write(
        mandate,
        "confirm",
        _l("%(city)s: who signs “%(title)s”?"),
        to=mandate.confirm_address,
        title=declaration.text.title,
        link=(CONFIRM, secret),
        declaration=declaration,
    )


def send_reminder(mandate: Mandate, declaration: PublicDeclaration, secret: str) -> None:
    """Remind somebody who was asked to sign and has not answered."""
    write(
        mandate,
        "reminder",
        _l("Reminder: “%(title)s” waits for %(city)s"),
        title=declaration.text.title,
        link=(SIGN, secret),
        declaration=declaration,
    )
