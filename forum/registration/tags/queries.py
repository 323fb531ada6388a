"""Reads of tags."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from forum.core.db import db
from forum.editions.models import Edition
from forum.registration.tags.errors import TagNotFoundError
from forum.registration.tags.models import Tag, TagGiven


def list_tags(edition: Edition) -> Sequence[Tag]:
    """Return the tags of an edition, by word."""
    return db.session.scalars(
        select(Tag).where(Tag.edition_id == edition.id).order_by(Tag.key)
    ).all()


def count_by_tag(edition: Edition) -> Mapping[int, int]:
    """Return how many people have each tag."""
    rows = db.session.execute(
        select(TagGiven.tag_id, func.count())
        .join(Tag, Tag.id == TagGiven.tag_id)
        .where(Tag.edition_id == edition.id)
        .group_by(TagGiven.tag_id)
    )
    return {row[0]: row[1] for row in rows}


def find_tag(edition: Edition, tag_id: int) -> Tag | None:
    """Return a tag of the edition, if it has it."""
    tag = db.session.get(Tag, tag_id)
    return tag if tag is not None and tag.edition_id == edition.id else None


def get_tag(edition: Edition, tag_id: int) -> Tag:
    """Return a tag of the edition.

    Raises:
        TagNotFoundError
    """
    tag = find_tag(edition, tag_id)
    if tag is None:
        raise TagNotFoundError
    return tag


def tags_of(ids: Sequence[int]) -> Mapping[int, list[Tag]]:
    """Return the tags of some people, by their ids, in one statement."""
    given = db.session.scalars(
        select(TagGiven)
        .join(TagGiven.tag)
        .where(TagGiven.registration_id.in_(ids))
        .order_by(Tag.key)
        .options(contains_eager(TagGiven.tag))
    )
    found: dict[int, list[Tag]] = defaultdict(list)
    for one in given:
        found[one.registration_id].append(one.tag)
    return found
