"""Saying that an edition's public pages have changed."""

from typing import cast

from sqlalchemy import Table, update

from forum.core.db import db
from forum.editions.models import Edition

_TABLE = cast("Table", Edition.__table__)


def touch_public(edition: Edition) -> None:
    """Say that something on the edition's public pages has changed.

    The rise happens in the database, so that two changes at once are two rises.
    """
    db.session.execute(
        update(_TABLE)
        .where(_TABLE.c.id == edition.id)
        .values(public_version=_TABLE.c.public_version + 1)
    )
    db.session.expire(edition, ["public_version"])  # read anew if anybody asks
