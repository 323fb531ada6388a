"""Builds the mails of the accounts feature."""

from flask import render_template

from forum.accounts.models import User
from forum.accounts.types import ENTER, USER
from forum.core import mail
from forum.core.i18n import gettext as _
from forum.core.i18n import in_language
from forum.core.localized import Language
from forum.web.links import link_address


def send_link(user: User, secret: str) -> None:
    """Mail a one-time link to its owner."""
    language: Language = "en" if user.language == "en" else "ko"
    address = link_address(ENTER, secret, language)
    with in_language(language):
        mail.queue(
            recipient=user.email,
            language=language,
            subject=_("Your link to the organisers’ pages"),
            text=render_template("accounts/email/enter.txt", user=user, address=address),
            cause="account.link",
            about=(USER, user.id),
        )
