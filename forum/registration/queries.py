"""Reads of the registration feature."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from forum.cities.models import City
from forum.core import clock
from forum.core.audit import AuditEntry
from forum.core.db import db, noted_in_transaction
from forum.core.links import CapabilityLink
from forum.core.localized import Language, LocalizedText
from forum.core.mail import OutgoingMail
from forum.editions.models import Edition
from forum.editions.queries import get_public_edition
from forum.editions.types import EditionState
from forum.programme.models import Release
from forum.registration.errors import (
    DraftMissingError,
    RegistrationNotFoundError,
    RegistrationNotOfferedError,
)
from forum.registration.filters.queries import conditions_of, ordered
from forum.registration.filters.types import Sort
from forum.registration.models import (
    Category,
    ConsentGiven,
    ConsentNotice,
    Draft,
    Limit,
    Registration,
    RegistrationBook,
    SensitiveNeed,
    Star,
)
from forum.registration.rules import email_key, period_standing, standing
from forum.registration.types import OVER, ListFilter, RegistrationState, Standing, WayIn

PAGE_LENGTH = 50
RESUME_PURPOSE = "registration.resume"


# ------------------------------------------------------------------ what an edition offers


def find_book(edition: Edition) -> RegistrationBook | None:
    """Return how the edition takes registrations, if it does."""
    return db.session.get(RegistrationBook, edition.id)


def get_book(edition: Edition) -> RegistrationBook:
    """Return how the edition takes registrations.

    Raises:
        RegistrationNotOfferedError: it does not.
    """
    book = find_book(edition)
    if book is None:
        raise RegistrationNotOfferedError
    return book


# What every step begins with is put together once: that takes longer than asking the database.
@cache
def _books() -> Select[RegistrationBook]:
    return (
        select(RegistrationBook)
        .join(RegistrationBook.edition)
        .where(Edition.slug == bindparam("slug"), Edition.state != EditionState.DRAFT)
        .options(contains_eager(RegistrationBook.edition))
    )


@cache
def _books_with_draft(*, is_locked: bool) -> Select[RegistrationBook, Any]:
    held = and_(
        Draft.edition_id == RegistrationBook.edition_id,
        Draft.token_hash == bindparam("token_hash"),
        Draft.expires_at > bindparam("now"),
    )
    statement = _books().add_columns(Draft)
    if not is_locked:
        return statement.outerjoin(Draft, held)
    locked = statement.join(Draft, held).with_for_update(of=[RegistrationBook, Draft])
    return locked.execution_options(populate_existing=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Where somebody registers, how it takes registrations, and what the browser has begun."""

    edition: Edition
    book: RegistrationBook | None
    draft: Draft | None = None


def get_entry(slug: str, token: str | None, *, is_locked: bool = False) -> Entry:
    """Return a public edition with its book and the draft that a browser holds, if any.

    One statement, as every step begins with it. With `is_locked` book and draft stay locked until
    the transaction ends, and `lock_book` and `lock_draft` return them without asking again. It is
    the first thing a transaction does then: a savepoint that is taken back would free them.

    Raises:
        EditionNotFoundError: there is no such edition, or it is a draft.
    """
    if not token:
        book = db.session.scalar(_books(), {"slug": slug})
        return Entry(edition=book.edition if book else get_public_edition(slug), book=book)
    held = {"slug": slug, "token_hash": draft_hash(token), "now": clock.now()}
    row = None
    if is_locked:
        row = db.session.execute(_books_with_draft(is_locked=True), held).one_or_none()
    if row is not None:
        noted_in_transaction()[RegistrationBook, row[0].edition_id] = row[0]
    if row is None:
        row = db.session.execute(_books_with_draft(is_locked=False), held).one_or_none()
    if row is None:
        return Entry(edition=get_public_edition(slug), book=None)
    book, draft = row
    if draft is None:
        draft = _find_resumed(book.edition, token, is_locked=is_locked)
    if is_locked:
        noted_in_transaction()[Draft, draft_hash(token)] = draft
    return Entry(edition=book.edition, book=book, draft=draft)


def standing_of(edition: Edition) -> Standing:
    """Tell whether the edition takes registrations now."""
    return standing_by(edition, find_book(edition))


def standing_by(edition: Edition, book: RegistrationBook | None) -> Standing:
    """Tell whether the edition takes registrations now, by its book if it has one."""
    if book is None:
        archived = standing(edition.state, None, None, clock.now()) is Standing.ARCHIVED
        return Standing.ARCHIVED if archived else Standing.ABSENT
    return standing(edition.state, book.opens_at, book.closes_at, clock.now())


def list_categories(edition: Edition) -> Sequence[Category]:
    """Return the categories of an edition with their seats, in order."""
    return db.session.scalars(_categories(), {"edition_id": edition.id}).unique().all()


@cache
def _categories() -> Select[Category]:
    return (
        select(Category)
        .where(Category.edition_id == bindparam("edition_id"))
        .order_by(Category.position, Category.id)
    )


def list_open_categories(edition: Edition) -> Sequence[Category]:
    """Return the categories into which anybody may register now, full ones included."""
    return [
        category for category in list_categories(edition) if category_standing(category)
        in {Standing.OPEN, Standing.FULL} and category.way_in is not WayIn.INVITATION
    ]  # fmt: skip


def category_standing(category: Category) -> Standing:
    """Tell whether a category takes registrations now."""
    at = period_standing(category.opens_at, category.closes_at, clock.now())
    if at is Standing.OPEN and category.seats_left is not None and category.seats_left <= 0:
        return Standing.FULL
    return at


def find_category(edition: Edition, key: str) -> Category | None:
    """Return the edition's category with this key, if there is one."""
    return db.session.scalar(_category(), {"edition_id": edition.id, "key": key})


@cache
def _category() -> Select[Category]:
    return select(Category).where(
        Category.edition_id == bindparam("edition_id"), Category.key == bindparam("key")
    )


def list_session_limits(edition: Edition) -> Mapping[str, Limit]:
    """Return the limits of whole sessions by the sessions' keys."""
    limits = db.session.scalars(
        select(Limit).where(
            Limit.edition_id == edition.id, Limit.session_key != "", Limit.category_id.is_(None)
        )
    )
    return {limit.session_key: limit for limit in limits}


def list_own_limits(edition: Edition, category_id: int | None) -> Mapping[str, Limit]:
    """Return for each session with seats the limit that is nearest to being full.

    It is that of the whole session, or the share of it that a category has.
    """
    values = {"edition_id": edition.id, "category_id": category_id}
    limits = db.session.scalars(_own_limits(), values).all()
    own = {limit.session_key: limit for limit in limits if limit.category_id is not None}
    return {
        key: min(limit, own.get(key, limit), key=lambda each: each.seats_left)
        for limit in limits
        if limit.category_id is None and (key := limit.session_key)
    }


@cache
def _own_limits() -> Select[Limit]:
    return select(Limit).where(
        Limit.edition_id == bindparam("edition_id"),
        Limit.session_key != "",
        or_(Limit.category_id.is_(None), Limit.category_id == bindparam("category_id")),
    )


def list_notices(edition: Edition) -> Sequence[ConsentNotice]:
    """Return the present version of every notice that people are asked, in order."""
    latest = (
        select(ConsentNotice.key, func.max(ConsentNotice.version).label("version"))
        .where(ConsentNotice.edition_id == edition.id)
        .group_by(ConsentNotice.key)
        .subquery()
    )
    return db.session.scalars(
        select(ConsentNotice)
        .join(
            latest,
            and_(latest.c.key == ConsentNotice.key, latest.c.version == ConsentNotice.version),
        )
        .where(ConsentNotice.edition_id == edition.id, ConsentNotice.retired_at.is_(None))
        .order_by(ConsentNotice.position, ConsentNotice.id)
    ).all()


def list_cities() -> Sequence[City]:
    """Return every city that people can say they come from."""
    return db.session.scalars(select(City).order_by(City.key)).all()


def find_city(key: str) -> City | None:
    """Return the city with this key, if there is one."""
    return db.session.scalar(select(City).where(City.key == key)) if key else None


# ------------------------------------------------------------------ drafts


def draft_hash(token: str) -> str:
    """Return under what a draft is found."""
    return sha256(token.encode()).hexdigest()


def lock_draft(edition: Edition, token: str) -> Draft | None:
    """Return the draft that a browser holds, locked until the transaction ends.

    None if it is over or of another edition. The second time costs no statement.
    """
    notes, key = noted_in_transaction(), (Draft, draft_hash(token))
    found: Draft | None = notes.get(key)
    if found is not None and found.edition_id == edition.id:
        return found
    statement = select(Draft).where(
        Draft.token_hash == draft_hash(token),
        Draft.edition_id == edition.id,
        Draft.expires_at > clock.now(),
    )
    found = db.session.scalar(statement.with_for_update().execution_options(populate_existing=True))
    if found is None:
        found = _find_resumed(edition, token, is_locked=True)
    noted_in_transaction()[key] = found
    return found


def _find_resumed(edition: Edition, token: str, *, is_locked: bool) -> Draft | None:
    """Return the draft that a browser holds by the secret of a mailed link."""
    link = find_resume_link(token)
    if link is None:
        return None
    statement = select(Draft).where(
        Draft.id == link.subject_id,
        Draft.edition_id == edition.id,
        Draft.expires_at > clock.now(),
    )
    if is_locked:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(statement)


def find_resume_link(token: str) -> CapabilityLink | None:
    """Return the mailed link whose secret a browser holds in place of a draft's own token.

    One that is older than the draft is of another, whose number was given anew.
    """
    return db.session.scalar(
        select(CapabilityLink)
        .join(Draft, Draft.id == CapabilityLink.subject_id)
        .where(
            CapabilityLink.secret_hash == draft_hash(token),
            CapabilityLink.purpose == RESUME_PURPOSE,
            CapabilityLink.expires_at > clock.now(),
            CapabilityLink.revoked_at.is_(None),
            CapabilityLink.created_at >= Draft.created_at,
        )
    )


def get_resumed(link: CapabilityLink) -> Draft:
    """Return the draft that a link leads to.

    Raises:
        DraftMissingError: it is over, or was deleted.
    """
    draft = db.session.get(Draft, link.subject_id)
    if draft is None or draft.expires_at <= clock.now() or link.created_at < draft.created_at:
        raise DraftMissingError
    return draft


def get_edition_of(draft: Draft) -> Edition:
    """Return the edition for which a draft is filled in."""
    return db.session.get_one(Edition, draft.edition_id)


def was_written_to_since(edition: Edition, address: str, cause: str, moment: datetime) -> bool:
    """Tell whether a mail with this cause went to an address without a registration."""
    return (
        db.session.scalar(
            select(OutgoingMail.id)
            .where(
                OutgoingMail.about_type == "edition",
                OutgoingMail.about_id == edition.id,
                func.lower(OutgoingMail.recipient) == email_key(address),
                OutgoingMail.cause == cause,
                OutgoingMail.created_at > moment,
            )
            .limit(1)
        )
        is not None
    )


# ------------------------------------------------------------------ registrations


def _with_facts(statement: Select[Registration]) -> Select[Registration]:
    return statement.options(
        joinedload(Registration.category),
        joinedload(Registration.city),
        joinedload(Registration.edition),
        selectinload(Registration.attendances),
    )


def get_registration(registration_id: int) -> Registration:
    """Return a registration by its id, for the person it belongs to.

    Raises:
        RegistrationNotFoundError
    """
    found = db.session.scalar(
        _with_facts(select(Registration).where(Registration.id == registration_id))
    )
    if found is None:
        raise RegistrationNotFoundError
    return found


def list_star_keys(registration: Registration) -> frozenset[str]:
    """Return the keys of the sessions that the person has starred."""
    stars = select(Star.session_key).where(Star.registration_id == registration.id)
    return frozenset(db.session.scalars(stars))


def get_registration_in(edition: Edition, registration_id: int) -> Registration:
    """Return a registration of an edition, for its organisers.

    Raises:
        RegistrationNotFoundError: there is none in this edition.
    """
    found = db.session.scalar(
        _with_facts(
            select(Registration).where(
                Registration.id == registration_id, Registration.edition_id == edition.id
            )
        )
    )
    if found is None:
        raise RegistrationNotFoundError
    return found


def find_coming(edition: Edition, email: str, colleague: str = "") -> Registration | None:
    """Return the registration that an address holds in an edition, if there is one.

    `colleague` is the key of a colleague who was registered with the address.
    """
    values = {"edition_id": edition.id, "email": email_key(email), "colleague": colleague}
    return db.session.scalar(_coming(), values)


@cache
def _coming() -> Select[Registration]:
    return select(Registration).where(
        Registration.edition_id == bindparam("edition_id"),
        Registration.email_key == bindparam("email"),
        Registration.colleague_key == bindparam("colleague"),
        Registration.state.not_in(OVER),
    )


def list_coming(edition: Edition, email: str) -> Sequence[Registration]:
    """Return every registration that an address holds: the owner's, then the colleagues'."""
    return db.session.scalars(
        select(Registration)
        .where(
            Registration.edition_id == edition.id,
            Registration.email_key == email_key(email),
            Registration.state.not_in(OVER),
        )
        .order_by(Registration.colleague_key, Registration.id)
    ).all()


def find_by_serial(edition: Edition, serial: int) -> Registration | None:
    """Return the registration with this serial, as a badge carries it."""
    return db.session.scalar(
        _with_facts(
            select(Registration).where(
                Registration.edition_id == edition.id, Registration.serial == serial
            )
        )
    )


def list_confirmed(edition: Edition, category: str = "") -> Sequence[Registration]:
    """Return everybody who is expected, with category, city and sessions, by name."""
    statement = select(Registration).where(
        Registration.edition_id == edition.id, Registration.state == RegistrationState.CONFIRMED
    )
    if category:
        statement = statement.join(Registration.category).where(Category.key == category)
    ordered = statement.order_by(Registration.sort_key, Registration.id)
    return db.session.scalars(_with_facts(ordered)).unique().all()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One page of the organisers' list, and how many there are in all."""

    rows: Sequence[Registration]
    total: int
    page: int
    pages: int
    first: int


def list_registrations(
    edition: Edition, chosen: ListFilter, sort: Sort = Sort.LATEST, *, total: int | None = None
) -> Listed:
    """Return one page of those who fit, in an order; `total` is how many, if it is known."""
    conditions = conditions_of(edition, chosen)
    total = count_matching(edition, chosen) if total is None else total
    pages = max(1, -(-total // PAGE_LENGTH))
    page = min(max(1, chosen.page), pages)
    first = (page - 1) * PAGE_LENGTH
    rows = db.session.scalars(
        ordered(select(Registration).where(*conditions), sort)
        .limit(PAGE_LENGTH)
        .offset(first)
        .options(
            joinedload(Registration.category),
            joinedload(Registration.city),
            selectinload(Registration.attendances),
        )
    )
    return Listed(
        rows=rows.unique().all(),
        total=total,
        page=page,
        pages=pages,
        first=first + 1 if total else 0,
    )


def count_matching(edition: Edition, chosen: ListFilter) -> int:
    """Return how many fit."""
    fitting = select(func.count(Registration.id)).where(*conditions_of(edition, chosen))
    return db.session.scalar(fitting) or 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Somebody to whom a mailing may go."""

    id: int
    number: str
    name: LocalizedText
    email: str
    email_key: str
    language: Language
    category: LocalizedText
    state: RegistrationState


def list_addressees(
    edition: Edition, chosen: ListFilter, *, not_in_batch: str = ""
) -> Sequence[Addressee]:
    """Return all who fit, by name, in one statement: a mailing has thousands.

    Args:
        edition: whose registrations.
        chosen: whom to look for.
        not_in_batch: leave out whom a mail of this batch was written about.
    """
    conditions = conditions_of(edition, chosen)
    if not_in_batch:
        written = select(OutgoingMail.about_id).where(
            OutgoingMail.batch == not_in_batch, OutgoingMail.about_id.is_not(None)
        )
        conditions.append(Registration.id.not_in(written))
    rows = db.session.execute(
        select(
            Registration.id,
            Registration.number,
            Registration.name,
            Registration.email,
            Registration.email_key,
            Registration.language,
            Category.name.label("category"),
            Registration.state,
        )
        .join(Category, Category.id == Registration.category_id)
        .where(*conditions)
        .order_by(Registration.sort_key, Registration.id)
    )
    return [
        Addressee(
            id=row.id,
            number=row.number,
            name=row.name,
            email=row.email,
            email_key=row.email_key,
            language="ko" if row.language == "ko" else "en",
            category=row.category,
            state=row.state,
        )
        for row in rows
    ]


def find_example(edition: Edition, query: str = "") -> Registration | None:
    """Return somebody as whom a mail can be shown: who fits, those first who are expected."""
    conditions = conditions_of(edition, ListFilter(query=query))
    is_confirmed = Registration.state == RegistrationState.CONFIRMED
    statement = select(Registration).where(*conditions)
    return db.session.scalar(
        _with_facts(statement.order_by(is_confirmed.desc(), Registration.id.desc()).limit(1))
    )


def list_matching_ids(edition: Edition, chosen: ListFilter) -> Sequence[int]:
    """Return the ids of all who fit."""
    return db.session.scalars(
        select(Registration.id).where(*conditions_of(edition, chosen)).order_by(Registration.id)
    ).all()


def count_by_state(edition: Edition, chosen: ListFilter) -> Mapping[str, int]:
    """Return how many are in each state among those who fit otherwise."""
    in_any_state = replace(chosen, state="")
    rows = db.session.execute(
        select(Registration.state, func.count(Registration.id))
        .where(*conditions_of(edition, in_any_state))
        .group_by(Registration.state)
    )
    return {state.value: count for state, count in rows}


def count_confirmed(edition: Edition) -> int:
    """Return how many people are expected."""
    return (
        db.session.scalar(
            select(func.count(Registration.id)).where(
                Registration.edition_id == edition.id,
                Registration.state == RegistrationState.CONFIRMED,
            )
        )
        or 0
    )


# ------------------------------------------------------------------ about one person


def find_sensitive(registration: Registration) -> SensitiveNeed | None:
    """Return what the person needs that is sensitive, if anything was said and agreed to."""
    return db.session.get(SensitiveNeed, registration.id)


def list_consents(registration: Registration) -> Sequence[ConsentGiven]:
    """Return the last answer to every notice, in the notices' order."""
    rows = db.session.scalars(
        select(ConsentGiven)
        .where(ConsentGiven.registration_id == registration.id)
        .order_by(ConsentGiven.id)
        .options(joinedload(ConsentGiven.notice))
    )
    last = {row.key: row for row in rows}
    return sorted(last.values(), key=lambda row: (row.notice.position, row.id))


def list_mails(registration: Registration) -> Sequence[OutgoingMail]:
    """Return every mail about a registration, and those of releases to it, the latest first."""
    releases = select(Release.id).where(Release.edition_id == registration.edition_id)
    about_it = and_(
        OutgoingMail.about_type == "registration", OutgoingMail.about_id == registration.id
    )
    told = and_(
        OutgoingMail.about_type == "release",
        OutgoingMail.about_id.in_(releases),
        OutgoingMail.recipient == registration.email,
    )
    return db.session.scalars(
        select(OutgoingMail).where(or_(about_it, told)).order_by(OutgoingMail.id.desc())
    ).all()


def was_mailed_since(registration: Registration, cause: str, moment: datetime) -> bool:
    """Tell whether a mail with this cause has been written about somebody since a moment."""
    return (
        db.session.scalar(
            select(OutgoingMail.id)
            .where(
                OutgoingMail.about_type == "registration",
                OutgoingMail.about_id == registration.id,
                OutgoingMail.cause == cause,
                OutgoingMail.created_at > moment,
            )
            .limit(1)
        )
        is not None
    )


def list_history(registration: Registration) -> Sequence[AuditEntry]:
    """Return what was done with a registration, the latest first."""
    return db.session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.object_type == "registration",
            AuditEntry.object_id == str(registration.id),
        )
        .order_by(AuditEntry.id.desc())
    ).all()
