"""Registering: seats, registration, consents and mail in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from forum.cities.models import City
from forum.core import audit, clock, randomness
from forum.core.db import db
from forum.core.i18n import current_language
from forum.core.links import issue_link
from forum.editions.models import Edition
from forum.editions.types import EditionState
from forum.programme.queries import public_agenda
from forum.programme.types import Agenda
from forum.registration import emails
from forum.registration.errors import (
    AlreadyRegisteredError,
    CategoryByInvitationError,
    CategoryClosedError,
    CategoryFullError,
    CategoryNotFoundError,
    CityUnknownError,
    ConsentMissingError,
    RegistrationClosedError,
    RegistrationNotOfferedError,
    RegistrationNotOpenError,
    SensitiveConsentMissingError,
    SessionByInvitationError,
    SessionFullError,
    SessionNotOfferedError,
)
from forum.registration.exports import registration_uid
from forum.registration.models import (
    Attendance,
    Category,
    ConsentGiven,
    ConsentNotice,
    Limit,
    Registration,
    RegistrationBook,
    SensitiveNeed,
)
from forum.registration.queries import (
    category_standing,
    find_category,
    find_city,
    find_confirmed,
    list_notices,
    list_session_limits,
)
from forum.registration.rules import (
    can_be_chosen,
    checked,
    country_name,
    email_key,
    needs_invitation,
    search_text,
    sort_key,
    standing,
)
from forum.registration.services import seats
from forum.registration.subscriptions.rules import token_hash, token_of
from forum.registration.types import RegistrationDetails, Source, Standing, WayIn
from forum.tokens.rules import badge_number


@dataclass(frozen=True, slots=True, kw_only=True)
class _Admission:
    """What was looked up and found to be in order before anything is written."""

    book: RegistrationBook
    category: Category
    city: City | None
    notices: Sequence[ConsentNotice]
    limits: Sequence[Limit]


def register_details(
    edition: Edition, details: RegistrationDetails, *, source: Source = Source.API
) -> Registration:
    """Register a person, and write the confirmation mail.

    Whoever registers alone (`Source.SELF`) comes only through open categories while they are
    open; organisers and programs may register until the edition is archived. Seats, consents
    and one registration for each address hold for all.

    Raises:
        RegistrationNotOfferedError, RegistrationNotOpenError, RegistrationClosedError,
        CategoryNotFoundError, CategoryClosedError, CategoryByInvitationError, CategoryFullError,
        SessionNotOfferedError, SessionByInvitationError, SessionFullError,
        ConsentMissingError, SensitiveConsentMissingError, AlreadyRegisteredError, and what
        `rules.checked` raises. Nothing has been written then.
    """
    details = checked(details)
    agenda = public_agenda(edition)
    admission = _admit(edition, details, agenda, source)
    registration = _write(edition, details, admission, source)
    secret = issue_link(emails.PURPOSE, "registration", registration.id)
    emails.send_confirmation(registration, agenda, secret)
    audit.record(
        "registration.confirmed",
        edition_id=edition.id,
        object_type="registration",
        object_id=registration.id,
        details={
            "number": registration.number,
            "category": admission.category.key,
            "sessions": list(details.sessions),
            "source": source.value,
        },
    )
    return registration


def lock_book(edition: Edition) -> RegistrationBook:
    """Return how the edition takes registrations, locked: registrations come one by one.

    Raises:
        RegistrationNotOfferedError: it takes none.
    """
    statement = select(RegistrationBook).where(RegistrationBook.edition_id == edition.id)
    book = db.session.scalar(
        statement.with_for_update(of=RegistrationBook).execution_options(populate_existing=True)
    )
    if book is None:
        raise RegistrationNotOfferedError
    return book


def _admit(
    edition: Edition, details: RegistrationDetails, agenda: Agenda, source: Source
) -> _Admission:
    if edition.state is EditionState.ARCHIVED:
        raise RegistrationClosedError
    book = lock_book(edition)
    category = find_category(edition, details.category)
    if category is None:
        raise CategoryNotFoundError
    if source is Source.SELF:
        _refuse_unless_open(edition, book, category)
    _refuse_sessions(edition, details, agenda, category)
    notices = list_notices(edition)
    _refuse_consents(details, notices)
    city = _find_city(details.city)
    limits = seats.lock_limits_for(category, details.sessions)
    full = seats.first_full(limits)
    if full is not None and full.session_key:
        session = agenda.session(full.session_key)
        raise SessionFullError(session=session.title.in_(current_language()) if session else "")
    if full is not None:
        raise CategoryFullError(category=_named(category))
    holder = find_confirmed(edition, details.email)
    if holder is not None:
        raise AlreadyRegisteredError(number=holder.number, registration_id=holder.id)
    return _Admission(book=book, category=category, city=city, notices=notices, limits=limits)


def _named(category: Category) -> str:
    return category.name.in_(current_language())


def _refuse_unless_open(edition: Edition, book: RegistrationBook, category: Category) -> None:
    at = standing(edition.state, book.opens_at, book.closes_at, clock.now())
    if at is Standing.NOT_OPEN:
        raise RegistrationNotOpenError
    if at is not Standing.OPEN:
        raise RegistrationClosedError
    if category.way_in is not WayIn.OPEN:
        raise CategoryByInvitationError(category=_named(category))
    if category_standing(category) in {Standing.NOT_OPEN, Standing.CLOSED}:
        raise CategoryClosedError(category=_named(category))


def _refuse_sessions(
    edition: Edition, details: RegistrationDetails, agenda: Agenda, category: Category
) -> None:
    if not details.sessions:
        return
    limited = list_session_limits(edition)
    for key in details.sessions:
        session = agenda.session(key)
        if session is None or not can_be_chosen(session, limited):
            title = session.title.in_(current_language()) if session else key
            raise SessionNotOfferedError(session=title)
        if needs_invitation(session, is_invited=category.is_invited):
            raise SessionByInvitationError(session=session.title.in_(current_language()))


def _refuse_consents(details: RegistrationDetails, notices: Sequence[ConsentNotice]) -> None:
    for notice in notices:
        if notice.is_required and not details.consents.get(notice.key):
            raise ConsentMissingError(notice=notice.title.in_(current_language()))
    may_keep = any(n.is_sensitive and details.consents.get(n.key) for n in notices)
    if details.sensitive and not may_keep:
        raise SensitiveConsentMissingError


def _find_city(key: str) -> City | None:
    city = find_city(key)
    if key and city is None:
        raise CityUnknownError
    return city


def _write(
    edition: Edition, details: RegistrationDetails, admission: _Admission, source: Source
) -> Registration:
    moment = clock.now()
    admission.book.last_serial += 1
    serial = admission.book.last_serial
    number = badge_number(edition.slug, serial)
    city = admission.city
    searched = [number, details.name.ko, details.name.en, details.email, details.phone]
    searched += [details.affiliation.ko, details.affiliation.en]
    searched += [details.position.ko, details.position.en]
    searched += [city.name.ko, city.name.en] if city else []
    searched += [country_name(details.country, language) for language in ("ko", "en")]
    uid = registration_uid(edition.slug, randomness.token())
    registration = Registration(
        edition=edition,
        category=admission.category,
        city=city,
        source=source,
        serial=serial,
        number=number,
        name=details.name,
        sort_key=sort_key(details.name),
        email=details.email,
        email_key=email_key(details.email),
        phone=details.phone,
        position=details.position,
        affiliation=details.affiliation,
        country=details.country,
        language=details.language,
        receiver=details.receiver,
        search_text=search_text(searched, details.name),
        calendar_uid=uid,
        subscription_hash=token_hash(token_of(uid, 0)),
        changed_at=moment,
        confirmed_at=moment,
        attendances=[Attendance(session_key=key) for key in details.sessions],
        consents=[
            _answer(notice, details, given=bool(details.consents.get(notice.key)))
            for notice in admission.notices
        ],
    )
    seats.take(registration, admission.limits)
    db.session.add(registration)
    db.session.flush()
    if details.sensitive:
        said = details.sensitive
        db.session.add(
            SensitiveNeed(
                registration_id=registration.id,
                diets=[diet.value for diet in said.diets],
                diet_note=said.diet_note,
                accessibility=said.accessibility,
            )
        )
    return registration


def _answer(notice: ConsentNotice, details: RegistrationDetails, *, given: bool) -> ConsentGiven:
    return ConsentGiven(
        notice=notice,
        key=notice.key,
        version=notice.version,
        sha256=notice.sha256,
        language=details.language,
        given=given,
        answered_at=clock.now(),
    )
