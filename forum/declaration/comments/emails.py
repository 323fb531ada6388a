"""Mails about comments."""

from flask import render_template

from forum.core import mail
from forum.core.i18n import gettext as _
from forum.core.i18n import in_language
from forum.declaration.comments.models import Comment
from forum.declaration.comments.types import CITY
from forum.declaration.emails import language_of
from forum.declaration.models import Mandate
from forum.declaration.types import MANDATE, TextVersion
from forum.web.links import link_address


def send_draft(mandate: Mandate, text: TextVersion, secret: str) -> None:
    """Ask a city what it thinks of a draft."""
    language = language_of(mandate)
    with in_language(language):
        mail.queue(
            recipient=mandate.email,
            language=language,
            subject=_(
                "%(city)s: please comment on the draft of “%(title)s”",
                city=mandate.city.name.in_(language),
                title=text.title.in_(language),
            ),
            text=render_template(
                "declaration/email/draft.txt",
                mandate=mandate,
                text=text,
                address=link_address(CITY, secret, language),
            ),
            cause="declaration.draft",
            about=(MANDATE, mandate.id),
        )


def send_answer(comment: Comment, secret: str) -> None:
    """Tell a city what the organisers answered."""
    mandate = comment.mandate
    language = language_of(mandate)
    with in_language(language):
        mail.queue(
            recipient=mandate.email,
            language=language,
            subject=_("%(city)s: an answer to your comment", city=mandate.city.name.in_(language)),
            text=render_template(
                "declaration/email/answer.txt",
                mandate=mandate,
                comment=comment,
                address=link_address(CITY, secret, language),
            ),
            cause="declaration.answer",
            about=(MANDATE, mandate.id),
        )
