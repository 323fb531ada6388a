"""Writing the words of mails."""

from forum.core.mailtexts import MailText, MailWords, write_mail_text
from forum.editions.models import Edition
from forum.registration.mailtexts.rules import refuse_unknown
from forum.registration.mailtexts.types import MailKind


def write_words(edition: Edition, kind: MailKind, words: MailWords, *, seen: int) -> MailText:
    """Write what a mail of an edition says from now on.

    Raises:
        PlaceholderUnknownError, PlaceholderInLinkError: a place cannot be filled.
        MailTextChangedError: somebody else has written it since `seen`.
    """
    for text in (words.subject, words.opening, words.closing):
        refuse_unknown(text, kind.placeholders)
    return write_mail_text(edition.id, kind.key, words, seen=seen)


def reset_words(edition: Edition, kind: MailKind, *, seen: int) -> MailText:
    """Go back to our own words; what was written stays as an earlier version.

    Raises:
        MailTextChangedError: somebody else has written it since `seen`.
    """
    return write_mail_text(edition.id, kind.key, None, seen=seen)
