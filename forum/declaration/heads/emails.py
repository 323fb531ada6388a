"""The mail with a day's head."""

from flask import render_template

from forum.core import mail
from forum.core.i18n import gettext as _
from forum.core.i18n import in_language
from forum.core.settings import current_settings
from forum.declaration.heads.models import ChainHead
from forum.declaration.models import Declaration


def send_head(head: ChainHead, address: str) -> None:
    """Send the head of a chain to an address that keeps it apart from this machine."""
    declaration: Declaration = head.declaration
    language = current_settings().languages[0]
    with in_language(language):
        mail.queue(
            recipient=address,
            language=language,
            subject=_(
                "Head of the records %(code)s, %(day)s",
                code=declaration.code,
                day=head.day.isoformat(),
            ),
            text=render_template(
                "declaration/email/head.txt",
                head=head,
                declaration=declaration,
                address=f"{current_settings().public_url}/{declaration.edition.slug}"
                f"/declarations/{declaration.key}/chain.json",
            ),
            cause="declaration.head",
            about=("declaration", declaration.id),
        )
