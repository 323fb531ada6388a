"""Registering: seats, registration, consents and mail in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert

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
    OptionFullError,
    RegistrationClosedError,
    RegistrationNotOpenError,
    SensitiveConsentMissingError,
    SessionByInvitationError,
    SessionFullError,
    SessionNotOfferedError,
    TooManyColleaguesError,
)
from forum.registration.exports import registration_uid
from forum.registration.guardians.asking import ask_guardian, new_request
from forum.registration.models import (
    Category,
    ConsentGiven,
    ConsentNotice,
    Draft,
    Limit,
    Registration,
    RegistrationBook,
    SensitiveNeed,
)
from forum.registration.queries import (
    category_standing,
    find_category,
    find_city,
    find_coming,
    list_coming,
    list_notices,
    list_session_limits,
)
from forum.registration.questions import services as questions
from forum.registration.questions.queries import OwnForm, read_form
from forum.registration.questions.rules import answers_to_mapping
from forum.registration.rules import (
    MOST_COLLEAGUES,
    can_be_chosen,
    checked,
    colleague_key,
    country_name,
    email_key,
    needs_invitation,
    search_text,
    sort_key,
    standing,
)
from forum.registration.services import seats
from forum.registration.services.admitting import confirm, join_lists
from forum.registration.services.books import lock_book
from forum.registration.subscriptions.rules import token_hash, token_of
from forum.registration.types import (
    ConsentBy,
    RegistrationDetails,
    RegistrationState,
    Source,
    Standing,
    WayIn,
)
from forum.registration.waiting.queries import list_waiting
from forum.registration.waiting.rules import ranked_wishes, seat
from forum.registration.waiting.types import ADMISSION, Seating, option_of, session_of
from forum.tokens.rules import badge_number

# whoever registers somebody else need not know the answers to everything that is required
_LENIENT = frozenset({Source.ON_BEHALF, Source.MADE_UP})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Admission:
    """What was looked up and found to be in order before anything is written."""

    book: RegistrationBook
    category: Category
    city: City | None
    notices: Sequence[ConsentNotice]
    limits: Sequence[Limit]
    state: RegistrationState
    wishes: list[list[str]]
    seating: Seating
    own: OwnForm


def register_details(
    edition: Edition,
    details: RegistrationDetails,
    *,
    source: Source = Source.API,
    notices: Sequence[ConsentNotice] | None = None,
    draft: Draft | None = None,
    is_invited: bool = False,
) -> Registration:
    """Register a person, and write the mail that says how it stands.

    Whoever registers alone (`Source.SELF`) comes only through categories while they are open,
    and into one by approval as a request, which holds no seat. Organisers and programs may
    register until the edition is archived. Seats, consents and one registration for each
    address hold for all. What is full can be waited for, by those who say so (`details.waits`).
    `notices` are the present ones, if they were read already; `draft` holds the files with which
    somebody has answered own questions. `is_invited` lets them into a category by invitation.

    Raises:
        RegistrationNotOfferedError, RegistrationNotOpenError, RegistrationClosedError,
        CategoryNotFoundError, CategoryClosedError, CategoryByInvitationError, CategoryFullError,
        SessionNotOfferedError, SessionByInvitationError, SessionFullError, OptionFullError,
        ConsentMissingError, SensitiveConsentMissingError, AlreadyRegisteredError,
        TooManyColleaguesError, and what `rules.checked` and `read_form` raise. Nothing has been
        written then.
    """
    details = checked(details, needs_address=source is not Source.ON_BEHALF)
    agenda = public_agenda(edition)
    admission = _admit(edition, details, agenda, source, notices, is_invited=is_invited)
    registration = _write(edition, details, admission, source)
    questions.claim_files(draft, registration, admission.own)
    secret = issue_link(emails.PURPOSE, "registration", registration.id)
    waits = bool(admission.seating.waiting)
    waiting = list_waiting(registration) if waits else ()
    emails.send_state(registration, agenda, secret, waiting)
    if registration.guardian is not None:
        ask_guardian(registration, agenda)
    if registration.state is RegistrationState.PENDING:
        _note("registration.pending", registration, details)
    elif registration.state is RegistrationState.WAITING:
        _note("registration.waiting", registration, details)
    elif registration.state is RegistrationState.GUARDIAN:
        _note("registration.guardian", registration, details)
    else:
        _note("registration.confirmed", registration, details)
    return registration


def _note(action: str, registration: Registration, details: RegistrationDetails) -> None:
    audit.record(
        action,
        edition_id=registration.edition_id,
        object_type="registration",
        object_id=registration.id,
        details={
            "number": registration.number,
            "category": details.category,
            "sessions": list(details.sessions),
            "source": registration.source.value,
        },
    )


def _admit(
    edition: Edition,
    details: RegistrationDetails,
    agenda: Agenda,
    source: Source,
    notices: Sequence[ConsentNotice] | None,
    *,
    is_invited: bool,
) -> _Admission:
    if edition.state is EditionState.ARCHIVED:
        raise RegistrationClosedError
    book = lock_book(edition)
    category = find_category(edition, details.category)
    if category is None:
        raise CategoryNotFoundError
    if source is Source.SELF:
        _refuse_unless_open(edition, book, category, is_invited=is_invited)
    _refuse_sessions(edition, details, agenda, category)
    notices = list_notices(edition) if notices is None else notices
    _refuse_consents(details, notices)
    city = _find_city(details.city)
    own = read_form(category, details, is_lenient=source in _LENIENT)
    address = details.email
    holder = find_coming(edition, address, colleague_key(details)) if address else None
    if holder is not None:
        raise AlreadyRegisteredError(number=holder.number, registration_id=holder.id)
    if details.is_colleague and source not in _LENIENT:
        _refuse_too_many(edition, details)
    wishes = ranked_wishes(details.sessions, (*details.options, *own.options), details.seconds)
    limits = seats.lock_limits_for(category, {choice for wish in wishes for choice in wish})
    state, seating = _seat(details, category, wishes, limits, source)
    _refuse_full(seating, agenda, category, own, limits)
    return _Admission(
        book=book,
        category=category,
        city=city,
        notices=notices,
        limits=limits,
        state=state,
        wishes=wishes,
        seating=seating,
        own=own,
    )


def _refuse_too_many(edition: Edition, details: RegistrationDetails) -> None:
    """Hold an address to its number of colleagues; the book is locked, so nobody slips by."""
    colleagues = [one for one in list_coming(edition, details.email) if one.colleague_key]
    if len(colleagues) >= MOST_COLLEAGUES:
        raise TooManyColleaguesError(count=MOST_COLLEAGUES)


def _seat(
    details: RegistrationDetails,
    category: Category,
    wishes: list[list[str]],
    limits: Sequence[Limit],
    source: Source,
) -> tuple[RegistrationState, Seating]:
    """Decide how the registration stands; who is not admitted yet has no seat anywhere."""
    if category.way_in is WayIn.APPROVAL and source is Source.SELF:
        return RegistrationState.PENDING, Seating()
    if not seats.has_seat(ADMISSION, limits):
        if ADMISSION not in details.waits:
            full = seats.fullest(ADMISSION, limits)
            raise CategoryFullError(
                category=_named(category),
                subject=ADMISSION,
                taken=full.taken,
                capacity=full.capacity,
            )
        return RegistrationState.WAITING, Seating(waiting=(ADMISSION,))
    seating = seat(wishes, details.waits, lambda subject: seats.has_seat(subject, limits))
    return RegistrationState.CONFIRMED, seating


def _refuse_full(
    seating: Seating, agenda: Agenda, category: Category, own: OwnForm, limits: Sequence[Limit]
) -> None:
    """Say what is full, and of how many seats; where only a category's share is, name it too."""
    for subject in seating.refused:
        full = seats.fullest(subject, limits)
        numbers = {"subject": subject, "taken": full.taken, "capacity": full.capacity}
        share = f" – {_named(category)}" if full.category_id else ""
        if not session_of(subject):
            label = own.label_of(option_of(subject)).in_(current_language())
            raise OptionFullError(option=label + share, **numbers)
        session = agenda.session(session_of(subject))
        title = session.title.in_(current_language()) if session else ""
        raise SessionFullError(session=title + share, **numbers)


def _named(category: Category) -> str:
    return category.name.in_(current_language())


def _refuse_unless_open(
    edition: Edition, book: RegistrationBook, category: Category, *, is_invited: bool
) -> None:
    at = standing(edition.state, book.opens_at, book.closes_at, clock.now())
    if at is Standing.NOT_OPEN:
        raise RegistrationNotOpenError
    if at is not Standing.OPEN:
        raise RegistrationClosedError
    if category.way_in is WayIn.INVITATION and not is_invited:
        raise CategoryByInvitationError(category=_named(category))
    if category_standing(category) in {Standing.NOT_OPEN, Standing.CLOSED}:
        raise CategoryClosedError(category=_named(category))


def _refuse_sessions(
    edition: Edition, details: RegistrationDetails, agenda: Agenda, category: Category
) -> None:
    seconds = [session_of(choice) for later in details.seconds.values() for choice in later]
    wished = dict.fromkeys([*details.sessions, *filter(None, seconds)])
    if not wished:
        return
    limited = list_session_limits(edition)
    for key in wished:
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
    uid = registration_uid(edition.slug, randomness.token())
    registration = Registration(
        edition=edition,
        category=admission.category,
        city=city,
        state=admission.state,
        source=source,
        serial=serial,
        number=number,
        name=details.name,
        sort_key=sort_key(details.name),
        email=details.email,
        email_key=email_key(details.email) or f"none-{serial}",  # nobody else's
        phone=details.phone,
        position=details.position,
        affiliation=details.affiliation,
        country=details.country,
        language=details.language,
        receiver=details.receiver,
        search_text=_searched(number, details, city),
        colleague_key=colleague_key(details),
        wishes=admission.wishes,
        waits=sorted(details.waits),
        form_version_id=admission.own.version_id,
        answers=answers_to_mapping(admission.own.answers),
        calendar_uid=uid,
        subscription_hash=token_hash(token_of(uid, 0)),
        changed_at=moment,
        registered_at=moment,
        attendances=[],
        seats=[],
        guardian=new_request(details.guardian) if details.guardian else None,
    )
    db.session.add(registration)
    if registration.is_confirmed:
        confirm(registration, admission.seating, admission.limits)
    db.session.flush()
    _write_consents(registration, details, admission.notices)
    join_lists(registration, admission.seating.waiting)
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


def search_again(registration: Registration) -> str:
    """Return all by which an organiser may look for somebody, as they are written down now."""
    return _searched(registration.number, registration, registration.city)


def _searched(number: str, details: RegistrationDetails | Registration, city: City | None) -> str:
    searched = [number, details.name.ko, details.name.en, details.email, details.phone]
    searched += [details.affiliation.ko, details.affiliation.en]
    searched += [details.position.ko, details.position.en]
    searched += [city.name.ko, city.name.en] if city else []
    searched += [country_name(details.country, language) for language in ("ko", "en")]
    return search_text(searched, details.name)


def _write_consents(
    registration: Registration, details: RegistrationDetails, notices: Sequence[ConsentNotice]
) -> None:
    """Keep the answer to every notice that was shown, in one statement."""
    answers = [
        {
            "registration_id": registration.id,
            "notice_id": notice.id,
            "key": notice.key,
            "version": notice.version,
            "sha256": notice.sha256,
            "language": details.language,
            "given": bool(details.consents.get(notice.key)),
            "given_by": ConsentBy.ORGANISER if notice.key in details.noted else ConsentBy.SELF,
            "how": details.noted[notice.key].value if notice.key in details.noted else "",
            "answered_at": registration.registered_at,
        }
        for notice in notices
    ]
    if answers:
        db.session.execute(insert(ConsentGiven), answers)
