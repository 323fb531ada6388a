"""Setting up how an edition takes registrations."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import func, select

from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.editions.models import Edition
from forum.editions.services.public import touch_public
from forum.registration.errors import CapacityBelowTakenError, TooManyCategoriesError
from forum.registration.models import (
    MOST_CATEGORIES,
    Category,
    ConsentNotice,
    Limit,
    RegistrationBook,
)
from forum.registration.queries import find_book, find_category, list_categories, list_notices
from forum.registration.rules import notice_hash
from forum.registration.services.books import lock_book
from forum.registration.services.offering import offer_seats
from forum.registration.types import CategorySetup, NoticeSetup
from forum.registration.waiting.limits import subject_of
from forum.registration.waiting.types import option_subject, session_subject


def open_registration(
    edition: Edition, *, opens_at: datetime | None, closes_at: datetime | None
) -> RegistrationBook:
    """Say from when to when an edition takes registrations."""
    book = find_book(edition)
    if book is None:
        book = RegistrationBook(edition_id=edition.id)
        db.session.add(book)
    book.opens_at, book.closes_at = opens_at, closes_at
    touch_public(edition)  # the home page says when it begins
    return book


def write_categories(edition: Edition, setups: Iterable[CategorySetup]) -> None:
    """Write the categories of an edition in this order, and how many people each takes.

    Raises:
        TooManyCategoriesError, CapacityBelowTakenError
    """
    setups = list(setups)
    if len({*(setup.key for setup in setups), *_keys(edition)}) > MOST_CATEGORIES:
        raise TooManyCategoriesError
    for position, setup in enumerate(setups):
        category = find_category(edition, setup.key)
        if category is None:
            category = Category(edition_id=edition.id, key=setup.key)
            db.session.add(category)
        category.number = setup.number
        category.name, category.hint = setup.name, setup.hint
        category.badge_word, category.colour = setup.badge_word, setup.colour
        category.way_in, category.is_invited = setup.way_in, setup.is_invited
        category.is_transferable = setup.is_transferable
        category.waiting_class = setup.waiting_class
        category.position = position
        db.session.flush()
        if setup.capacity is not None:
            set_capacity(edition, setup.capacity, category=category)
        db.session.expire(category, ["limit"])


def _keys(edition: Edition) -> list[str]:
    return [category.key for category in list_categories(edition)]


def write_session_limits(edition: Edition, capacities: Mapping[str, int]) -> None:
    """Say how many seats sessions have, by the sessions' keys.

    Raises:
        CapacityBelowTakenError
    """
    for session, capacity in capacities.items():
        set_capacity(edition, capacity, session=session)


def set_capacity(
    edition: Edition,
    capacity: int,
    *,
    category: Category | None = None,
    session: str = "",
    option: str = "",
) -> Limit:
    """Say how many seats a category, a session, an option, or a category in one of these has.

    Seats that are new are offered to who waits for them.

    Raises:
        CapacityBelowTakenError: more are taken already.
    """
    of = [f"category:{category.key}"] if category else []
    of += [session_subject(session)] if session else []
    of += [option_subject(option)] if option else []
    key = "/".join(of)
    if find_book(edition) is not None:
        lock_book(edition)
    limit = db.session.scalar(
        select(Limit)
        .where(Limit.edition_id == edition.id, Limit.key == key)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if limit is None:
        limit = Limit(
            edition_id=edition.id,
            key=key,
            category_id=category.id if category else None,
            session_key=session,
            option_key=option,
            taken=0,
        )
        db.session.add(limit)
    elif limit.taken > capacity:
        raise CapacityBelowTakenError(taken=limit.taken)
    limit.capacity = capacity
    db.session.flush()
    offer_seats(edition, {subject_of(limit)})
    return limit


def latest_versions(edition: Edition) -> Mapping[str, int]:
    """Return the number of the latest version of every notice that there has ever been."""
    rows = db.session.execute(
        select(ConsentNotice.key, func.max(ConsentNotice.version).label("version"))
        .where(ConsentNotice.edition_id == edition.id)
        .group_by(ConsentNotice.key)
    )
    return {row.key: row.version for row in rows}


def write_notices(edition: Edition, setups: Iterable[NoticeSetup]) -> None:
    """Write the notices in this order; one whose text has changed becomes a new version."""
    present = {notice.key: notice for notice in list_notices(edition)}
    versions = latest_versions(edition)  # those of retired notices, too
    for position, setup in enumerate(setups):
        sha256 = setup_hash(setup)
        former = present.get(setup.key)
        if former is not None and former.sha256 == sha256:
            former.position = position
            continue
        db.session.add(
            ConsentNotice(
                edition_id=edition.id,
                key=setup.key,
                version=versions.get(setup.key, 0) + 1,
                title=setup.title,
                purpose=setup.purpose,
                items=setup.items,
                period=setup.period,
                refusal=setup.refusal,
                is_required=setup.is_required,
                is_sensitive=setup.is_sensitive,
                position=position,
                sha256=sha256,
            )
        )
    db.session.flush()


def setup_hash(setup: NoticeSetup) -> str:
    """Return the SHA-256 over everything of a notice that people are shown."""
    texts: dict[str, LocalizedText] = {
        "title": setup.title,
        "purpose": setup.purpose,
        "items": setup.items,
        "period": setup.period,
        "refusal": setup.refusal,
    }
    shown = {name: text.to_mapping() for name, text in texts.items()}
    return notice_hash(shown, required=setup.is_required)
