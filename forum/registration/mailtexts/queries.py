"""Reads of the words of mails."""

from collections.abc import Mapping, Sequence

from forum.core.errors import NotFoundError
from forum.core.mailtexts import (
    MailText,
    MailWords,
    find_mail_text,
    list_mail_texts,
    present_mail_texts,
)
from forum.editions.models import Edition
from forum.registration.asked import asked_before
from forum.registration.mailtexts.rules import own_words
from forum.registration.mailtexts.types import MailKind
from forum.registration.mailtexts.words import KINDS


def get_kind(key: str) -> MailKind:
    """Return a mail by its key.

    Raises:
        NotFoundError
    """
    if key not in KINDS:
        raise NotFoundError
    return KINDS[key]


def words_of(edition: Edition, key: str) -> MailWords:
    """Return what a mail of an edition says: what organisers wrote, else our own words."""
    asked = asked_before(edition)
    written = asked.mail_texts.get(key) if asked else find_mail_text(edition.id, key)
    return own_words(KINDS[key]) if written is None or written.is_default else written.words


def written_texts(edition: Edition) -> Mapping[str, MailText]:
    """Return what organisers have written for an edition, by the mails' keys."""
    return {
        key: text
        for key, text in present_mail_texts(edition.id).items()
        if key in KINDS and not text.is_default
    }


def list_versions(edition: Edition, key: str) -> Sequence[MailText]:
    """Return every version of a mail's words, the latest first."""
    return list_mail_texts(edition.id, key)
