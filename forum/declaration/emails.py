"""Builds the mails of the declaration feature. Each of them is about one mandate."""

from collections.abc import Sequence
from typing import Literal

from flask import current_app, render_template

from forum.core import mail
from forum.core.i18n import in_language
from forum.core.i18n import lazy_gettext as _l
from forum.core.localized import EMPTY, Language, LocalizedText
from forum.core.mail import Attachment
from forum.core.settings import current_settings
from forum.core.typesetting import CONTENT_TYPE
from forum.declaration.models import Mandate, Signature
from forum.declaration.types import MANDATE, SIGN, VIEW, PublicDeclaration, Receipt
from forum.web.links import link_address


def language_of(mandate: Mandate) -> Language:
    """Return the language in which the mandated person is written to."""
    return "en" if mandate.language == "en" else "ko"


def write(  # noqa: PLR0913  the parts of a mail
    mandate: Mandate,
    name: str,
    subject: str,
    *,
    to: str = "",
    language: Language | None = None,
    title: LocalizedText = EMPTY,
    link: tuple[str, str] | None = None,
    attachments: Sequence[Attachment] = (),
    **what: object,
) -> None:
    """Queue a mail about a mandate.

    Args:
        mandate: the mandate; the template is given it.
        name: of the template below `declaration/email/`, and of the mail's cause.
        subject: translated when the mail is made; it may name `city`, `title` and what is given.
        to: the address, if it is not that of whoever signs.
        language: of the mail, if it is not the mandate's.
        title: of the declaration.
        link: purpose and secret of a link; the template is given its `address`.
        attachments: what is attached.
        what: what else the template is given.
    """
    language = language or language_of(mandate)
    address = link_address(*link, language) if link else ""
    with in_language(language):
        words = {"city": mandate.city.name.in_(language), "title": title.in_(language), **what}
        mail.queue(
            recipient=to or mandate.email,
            language=language,
            subject=str(subject) % words,
            text=render_template(
                f"declaration/email/{name}.txt", mandate=mandate, address=address, **what
            ),
            attachments=tuple(attachments),
            cause=f"declaration.{name}",
            about=(MANDATE, mandate.id),
        )


def send_invitation(mandate: Mandate, declaration: PublicDeclaration, secret: str) -> None:
    """Ask the mandated person to read the text and to sign it, with its hash and a link."""
    write(
        mandate,
        "invitation",
        _l("%(city)s: please read and sign “%(title)s”"),
        title=declaration.text.title,
        link=(SIGN, secret),
        declaration=declaration,
    )


def send_anew(
    mandate: Mandate, declaration: PublicDeclaration, signature: Signature | None, secret: str
) -> None:
    """Tell that there is a new version to be signed, and what became of an earlier signature."""
    where = {
        "language": language_of(mandate),
        "edition": mandate.declaration.edition.slug,
        "key": declaration.key,
    }
    path = current_app.url_map.bind("").build("declaration_differences.show", where)
    write(
        mandate,
        "anew",
        _l("%(city)s: “%(title)s” has a new version"),
        title=declaration.text.title,
        link=(SIGN, secret),
        declaration=declaration,
        signature=signature,
        differences=current_settings().public_url + path,
    )


def send_code(mandate: Mandate, code: str, *, act: Literal["sign", "decline", "observe"]) -> None:
    """Send the fresh code, to the mandated address and to no other."""
    # the code itself stands in the mail alone: subjects are shown on locked screens
    write(mandate, "code", _l("Your code for the declaration"), code=code, act=act)


def send_receipt(mandate: Mandate, receipt: Receipt, secret: str, pdf: bytes) -> None:
    """Send the receipt of a signature as a PDF, with a link that shows it."""
    write(
        mandate,
        "receipt",
        _l("Receipt of signature %(number)s"),
        language=receipt.language,
        link=(VIEW, secret),
        attachments=[
            Attachment(filename=f"{receipt.number}.pdf", content_type=CONTENT_TYPE, data=pdf)
        ],
        number=receipt.number,
        receipt=receipt,
    )


def send_declined(mandate: Mandate, number: str) -> None:
    """Tell the mandated person that the answer was received."""
    write(mandate, "declined", _l("Your answer was received: %(number)s"), number=number)
