"""The mail that asks a city whom it sends."""

from forum.core.i18n import lazy_gettext as _l
from forum.declaration.emails import write
from forum.declaration.models import Mandate
from forum.declaration.naming.types import NAME
from forum.declaration.types import PublicDeclaration


def send_question(mandate: Mandate, declaration: PublicDeclaration, secret: str) -> None:
    """Ask a city at its own address whom it sends to sign."""
    write(
        mandate,
        "naming",
        _l("%(city)s: whom do you send to sign “%(title)s”?"),
        title=declaration.text.title,
        link=(NAME, secret),
        declaration=declaration,
    )
