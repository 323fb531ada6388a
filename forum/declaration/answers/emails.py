"""The mail that tells the officers that a city needs more time, or observes."""

from flask import render_template

from forum.accounts.models import User
from forum.core import mail
from forum.core.i18n import gettext as _
from forum.core.i18n import in_language
from forum.core.localized import Language
from forum.declaration.models import Mandate
from forum.declaration.types import MANDATE


def tell_officer(user: User, mandate: Mandate, title: str) -> None:
    """Tell one officer what a city has answered."""
    language: Language = "en" if user.language == "en" else "ko"
    with in_language(language):
        mail.queue(
            recipient=user.email,
            language=language,
            subject=_("%(city)s has answered", city=mandate.city.name.in_(language)),
            text=render_template("declaration/email/answered.txt", mandate=mandate, title=title),
            cause="declaration.answered",
            about=(MANDATE, mandate.id),
        )
