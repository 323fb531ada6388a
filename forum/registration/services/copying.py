"""Preparing the registration of an edition as another had it, with every seat free."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from forum.core.dates import shifted_moment
from forum.core.db import db
from forum.editions.models import Edition
from forum.registration.models import Category, Limit
from forum.registration.queries import find_book, find_category, list_categories, list_notices
from forum.registration.questions import services as questions
from forum.registration.services.preparing import (
    open_registration,
    set_capacity,
    write_categories,
    write_notices,
)
from forum.registration.types import CategorySetup, NoticeSetup


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationCopied:
    """How much of a registration was copied."""

    categories: int
    limits: int
    notices: int
    forms: int


def copy_registration(
    source: Edition, target: Edition, *, days: int, sessions: frozenset[str]
) -> RegistrationCopied:
    """Give a new edition the categories, forms, limits, notices and times of another.

    Times move by some days. Of the limits of sessions come those of the `sessions` that the new
    edition has. Who has registered, and how many seats are taken, stays behind.
    """
    book = find_book(source)
    if book is not None:
        open_registration(
            target,
            opens_at=book.opens_at and _moved(book.opens_at, source, target, days),
            closes_at=book.closes_at and _moved(book.closes_at, source, target, days),
        )
    categories = list_categories(source)
    write_categories(target, [_setup(category) for category in categories])
    for category in categories:
        copied = find_category(target, category.key)
        assert copied is not None  # noqa: S101  written by the line above
        copied.opens_at = category.opens_at and _moved(category.opens_at, source, target, days)
        copied.closes_at = category.closes_at and _moved(category.closes_at, source, target, days)
    notices = list_notices(source)
    write_notices(
        target,
        [
            NoticeSetup(
                key=notice.key,
                title=notice.title,
                purpose=notice.purpose,
                items=notice.items,
                period=notice.period,
                refusal=notice.refusal,
                is_required=notice.is_required,
                is_sensitive=notice.is_sensitive,
            )
            for notice in notices
        ],
    )
    limits = _copy_limits(source, target, sessions)
    return RegistrationCopied(
        categories=len(categories),
        limits=limits,
        notices=len(notices),
        forms=questions.copy_forms(source, target),
    )


def _setup(category: Category) -> CategorySetup:
    return CategorySetup(
        key=category.key,
        number=category.number,
        name=category.name,
        hint=category.hint,
        badge_word=category.badge_word,
        colour=category.colour,
        way_in=category.way_in,
        is_invited=category.is_invited,
        is_transferable=category.is_transferable,
        waiting_class=category.waiting_class,
    )


def _copy_limits(source: Edition, target: Edition, sessions: frozenset[str]) -> int:
    rows = db.session.execute(
        select(Limit, Category.key)
        .outerjoin(Category, Category.id == Limit.category_id)
        .where(Limit.edition_id == source.id)
        .order_by(Limit.id)
    )
    kept = [row for row in rows if row[0].session_key in {"", *sessions}]
    for limit, key in kept:
        category = find_category(target, key) if key else None
        set_capacity(
            target,
            limit.capacity,
            category=category,
            session=limit.session_key,
            option=limit.option_key,
        )
        if category is not None:
            db.session.expire(category, ["limit"])
    return len(kept)


def _moved(moment: datetime, source: Edition, target: Edition, days: int) -> datetime:
    return shifted_moment(moment, days, source.timezone, target.timezone)
