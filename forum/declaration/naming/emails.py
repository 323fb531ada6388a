"""The mail that asks a city whom it sends."""

from flask import render_template

from forum.core import mail
from forum.core.i18n import gettext as _
from forum.core.i18n import in_language
from forum.declaration.emails import language_of
from forum.declaration.models import Mandate
from forum.declaration.naming.types import NAME
from forum.declaration.types import MANDATE, PublicDeclaration
from forum.web.links import link_address


def send_question(mandate: Mandate, declaration: PublicDeclaration, secret: str) -> None:
    """Ask a city at its own address whom it sends to sign."""
    language = language_of(mandate)
    with in_language(language):
        mail.queue(
            recipient=mandate.email,
            language=language,
            subject=_(
                "%(city)s: whom do you send to sign “%(title)s”?",
                city=mandate.city.name.in_(language),
                title=declaration.text.title.in_(language),
            ),
            text=render_template(
                "declaration/email/naming.txt",
                mandate=mandate,
                declaration=declaration,
                address=link_address(NAME, secret, language),
            ),
            cause="declaration.naming",
            about=(MANDATE, mandate.id),
        )
