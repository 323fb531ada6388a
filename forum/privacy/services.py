"""Asking for erasure, deciding it, saying how long data are kept, and reviewing who has looked."""

from collections.abc import Mapping

from sqlalchemy import select

from forum.core import audit, clock
from forum.core.db import db
from forum.editions.models import Edition
from forum.privacy import emails
from forum.privacy.erasing import erase_people
from forum.privacy.errors import MonthNotOverError, RequestDecidedError
from forum.privacy.models import AccessReview, Destruction, ErasureRequest, RetentionRule
from forum.privacy.queries import find_waiting, list_access, list_rules, month_bounds, scope_of
from forum.privacy.rules import due_on
from forum.privacy.types import ErasureState, Kind
from forum.registration.errors import ReasonMissingError
from forum.registration.models import Registration
from forum.registration.rules import read_note

ON_REQUEST = "on request"


# ------------------------------------------------------------------ erasure


def ask_erasure(registration: Registration) -> ErasureRequest:
    """Want one's data erased; asked twice it is the same request, with the first due day."""
    db.session.execute(
        select(Registration.id).where(Registration.id == registration.id).with_for_update()
    )
    waiting = find_waiting(registration)
    if waiting is not None:
        return waiting
    today = clock.today(registration.edition.timezone)
    asked = ErasureRequest(
        edition_id=registration.edition_id,
        registration_id=registration.id,
        due_on=due_on(today),
    )
    db.session.add(asked)
    _note("erasure.asked", registration)
    db.session.flush()
    return asked


def carry_out(request: ErasureRequest) -> None:
    """Erase the person who asked, and tell them once more that it is done.

    Raises:
        RequestDecidedError
    """
    _refuse_decided(request)
    registration = request.registration
    letter = emails.Farewell.to(registration)
    erase_people([registration.id], are_expected=True)
    letter.send()
    _decide(request, ErasureState.DONE)
    db.session.add(
        Destruction(
            kind=Kind.REGISTRATIONS,
            edition_id=request.edition_id,
            count=1,
            actor=audit.present_actor(),
            rule=ON_REQUEST,
        )
    )
    _note("registration.erased", registration)


def refuse(request: ErasureRequest, reason: str) -> None:
    """Say why the data must be kept; the person is told.

    Raises:
        RequestDecidedError, ReasonMissingError
    """
    _refuse_decided(request)
    reason = read_note(reason)
    if not reason:
        raise ReasonMissingError
    request.reason = reason
    _decide(request, ErasureState.REFUSED)
    emails.send_refusal(request.registration, reason)
    _note("erasure.refused", request.registration)


def _refuse_decided(request: ErasureRequest) -> None:
    if request.state is not ErasureState.WAITING:
        raise RequestDecidedError


def _decide(request: ErasureRequest, state: ErasureState) -> None:
    request.state = state
    request.decided_at = clock.now()
    request.decided_by = audit.present_actor()


def _note(action: str, registration: Registration) -> None:
    audit.record(
        action,
        edition_id=registration.edition_id,
        object_type="registration",
        object_id=registration.id,
        details={"number": registration.number},
    )


# ------------------------------------------------------------------ retention


def set_rules(edition: Edition | None, days: Mapping[Kind, int]) -> None:
    """Say how many days each kind is kept, in an edition or in the whole system."""
    before = list_rules(edition)
    changed = {kind: number for kind, number in days.items() if before[kind].days != number}
    for kind, number in changed.items():
        row = db.session.scalar(
            select(RetentionRule).where(
                RetentionRule.scope == scope_of(edition), RetentionRule.kind == kind
            )
        )
        if row is None:
            row = RetentionRule(scope=scope_of(edition), kind=kind)
            db.session.add(row)
        row.days = number
    if changed:
        audit.record(
            "retention.changed",
            edition_id=edition.id if edition else None,
            object_type="edition",
            object_id=edition.id if edition else 0,
            details={kind.value: [before[kind].days, number] for kind, number in changed.items()},
        )


def copy_rules(source: Edition, target: Edition) -> int:
    """Keep the data of a new edition as long as those of another; return how many rules differ."""
    days = {kind: rule.days for kind, rule in list_rules(source).items() if not rule.is_default}
    set_rules(target, days)
    return len(days)


# ------------------------------------------------------------------ who has looked


def review_month(edition: Edition, month: str, note: str = "") -> AccessReview:
    """Say that one has looked through the access log of a month that is over.

    Raises:
        MonthNotOverError
    """
    _begins, ends = month_bounds(month, edition.timezone)
    if ends > clock.now():
        raise MonthNotOverError
    found = db.session.scalar(
        select(AccessReview).where(
            AccessReview.edition_id == edition.id, AccessReview.month == month
        )
    )
    if found is not None:
        return found
    review = AccessReview(
        edition_id=edition.id,
        month=month,
        entries=len(list_access(edition, month)),
        reviewed_by=audit.present_actor(),
        note=read_note(note),
    )
    db.session.add(review)
    audit.record(
        "access.reviewed",
        edition_id=edition.id,
        object_type="edition",
        object_id=edition.id,
        details={"month": month, "entries": review.entries},
    )
    return review
