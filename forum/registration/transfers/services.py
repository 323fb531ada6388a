"""Passing a place on: offering it to an address, and taking it over in one transaction.

Until somebody takes the place nothing changes. Then the former registration is over, as by a
cancellation, and a new one stands with the same category and the same sessions: whoever comes
instead has a number, a badge and a history of their own, and sees nothing of who came before.
What the former one only waited for does not go over.
"""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select

from forum.core import audit, clock, randomness
from forum.core.dates import format_datetime
from forum.core.db import db
from forum.core.links import CapabilityLink, issue_link, revoke_links, use_link
from forum.core.localized import Language
from forum.editions.types import EditionState
from forum.programme.queries import public_agenda
from forum.programme.uploads import Upload
from forum.registration import emails
from forum.registration.errors import ConsentChangedError
from forum.registration.models import ConsentNotice, Draft, Registration, SensitiveNeed
from forum.registration.queries import draft_hash, find_coming, list_session_limits
from forum.registration.questions.services import keep_file
from forum.registration.rules import (
    can_be_chosen,
    email_key,
    needs_invitation,
    read_email,
    shown_hash,
)
from forum.registration.services import seats
from forum.registration.services.books import lock_book
from forum.registration.services.changing import reissue_badge
from forum.registration.services.drafts import DRAFT_LASTS, MAIL_PAUSE
from forum.registration.services.offering import offer_seats, withdraw_all
from forum.registration.services.registering import register_details
from forum.registration.transfers.errors import (
    NotTransferableError,
    TransferKnownError,
    TransferOpenError,
    TransferTooLateError,
    TransferToOneselfError,
    TransferTooSoonError,
)
from forum.registration.transfers.models import Transfer
from forum.registration.transfers.queries import (
    find_open_transfer,
    get_transfer,
    last_transfer,
    list_overdue_transfers,
)
from forum.registration.transfers.rules import transfer_ends
from forum.registration.transfers.types import TransferState
from forum.registration.types import RegistrationDetails, RegistrationState, Source

_SUBJECT = "registration_transfer"


def ask_transfer(registration: Registration, email: str, language: Language) -> Transfer:
    """Offer somebody's place to an address, by a mail in its owner's language.

    Whether the address is registered is not looked at here: nobody is to learn it.

    Raises:
        NotTransferableError, TransferTooLateError, EmailInvalidError, TransferToOneselfError,
        TransferOpenError, TransferTooSoonError
    """
    edition = registration.edition
    lock_book(edition)
    db.session.refresh(registration)
    _refuse_unless_transferable(registration)
    address, now = read_email(email), clock.now()
    if email_key(address) == registration.email_key:
        raise TransferToOneselfError
    if find_open_transfer(registration) is not None:
        raise TransferOpenError
    former = last_transfer(registration)
    if former is not None and former.asked_at > now - MAIL_PAUSE:
        raise TransferTooSoonError
    ends = transfer_ends(now, edition.starts_on, edition.timezone)
    if ends <= now:
        raise TransferTooLateError
    if former is not None and former.state is TransferState.ASKED:
        _end(former, TransferState.EXPIRED)  # the worker was not there yet
        db.session.flush()
    transfer = Transfer(
        registration=registration, email=address, language=language, asked_at=now, expires_at=ends
    )
    db.session.add(transfer)
    db.session.flush()
    emails.send_transfer(
        emails.Newcomer(edition=edition, email=address, language=language),
        public_agenda(edition),
        issue_link(emails.TRANSFER_PURPOSE, _SUBJECT, transfer.id, expires_at=ends),
        category=registration.category.name.in_(language),
        deadline=format_datetime(ends, ZoneInfo(edition.timezone), language),
    )
    _note("transfer.asked", registration)
    return transfer


def withdraw_transfer(registration: Registration) -> None:
    """Keep the place after all; the link of the other person opens nothing any more.

    Raises:
        NotTransferableError: somebody has taken it a moment before.
    """
    lock_book(registration.edition)
    db.session.refresh(registration)
    if not registration.is_confirmed:
        raise NotTransferableError
    transfer = find_open_transfer(registration)
    if transfer is not None:
        _end(transfer, TransferState.WITHDRAWN)
        _note("transfer.withdrawn", registration)


def decline_transfer(link: CapabilityLink) -> None:
    """Leave the place to whoever has it, who is told.

    Raises:
        LinkUsedError, TransferOverError
    """
    transfer = _lock(link)
    _end(transfer, TransferState.DECLINED)
    _note("transfer.declined", transfer.registration)
    emails.send_told(
        transfer.registration, public_agenda(transfer.registration.edition), "transfer_over"
    )


def expire_transfers() -> Iterator[int]:
    """End what nobody has answered in time, and tell whoever keeps the place."""
    for transfer in list_overdue_transfers(clock.now()):
        registration = transfer.registration
        lock_book(registration.edition)
        db.session.refresh(transfer)
        if transfer.state is not TransferState.ASKED:
            continue
        _end(transfer, TransferState.EXPIRED)
        _note("transfer.expired", registration)
        if registration.is_confirmed:
            emails.send_told(registration, public_agenda(registration.edition), "transfer_over")
        yield transfer.id


def keep_transfer_file(transfer: Transfer, question: str, upload: Upload) -> str:
    """Keep a file of whoever fills in to take the place over, and return its key."""
    if transfer.draft is None:
        transfer.draft = Draft(
            token_hash=draft_hash(randomness.token()),  # nobody goes on with it elsewhere
            edition_id=transfer.registration.edition_id,
            language=transfer.language,
            answers={},
            expires_at=clock.now() + DRAFT_LASTS,
        )
        db.session.flush()
    return keep_file(transfer.draft, question, upload)


def accept_transfer(
    link: CapabilityLink,
    details: RegistrationDetails,
    notices: Sequence[ConsentNotice],
    shown: str,
) -> Registration:
    """Let somebody have the place that is passed on to them.

    Category, address and sessions are those of the offer, whatever `details` say; an option that
    the former owner had is free for them. For somebody under 14 it is held until their guardian
    agrees. `shown` tells which notices were on the page.

    Raises:
        LinkUsedError, TransferOverError, NotTransferableError, TransferKnownError,
        ConsentChangedError, and what `register_details` raises. The transaction must be rolled
        back then.
    """
    transfer = _lock(link)
    former = transfer.registration
    edition = former.edition
    _refuse_unless_transferable(former)
    if shown != shown_hash(notice.sha256 for notice in notices):
        raise ConsentChangedError
    if find_coming(edition, transfer.email) is not None:
        raise TransferKnownError(email=transfer.email)
    sessions = _sessions_of(former)
    freed = _leave(former)
    taken_by = register_details(
        edition,
        _as_offered(details, former, transfer.email, sessions),
        source=Source.TRANSFER,
        notices=notices,
        draft=transfer.draft,
    )
    transfer.taken_by_id = taken_by.id
    _end(transfer, TransferState.ACCEPTED)
    _note("transfer.accepted", former)
    _note("transfer.received", taken_by)
    offer_seats(edition, freed)
    return taken_by


def _as_offered(
    details: RegistrationDetails, former: Registration, email: str, sessions: tuple[str, ...]
) -> RegistrationDetails:
    return RegistrationDetails(
        category=former.category.key,
        name=details.name,
        email=email,
        language=details.language,
        phone=details.phone,
        position=details.position,
        affiliation=details.affiliation,
        city=details.city,
        country=details.country,
        sessions=sessions,
        receiver=details.receiver,
        sensitive=details.sensitive,
        consents=details.consents,
        answers=details.answers,
        form_version=details.form_version,
        guardian=details.guardian,
    )


def _sessions_of(former: Registration) -> tuple[str, ...]:
    """Return the sessions that go over; to one by personal invitation nobody else is invited."""
    agenda = public_agenda(former.edition)
    limited = list_session_limits(former.edition)
    found = [
        session
        for session in agenda.sessions
        if session.key in former.session_keys and can_be_chosen(session, limited)
    ]
    is_invited = former.category.is_invited
    return tuple(s.key for s in found if not needs_invitation(s, is_invited=is_invited))


def _leave(former: Registration) -> frozenset[str]:
    """Let the former registration be over; return where seats became free for a moment."""
    freed = seats.free(former)
    withdraw_all(former)
    former.state = RegistrationState.CANCELLED
    former.cancelled_at = former.changed_at = clock.now()
    former.calendar_sequence += 1
    db.session.execute(delete(SensitiveNeed).where(SensitiveNeed.registration_id == former.id))
    db.session.flush()
    emails.send_cancellation(former, public_agenda(former.edition), key="transferred")
    reissue_badge(former)
    db.session.flush()
    return freed


def _lock(link: CapabilityLink) -> Transfer:
    """Return the offer of a link, locked after the book of its edition, with the link used up."""
    edition = get_transfer(link.subject_id).registration.edition
    lock_book(edition)
    use_link(link)
    statement = select(Transfer).where(Transfer.id == link.subject_id)
    found = db.session.scalars(statement.execution_options(populate_existing=True)).one()
    db.session.refresh(found.registration)
    return get_transfer(found.id)


def _refuse_unless_transferable(registration: Registration) -> None:
    is_over = registration.edition.state is EditionState.ARCHIVED
    if is_over or not registration.is_confirmed or not registration.category.is_transferable:
        raise NotTransferableError


def _end(transfer: Transfer, state: TransferState) -> None:
    """Note how it ended; the address of whoever was asked has no purpose any more."""
    transfer.state, transfer.ended_at, transfer.email = state, clock.now(), ""
    revoke_links(emails.TRANSFER_PURPOSE, _SUBJECT, transfer.id)


def _note(action: str, registration: Registration) -> None:
    audit.record(
        action,
        edition_id=registration.edition_id,
        object_type="registration",
        object_id=registration.id,
        details={"number": registration.number},
    )
