"""Saying that an edition's public pages have changed."""

from sqlalchemy import update

from forum.core.db import db
from forum.editions.models import Edition


def touch_public(edition: Edition) -> None:
    """Say that something on the edition's public pages has changed.

    The rise happens in the database, so that two changes at once are two rises.
    """
    db.session.execute(
        update(Edition)
        .where(Edition.id == edition.id)
        .values(public_version=Edition.public_version + 1)
        .execution_options(synchronize_session=False)
    )
    db.session.expire(edition, ["public_version"])  # read anew if anybody asks
