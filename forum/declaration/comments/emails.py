"""Mails about comments."""

from forum.core.i18n import lazy_gettext as _l
from forum.declaration.comments.models import Comment
from forum.declaration.comments.types import CITY
from forum.declaration.emails import write
from forum.declaration.models import Mandate
from forum.declaration.types import TextVersion


def send_draft(mandate: Mandate, text: TextVersion, secret: str) -> None:
    """Ask a city what it thinks of a draft."""
    write(
        mandate,
        "draft",
        _l("%(city)s: please comment on the draft of “%(title)s”"),
        title=text.title,
        link=(CITY, secret),
        text=text,
    )


def send_answer(comment: Comment, secret: str) -> None:
    """Tell a city what the organisers answered."""
    write(
        comment.mandate,
        "answer",
        _l("%(city)s: an answer to your comment"),
        link=(CITY, secret),
        comment=comment,
    )
