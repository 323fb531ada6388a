"""Giving tags to people, and taking them back."""

from sqlalchemy import delete, select

from forum.core import audit
from forum.core.db import db
from forum.editions.models import Edition
from forum.registration.errors import TextTooLongError
from forum.registration.models import Registration
from forum.registration.services.books import lock_book
from forum.registration.tags.errors import TagWordMissingError
from forum.registration.tags.models import Tag, TagGiven
from forum.registration.tags.types import TagColour

LONGEST_WORD = 30


def write_tag(edition: Edition, word: str, colour: TagColour) -> Tag:
    """Return the edition's tag with this word, made if there is none, in this colour.

    Raises:
        TagWordMissingError, TextTooLongError
    """
    word = " ".join(word.split())
    if not word:
        raise TagWordMissingError
    if len(word) > LONGEST_WORD:
        raise TextTooLongError(count=LONGEST_WORD)
    lock_book(edition)  # two organisers who write the same word at the same moment
    key = word.casefold()[: LONGEST_WORD * 2]
    tag = db.session.scalar(select(Tag).where(Tag.edition_id == edition.id, Tag.key == key))
    if tag is None:
        tag = Tag(edition_id=edition.id, key=key, word=word, colour=colour)
        db.session.add(tag)
        db.session.flush()
    return tag


def change_tag(tag: Tag, colour: TagColour, *, is_vip: bool) -> None:
    """Show a tag in another colour, and say whether it marks guests of honour at the door."""
    tag.colour = colour
    if tag.is_vip != is_vip:
        tag.is_vip = is_vip
        audit.record(
            "tag.honoured" if is_vip else "tag.not_honoured",
            edition_id=tag.edition_id,
            object_type="tag",
            object_id=tag.id,
            details={"tag": tag.word},
        )


def remove_tag(tag: Tag) -> None:
    """Take a tag from everybody, and let go of it."""
    audit.record(
        "tag.removed",
        edition_id=tag.edition_id,
        object_type="tag",
        object_id=tag.id,
        details={"tag": tag.word},
    )
    db.session.execute(delete(TagGiven).where(TagGiven.tag_id == tag.id))
    db.session.execute(delete(Tag).where(Tag.id == tag.id))


def give_tag(registration: Registration, tag: Tag) -> bool:
    """Give somebody a tag; False if they have it."""
    if _has(registration, tag):
        return False
    db.session.add(
        TagGiven(registration_id=registration.id, tag=tag, given_by=audit.present_actor())
    )
    db.session.flush()
    _note("registration.tagged", registration, tag)
    return True


def take_tag(registration: Registration, tag: Tag) -> bool:
    """Take a tag from somebody; False if they do not have it."""
    if not _has(registration, tag):
        return False
    db.session.execute(
        delete(TagGiven).where(
            TagGiven.registration_id == registration.id, TagGiven.tag_id == tag.id
        )
    )
    _note("registration.untagged", registration, tag)
    return True


def _has(registration: Registration, tag: Tag) -> bool:
    has = select(TagGiven.id).where(
        TagGiven.registration_id == registration.id, TagGiven.tag_id == tag.id
    )
    return db.session.scalar(has) is not None


def _note(action: str, registration: Registration, tag: Tag) -> None:
    audit.record(
        action,
        edition_id=registration.edition_id,
        object_type="registration",
        object_id=registration.id,
        details={"tag": tag.word},
    )
