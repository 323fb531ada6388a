"""What a guardian answers: agreeing confirms, refusing and silence cancel."""

from collections.abc import Iterator, Mapping

from sqlalchemy import delete, select

from forum.core import audit, clock
from forum.core.db import db
from forum.core.i18n import gettext as _
from forum.core.i18n import in_language
from forum.core.links import issue_link, revoke_links
from forum.core.localized import Language
from forum.programme.queries import public_agenda
from forum.registration import emails
from forum.registration.errors import ConsentChangedError, ConsentMissingError
from forum.registration.guardians.errors import GuardianNotAskedError
from forum.registration.models import (
    GuardianRequest,
    Registration,
    SensitiveNeed,
)
from forum.registration.queries import list_notices
from forum.registration.rules import shown_hash
from forum.registration.services.books import lock_book
from forum.registration.services.changing import cancel
from forum.registration.services.consenting import write_answer
from forum.registration.types import ConsentBy, RegistrationState
from forum.registration.waiting.queries import list_waiting


def agree(
    registration: Registration, answers: Mapping[str, bool], *, shown: str, language: Language
) -> None:
    """Answer every notice for somebody under 14, and let them in if only this was missing.

    Raises:
        GuardianNotAskedError: there is nothing to answer.
        ConsentChangedError: the notices say something else than what was shown.
        ConsentMissingError: one that is required was not agreed to.
    """
    request = _lock(registration)
    notices = list_notices(registration.edition)
    if shown != shown_hash(notice.sha256 for notice in notices):
        raise ConsentChangedError
    for notice in notices:
        if notice.is_required and not answers.get(notice.key):
            raise ConsentMissingError(notice=notice.title.in_(language))
    moment = clock.now()
    for notice in notices:
        write_answer(
            registration,
            notice,
            given=bool(answers.get(notice.key)),
            language=language,
            by=ConsentBy.GUARDIAN,
        )
    if not any(notice.is_sensitive and answers.get(notice.key) for notice in notices):
        db.session.execute(
            delete(SensitiveNeed).where(SensitiveNeed.registration_id == registration.id)
        )
    request.agreed_at = moment
    _end(registration)
    _note("guardian.agreed", registration)
    if registration.state is RegistrationState.GUARDIAN:
        registration.state = RegistrationState.CONFIRMED
        registration.confirmed_at = registration.changed_at = moment
        db.session.flush()
        secret = issue_link(emails.PURPOSE, "registration", registration.id)
        agenda = public_agenda(registration.edition)
        emails.send_state(registration, agenda, secret, list_waiting(registration))


def refuse(registration: Registration) -> None:
    """Say no: the registration is cancelled, and its places are free.

    Raises:
        GuardianNotAskedError
    """
    _close(_lock(registration), registration, _("The guardian did not agree."))


def expire_guardians() -> Iterator[int]:
    """Cancel what no guardian has answered in time; the worker commits each."""
    overdue = select(GuardianRequest.registration_id).where(
        GuardianRequest.agreed_at.is_(None),
        GuardianRequest.ended_at.is_(None),
        GuardianRequest.expires_at <= clock.now(),
    )
    for registration_id in db.session.scalars(overdue).all():
        registration = db.session.get_one(Registration, registration_id)
        try:
            request = _lock(registration)
        except GuardianNotAskedError:
            _drop(registration)  # cancelled before
        else:
            with in_language("ko" if registration.language == "ko" else "en"):
                reason = _("No guardian has answered within seven days.")
            _close(request, registration, reason)
        yield registration_id


def _lock(registration: Registration) -> GuardianRequest:
    lock_book(registration.edition)
    db.session.refresh(registration)
    request = registration.guardian
    if request is None or request.agreed_at or request.ended_at or not registration.is_coming:
        raise GuardianNotAskedError
    return request


def _close(request: GuardianRequest, registration: Registration, reason: str) -> None:
    request.ended_at = clock.now()
    _end(registration)
    _note("guardian.refused", registration)
    cancel(registration, reason)


def _drop(registration: Registration) -> None:
    if registration.guardian is not None:
        registration.guardian.ended_at = clock.now()
    _end(registration)


def _end(registration: Registration) -> None:
    revoke_links(emails.GUARDIAN_PURPOSE, "registration", registration.id)


def _note(action: str, registration: Registration) -> None:
    audit.record(
        action,
        edition_id=registration.edition_id,
        object_type="registration",
        object_id=registration.id,
        details={"number": registration.number},
    )
