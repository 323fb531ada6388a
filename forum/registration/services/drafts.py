"""Drafts: what somebody has filled in, kept for seven days, until it is a registration."""

from copy import deepcopy
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast

from sqlalchemy import CursorResult, Table, Update, bindparam, update

from forum.core import clock, randomness
from forum.core.db import db
from forum.core.links import issue_link
from forum.core.localized import Language
from forum.editions.models import Edition
from forum.programme.queries import public_agenda
from forum.programme.uploads import Upload
from forum.registration import emails
from forum.registration.asked import asked_of
from forum.registration.errors import (
    AlreadyRegisteredError,
    ConsentChangedError,
    DraftMissingError,
    StepsMissingError,
    TooManyColleaguesError,
)
from forum.registration.invitations.models import Invitation
from forum.registration.invitations.queries import lock_invitation
from forum.registration.models import Draft, Registration
from forum.registration.queries import (
    RESUME_PURPOSE,
    category_standing,
    draft_hash,
    find_category,
    find_coming,
    find_resume_link,
    get_book,
    get_registration,
    list_coming,
    list_own_limits,
    lock_draft,
    was_mailed_since,
    was_written_to_since,
)
from forum.registration.questions import services as questions
from forum.registration.rules import (
    clash_of,
    colleague_key,
    details_from,
    read_answers,
    shown_hash,
    unsettled_clashes,
    write_step,
)
from forum.registration.services.registering import register_details
from forum.registration.types import (
    Attend,
    Confirm,
    FilledStep,
    RegistrationDetails,
    RegistrationState,
    Source,
    Standing,
    Step,
    WayIn,
)
from forum.registration.waiting.queries import count_waiting, list_waiting
from forum.registration.waiting.types import ADMISSION, session_of, session_subject

DRAFT_LASTS = timedelta(days=7)
MAIL_PAUSE = timedelta(minutes=5)


def save_step(
    edition: Edition,
    token: str | None,
    filled: FilledStep,
    *,
    language: Language,
    seen: Draft | None = None,
) -> str:
    """Keep what was filled in at a step, and return the draft's token, a new one if needed.

    `seen` is the draft as it was read before, by which most steps are kept in one statement.
    """
    if token and seen is not None and _save_unchanged(seen, token, filled, language):
        return token
    draft, token = _draft_for(edition, token)
    draft.language = language
    draft.answers = _with_step(draft, filled)
    return token


def _with_step(draft: Draft, filled: FilledStep) -> dict[str, Any]:
    return {**draft.answers, filled.step.value: write_step(filled)}


def _save_unchanged(seen: Draft, token: str, filled: FilledStep, language: Language) -> bool:
    """Keep a step if nobody else has saved the draft since it was read; tell whether it is kept.

    Not if the browser holds it by a mailed link: that link is prolonged with the draft.
    """
    if seen.token_hash != draft_hash(token):
        return False
    values = {
        "seen_id": seen.id,
        "seen_at": seen.saved_at,
        "answers": _with_step(seen, filled),
        "language": language,
        "saved_at": _later_than(seen.saved_at),
        "expires_at": clock.now() + DRAFT_LASTS,
    }
    done = db.session.execute(_saving_unchanged(), values)
    return cast("CursorResult[Any]", done).rowcount == 1


def _later_than(saved_at: datetime | None) -> datetime:
    """Return the present moment, but always later than the last saving, by which it is told."""
    now = clock.now()
    return now if saved_at is None else max(now, saved_at + timedelta(microseconds=1))


@cache
def _saving_unchanged() -> Update:
    table = Draft.__table__
    assert isinstance(table, Table)  # noqa: S101  tells mypy what a mapped class has
    names = ("answers", "language", "saved_at", "expires_at")
    return (
        update(table)
        .where(
            table.c.id == bindparam("seen_id"),
            table.c.saved_at == bindparam("seen_at"),
            table.c.registration_id.is_(None),
        )
        .values({name: bindparam(name) for name in names})
    )


def bind_draft(edition: Edition, token: str, invitation_id: int) -> None:
    """Note by which invitation somebody registers.

    Raises:
        DraftMissingError
    """
    draft = lock_draft(edition, token)
    if draft is None:
        raise DraftMissingError
    draft.invitation_id = invitation_id


def keep_draft_file(
    edition: Edition, token: str | None, question: str, upload: Upload, language: Language
) -> tuple[str, str]:
    """Keep a file that answers a question; return the draft's token, and the file's key."""
    draft, token = _draft_for(edition, token)
    draft.language = language
    db.session.flush()
    return token, questions.keep_file(draft, question, upload)


def _draft_for(edition: Edition, token: str | None) -> tuple[Draft, str]:
    draft = lock_draft(edition, token) if token else None
    if token is None or draft is None or draft.registration_id is not None:
        token = randomness.token()
        draft = Draft(token_hash=draft_hash(token), edition_id=edition.id, answers={})
        db.session.add(draft)
    _prolong(draft, token)
    return draft, token


def _prolong(draft: Draft, token: str) -> None:
    draft.saved_at = _later_than(draft.saved_at)
    draft.expires_at = clock.now() + DRAFT_LASTS
    if draft.token_hash != draft_hash(token) and (link := find_resume_link(token)):
        link.expires_at = draft.expires_at


def send_resume_link(edition: Edition, token: str | None, language: Language) -> None:
    """Mail a link to the address that was filled in, with which one goes on in any browser.

    It is valid as long as the draft is. Within five minutes of the last such mail to the address
    none is sent, so that nobody can fill another's mailbox.

    Raises:
        DraftMissingError, StepsMissingError
    """
    draft = lock_draft(edition, token) if token else None
    if draft is None or token is None or draft.registration_id is not None:
        raise DraftMissingError
    you = read_answers(draft.answers).you
    if you is None:
        raise StepsMissingError
    if was_written_to_since(edition, you.email, emails.RESUME, clock.now() - MAIL_PAUSE):
        return
    _prolong(draft, token)
    secret = issue_link(RESUME_PURPOSE, "registration_draft", draft.id, expires_at=draft.expires_at)
    emails.send_resume(
        emails.Newcomer(edition=edition, email=you.email, language=language),
        public_agenda(edition),
        secret,
        draft.expires_at,
    )


def wait_for(edition: Edition, token: str | None, subject: str) -> None:
    """Note that somebody will wait for what was full when they finished; the rest stays.

    Raises:
        DraftMissingError
    """
    draft = lock_draft(edition, token) if token else None
    if draft is None or draft.registration_id is not None:
        raise DraftMissingError
    answers: dict[str, Any] = deepcopy(draft.answers)
    you, attend = answers.get(Step.YOU), answers.get(Step.ATTEND)
    if subject == ADMISSION and you and you["means"]:
        you["means"]["waits"] = True
    key = session_of(subject)
    if attend and attend["means"] and key in attend["means"]["sessions"]:
        for kept in (attend["means"], attend["typed"]):
            kept["sessions"] = [each for each in kept.get("sessions", []) if each != key]
            kept["waits"] = [*kept.get("waits", []), key]
    draft.answers = answers
    draft.saved_at = _later_than(draft.saved_at)


def submit_draft(
    edition: Edition, token: str | None, confirm: Confirm, language: Language
) -> Registration:
    """Make the draft a registration, once: a second submission returns the same one.

    Where the address is registered already, or has registered as many colleagues as it may, a
    mail to it says so, and the earlier registration is returned unchanged: the page that follows
    is the same, so that nobody learns from it whether an address is known.

    Raises:
        DraftMissingError, StepsMissingError, ConsentChangedError, SessionsClashError,
        InvitationWithdrawnError, InvitationUsedError, and what `register_details` raises for
        somebody who registers alone.
    """
    draft = lock_draft(edition, token) if token else None
    if draft is None:
        raise DraftMissingError
    if draft.registration_id is not None:
        return get_registration(draft.registration_id)
    notices = asked_of(get_book(edition)).notices
    if confirm.shown != shown_hash(notice.sha256 for notice in notices):
        raise ConsentChangedError
    invitation = lock_invitation(draft.invitation_id) if draft.invitation_id else None
    details = _details(edition, draft, confirm, language, invitation)
    try:
        registration = register_details(
            edition,
            details,
            source=Source.SELF,
            notices=notices,
            draft=draft,
            is_invited=invitation is not None,
        )
    except AlreadyRegisteredError:
        outcome = _would_be(edition, details)
        registration = _mail_to_known(edition, details)
    except TooManyColleaguesError:
        outcome = _would_be(edition, details)
        registration = _mail_of_too_many(edition, details)
    else:
        outcome = _came_to_be(registration)
    draft.registration_id = registration.id
    if invitation is not None:
        invitation.registration_id = registration.id
    # the rest is in the registration now
    draft.answers = {"email": details.email, **outcome}
    return registration


def _details(
    edition: Edition,
    draft: Draft,
    confirm: Confirm,
    language: Language,
    invitation: Invitation | None,
) -> RegistrationDetails:
    answers = read_answers(draft.answers)
    details = details_from(answers, confirm, language)
    _refuse_clashes(edition, answers.attend)
    if invitation is None:
        return details
    category, email = invitation.category.key, invitation.email  # whatever was posted
    return replace(details, category=category, email=email, is_colleague=False)


def _refuse_clashes(edition: Edition, attend: Attend | None) -> None:
    """Refuse what came to lie at the same time since it was chosen."""
    sessions = (
        public_agenda(edition).sessions
        if attend and len(attend.sessions) + len(attend.waits) > 1
        else ()
    )
    for pair in unsettled_clashes(attend or Attend(), sessions):
        raise clash_of(*pair)


def _came_to_be(registration: Registration) -> dict[str, object]:
    waiting = list_waiting(registration) if registration.waits else ()
    return {
        "state": registration.state.value,
        "places": {each.entry.subject: each.place for each in waiting},
    }


def _would_be(edition: Edition, details: RegistrationDetails) -> dict[str, object]:
    """Return what somebody new would be told, so that the page tells nothing of an address."""
    category = find_category(edition, details.category)
    assert category is not None  # noqa: S101  it was found before the address was
    if category.way_in is WayIn.APPROVAL:
        return {"state": RegistrationState.PENDING.value, "places": {}}
    counts = count_waiting(edition)
    if category_standing(category) is Standing.FULL:
        place = counts.get(f"{ADMISSION}/{category.id}", 0) + 1
        return {"state": RegistrationState.WAITING.value, "places": {ADMISSION: place}}
    limits = list_own_limits(edition, category.id)
    full = [key for key, limit in limits.items() if limit.seats_left <= 0]
    waits = [session_subject(key) for key in full if session_subject(key) in details.waits]
    return {
        "state": RegistrationState.CONFIRMED.value,
        "places": {subject: counts.get(subject, 0) + 1 for subject in waits},
    }


def _mail_to_known(edition: Edition, details: RegistrationDetails) -> Registration:
    registration = find_coming(edition, details.email, colleague_key(details))
    assert registration is not None  # noqa: S101  it was just found to be there
    if not was_mailed_since(registration, emails.REPEATED, clock.now() - MAIL_PAUSE):
        secret = issue_link(emails.PURPOSE, "registration", registration.id)
        emails.send_repeated(registration, public_agenda(edition), secret)
    return registration


def _mail_of_too_many(edition: Edition, details: RegistrationDetails) -> Registration:
    registration = list_coming(edition, details.email)[0]
    if not was_mailed_since(registration, emails.TOO_MANY, clock.now() - MAIL_PAUSE):
        emails.send_told(registration, public_agenda(edition), "too_many")
    return registration


def begin_for_colleague(edition: Edition, token: str | None, language: Language) -> str:
    """Begin anew after a registration, with its address, and return the new draft's token.

    Raises:
        DraftMissingError: nothing was registered by this draft.
    """
    former = lock_draft(edition, token) if token else None
    if former is None or former.registration_id is None:
        raise DraftMissingError
    typed = {"email": [str(former.answers["email"])], "is_colleague": ["y"]}
    return save_step(edition, token, FilledStep(step=Step.YOU, typed=typed), language=language)
