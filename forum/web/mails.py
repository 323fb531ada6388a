"""How organisers' pages show a mail, and how they send one to the organiser alone."""

from base64 import b64encode
from dataclasses import replace

from flask import g
from markupsafe import Markup, escape

from forum.core.i18n import gettext as _
from forum.core.i18n import in_language
from forum.core.mail import Letter, queue

TEST = "mail.test"
_BEGINS, _ENDS = '<div class="mail">', "</div>\n  </body>"


def shown_mail(letter: Letter) -> Markup:
    """Return what the HTML of a mail shows, to stand in a page.

    The page has its own h1, and no mail's pictures: these come with the mail.
    """
    html = letter.html or ""
    body = html.partition(_BEGINS)[2].rpartition(_ENDS)[0]
    body = body.replace("<h1>", '<p class="mail-title">').replace("</h1>", "</p>")
    for file in letter.attachments:
        if file.content_id:
            data = f"data:{file.content_type};base64,{b64encode(file.data).decode()}"
            body = body.replace(f'src="cid:{escape(file.content_id)}"', f'src="{data}"')
    return Markup(body)  # noqa: S704  of our own template, which escapes


def send_test(letter: Letter) -> str:
    """Send a mail to the organiser who is signed in, marked as a test; return the address."""
    with in_language(letter.language):
        subject = _("[Test] %(subject)s", subject=letter.subject)
    address: str = g.organiser.email
    mail = replace(letter, recipient=address, subject=subject)
    queue(
        recipient=mail.recipient,
        language=mail.language,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        cause=TEST,
        attachments=mail.attachments,
    )
    return address
