"""Builds the mails of the declaration feature."""

from typing import Literal

from flask import current_app, render_template

from forum.core import mail
from forum.core.i18n import gettext as _
from forum.core.i18n import in_language
from forum.core.localized import Language
from forum.core.mail import Attachment
from forum.core.settings import current_settings
from forum.core.typesetting import CONTENT_TYPE
from forum.declaration.models import Mandate, Signature
from forum.declaration.types import MANDATE, SIGN, VIEW, PublicDeclaration, Receipt
from forum.web.links import link_address


def language_of(mandate: Mandate) -> Language:
    """Return the language in which the mandated person is written to."""
    return "en" if mandate.language == "en" else "ko"


def send_invitation(mandate: Mandate, declaration: PublicDeclaration, secret: str) -> None:
    """Ask the mandated person to read the text and to sign it, with its hash and a link."""
    language = language_of(mandate)
    with in_language(language):
        mail.queue(
            recipient=mandate.email,
            language=language,
            subject=_(
                "%(city)s: please read and sign “%(title)s”",
                city=mandate.city.name.in_(language),
                title=declaration.text.title.in_(language),
            ),
            text=render_template(
                "declaration/email/invitation.txt",
                mandate=mandate,
                declaration=declaration,
                address=link_address(SIGN, secret, language),
            ),
            cause="declaration.invited",
            about=(MANDATE, mandate.id),
        )


def send_anew(
    mandate: Mandate, declaration: PublicDeclaration, signature: Signature | None, secret: str
) -> None:
    """Tell that there is a new version to be signed, and what became of an earlier signature."""
    language = language_of(mandate)
    where = {
        "language": language,
        "edition": mandate.declaration.edition.slug,
        "key": declaration.key,
    }
    path = current_app.url_map.bind("").build("declaration_differences.show", where)
    with in_language(language):
        mail.queue(
            recipient=mandate.email,
            language=language,
            subject=_(
                "%(city)s: “%(title)s” has a new version",
                city=mandate.city.name.in_(language),
                title=declaration.text.title.in_(language),
            ),
            text=render_template(
                "declaration/email/anew.txt",
                mandate=mandate,
                declaration=declaration,
                signature=signature,
                differences=current_settings().public_url + path,
                address=link_address(SIGN, secret, language),
            ),
            cause="declaration.anew",
            about=(MANDATE, mandate.id),
        )


def send_code(mandate: Mandate, code: str, *, act: Literal["sign", "decline", "observe"]) -> None:
    """Send the fresh code, to the mandated address and to no other."""
    language = language_of(mandate)
    with in_language(language):
        mail.queue(
            recipient=mandate.email,
            language=language,
            subject=_("Your code for the declaration"),  # the code itself: in the mail alone
            text=render_template("declaration/email/code.txt", mandate=mandate, code=code, act=act),
            cause="declaration.code",
            about=(MANDATE, mandate.id),
        )


def send_receipt(mandate: Mandate, receipt: Receipt, secret: str, pdf: bytes) -> None:
    """Send the receipt of a signature as a PDF, with a link that shows it."""
    language = receipt.language
    with in_language(language):
        mail.queue(
            recipient=mandate.email,
            language=language,
            subject=_("Receipt of signature %(number)s", number=receipt.number),
            text=render_template(
                "declaration/email/receipt.txt",
                mandate=mandate,
                receipt=receipt,
                address=link_address(VIEW, secret, language),
            ),
            attachments=(
                Attachment(filename=f"{receipt.number}.pdf", content_type=CONTENT_TYPE, data=pdf),
            ),
            cause="declaration.receipt",
            about=(MANDATE, mandate.id),
        )


def send_declined(mandate: Mandate, number: str) -> None:
    """Tell the mandated person that the answer was received."""
    language = language_of(mandate)
    with in_language(language):
        mail.queue(
            recipient=mandate.email,
            language=language,
            subject=_("Your answer was received: %(number)s", number=number),
            text=render_template("declaration/email/declined.txt", mandate=mandate, number=number),
            cause="declaration.declined",
            about=(MANDATE, mandate.id),
        )
