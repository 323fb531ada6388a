"""Builds the mails of the accounts feature."""

from flask import render_template

from forum.accounts.models import User
from forum.accounts.types import ENTER, USER
from forum.core import mail
from forum.core.i18n import gettext as _
from forum.core.i18n import in_language
from forum.core.localized import Language
from forum.web.links import link_address


def _language(user: User) -> Language:
    return "en" if user.language == "en" else "ko"


def enter_address(user: User, secret: str) -> str:
    """Return the full address of a one-time link."""
    return link_address(ENTER, secret, _language(user))


def send_link(user: User, secret: str) -> None:
    """Mail a one-time link to its owner."""
    language, address = _language(user), enter_address(user, secret)
    with in_language(language):
        mail.queue(
            recipient=user.email,
            language=language,
            subject=_("Your link to the organisers’ pages"),
            text=render_template("accounts/email/enter.txt", address=address),
            cause="account.link",
            about=(USER, user.id),
        )
