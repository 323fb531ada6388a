"""Mails about mandates: to the city that confirms, to those who have not answered."""

from flask import render_template

from forum.core import mail
from forum.core.i18n import gettext as _
from forum.core.i18n import in_language
from forum.declaration.emails import language_of
from forum.declaration.mandates.types import CONFIRM
from forum.declaration.models import Mandate
from forum.declaration.types import MANDATE, SIGN, PublicDeclaration
from forum.web.links import link_address


def send_confirmation(mandate: Mandate, declaration: PublicDeclaration, secret: str) -> None:
    """Ask a city at its own address whether it has named this person."""
    language = language_of(mandate)
    with in_language(language):
        mail.queue(
            recipient=mandate.confirm_address,
            language=language,
            subject=_(
                "%(city)s: who signs “%(title)s”?",
                city=mandate.city.name.in_(language),
                title=declaration.text.title.in_(language),
            ),
            text=render_template(
                "declaration/email/confirm.txt",
                mandate=mandate,
                declaration=declaration,
                address=link_address(CONFIRM, secret, language),
            ),
            cause="declaration.confirm",
            about=(MANDATE, mandate.id),
        )


def send_reminder(mandate: Mandate, declaration: PublicDeclaration, secret: str) -> None:
    """Remind somebody who was asked to sign and has not answered."""
    language = language_of(mandate)
    with in_language(language):
        mail.queue(
            recipient=mandate.email,
            language=language,
            subject=_(
                "Reminder: “%(title)s” waits for %(city)s",
                city=mandate.city.name.in_(language),
                title=declaration.text.title.in_(language),
            ),
            text=render_template(
                "declaration/email/reminder.txt",
                mandate=mandate,
                declaration=declaration,
                address=link_address(SIGN, secret, language),
            ),
            cause="declaration.reminder",
            about=(MANDATE, mandate.id),
        )
