"""Giving the door of one edition to another."""

from collections.abc import Collection
from datetime import timedelta

from forum.checkin import queries
from forum.checkin.models import CheckinList
from forum.core.dates import shifted_moment
from forum.core.db import db
from forum.editions.models import Edition


def copy_lists(
    source: Edition,
    target: Edition,
    *,
    days: int,
    categories: Collection[str],
    seats: Collection[str],
) -> tuple[int, int]:
    """Give a new edition the check-in lists of another, some days later.

    A list for certain categories is left out where the new edition lacks one of them: it would
    let nobody pass, or everybody; so is one for those who are registered for something that is
    not among `seats`, what the new edition offers. Return how many were copied, and left out.
    """
    lists = queries.list_lists(source)
    offered = {"", *seats}
    kept = [one for one in lists if set(one.categories) <= set(categories) and one.seat in offered]
    for one in kept:
        opens_at, closes_at = (
            moment and shifted_moment(moment, days, source.timezone, target.timezone)
            for moment in (one.opens_at, one.closes_at)
        )
        db.session.add(
            CheckinList(
                edition=target,
                edition_id=target.id,
                key=one.key,
                name=one.name,
                kind=one.kind,
                on=one.on + timedelta(days=days) if one.on else None,
                categories=list(one.categories),
                seat=one.seat,
                mode=one.mode,
                opens_at=opens_at,
                closes_at=closes_at,
                position=one.position,
            )
        )
    db.session.flush()
    return len(kept), len(lists) - len(kept)
